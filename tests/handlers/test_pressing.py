"""Every press is answered, a late or repeated one and another's too; it changes nothing and tells nobody else."""

from __future__ import annotations

import pytest

from bot.storage.inbox import Kind
from tests.support.conversation import Conversation, Message, Phone, what_presses_change
from tests.support.memory import MemoryOffice


@pytest.fixture
def sheet(card: Message, an: Phone) -> Message:
    """AN's message of what the card shows."""
    return an.last


@pytest.fixture
def binh(talk: Conversation) -> Phone:
    """A colleague."""
    return talk.enrolled("BINH")


# --- twice, late


def test_sending_twice_sends_once(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    draft = an.say("3h soạn công văn")
    send = draft.button("Gửi duyệt")
    an.press("Gửi duyệt")
    before = what_presses_change(office)
    assert an.forge(send, draft) == "Mục này đã gửi, đang chờ duyệt. Không có gì thay đổi."
    assert what_presses_change(office) == before
    assert len(tp.messages) == 1


@pytest.mark.parametrize("second", ["Duyệt", "Trả lại", "Duyệt số giờ khác", "Đánh giá chất lượng"])
def test_a_late_press_on_a_decided_card_says_what_it_became(
    second: str, card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    late = card.button(second)
    tp.press("Duyệt")
    before, told = what_presses_change(office), len(an.messages)
    assert tp.forge(late, card) == (
        "Mục này đã được đồng chí Lê Thị Thanh Ngọc duyệt 3 giờ lúc 09:30 ngày 23/11/2026. Không có gì thay đổi."
    )
    assert what_presses_change(office) == before
    assert len(an.messages) == told


def test_a_late_press_after_a_return_says_by_whom(card: Message, tp: Phone) -> None:
    late = card.button("Duyệt")
    tp.press("Trả lại")
    preset = tp.last.button("Giờ chưa phù hợp")
    tp.press("Giờ chưa phù hợp")
    for press in (late, preset):
        assert tp.forge(press).startswith("Mục này đã được đồng chí Lê Thị Thanh Ngọc trả lại lúc 09:30")


def test_a_late_press_after_a_withdrawal_says_so(card: Message, tp: Phone, an: Phone, office: MemoryOffice) -> None:
    late = card.button("Duyệt")
    an.press("Rút lại")
    before = what_presses_change(office)
    assert tp.forge(late, card) == "Mục này đã được rút lại. Không có gì thay đổi."
    assert what_presses_change(office) == before


def test_withdrawing_what_was_decided_says_what_it_became(
    sheet: Message, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    late = sheet.button("Rút lại")
    tp.press("Duyệt")
    before, told = what_presses_change(office), len(tp.messages)
    assert an.forge(late, sheet).startswith("Mục này đã được đồng chí Lê Thị Thanh Ngọc duyệt 3 giờ")
    assert what_presses_change(office) == before
    assert len(tp.messages) == told


def test_a_card_seen_before_the_entry_was_mended_decides_nothing(
    card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    stale = card.button("Duyệt")
    an.press("Rút lại")
    an.say("1h")
    an.press("Gửi duyệt")
    assert tp.forge(stale, card).startswith("Mục này vừa thay đổi, nút cũ không còn dùng được.")
    assert [row["status"] for row in office.rows("SELECT status FROM entries")] == ["submitted"]


@pytest.mark.parametrize("label", ["Gửi duyệt", "Sửa", "Hủy"])
def test_an_old_draft_message_acts_on_nothing_that_it_does_not_show(
    label: str, an: Phone, office: MemoryOffice
) -> None:
    old = an.say("3h soạn công văn")
    press = old.button(label)
    an.say("5h")
    before = what_presses_change(office)
    assert an.forge(press, old).startswith("Mục này vừa thay đổi")
    assert what_presses_change(office) == before


def test_a_draft_shown_anew_leaves_nothing_to_press_where_it_stood(an: Phone) -> None:
    first, second = an.say("3h soạn công văn"), an.say("5h")
    assert (first.text, first.labels) == ("Bản này đã được thay bằng bản mới.", [])
    an.press("Gửi duyệt", second)
    assert second.text.startswith("Đã gửi tới")
    assert first.labels == []


def test_withdrawing_what_was_never_sent_says_that_it_is_a_draft(an: Phone) -> None:
    send = an.say("3h soạn công văn").button("Gửi duyệt")
    withdraw = f"rut:{send.split(':')[1]}"
    assert an.forge(withdraw) == "Mục này còn là bản nháp. Không có gì thay đổi."


def test_undoing_twice_undoes_once(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Duyệt")
    undo = card.button("Hoàn tác")
    tp.press("Hoàn tác")
    told = len(an.messages)
    assert tp.forge(undo, card) == "Mục này đang chờ duyệt, không có gì để hoàn tác."
    assert len(an.messages) == told


def test_discarding_twice_says_that_it_is_gone(an: Phone) -> None:
    draft = an.say("3h soạn công văn")
    discard = draft.button("Hủy")
    an.press("Hủy")
    assert an.forge(discard, draft) == "Không còn mục này. Không có gì thay đổi."


@pytest.mark.parametrize("labels", ["Sửa, Giờ", "Sửa, Giờ, 3 giờ", "Sửa, Đang làm", "Sửa, Ngày, hôm qua", "Sửa, Xong"])
def test_an_old_editing_button_changes_nothing_that_was_sent(labels: str, an: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h soạn công văn")
    late_ones = []
    for label in labels.split(", "):
        late_ones.append(draft.button(label))
        an.press(label, draft)
    an.say("/thang")
    an.press("Bản nháp")
    an.press("Gửi duyệt", an.last)
    before = what_presses_change(office)
    for late in (one for one in late_ones if not one.startswith("xong")):
        assert an.forge(late, draft) == "Mục này đã gửi, đang chờ duyệt. Không có gì thay đổi."
    assert what_presses_change(office) == before


def test_the_same_update_again_changes_nothing(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    an.say("3h soạn công văn", update="u1")
    send = an.last.button("Gửi duyệt")
    an.do(Kind.PRESS, send, update="u2")
    before, toasts = office.dump(), len(an.toasts)
    an.do(Kind.TEXT, "3h soạn công văn", update="u1")
    an.do(Kind.PRESS, send, update="u2")
    assert office.dump() == before
    assert len(an.toasts) == toasts
    assert len(tp.messages) == 1


# --- not theirs


def test_nobody_decides_on_their_own_entry(sheet: Message, card: Message, an: Phone, office: MemoryOffice) -> None:
    before = what_presses_change(office)
    for label in card.labels:
        assert an.forge(card.button(label)) == (
            "Không ai tự duyệt mục của mình; mục do cấp trên duyệt. Không có gì thay đổi."
        )
    assert what_presses_change(office) == before


def test_a_leader_does_not_decide_on_the_own_entry_either(tp: Phone, talk: Conversation, office: MemoryOffice) -> None:
    gd = talk.enrolled("GD")
    tp.log("3h soạn công văn")
    assert gd.last.labels[0] == "Duyệt"
    assert "Không ai tự duyệt" in tp.forge(gd.last.button("Duyệt"))


def test_a_colleague_reaches_neither_card_nor_draft(
    sheet: Message, card: Message, binh: Phone, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    draft = an.say("1h trực cơ quan")
    before, told = what_presses_change(office), (len(an.messages), len(tp.messages))
    for message in (sheet, card, draft):
        for _, pressed in message.buttons:
            assert binh.forge(pressed) == "Mục này không thuộc quyền của đồng chí. Không có gì thay đổi."
    changed = what_presses_change(office)
    assert changed == before
    assert (len(an.messages), len(tp.messages)) == told


def test_a_leader_of_others_does_not_decide_here(card: Message, talk: Conversation) -> None:
    assert "không thuộc quyền" in talk.enrolled("CT").forge(card.button("Duyệt"))


def test_undo_is_for_whoever_decided(card: Message, tp: Phone, an: Phone, binh: Phone) -> None:
    tp.press("Duyệt")
    undo = card.button("Hoàn tác")
    assert "Không ai tự duyệt" in an.forge(undo)
    assert "không thuộc quyền" in binh.forge(undo)


def test_approving_all_approves_only_what_waits_for_oneself(card: Message, binh: Phone, office: MemoryOffice) -> None:
    before = office.rows("SELECT * FROM entries")
    assert binh.forge("duyethet:9999999999999") == "Không còn mục nào không có lưu ý."
    assert office.rows("SELECT * FROM entries") == before
