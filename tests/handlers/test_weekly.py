"""The weekly summary as it reaches phones: own figures, then the team's, then its chart; one's own on request."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.calendar import Calendar
from bot.domain.entry import Flag, FlagKind, Status
from bot.domain.people import Official
from bot.domain.rules import Rules
from bot.handlers import notices
from bot.handlers.screen import Screen
from bot.services import summaries
from bot.services.calendars import vietnam
from bot.storage import chats, people
from bot.storage.inbox import Kind
from tests.support.conversation import Conversation, Message, Phone
from tests.support.memory import MemoryOffice
from tests.support.weeks import (
    FRIDAY,
    FRIDAY_EVENING,
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    approved,
    round_at,
    tell,
    write,
)

WEEK = "23/11 – 29/11/2026"


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    """Friday, half past four."""
    talk.office.now = FRIDAY_EVENING
    return talk


def summary(phone: Phone, code: str) -> Message:
    """The summary that a person gets now; a leader's chart follows it."""
    before = len(phone.messages)
    assert tell(phone.talk.office, code)
    phone.talk.deliver()
    return phone.messages[before]


def test_an_official_reads_what_became_of_the_week(an: Phone, office: MemoryOffice) -> None:
    approved(office, "AN", MONDAY, 480, minutes_approved=420)
    approved(office, "AN", TUESDAY, 240, group="D")
    write(office, "AN", TUESDAY, 240, group="C")
    write(office, "AN", WEDNESDAY, 60, status=Status.RETURNED)
    write(office, "AN", THURSDAY, 30, status=Status.DRAFT)
    write(office, "AN", FRIDAY, 120, approver="")
    assert summary(an, "AN").text == (
        f"Tổng kết tuần {WEEK}\n\n"
        "Đã duyệt: 11 giờ (2 mục) / đã khai: 17 giờ (4 mục)\n"
        "Chờ duyệt: 4 giờ (1 mục)\n"
        "Được trả lại: 1 giờ (1 mục); sửa và gửi lại ở /lichsu\n"
        "Nháp chưa gửi: 0,5 giờ (1 mục); mở lại ở /tuan\n"
        "Tự ghi nhận: 2 giờ (1 mục)\n\n"
        "Theo nhóm (giờ duyệt/khai): B 7/9 · C 0/4 · D 4/4\n"
        "Giờ chuẩn của tuần: 40 giờ (để đối chiếu, không phải chỉ tiêu)\n\n"
        "Chưa có nhật ký: thứ Năm 26/11.\n"
        "Còn khai bù được (trong 7 ngày), ví dụ gõ: 2h họp giao ban 26/11"
    )
    assert an.last.labels == ["Biểu đồ"]


def test_group_d_is_named_apart_where_it_is_a_quarter_or_more(an: Phone, office: MemoryOffice) -> None:
    approved(office, "AN", MONDAY, 180)
    approved(office, "AN", MONDAY, 60, group="D")
    assert "D 1/1; nhóm D chiếm 25% giờ khai" in summary(an, "AN").text


def test_who_logged_nothing_is_told_so_without_reproach(an: Phone) -> None:
    text = summary(an, "AN").text
    assert "Đồng chí chưa khai mục nào trong tuần." in text
    assert "Chưa có nhật ký: thứ Hai 23/11, thứ Ba 24/11, thứ Tư 25/11, thứ Năm 26/11, thứ Sáu 27/11." in text
    assert an.last.labels == []


def test_who_logged_every_day_is_missed_on_none(an: Phone, office: MemoryOffice) -> None:
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        approved(office, "AN", day, 480)
    assert "Chưa có nhật ký" not in summary(an, "AN").text


def test_days_too_long_ago_to_be_added_are_named_without_advice(an: Phone, office: MemoryOffice) -> None:
    office.now += timedelta(days=14)
    tell(office, "AN", FRIDAY_EVENING)
    an.talk.deliver()
    assert "thứ Sáu 27/11." in an.last.text
    assert "khai bù" not in an.last.text


@pytest.mark.parametrize(
    ("friday", "norm"),
    [(date(2026, 8, 21), "48 giờ"), (date(2026, 9, 4), "16 giờ"), (date(2026, 11, 13), "40 giờ")],
    ids=["a make-up Saturday", "National Day", "an ordinary week"],
)
def test_the_norm_beside_it_is_that_of_the_very_week(an: Phone, office: MemoryOffice, friday: date, norm: str) -> None:
    office.rules = Rules(calendar=vietnam())
    office.now = FRIDAY_EVENING + (friday - FRIDAY)
    assert f"Giờ chuẩn của tuần: {norm} (để đối chiếu, không phải chỉ tiêu)" in summary(an, "AN").text


def test_a_week_without_working_days_has_no_norm_and_no_missing_days(an: Phone, office: MemoryOffice) -> None:
    days = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
    office.rules = Rules(calendar=Calendar(dict.fromkeys(days, "Tết")))
    write(office, "AN", SATURDAY)
    text = summary(an, "AN").text
    assert "Tuần không có ngày làm việc, không có giờ chuẩn." in text
    assert "Chưa có nhật ký" not in text


def test_a_leader_reads_the_own_week_and_then_the_teams(tp: Phone, office: MemoryOffice) -> None:
    office.ask(people.put_official, colleague("N1", "Trần Văn Châu"))
    approved(office, "TP", MONDAY, 60, approver="GD")
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        write(office, "AN", day, 615, flags=(Flag(FlagKind.OVER_DAY, 615),))
    text = summary(tp, "TP").text
    own, team = text.split("Cán bộ do đồng chí duyệt\n")
    assert "Của đồng chí\nĐã duyệt: 1 giờ (1 mục) / đã khai: 1 giờ (1 mục)" in own
    assert team == (
        "Đã có nhật ký: 1/2 người\n"
        "Đã duyệt: 0 giờ (0 mục) / đã khai: 51,25 giờ (5 mục)\n"
        "Bình quân một người: 0 giờ duyệt / 25,6 giờ khai\n"
        "Theo nhóm (giờ duyệt/khai): B 0/51,25\n\n"
        "Chưa khai ngày nào (1): Trần Văn Châu\n\n"
        "Chờ duyệt: 51,25 giờ (5 mục), lâu nhất 4 ngày làm việc, quá thời hạn (3 ngày)\n\n"
        "Lưu ý\n"
        "• 5 mục thuộc ngày quá 8 giờ (nhiều nhất 10,25 giờ)\n"
        "• giờ cao so với giờ chuẩn 40 giờ: Vương Thị Bảo An 51,25 giờ"
    )


def colleague(code: str, name: str) -> Official:
    """Another official of AN's unit."""
    return Official(code, name, "STC-NS", "Chuyên viên")


def test_a_head_reads_a_line_for_each_unit_below(talk: Conversation, office: MemoryOffice) -> None:
    approved(office, "AN", MONDAY, 480, minutes_approved=450)
    write(office, "BINH", MONDAY, 60, approver="GD")
    text = summary(talk.enrolled("TRUONG"), "TRUONG").text
    assert "Các đơn vị bên dưới (3)" in text
    assert "• Sở Tài chính: 2/4 người khai; bình quân 1,9 giờ duyệt / 2,2 giờ khai; chờ duyệt trong tuần 1 mục" in text
    assert "• Bệnh viện Đa khoa tỉnh: 0/1 người khai" in text


def test_a_long_team_is_cut_and_says_where_the_rest_is(tp: Phone, office: MemoryOffice) -> None:
    for number in range(20):
        office.ask(people.put_official, colleague(f"N{number}", f"Trần Văn {number:02d}"))
    text = summary(tp, "TP").text
    assert "Chưa khai ngày nào (21): Vương Thị Bảo An, Trần Văn 00" in text
    assert "Trần Văn 08, và 11 người nữa; xem /donvi" in text


def test_a_leaders_chart_comes_silently_behind_the_text(tp: Phone, office: MemoryOffice) -> None:
    write(office, "AN", MONDAY, 480)
    text = summary(tp, "TP")
    assert tp.last is not text
    assert tp.last.silent
    assert tp.last.text == f"Cán bộ do đồng chí duyệt, tuần {WEEK}: đã duyệt 0 giờ, chờ duyệt trong tuần 8 giờ."


def test_under_the_summary_a_leader_opens_the_unit_and_the_summary_stays(tp: Phone) -> None:
    text = summary(tp, "TP")
    tp.press("Xem đơn vị", text)
    assert tp.last.text.startswith(f"Cán bộ do đồng chí duyệt, tuần {WEEK}\n\nĐã có nhật ký: 0/1 người")
    assert text.edits == 0


def test_what_is_told_is_what_stands_when_it_is_sent(an: Phone, office: MemoryOffice) -> None:
    an.talk.online = False
    tell(office, "AN")
    write(office, "AN", MONDAY, 90)
    an.talk.online = True
    an.talk.deliver()
    assert "đã khai: 1,5 giờ (1 mục)" in an.last.text


def test_who_has_left_before_it_is_sent_is_told_nothing(tp: Phone, office: MemoryOffice) -> None:
    tp.talk.online = False
    tell(office, "TP")
    tp.do(Kind.PRESS, "bieudo:2026-11-23")
    office.ask(people.retire_official, "TP", "2026-11-27T09:30:00.000Z")
    tp.talk.online = True
    tp.talk.deliver()
    assert not tp.messages


def test_who_leads_nobody_any_more_gets_the_own_part_and_no_chart(tp: Phone, office: MemoryOffice) -> None:
    tp.talk.online = False
    tell(office, "TP")
    office.rows("UPDATE units SET head = '' WHERE head = 'TP' RETURNING code")
    tp.talk.online = True
    tp.talk.deliver()
    (only,) = tp.messages
    assert "Cán bộ do đồng chí duyệt" not in only.text


# --- charts


def shown(office: MemoryOffice, chat: str, **fact: object) -> Screen | None:
    """What a chat is shown of a fact."""
    found = office.ask(chats.find, chat)
    assert found
    return office.perform(notices.render, found, fact)


def test_ones_own_chart_comes_as_a_message_of_its_own(an: Phone, office: MemoryOffice) -> None:
    approved(office, "AN", MONDAY, 480)
    text = summary(an, "AN")
    assert an.press("Biểu đồ") == "Đang vẽ biểu đồ"
    assert an.last is not text
    assert an.last.text == f"Tuần {WEEK}: đã duyệt 8 giờ, chờ duyệt 0 giờ; giờ chuẩn 40 giờ."


def test_the_button_is_under_the_own_week_too_and_can_be_typed(an: Phone, office: MemoryOffice) -> None:
    write(office, "AN", MONDAY, 480)
    an.say("/tuan")
    assert an.say("bieu do").text == f"Tuần {WEEK}: đã duyệt 0 giờ, chờ duyệt 8 giờ; giờ chuẩn 40 giờ."


def test_ones_own_chart_stacks_groups_by_day_approved_hours_where_decided(an: Phone, office: MemoryOffice) -> None:
    approved(office, "AN", MONDAY, 480, minutes_approved=420)
    write(office, "AN", MONDAY, 60, group="D")
    write(office, "AN", TUESDAY, 30, status=Status.RETURNED)
    write(office, "AN", TUESDAY, 30, status=Status.DRAFT)
    screen = shown(office, "telegram:AN", fact="own-chart", week="2026-11-23")
    assert screen
    assert screen.chart
    assert screen.chart.labels[:2] == ("T2 23/11", "T3 24/11")
    stacked = {series.name: series.minutes for series in screen.chart.series}
    assert stacked == {"Nhóm B": (420, 0, 0, 0, 0, 0, 0), "Nhóm D": (60, 0, 0, 0, 0, 0, 0)}
    assert screen.chart.norm_minutes == 480


def test_of_a_week_without_hours_there_is_no_chart_to_draw(an: Phone, office: MemoryOffice) -> None:
    screen = shown(office, "telegram:AN", fact="own-chart", week="2026-11-23")
    assert screen
    assert screen.chart is None
    assert "chưa có giờ nào" in screen.text


def test_a_teams_chart_names_everyone_so_that_names_fit_and_given_names_stay(tp: Phone, office: MemoryOffice) -> None:
    office.ask(people.put_official, colleague("N1", "Nguyễn Đặng Thị Quỳnh Hương Giang"))
    approved(office, "AN", MONDAY, 120)
    write(office, "N1", MONDAY, 60)
    screen = shown(office, "telegram:TP", fact="weekly-chart", period="2026-11-23", day="2026-11-27")
    assert screen
    assert screen.chart
    assert screen.chart.labels == ("Vương Thị Bảo An", "N. Đ. T. Q. Hương Giang")
    assert [series.minutes for series in screen.chart.series] == [(120, 0), (0, 60)]
    assert screen.chart.norm_minutes == 2400


def test_a_leader_of_units_alone_sees_their_averages(office: MemoryOffice, talk: Conversation) -> None:
    """Everybody right below is decided on by somebody else."""
    office.rows("UPDATE officials SET approver = 'TP' WHERE code IN ('GD', 'CT', 'YSI') RETURNING code")
    talk.enrolled("TRUONG")
    write(office, "AN", MONDAY, 120)
    screen = shown(office, "telegram:TRUONG", fact="weekly-chart", period="2026-11-23", day="2026-11-27")
    assert screen
    assert screen.chart
    assert screen.chart.labels == ("Bệnh viện Đa khoa tỉnh", "Sở Tài chính", "UBND phường Nha Trang")
    assert [series.minutes for series in screen.chart.series] == [(0, 0, 0), (0, 30, 0)]
    assert screen.text.endswith("đã duyệt 0 giờ, chờ duyệt trong tuần 2 giờ.")


def test_a_chart_of_many_says_how_many_it_shows(tp: Phone, office: MemoryOffice) -> None:
    for number in range(30):
        office.ask(people.put_official, colleague(f"N{number}", f"Trần Văn {number:02d}"))
    screen = shown(office, "telegram:TP", fact="weekly-chart", period="2026-11-23", day="2026-11-27")
    assert screen
    assert screen.chart
    assert len(screen.chart.labels) == 25
    assert screen.text.endswith("Biểu đồ: 25 tên đầu trong 31.")


@pytest.mark.parametrize("week", ["", "x", "2026-13-01", "2026-11-23:1"])
def test_a_forged_chart_button_is_answered_and_shows_nothing(an: Phone, week: str) -> None:
    assert an.forge(f"bieudo:{week}").startswith("Nút này không còn dùng được")
    assert not an.messages


def test_a_second_going_round_writes_the_same_subject_anew(tp: Phone, office: MemoryOffice) -> None:
    """What still waits under a subject is not doubled: the fact is read when it is sent."""
    tp.talk.online = False
    for _ in range(2):
        office.perform(summaries.tell, "TP", round_at(office))
    tp.talk.online = True
    tp.talk.deliver()
    assert len(tp.messages) == 2


# --- on each engine


def test_the_summary_and_the_unit_read_alike_on_each_engine(real_talk: Conversation) -> None:
    office = real_talk.office
    office.now = FRIDAY_EVENING
    gd = real_talk.enrolled("GD")
    approved(office, "AN", MONDAY, 480, minutes_approved=450)
    write(office, "BINH", TUESDAY, 60, approver="GD")
    told = summary(gd, "GD").text
    assert "Đã có nhật ký: 1/2 người" in told
    assert (
        "• Phòng Quản lý ngân sách: 2/3 người khai; bình quân 2,5 giờ duyệt / 3 giờ khai; chờ duyệt trong tuần 1 mục"
        in told
    )
    assert "Các đơn vị bên dưới (1)" in gd.say("/donvi").text
    gd.press("Phòng Quản lý ngân sách")
    assert "Đã duyệt: 7,5 giờ (1 mục) / đã khai: 9 giờ (2 mục)" in gd.last.text
