"""`Sửa` stays open until it is left, and `sửa 2h thành 3h` amends a draft without any press."""

from __future__ import annotations

import pytest

from bot.handlers.amendments import Amendment, amendment_in
from tests.support.conversation import Conversation, Message, Phone
from tests.support.memory import MemoryOffice

GO_ON = "Đang sửa: đồng chí gõ tiếp phần khác, hoặc bấm Xong."


@pytest.fixture
def draft(an: Phone) -> Message:
    """Two hours of B.01 today, not sent."""
    return an.say("2h soạn công văn")


def drafts(office: MemoryOffice) -> list[tuple[object, ...]]:
    """Task, day, minutes, quantity and product of every entry, the oldest first."""
    rows = office.rows("SELECT item, worked_on, minutes_declared, quantity, product FROM entries ORDER BY id")
    return [tuple(row.values()) for row in rows]


TODAY = "2026-11-23"
AS_DRAFTED = ("B.01", TODAY, 120, None, "")
TRAILED = ("D.01", TODAY, 60, None, "")


# --- `Sửa` stays open


def test_editing_stays_open_for_one_typed_correction_after_the_other(
    an: Phone, draft: Message, office: MemoryOffice
) -> None:
    an.press("Sửa")
    for typed in ["3h", "hôm kia", "họp giao ban", "sp: TB 3", "2h"]:
        answer = an.say(typed)
        assert answer.text.endswith(f"\n\n{GO_ON}")
        assert answer.labels[-1] == "Xong"
    assert drafts(office) == [("B.02", "2026-11-21", 120, None, "TB 3")]


@pytest.mark.parametrize("pressed", ["3 giờ", "hôm qua"])
def test_editing_stays_open_beyond_a_pressed_correction(
    pressed: str, an: Phone, draft: Message, office: MemoryOffice
) -> None:
    an.press("Sửa")
    an.press("Giờ" if "giờ" in pressed else "Ngày")
    an.press(pressed)
    an.say("họp giao ban")
    assert [row[0] for row in drafts(office)] == ["B.02"]


def test_editing_stays_open_beyond_a_chosen_code(an: Phone, draft: Message, office: MemoryOffice) -> None:
    an.press("Sửa")
    an.say("/chon D.01")
    an.say("họp giao ban")
    assert [row[0] for row in drafts(office)] == ["B.02"]


def test_one_of_several_stays_the_one_that_is_edited(an: Phone, office: MemoryOffice) -> None:
    an.say("2h soạn công văn; 1h trực cơ quan")
    an.press("Sửa")
    an.press("Mục 2")
    an.say("3h")
    assert an.last.text.endswith("Đang sửa mục 2: đồng chí gõ tiếp phần khác, hoặc bấm Xong.")
    an.say("họp giao ban")
    assert drafts(office) == [AS_DRAFTED, ("B.02", TODAY, 180, None, "")]


def test_a_complete_line_ends_the_editing(an: Phone, draft: Message, office: MemoryOffice) -> None:
    an.press("Sửa")
    an.say("3h")
    an.say("1h trực cơ quan")
    an.say("họp giao ban")
    assert [row[0] for row in drafts(office)] == ["B.01", "D.01", "B.02"]


@pytest.mark.parametrize("way", ["press", "type", "type what no screen shows"])
def test_done_ends_the_editing(way: str, an: Phone, draft: Message, office: MemoryOffice) -> None:
    an.press("Sửa")
    an.say("zzz" if way.endswith("shows") else "3h")
    if way == "press":
        an.press("Xong", an.last)
    else:
        an.say("xong")
    assert GO_ON not in an.last.text
    assert an.last.labels == ["Gửi duyệt", "Sửa", "Hủy"]
    an.say("họp giao ban")
    assert [row[0] for row in drafts(office)] == ["B.01", "B.02"]


@pytest.mark.parametrize(("label", "left"), [("Gửi duyệt", ["B.01", "B.02"]), ("Hủy", ["B.02"])])
def test_sending_and_throwing_away_end_the_editing(
    label: str, left: list[str], an: Phone, draft: Message, office: MemoryOffice
) -> None:
    an.press("Sửa")
    an.say("3h")
    an.press(label)
    an.say("họp giao ban")
    assert [row[0] for row in drafts(office)] == left


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/homnay", "Nhật ký hôm nay"),
        ("tuần này", "Tuần 23/11/2026"),
        ("lịch sử", "Đồng chí chưa gửi mục nào"),
        ("trợ giúp", "Gõ một dòng để ghi"),
        ("/huy", "Đã dừng việc đang nhập dở"),
    ],
)
@pytest.mark.parametrize("asked", ["", "Giờ"])
def test_a_command_ends_the_editing(
    asked: str, typed: str, words: str, an: Phone, draft: Message, office: MemoryOffice
) -> None:
    an.press("Sửa")
    if asked:
        an.press(asked)
    assert words in an.say(typed).text
    an.say("họp giao ban")
    assert [row[0] for row in drafts(office)] == ["B.01", "B.02"]


def test_the_menu_says_that_a_task_may_be_typed_by_its_name(an: Phone, draft: Message) -> None:
    an.press("Sửa")
    assert "gõ luôn: 3h · hôm qua · tên việc · mã việc" in draft.text


# --- `sửa 2h thành 3h`

AMENDED = [
    ("Sửa 2h thành 3h", ("B.01", TODAY, 180, None, "")),
    ("sua 2h thanh 3h", ("B.01", TODAY, 180, None, "")),
    ("sửa lại 3h", ("B.01", TODAY, 180, None, "")),
    ("sửa giờ thành 3", ("B.01", TODAY, 180, None, "")),
    ("sửa lại giờ là 3h nhé", ("B.01", TODAY, 180, None, "")),
    ("đổi từ 2h sang 3h30", ("B.01", TODAY, 210, None, "")),
    ("không phải, 3h", ("B.01", TODAY, 180, None, "")),
    ("không phải 2h, 3h", ("B.01", TODAY, 180, None, "")),
    ("không phải 2h mà là 3h", ("B.01", TODAY, 180, None, "")),
    ("khong phai, 3h ạ", ("B.01", TODAY, 180, None, "")),
    ("nhầm, 3h", ("B.01", TODAY, 180, None, "")),
    ("à nhầm,3h", ("B.01", TODAY, 180, None, "")),
    ("a nham 3h hom qua", ("B.01", "2026-11-22", 180, None, "")),
    ("đổi ngày hôm kia", ("B.01", "2026-11-21", 120, None, "")),
    ("đổi ngày thành 20", ("B.01", "2026-11-20", 120, None, "")),
    ("đổi ngày 23 thành 20", ("B.01", "2026-11-20", 120, None, "")),
    ("sửa hôm nay thành hôm qua", ("B.01", "2026-11-22", 120, None, "")),
    ("không phải hôm nay, hôm qua", ("B.01", "2026-11-22", 120, None, "")),
    ("sửa 2 văn bản thành 3 văn bản", ("B.01", TODAY, 120, 3000, "")),
    ("sửa sp: CV 12/STC", ("B.01", TODAY, 120, None, "CV 12/STC")),
    ("sửa sản phẩm thành CV 12/STC", ("B.01", TODAY, 120, None, "CV 12/STC")),
    ("sửa sp: CV 11/STC thành CV 12/STC", ("B.01", TODAY, 120, None, "CV 12/STC")),
]


@pytest.mark.parametrize(("typed", "amended"), AMENDED)
@pytest.mark.parametrize("editing", [False, True])
def test_what_was_wrong_is_put_right_in_the_draft_that_is_shown(
    editing: bool, typed: str, amended: tuple[object, ...], an: Phone, draft: Message, office: MemoryOffice
) -> None:
    if editing:
        an.press("Sửa")
    an.say(typed)
    assert drafts(office) == [amended]
    assert ("Xong" in an.last.labels) is editing


@pytest.mark.parametrize("between", ["/tuan", "/trogiup", "/homnay"])
@pytest.mark.parametrize("typed", ["sửa 2h thành 3h", "không phải, 3h"])
def test_the_newest_draft_is_amended_whatever_is_shown(
    typed: str, between: str, an: Phone, office: MemoryOffice
) -> None:
    an.say("1h trực cơ quan")
    an.say("2h soạn công văn")
    an.say(between)
    an.say(typed)
    assert drafts(office) == [TRAILED, ("B.01", TODAY, 180, None, "")]


def test_the_draft_that_is_being_edited_comes_before_the_newest(an: Phone, office: MemoryOffice) -> None:
    first = an.say("1h trực cơ quan")
    an.say("2h soạn công văn")
    an.press("Sửa", first)
    an.say("sửa 1h thành 3h")
    assert drafts(office) == [("D.01", TODAY, 180, None, ""), AS_DRAFTED]


def test_a_draft_of_another_chat_is_not_amended(talk: Conversation, an: Phone, office: MemoryOffice) -> None:
    an.say("2h soạn công văn")
    talk.enrolled("AN", "web").say("sửa 2h thành 3h")
    assert drafts(office)[0] == AS_DRAFTED


def test_of_drafts_typed_together_it_is_asked_which_one_is_meant(an: Phone, office: MemoryOffice) -> None:
    an.say("2h soạn công văn; 1h trực cơ quan")
    asked = an.say("sửa 2h thành 3h")
    assert "Đồng chí sửa mục nào?" in asked.text
    assert asked.labels == ["Mục 1", "Mục 2"]
    assert drafts(office) == [AS_DRAFTED, TRAILED]


@pytest.mark.parametrize(
    "typed", ["sửa máy in 1h", "đổi mực máy in 1h", "sửa báo cáo thành 3h", "sửa 2h thành họp giao ban", "đợi 2h họp"]
)
def test_work_stays_work(typed: str, an: Phone, draft: Message, office: MemoryOffice) -> None:
    an.say(typed)
    kept, new = drafts(office)
    assert kept == AS_DRAFTED
    assert new != AS_DRAFTED


@pytest.mark.parametrize("typed", ["sửa", "không phải", "đổi ngày", "à nhầm", "sửa lại thành"])
def test_words_that_put_nothing_right_change_nothing(
    typed: str, an: Phone, draft: Message, office: MemoryOffice
) -> None:
    an.say(typed)
    assert drafts(office)[0] == AS_DRAFTED


def test_without_an_open_draft_the_words_are_read_as_ever(an: Phone, office: MemoryOffice) -> None:
    an.log("2h soạn công văn")
    an.say("sửa 2h thành 3h")
    sent, new = drafts(office)
    assert sent == AS_DRAFTED
    assert new[2] == 300


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("SỬA LẠI GIỜ: 3H.", Amendment("gio", "", "3H")),
        ("đổi ngày 20 thành ngày 21", Amendment("ngay", "20", "ngày 21")),
        ("không phải 2,5h mà 3h", Amendment("", "2,5h", "3h")),
        ("sửa máy in 1h", Amendment("", "", "máy in 1h")),
    ],
)
def test_both_sides_are_told_apart(typed: str, said: Amendment) -> None:
    assert amendment_in(typed) == said


@pytest.mark.parametrize(
    "typed", ["", "3h", "sửa", "sửa lại", "sữa 3h", "đợi 2h", "sửa 2h\nhọp 1h", "sửachữa 2h", f"sửa{' ạ' * 200} 3h"]
)
def test_what_begins_otherwise_amends_nothing(typed: str) -> None:
    assert amendment_in(typed) is None
