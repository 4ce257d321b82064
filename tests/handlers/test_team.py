"""`/donvi` as leaders see it: live, unit by unit, and to nobody outside the line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.entry import Flag, FlagKind
from bot.domain.people import Official
from bot.storage import people
from bot.storage.inbox import Kind
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice
from tests.support.weeks import MONDAY, TUESDAY, add_unit, approved, tell, write
from tests.support.worklogs import later

WEEK = "23/11 – 29/11/2026"
REFUSED = "Lệnh này dành cho lãnh đạo; chưa có ai do đồng chí duyệt. Nếu chưa đúng, báo quản trị của đơn vị."
NOT_YOURS = "Đồng chí chỉ xem được đơn vị mình đứng đầu và các đơn vị bên dưới. Gõ /donvi để xem."


@pytest.fixture
def gd(talk: Conversation) -> Phone:
    """The head of the department above TP's."""
    return talk.enrolled("GD")


@pytest.fixture
def wednesday(office: MemoryOffice) -> None:
    """Half past nine on Wednesday."""
    later(office, days=2)


def test_a_leader_sees_the_week_so_far(wednesday: None, tp: Phone, office: MemoryOffice) -> None:
    approved(office, "AN", MONDAY, 480, minutes_approved=420)
    write(office, "AN", TUESDAY + timedelta(days=1), 60, submitted_at=office.now)
    assert tp.say("/donvi").text == (
        f"Cán bộ do đồng chí duyệt, tuần {WEEK}\n\n"
        "Đã có nhật ký: 1/1 người; hôm nay: 1\n"
        "Đã duyệt: 7 giờ (1 mục) / đã khai: 9 giờ (2 mục)\n"
        "Theo nhóm (giờ duyệt/khai): B 7/9\n"
        "Giờ chuẩn của tuần: 40 giờ (để đối chiếu, không phải chỉ tiêu)\n\n"
        "Còn thiếu ngày (1): Vương Thị Bảo An (T3)\n\n"
        "Chờ duyệt: 1 giờ (1 mục), mới gửi"
    )
    assert tp.last.labels == ["Xem hàng chờ (1 mục)", "Từng người", "Biểu đồ"]


def test_of_today_nothing_is_missed_yet(tp: Phone) -> None:
    text = tp.say("/donvi").text
    assert "Đã có nhật ký: 0/1 người; hôm nay: 0" in text
    assert "Chưa khai" not in text
    assert "Còn thiếu" not in text


@pytest.mark.parametrize("typed", ["đơn vị", "don vi", "ĐƠN VỊ", "donvi"])
def test_the_command_works_typed(tp: Phone, typed: str) -> None:
    assert tp.say(typed).text.startswith("Cán bộ do đồng chí duyệt")


def test_every_kind_of_notice_is_told_with_its_figure(tp: Phone, office: MemoryOffice) -> None:
    over, rest = Flag(FlagKind.OVER_DAY, 690), Flag(FlagKind.REST_DAY)
    late, slow = Flag(FlagKind.LATE, 5), Flag(FlagKind.OVER_NORM, 180)
    write(office, "AN", MONDAY, 690, flags=(over, rest, late, slow))
    assert tp.say("/donvi").text.endswith(
        "Lưu ý\n"
        "• 1 mục thuộc ngày quá 8 giờ (nhiều nhất 11,5 giờ)\n"
        "• 1 mục vào ngày nghỉ\n"
        "• 1 mục khai muộn (lâu nhất 5 ngày)\n"
        "• 1 mục vượt định mức (cao nhất 180%)"
    )


def test_the_queue_opens_from_it_as_a_message_of_its_own(tp: Phone, office: MemoryOffice) -> None:
    write(office, "AN", MONDAY)
    team = tp.say("/donvi")
    tp.press("Xem hàng chờ", team)
    assert tp.last.text.startswith("Chờ duyệt: 1 mục, 2 giờ")
    assert tp.last is not team


def test_everyone_is_listed_one_by_one(wednesday: None, gd: Phone, office: MemoryOffice) -> None:
    approved(office, "TP", MONDAY, 120, approver="GD")
    write(office, "BINH", TUESDAY, 60, approver="GD")
    write(office, "BINH", TUESDAY, 60, approver="")
    team = gd.say("/donvi")
    gd.press("Từng người", team)
    assert team.text == (
        f"Cán bộ do đồng chí duyệt, tuần {WEEK}\n\n"
        "• Đoàn Hữu Bình: duyệt 0 giờ / khai 1 giờ; chờ 1 mục; tự ghi nhận 1 giờ; thiếu T2\n"
        "• Lê Thị Thanh Ngọc: duyệt 2 giờ / khai 2 giờ; thiếu T3"
    )
    gd.press("Về đơn vị", team)
    assert "Các đơn vị bên dưới (1)" in team.text


def test_a_unit_below_opens_in_place_and_leads_back(gd: Phone, office: MemoryOffice) -> None:
    approved(office, "AN", MONDAY, 120)
    team = gd.say("/donvi")
    gd.press("Phòng Quản lý ngân sách", team)
    assert team.text.startswith(f"Phòng Quản lý ngân sách, tuần {WEEK}\n\nĐã có nhật ký: 1/3 người; hôm nay: 1")
    assert team.labels == ["Từng người", "Biểu đồ", "Về đầu"]
    gd.press("Về đầu", team)
    assert team.text.startswith("Cán bộ do đồng chí duyệt")
    assert team.edits == 2


def test_a_unit_below_can_be_typed_by_its_code(gd: Phone) -> None:
    assert gd.say("/donvi STC-NS").text.startswith("Phòng Quản lý ngân sách")
    assert gd.say("/donvi stc-ns").text.startswith("Phòng Quản lý ngân sách")


def test_many_units_and_people_come_in_pages(gd: Phone, office: MemoryOffice) -> None:
    for number in range(10):
        add_unit(office, f"STC-{number}", "STC", members=(f"N{number}A", f"N{number}B"))
    team = gd.say("/donvi")
    assert "Các đơn vị bên dưới (11)" in team.text
    gd.press("Trang sau", team)
    assert "• Phòng Quản lý ngân sách" in team.text
    assert "Đã có nhật ký" not in team.text
    gd.press("Trang trước", team)
    gd.press("Từng người", team)
    assert team.text.count("•") == 15
    gd.press("Trang sau", team)
    assert team.text.count("•") == 7
    assert team.labels == ["Trang trước", "Về đơn vị"]


def test_the_chart_comes_as_a_message_of_its_own(tp: Phone, office: MemoryOffice) -> None:
    write(office, "AN", MONDAY, 60)
    team = tp.say("/donvi")
    tp.press("Biểu đồ", team)
    assert tp.last is not team
    assert tp.last.text == f"Cán bộ do đồng chí duyệt, tuần {WEEK}: đã duyệt 0 giờ, chờ duyệt trong tuần 1 giờ."


def test_a_page_that_is_gone_shows_the_last_one(gd: Phone) -> None:
    assert gd.forge("donvi:STC:999999999") == "Đơn vị"
    assert gd.last.text.startswith("Sở Tài chính")


# --- who may not


def test_an_official_who_leads_nobody_is_told_so(an: Phone) -> None:
    assert an.say("/donvi").text == REFUSED
    assert an.say("/donvi STC-NS").text == NOT_YOURS


@pytest.mark.parametrize("press", ["donvi::0", "donvinguoi::0", "donvihinh:", "xemdonvi"])
def test_a_forged_press_of_one_who_leads_nobody_is_refused(an: Phone, press: str) -> None:
    assert an.forge(press) == REFUSED
    assert not an.messages


@pytest.mark.parametrize("unit", ["STC", "KH", "PNT", "UNKNOWN"])
@pytest.mark.parametrize("press", ["donvi:{}:0", "donvinguoi:{}:0", "donvihinh:{}"])
def test_a_forged_press_for_another_line_is_refused_alike_whether_or_not_there_is_such_a_unit(
    tp: Phone, press: str, unit: str
) -> None:
    assert tp.forge(press.format(unit)) == NOT_YOURS
    assert not tp.messages


@pytest.mark.parametrize("press", ["donvi:STC:x", "donvi:STC:-1", "donvi", "donvi:STC", "donvinguoi:STC:1:2"])
def test_a_press_that_was_never_offered_is_answered(gd: Phone, press: str) -> None:
    assert gd.forge(press).startswith("Nút này không còn dùng được")
    assert not gd.messages


def test_who_stops_leading_before_it_is_shown_sees_nothing(gd: Phone, office: MemoryOffice) -> None:
    gd.talk.online = False
    gd.do(Kind.TEXT, "/donvi STC-NS")
    office.rows("UPDATE units SET head = 'CT' WHERE head = 'GD' RETURNING code")
    gd.talk.online = True
    gd.talk.deliver()
    assert gd.last.text == NOT_YOURS


def test_names_are_cut_so_that_every_view_fits(gd: Phone, office: MemoryOffice) -> None:
    name = "Tên rất dài " * 25
    for number in range(60):
        code = f"N{number}"
        office.ask(people.put_official, Official(code, f"{name}{number}", "STC", "Chuyên viên"))
        add_unit(office, f"STC-{number}", "STC", members=(f"M{number}",))
        write(office, code, MONDAY, 3000, approver="GD")
    office.rows("UPDATE units SET name = :name || code RETURNING code", name=name[:250])
    later(office, days=4)
    team = gd.say("/donvi")
    gd.press("Từng người", team)
    gd.press("Trang sau", team)
    gd.press("Về đơn vị", team)
    assert tell(office, "GD")
    gd.talk.deliver()
    assert "Tên rất dài" in gd.messages[-2].text


def test_what_waits_is_told_with_this_weeks_part_where_more_waits(tp: Phone, an: Phone, talk: Conversation) -> None:
    an.log("3h soạn công văn")
    talk.later(days=7)
    an.log("1h soạn công văn")
    assert "Chờ duyệt: 4 giờ (2 mục), trong đó tuần 30/11 – 06/12: 1 giờ (1 mục), " in tp.say("/donvi").text
