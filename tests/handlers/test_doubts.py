"""Lines that may mean something else too: what the draft says of it, and the one press that leads there."""

from __future__ import annotations

import json

import pytest

from bot.domain.entry import Status
from tests.support.conversation import Message, Phone, statuses
from tests.support.memory import MemoryOffice


def told(message: Message, name: str) -> str:
    """What the message says behind a name: `Giờ`."""
    return next(row.partition(": ")[2] for row in message.text.splitlines() if row.startswith(f"{name}: "))


def test_hours_that_may_be_a_time_of_day_are_asked_about(an: Phone) -> None:
    draft = an.say("8h họp giao ban")
    assert "Nếu là lúc 08:00, đồng chí chọn “Lúc 08:00”." in draft.text
    assert draft.labels[:4] == ["Gửi duyệt", "Sửa", "Hủy", "Lúc 08:00"]
    an.press("Lúc 08:00")
    assert told(draft, "Giờ") == "chưa ghi"
    assert "Gửi duyệt" not in draft.labels
    an.press("2 giờ")
    assert told(draft, "Giờ") == "2 giờ"


def test_hours_may_be_typed_after_the_time_of_day_was_chosen(an: Phone) -> None:
    draft = an.say("8h họp giao ban")
    an.press("Lúc 08:00")
    assert told(an.say("1h30"), "Giờ") == "1,5 giờ (1h30)"
    assert (draft.text, draft.labels) == ("Bản này đã được thay bằng bản mới.", [])


@pytest.mark.parametrize(
    ("line", "hours", "label", "then"),
    [
        ("8h-2h họp giao ban", "18 giờ", "Giờ: 6 giờ (08:00–14:00)", "6 giờ"),
        ("8h-11h30 họp giao ban 3h", "3 giờ", "Giờ: 3,5 giờ (08:00–11:30)", "3,5 giờ (3h30)"),
        ("8h họp giao ban 2h", "2 giờ", "Giờ: 10 giờ", "10 giờ"),
    ],
)
def test_another_number_of_hours_is_one_press_away(line: str, hours: str, label: str, then: str, an: Phone) -> None:
    draft = an.say(line)
    assert told(draft, "Giờ") == hours
    assert f"Tạm hiểu là {hours}; nếu là {label.removeprefix('Giờ: ')}" in draft.text
    assert an.press(label) == "Đã sửa bản nháp"
    assert told(draft, "Giờ") == then
    assert label not in draft.labels


def test_hours_that_are_added_up_are_named(an: Phone) -> None:
    draft = an.say("8h-10h, 13h30-15h họp giao ban")
    assert "Cộng các khoảng giờ trong dòng này: 2 giờ + 1,5 giờ." in draft.text
    assert not any(label.startswith("Tách") for label in draft.labels)


def test_two_pieces_of_work_in_one_line_become_two_drafts_at_a_press(an: Phone, office: MemoryOffice) -> None:
    draft = an.say("hôm qua họp giao ban 2h và soạn công văn 1h")
    assert "2 giờ + 1 giờ" in draft.text
    assert told(draft, "Giờ") == "3 giờ"
    assert an.press("Tách thành 2 mục") == "Đã tách"
    assert draft.text.startswith("Nháp 2 mục, chưa gửi")
    assert draft.text.count("hôm qua, Chủ nhật 22/11/2026") == 2
    assert statuses(office) == [Status.DRAFT, Status.DRAFT]
    an.press("Gửi duyệt (2)")
    assert statuses(office) == [Status.SUBMITTED, Status.SUBMITTED]


def test_pressing_twice_parts_once(an: Phone, office: MemoryOffice) -> None:
    draft = an.say("họp giao ban 2h và soạn công văn 1h")
    button = draft.button("Tách thành 2 mục")
    an.forge(button, draft)
    assert an.forge(button, draft) == "Nút này không còn dùng được. Không có gì thay đổi."
    assert len(statuses(office)) == 2


def test_a_draft_that_was_changed_since_is_not_parted(an: Phone, office: MemoryOffice) -> None:
    draft = an.say("họp giao ban 2h và soạn công văn 1h")
    button = draft.button("Tách thành 2 mục")
    an.say("4h")
    assert an.forge(button, draft) == "Nút này không còn dùng được. Không có gì thay đổi."
    assert len(statuses(office)) == 1


def test_what_was_sent_is_not_parted(an: Phone, office: MemoryOffice) -> None:
    draft = an.say("họp giao ban 2h và soạn công văn 1h")
    button = draft.button("Tách thành 2 mục")
    an.press("Gửi duyệt")
    an.forge(button, draft)
    assert statuses(office) == [Status.SUBMITTED]


@pytest.mark.parametrize("line", ["gửi 8h họp giao ban", "gửi họp giao ban 2h và soạn công văn 1h"])
def test_what_may_mean_something_else_is_never_sent_unseen(line: str, an: Phone, office: MemoryOffice) -> None:
    assert "Nháp, chưa gửi" in an.say(line).text
    assert statuses(office) == [Status.DRAFT]


def test_doubts_about_one_of_several_lines_name_it(an: Phone) -> None:
    draft = an.say("2h soạn công văn\n8h họp giao ban\nhọp giao ban tuần trước 1h")
    assert "Mục 2: Nếu là lúc 08:00, đồng chí gõ lại số giờ đã làm." in draft.text
    assert "Mục 3: Chưa rõ ngày" in draft.text
    assert "Lúc 08:00" not in draft.labels


def test_a_hundred_pieces_of_hours_are_not_all_listed(an: Phone) -> None:
    note = an.say("họp giao ban " + "15p, " * 100).text.splitlines()[0]
    assert note.endswith("0,25 giờ + 0,25 giờ + ….")
    assert len(note) < 200


# --- correcting in the same language, and searching while a task is to be chosen


def test_another_task_and_a_day_correct_together(an: Phone) -> None:
    an.say("2h soạn công văn")
    an.press("Sửa")
    draft = an.say("họp giao ban hôm kia")
    assert "B.02 · Họp giao ban" in draft.text
    assert told(draft, "Ngày").startswith("hôm kia")
    assert told(draft, "Giờ") == "2 giờ"


@pytest.mark.parametrize("asking", [["/khai"], ["/danhmuc"], ["2h soạn công văn", "sửa", "việc"], ["/khai", "zzz"]])
def test_search_as_one_types_is_offered_where_a_task_is_chosen(
    asking: list[str], an: Phone, office: MemoryOffice
) -> None:
    for typed in asking:
        an.say(typed)
    (newest,) = office.rows("SELECT body FROM outbox ORDER BY lane DESC, id DESC LIMIT 1")
    rows = json.loads(newest["body"])["screen"]["rows"]
    searches = [choice for row in rows for choice in row if choice["search"]]
    assert [choice["label"] for choice in searches] == ["Tìm trong danh mục"]
    assert "Tìm trong danh mục" not in an.last.labels
