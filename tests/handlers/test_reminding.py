"""`/nhacnho`: the own hour, pausing, and what is not possible."""

from __future__ import annotations

import pytest

from bot.domain.rules import Rules, Stretch
from bot.storage import reminders
from bot.storage.reminders import Preference
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice


def own(office: MemoryOffice, who: str = "AN") -> tuple[str, str]:
    """Hour and last day of the pause, as chosen."""
    found = office.ask(reminders.preference, who)
    hour = f"{found.remind_at:%H:%M}" if found.remind_at else ""
    return hour, found.paused_until.isoformat() if found.paused_until else ""


@pytest.mark.parametrize("typed", ["/nhacnho", "nhắc nhở", "nhac nho"])
def test_it_shows_how_things_stand_and_what_can_be_chosen(an: Phone, typed: str) -> None:
    message = an.say(typed)
    assert message.text == (
        "Nhắc khai nhật ký\nGiờ nhắc: 16:30 (giờ chung).\n"
        "Ngày làm việc nào chưa có mục được gửi, hệ thống nhắc một lần vào giờ này.\n"
        "Chọn giờ, hoặc gõ giờ khác, ví dụ: 17h15. Tạm dừng tối đa 7 ngày, ví dụ gõ: dừng 3 ngày."
    )
    assert message.labels == [
        "16:00", "16:30", "17:00", "17:30",
        "Dừng 1 ngày (đến hết thứ Hai 23/11)",
        "Dừng 3 ngày (đến hết thứ Tư 25/11)",
        "Dừng 7 ngày (đến hết Chủ nhật 29/11)",
        "Thôi",
    ]  # fmt: skip


def test_an_hour_is_chosen_by_a_press_and_the_common_one_again(an: Phone, office: MemoryOffice) -> None:
    an.say("/nhacnho")
    assert an.press("17:30") == "Giờ nhắc: 17:30"
    assert "Giờ nhắc: 17:30 (giờ riêng của đồng chí)." in an.last.text
    assert own(office) == ("17:30", "")
    an.press("16:30")
    assert "Giờ nhắc: 16:30 (giờ chung)." in an.last.text
    assert own(office) == ("", "")


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("17h15", "17:15"),
        ("17:15", "17:15"),
        ("17g", "17:00"),
        ("lúc 17 giờ 15", "17:15"),
        ("5h chiều", "17:00"),
        ("17", "17:00"),
        ("8h sáng", "08:00"),
        ("17:30", "17:30"),
    ],
)
def test_an_hour_may_be_typed(an: Phone, office: MemoryOffice, typed: str, hour: str) -> None:
    an.say("/nhacnho")
    assert f"Giờ nhắc: {hour} (giờ riêng" in an.say(typed).text
    assert own(office) == (hour, "")


@pytest.mark.parametrize("typed", ["20h", "5h", "19:00", "6h29", "0h"])
def test_an_hour_of_the_quiet_ones_is_refused_in_words_and_asked_for_again(
    an: Phone, office: MemoryOffice, typed: str
) -> None:
    an.say("/nhacnho")
    assert "giờ yên tĩnh (19:00 đến 06:30)" in an.say(typed).text
    assert own(office) == ("", "")
    an.say("17h15")
    assert own(office) == ("17:15", "")


@pytest.mark.parametrize("typed", ["25h", "17h75", "24h"])
def test_what_no_clock_shows_is_no_hour(an: Phone, office: MemoryOffice, typed: str) -> None:
    an.say("/nhacnho")
    assert f"“{typed}” không phải một giờ trong ngày" in an.say(typed).text
    assert own(office) == ("", "")
    assert not office.rows("SELECT id FROM entries")
    an.say("17h15")
    assert own(office) == ("17:15", "")


@pytest.mark.parametrize("typed", ["/nhacnho 17h15", "nhắc nhở 17h15", "giờ nhắc 17:15", "/nhacnho lúc 17 giờ 15"])
def test_an_hour_may_follow_the_command(an: Phone, office: MemoryOffice, typed: str) -> None:
    assert "Đã đổi giờ nhắc." in an.say(typed).text
    assert own(office) == ("17:15", "")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/nhacnho 3h", "03:00 thuộc giờ yên tĩnh"),
        ("/nhacnho 25h", "“25h” không phải một giờ trong ngày"),
        ("/nhacnho mỗi sáng", "Hệ thống chưa hiểu “mỗi sáng”"),
        ("/nhacnho dừng 8 ngày", "từ 1 đến 7 ngày"),
    ],
)
def test_what_follows_the_command_and_cannot_be_is_refused(
    an: Phone, office: MemoryOffice, typed: str, words: str
) -> None:
    assert words in an.say(typed).text
    assert own(office) == ("", "")


@pytest.mark.parametrize("before", ["", "/nhacnho"])
@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("dừng 3 ngày", "2026-11-25"),
        ("tạm dừng 7 ngày", "2026-11-29"),
        ("tam dung nhac 2 ngay", "2026-11-24"),
        ("Dừng 1 tuần", "2026-11-29"),
        ("/nhacnho dừng 1 ngày", "2026-11-23"),
    ],
)
def test_a_pause_may_be_typed(an: Phone, office: MemoryOffice, before: str, typed: str, until: str) -> None:
    if before:
        an.say(before)
    assert an.say(typed).text.startswith("Đã tạm dừng nhắc.")
    assert own(office) == ("", until)
    an.say("nhắc lại từ hôm nay")
    assert own(office) == ("", "")


@pytest.mark.parametrize("typed", ["dừng 8 ngày", "tạm dừng 0 ngày", "dừng 2 tuần", "dừng 9999 ngày"])
def test_a_typed_pause_of_more_than_seven_days_is_refused_with_the_limit(
    an: Phone, office: MemoryOffice, typed: str
) -> None:
    assert "Mỗi lần tạm dừng nhắc từ 1 đến 7 ngày" in an.say(typed).text
    assert own(office) == ("", "")
    assert not office.rows("SELECT id FROM entries")


def test_an_entry_typed_meanwhile_is_an_entry_and_a_command_a_command(an: Phone, office: MemoryOffice) -> None:
    an.say("/nhacnho")
    assert "Nháp" in an.say("2h họp giao ban").text
    an.say("/nhacnho")
    assert "Tuần" in an.say("tuần").text
    assert own(office) == ("", "")


def test_after_the_choice_hours_are_hours_of_work_again(an: Phone, office: MemoryOffice) -> None:
    an.say("/nhacnho")
    an.press("17:00")
    an.say("17h30")
    assert own(office) == ("17:00", "")


def test_a_pause_is_told_with_its_last_day_and_can_be_ended(an: Phone, office: MemoryOffice) -> None:
    an.say("/nhacnho")
    assert an.press("Dừng 3 ngày") == "Đã tạm dừng đến hết thứ Tư 25/11"
    assert an.last.text.startswith("Đã tạm dừng nhắc.\n")
    assert "Đang tạm dừng đến hết thứ Tư 25/11/2026." in an.last.text
    assert own(office) == ("", "2026-11-25")
    assert an.press("Nhắc lại từ hôm nay") == "Đã bật lại"
    assert own(office) == ("", "")
    assert "Nhắc lại từ hôm nay" not in an.last.labels


def test_three_days_from_a_friday_on_are_told_by_their_last_day(talk: Conversation, an: Phone) -> None:
    talk.later(days=4)
    assert "Dừng 3 ngày (đến hết Chủ nhật 29/11)" in an.say("/nhacnho").labels


def test_a_pause_that_is_over_is_not_shown(talk: Conversation, an: Phone) -> None:
    an.say("/nhacnho")
    an.press("Dừng 1 ngày")
    assert "Đang tạm dừng" in an.say("/nhacnho").text
    talk.later(days=2)
    assert "Đang tạm dừng" not in an.say("/nhacnho").text


@pytest.mark.parametrize(
    "action", ["nhacdung:30", "nhacdung:0", "nhacdung:x", "nhacgio:x", "nhacgio:1200", "nhacgio:99999", "nhaclai:1"]
)
def test_forged_choices_change_nothing(an: Phone, office: MemoryOffice, action: str) -> None:
    an.forge(action)
    assert office.ask(reminders.preference, "AN") == Preference()


def test_hours_of_the_provinces_own_quiet_ones_are_not_offered(an: Phone, office: MemoryOffice) -> None:
    office.rules = Rules(quiet_hours=Stretch(office.rules.reminder_time, office.rules.quiet_hours.end))
    assert "17:00" not in an.say("/nhacnho").labels
    assert "16:00" in an.last.labels


def test_giving_up_leaves_everything(an: Phone, office: MemoryOffice) -> None:
    an.say("/nhacnho")
    an.press("Thôi")
    an.say("17h15")
    assert own(office) == ("", "")


def test_it_is_in_the_help(an: Phone) -> None:
    assert "/nhacnho" in an.say("/trogiup").text
