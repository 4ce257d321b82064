"""`Hoàn tác` of a return, while its owner is mending the entry: it waits as it was sent, what was typed is kept."""

from __future__ import annotations

import pytest

from tests.support.conversation import Message, Phone, statuses, the_entry
from tests.support.memory import MemoryOffice


@pytest.fixture
def mending(card: Message, an: Phone, tp: Phone) -> Message:
    """AN's message in which a returned entry is being mended."""
    tp.press("Trả lại")
    tp.say("Thiếu số")
    an.press("Sửa và gửi lại")
    return an.last


def test_it_works_while_the_owner_has_only_opened_it(
    mending: Message, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    assert tp.press("Hoàn tác", card) == "Đã hoàn tác, mục chờ duyệt lại"
    assert statuses(office) == ["submitted"]
    assert "Duyệt" in card.labels
    assert mending.labels == ["Rút lại"]
    assert an.last.text.endswith("mục đang chờ duyệt lại.")


def test_what_was_typed_stays_as_a_draft_and_the_entry_waits_as_it_was_sent(
    mending: Message, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    for typed in ("1h", "hôm qua", "sp: CV 13", "D.01", "đang làm"):
        an.say(typed)
    mended = an.last
    assert tp.press("Hoàn tác", card) == "Đã hoàn tác, mục chờ duyệt lại"
    waiting, draft = office.rows("SELECT * FROM entries ORDER BY id")
    assert (waiting["status"], draft["status"]) == ("submitted", "draft")
    told = ("item", "worked_on", "minutes_declared", "product", "completed")
    assert [waiting[name] for name in told] == ["B.01", "2026-11-23", 180, "CV 12/STC", 1]
    assert [draft[name] for name in told] == ["D.01", "2026-11-22", 60, "CV 13", 0]
    assert "Giờ khai: 3 giờ" in card.text
    assert "Sản phẩm: CV 12/STC" in card.text
    assert "Nháp, chưa gửi" in mended.text


def test_the_owner_is_told_what_became_of_the_two(mending: Message, card: Message, an: Phone, tp: Phone) -> None:
    an.say("1h")
    tp.press("Hoàn tác", card)
    notice = an.shown("Phần đồng chí đang sửa được giữ thành bản nháp, chưa gửi.")
    assert "mục đang chờ duyệt lại" in notice.text
    assert notice.labels == ["Rút lại"]
    assert an.press("Rút lại", notice) == "Đã rút lại"


def test_the_draft_goes_on_being_mended(
    mending: Message, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    an.say("1h")
    tp.press("Hoàn tác", card)
    assert "Giờ: 2 giờ" in an.say("2h").text
    an.press("Gửi duyệt", an.last)
    assert statuses(office) == ["submitted", "submitted"]


def test_it_works_from_the_list_of_what_was_just_decided(
    mending: Message, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    an.say("1h")
    tp.say("hoàn tác")
    assert office.rows("SELECT minutes_declared FROM entries WHERE status = 'submitted'") == [{"minutes_declared": 180}]


def test_what_was_sent_again_is_not_taken_back(
    mending: Message, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    undo = card.button("Hoàn tác")
    an.say("1h")
    an.press("Gửi duyệt", an.last)
    assert tp.forge(undo, card) == "Mục này đang chờ duyệt, không có gì để hoàn tác."
    assert the_entry(office)["minutes_declared"] == 60


def test_an_old_button_takes_no_later_decision_back(
    mending: Message, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    undo = card.button("Hoàn tác")
    an.say("1h")
    tp.talk.later(minutes=1)
    an.press("Gửi duyệt", an.last)
    tp.press("Trả lại", tp.last)
    tp.say("Vẫn thiếu")
    assert "vừa thay đổi" in tp.forge(undo, card)
    assert the_entry(office)["status"] == "returned"


def test_the_day_must_hold_what_was_sent(
    mending: Message, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    an.say("1h")
    an.say("10h trực cơ quan")
    an.press("Gửi duyệt", an.last)
    assert "Ngày đó nay đã đủ giờ" in tp.press("Hoàn tác", card)
    assert statuses(office) == ["returned", "submitted"]
