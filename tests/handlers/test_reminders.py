"""Reminders on people's phones, and what their buttons do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.schedule import APPROVAL_REMINDER, DAILY_REMINDER, occasion_at
from bot.services import reminders
from bot.services.telling import Round
from bot.storage.times import to_text
from tests.support.conversation import Conversation, Message, Phone
from tests.support.memory import MemoryOffice
from tests.support.worklogs import MONDAY, draft, line, return_entry, send_one

HALF_PAST_FOUR = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def told(talk: Conversation, who: Phone, job: str = DAILY_REMINDER, at: datetime = HALF_PAST_FOUR) -> Message | None:
    """What the job, run by hand, shows a person, told at half past four unless the office's clock says otherwise."""
    office = talk.office
    occasion = occasion_at(job, at, office.rules)
    assert occasion
    before = len(who.messages)
    until = to_text(office.now + timedelta(hours=2))
    office.perform(reminders.remind, who.address, Round(occasion, at, True, until=until))
    talk.deliver()
    return who.last if len(who.messages) > before else None


def reminded(talk: Conversation, who: Phone) -> Message:
    """The reminder of the log that a person is shown at half past four."""
    talk.office.now = HALF_PAST_FOUR
    message = told(talk, who)
    assert message
    return message


# --- the reminder of the log


def test_it_names_the_day_and_shows_how_to_log(talk: Conversation, an: Phone) -> None:
    message = reminded(talk, an)
    assert message.text == (
        "Nhắc khai nhật ký\nNgày: hôm nay, thứ Hai 23/11/2026\nĐồng chí chưa gửi mục nào.\n"
        "Đồng chí gõ việc và số giờ, ví dụ: 2h30 họp giao ban."
    )
    assert message.labels == ["Hôm nay không khai"]
    assert not message.silent


def test_a_task_of_it_needs_two_more_presses(talk: Conversation, an: Phone, tp: Phone, office: MemoryOffice) -> None:
    an.log("2h họp giao ban hôm kia")
    message = reminded(talk, an)
    assert message.labels == ["B.02 · Họp giao ban", "Hôm nay không khai"]
    assert an.press("B.02 · Họp giao ban") == "Chọn số giờ"
    assert "Chưa có số giờ" in an.last.text
    an.press("2 giờ")
    an.press("Gửi duyệt")
    assert "Đã gửi" in an.last.text
    assert tp.last.text.startswith("Vương Thị Bảo An")
    assert message.labels == ["B.02 · Họp giao ban", "Hôm nay không khai"]
    days = office.rows("SELECT worked_on FROM entries WHERE status = 'submitted' ORDER BY worked_on")
    assert [row["worked_on"] for row in days] == ["2026-11-21", "2026-11-23"]


def test_a_task_pressed_the_next_day_is_logged_for_the_day_of_the_reminder(
    talk: Conversation, an: Phone, office: MemoryOffice
) -> None:
    an.log("2h họp giao ban hôm kia")
    reminded(talk, an)
    talk.later(hours=18)
    an.press("B.02")
    assert "Ngày: hôm qua, thứ Hai 23/11/2026" in an.last.text


def test_hours_may_be_typed_instead(talk: Conversation, an: Phone, office: MemoryOffice) -> None:
    an.log("2h họp giao ban hôm kia")
    reminded(talk, an)
    an.press("B.02")
    an.say("1h30")
    assert "1,5 giờ" in an.last.text
    assert "Gửi duyệt" in an.last.labels


def test_a_task_pressed_twice_is_one_draft(talk: Conversation, an: Phone, office: MemoryOffice) -> None:
    an.log("2h họp giao ban hôm kia")
    message = reminded(talk, an)
    for _ in range(2):
        an.press("B.02", message)
    assert len(office.rows("SELECT id FROM entries WHERE status = 'draft'")) == 1
    an.press("3 giờ")
    an.press("B.02", message)
    assert len(office.rows("SELECT id FROM entries WHERE status = 'draft'")) == 2


def test_an_unsent_draft_is_offered(talk: Conversation, an: Phone) -> None:
    an.say("2h họp giao ban")
    message = reminded(talk, an)
    assert "1 mục nháp chưa gửi" in message.text
    assert message.labels == ["Bản nháp: Họp giao ban", "Hôm nay không khai"]
    an.press("Bản nháp", message)
    an.press("Gửi duyệt")
    assert an.knows("Đã gửi")


def test_a_returned_entry_is_offered_for_mending(talk: Conversation, an: Phone, tp: Phone) -> None:
    office = talk.office
    return_entry(office, "TP", send_one(office))
    message = reminded(talk, an)
    assert "Đồng chí có 1 mục được trả lại; chưa có mục nào chờ duyệt." in message.text
    an.press("Sửa và gửi lại", message)
    assert "Gửi duyệt" in an.last.labels


def test_who_has_logged_paused_or_skipped_meanwhile_is_told_nothing(talk: Conversation, an: Phone, tp: Phone) -> None:
    talk.office.now = HALF_PAST_FOUR
    binh = talk.enrolled("BINH")
    an.log("2h họp giao ban")
    tp.say("/nhacnho")
    tp.press("Dừng 3 ngày")
    talk.office.now += timedelta(days=1)  # the pause of an afternoon begins the next day
    binh.say("hôm nay không khai")
    tuesday = HALF_PAST_FOUR + timedelta(days=1)
    assert told(talk, an) is None
    assert told(talk, tp, at=tuesday) is None
    assert told(talk, binh, at=tuesday) is None


def test_what_comes_too_late_is_not_shown(talk: Conversation, an: Phone) -> None:
    talk.office.now, talk.online = HALF_PAST_FOUR, False
    told(talk, an)
    talk.online = True
    talk.later(hours=3)
    assert not an.knows("Nhắc khai nhật ký")


def test_as_if_on_another_day_it_speaks_of_that_day_and_an_example_for_it(talk: Conversation, an: Phone) -> None:
    message = told(talk, an, at=HALF_PAST_FOUR - timedelta(days=4))
    assert message
    assert "Ngày: thứ Năm 19/11/2026" in message.text
    assert message.labels == ["Hôm nay không khai (thứ Năm 19/11)"]
    assert "ví dụ: 2h30 họp giao ban 19/11." in message.text


def test_a_dialog_is_not_disturbed_by_a_reminder(talk: Conversation, an: Phone) -> None:
    an.say("/khai")
    an.press("Nhóm B")
    an.press("B.02")
    reminded(talk, an)
    an.say("1h")
    assert "Số hiệu hoặc tên sản phẩm" in an.last.text


# --- nothing to log


def test_a_day_without_work_is_told_with_one_press_and_a_way_back(
    talk: Conversation, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    message = reminded(talk, an)
    assert an.press("Hôm nay không khai") == "Đã ghi nhận"
    assert message.text == (
        "Đã ghi nhận: không khai ngày này (hôm nay, thứ Hai 23/11/2026), hệ thống không nhắc nữa.\n"
        "Khi cần, đồng chí vẫn gõ việc và số giờ để khai như thường."
    )
    assert message.labels == []
    an.log("2h họp giao ban")
    assert tp.last.text.startswith("Vương Thị Bảo An")


def test_it_is_about_the_day_of_the_reminder_when_pressed_the_next_morning(
    talk: Conversation, an: Phone, office: MemoryOffice
) -> None:
    reminded(talk, an)
    talk.later(hours=15)
    an.press("Hôm nay không khai")
    assert "hôm qua, thứ Hai 23/11/2026" in an.last.text
    assert [row["day"] for row in office.rows("SELECT day FROM days_off")] == ["2026-11-23"]


def test_pressed_again_it_says_the_same_and_after_logging_that_nothing_changes(
    talk: Conversation, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    message = reminded(talk, an)
    action = message.button("Hôm nay không khai")
    for _ in range(2):
        assert an.forge(action, message) == "Đã ghi nhận"
    an.log("2h họp giao ban")
    assert "Không có gì thay đổi" in an.forge(action, message)
    assert len(office.rows("SELECT day FROM days_off")) == 1


@pytest.mark.parametrize("typed", ["Hôm nay không khai", "hom nay khong khai"])
def test_it_can_be_typed_at_any_time(an: Phone, office: MemoryOffice, typed: str) -> None:
    assert "Đã ghi nhận" in an.say(typed).text
    assert [row["day"] for row in office.rows("SELECT day FROM days_off")] == ["2026-11-23"]
    an.log("2h họp giao ban")
    assert "Không có gì thay đổi" in an.say(typed).text


@pytest.mark.parametrize("day", ["", "2026", "20261301", "99991231", "hôm nay", "20261123:1"])
def test_a_forged_day_changes_nothing(an: Phone, office: MemoryOffice, day: str) -> None:
    assert "Không có gì thay đổi" in an.forge(f"khongkhai:{day}")
    assert office.rows("SELECT day FROM days_off") == []


@pytest.mark.parametrize("action", ["nhacviec:20261123:A.01", "nhacviec:20261123:X", "nhacviec:x:B.01", "nhacviec:1"])
def test_a_forged_task_or_day_drafts_nothing(an: Phone, office: MemoryOffice, action: str) -> None:
    assert an.forge(action)
    assert office.rows("SELECT id FROM entries") == []


# --- the reminder of the queue


def test_leaders_are_told_how_much_waits_of_whom_the_oldest_and_how_to_get_there(
    talk: Conversation, an: Phone, tp: Phone
) -> None:
    office = talk.office
    office.now -= timedelta(days=6)  # Tuesday: Wednesday to Friday and Monday have come since
    send_one(office, worked_on=date(2026, 11, 17))
    office.now = HALF_PAST_FOUR
    send_one(office)
    message = told(talk, tp, APPROVAL_REMINDER)
    assert message
    assert message.text == (
        "Nhắc duyệt nhật ký\n2 mục của 1 người đang chờ đồng chí duyệt.\n"
        "Lâu nhất: mục của đồng chí Vương Thị Bảo An, gửi thứ Ba 17/11/2026, đã chờ 4 ngày làm việc.\n"
        "Quá hạn (3 ngày làm việc): 1 mục."
    )
    tp.press("Mở hàng chờ", message)
    assert "Chờ duyệt: 2 mục" in tp.last.text
    assert "Duyệt tất cả (2 mục không có lưu ý)" in tp.last.labels or "Xem từng mục" in tp.last.labels


def test_what_came_in_today_has_not_waited_yet(talk: Conversation, tp: Phone) -> None:
    send_one(talk.office)
    message = told(talk, tp, APPROVAL_REMINDER)
    assert message
    assert "gửi hôm nay, thứ Hai 23/11/2026.\n" in f"{message.text}\n"
    assert "Quá hạn" not in message.text


def test_as_if_on_another_day_the_queue_is_told_by_dates_alone(talk: Conversation, tp: Phone) -> None:
    send_one(talk.office)
    message = told(talk, tp, APPROVAL_REMINDER, at=HALF_PAST_FOUR + timedelta(days=2))
    assert message
    assert "gửi thứ Hai 23/11/2026, đã chờ 2 ngày làm việc (tính đến thứ Tư 25/11/2026)." in message.text
    assert "hôm nay" not in message.text


def test_a_leader_who_has_decided_meanwhile_is_told_nothing(talk: Conversation, an: Phone, tp: Phone) -> None:
    an.log("2h họp giao ban")
    tp.press("Duyệt")
    assert told(talk, tp, APPROVAL_REMINDER) is None


def test_what_nobody_decides_on_waits_for_nobody(talk: Conversation) -> None:
    truong = talk.enrolled("TRUONG")
    send_one(talk.office, "TRUONG")
    assert told(talk, truong, APPROVAL_REMINDER) is None


def test_drafts_of_other_days_are_not_offered(talk: Conversation, an: Phone) -> None:
    draft(talk.office, "AN", line(worked_on=MONDAY - timedelta(days=1)))
    assert "Đồng chí chưa gửi mục nào." in reminded(talk, an).text
