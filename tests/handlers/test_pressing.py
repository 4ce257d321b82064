"""Every press is answered, a late, repeated or forged one too; it changes nothing and tells nobody else."""

from __future__ import annotations

import pytest

from bot.handlers.actions import action, unpack_id, unpack_number
from bot.handlers.router import PRESSES
from bot.storage.inbox import Kind
from tests.support.conversation import Conversation, Message, Phone
from tests.support.memory import MemoryOffice

USELESS = "Nút này không còn dùng được. Không có gì thay đổi."
NOBODYS_ID = "ffffffff-0000-7000-8000-000000000000"
TABLES = ("entries", "audit", "chains", "dialogs", "invites")


def state(office: MemoryOffice) -> list[object]:
    """Everything that a press may change."""
    return [office.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]


@pytest.fixture
def sheet(an: Phone, tp: Phone) -> Message:
    """AN's message with three hours of B.01, sent."""
    return an.log("3h soạn công văn")


@pytest.fixture
def card(tp: Phone, sheet: Message) -> Message:
    """TP's card of it."""
    return tp.last


@pytest.fixture
def binh(talk: Conversation) -> Phone:
    """A colleague."""
    return talk.enrolled("BINH")


def button(message: Message, label: str) -> str:
    """What a button does."""
    found = message.action(label)
    assert found, message.labels
    return found


# --- twice, late


def test_sending_twice_sends_once(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    draft = an.say("3h soạn công văn")
    send = button(draft, "Gửi duyệt")
    an.press("Gửi duyệt")
    before = state(office)
    assert an.forge(send, draft) == "Mục này đã gửi, đang chờ duyệt. Không có gì thay đổi."
    assert state(office) == before
    assert len(tp.messages) == 1


@pytest.mark.parametrize("second", ["Duyệt", "Trả lại", "Duyệt số giờ khác", "Đánh giá chất lượng"])
def test_a_late_press_on_a_decided_card_says_what_it_became(
    second: str, card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    late = button(card, second)
    tp.press("Duyệt")
    before, told = state(office), len(an.messages)
    assert tp.forge(late, card) == (
        "Mục này đã duyệt 3 giờ bởi đồng chí Lê Thị Thanh Ngọc lúc 09:30 ngày 23/11/2026. Không có gì thay đổi."
    )
    assert state(office) == before
    assert len(an.messages) == told


def test_a_late_press_after_a_return_says_by_whom(card: Message, tp: Phone) -> None:
    late = button(card, "Duyệt")
    tp.press("Trả lại")
    preset = button(tp.last, "Giờ chưa phù hợp")
    tp.press("Giờ chưa phù hợp")
    for press in (late, preset):
        assert tp.forge(press).startswith("Mục này đã được trả lại bởi đồng chí Lê Thị Thanh Ngọc lúc 09:30")


def test_a_late_press_after_a_withdrawal_says_so(card: Message, tp: Phone, an: Phone, office: MemoryOffice) -> None:
    late = button(card, "Duyệt")
    an.press("Rút lại")
    before = state(office)
    assert tp.forge(late, card) == "Mục này đã được rút lại. Không có gì thay đổi."
    assert state(office) == before


def test_withdrawing_what_was_decided_says_what_it_became(
    sheet: Message, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    late = button(sheet, "Rút lại")
    tp.press("Duyệt")
    before, told = state(office), len(tp.messages)
    assert an.forge(late, sheet).startswith("Mục này đã duyệt 3 giờ")
    assert state(office) == before
    assert len(tp.messages) == told


def test_a_card_seen_before_the_entry_was_mended_decides_nothing(
    card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    stale = button(card, "Duyệt")
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
    an.say("5h")
    before = state(office)
    assert an.press(label, old).startswith("Mục này vừa thay đổi")
    assert state(office) == before


def test_withdrawing_what_was_never_sent_says_that_it_is_a_draft(an: Phone) -> None:
    send = button(an.say("3h soạn công văn"), "Gửi duyệt")
    withdraw = f"rut:{send.split(':')[1]}"
    assert an.forge(withdraw) == "Mục này còn là bản nháp. Không có gì thay đổi."


def test_undoing_twice_undoes_once(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Duyệt")
    undo = button(card, "Hoàn tác")
    tp.press("Hoàn tác")
    told = len(an.messages)
    assert tp.forge(undo, card) == "Mục này đang chờ duyệt, không có gì để hoàn tác."
    assert len(an.messages) == told


def test_discarding_twice_says_that_it_is_gone(an: Phone) -> None:
    draft = an.say("3h soạn công văn")
    discard = button(draft, "Hủy")
    an.press("Hủy")
    assert an.forge(discard, draft) == "Không còn mục này. Không có gì thay đổi."


@pytest.mark.parametrize("labels", ["Sửa, Giờ", "Sửa, Giờ, 3 giờ", "Sửa, Đang làm", "Sửa, Ngày, hôm qua", "Sửa, Xong"])
def test_an_old_editing_button_changes_nothing_that_was_sent(labels: str, an: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h soạn công văn")
    late_ones = []
    for label in labels.split(", "):
        late_ones.append(button(draft, label))
        an.press(label, draft)
    an.say("/thang")
    an.press("Bản nháp")
    an.press("Gửi duyệt", an.last)
    before = state(office)
    for late in (one for one in late_ones if not one.startswith("xong")):
        assert an.forge(late, draft) == "Mục này đã gửi, đang chờ duyệt. Không có gì thay đổi."
    assert state(office) == before


def test_the_same_update_again_changes_nothing(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    an.say("3h soạn công văn", update="u1")
    send = button(an.last, "Gửi duyệt")
    an.do(Kind.PRESS, send, update="u2")
    before, toasts = office.dump(), len(an.toasts)
    an.do(Kind.TEXT, "3h soạn công văn", update="u1")
    an.do(Kind.PRESS, send, update="u2")
    assert office.dump() == before
    assert len(an.toasts) == toasts
    assert len(tp.messages) == 1


# --- not theirs


def test_nobody_decides_on_their_own_entry(sheet: Message, card: Message, an: Phone, office: MemoryOffice) -> None:
    before = state(office)
    for label in card.labels:
        assert an.forge(button(card, label)) == (
            "Không ai tự duyệt mục của mình; mục do cấp trên duyệt. Không có gì thay đổi."
        )
    assert state(office) == before


def test_a_leader_does_not_decide_on_the_own_entry_either(tp: Phone, talk: Conversation, office: MemoryOffice) -> None:
    gd = talk.enrolled("GD")
    tp.log("3h soạn công văn")
    assert gd.last.labels[0] == "Duyệt"
    assert "Không ai tự duyệt" in tp.forge(button(gd.last, "Duyệt"))


def test_a_colleague_reaches_neither_card_nor_draft(
    sheet: Message, card: Message, binh: Phone, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    draft = an.say("1h trực cơ quan")
    before, told = state(office), (len(an.messages), len(tp.messages))
    for message in (sheet, card, draft):
        for _, pressed in message.buttons:
            assert binh.forge(pressed) == "Mục này không thuộc quyền của đồng chí. Không có gì thay đổi."
    changed = state(office)
    assert changed == before
    assert (len(an.messages), len(tp.messages)) == told


def test_a_leader_of_others_does_not_decide_here(card: Message, talk: Conversation) -> None:
    assert "không thuộc quyền" in talk.enrolled("CT").forge(button(card, "Duyệt"))


def test_undo_is_for_whoever_decided(card: Message, tp: Phone, an: Phone, binh: Phone) -> None:
    tp.press("Duyệt")
    undo = button(card, "Hoàn tác")
    assert "Không ai tự duyệt" in an.forge(undo)
    assert "không thuộc quyền" in binh.forge(undo)


def test_approving_all_approves_only_what_waits_for_oneself(card: Message, binh: Phone, office: MemoryOffice) -> None:
    before = office.rows("SELECT * FROM entries")
    assert binh.forge("duyethet:9999999999999") == "Không còn mục nào không có lưu ý."
    assert office.rows("SELECT * FROM entries") == before


# --- forged

GARBAGE = [
    "", ":", "::::", "xyz", "duyet", "duyet:", "duyet:1", "duyet:1:2:3", "gui:abc:1", "gui:%s:1", "muc:ü", "DUYET:1:1",
    "gui:AAAA:1", "rut:", "rut:" + "A" * 60, "x" * 64, "x" * 4096, "duyethet:", "duyethet:-1", "duyethet:1e9",
    "duyethet:" + "9" * 14, "duyethet:１２", "knhom:Z:0", "knhom:B:99", "knhom:B:-1", "knhom::0", "kbo:0", "kbo:x",
    "lanhatky:0", "lalydo:1",
    "🙂", "gui:🙂:1", "' OR 1=1 --", "<b>", "\u202egui", "gui\u0000:1",
]  # fmt: skip


@pytest.mark.parametrize("pressed", GARBAGE)
@pytest.mark.parametrize("step", ["", "return.reason"])
def test_garbage_is_answered_with_words(
    pressed: str, step: str, card: Message, tp: Phone, office: MemoryOffice
) -> None:
    if step:
        tp.press("Trả lại")
    before, shown = state(office), len(tp.messages)
    assert tp.forge(pressed) == USELESS
    assert state(office) == before
    assert len(tp.messages) == shown


@pytest.mark.parametrize("verb", sorted(PRESSES))
@pytest.mark.parametrize("arguments", [(), ("x",), ("x", "1"), ("x", "1", "1"), ("x", "1", "1", "y"), ("x",) * 5])
def test_every_verb_answers_arguments_that_no_button_has(
    verb: str, arguments: tuple[str, ...], an: Phone, office: MemoryOffice
) -> None:
    before = office.rows("SELECT * FROM entries")
    assert an.forge(action(verb, *arguments))
    assert office.rows("SELECT * FROM entries") == before


@pytest.mark.parametrize(
    "pressed",
    [
        action("duyet", NOBODYS_ID, 1), action("tra", NOBODYS_ID, 1), action("hoan", NOBODYS_ID, 1),
        action("gui", NOBODYS_ID, 1), action("rut", NOBODYS_ID), action("bo", NOBODYS_ID, 1),
        action("sua", NOBODYS_ID, 1), action("suamuc", NOBODYS_ID, 1, 1), action("phan", NOBODYS_ID, 1, 1, "gio"),
        action("gio", NOBODYS_ID, 1, 1, 60), action("tiendo", NOBODYS_ID, 1, 1), action("moilai", NOBODYS_ID),
        action("ykien", NOBODYS_ID), action("su", NOBODYS_ID), action("muc", NOBODYS_ID), action("xong", NOBODYS_ID),
    ],
)  # fmt: skip
def test_an_id_that_nothing_has_is_said_to_be_gone(pressed: str, tp: Phone, card: Message) -> None:
    assert tp.forge(pressed) == "Không còn mục này. Không có gì thay đổi."


@pytest.mark.parametrize("revision", ["0", "1", "3", "999999999"])
@pytest.mark.parametrize("verb", ["duyet", "tra", "giokhac", "chatluong", "duyettiep"])
def test_another_revision_decides_nothing(
    verb: str, revision: str, card: Message, tp: Phone, office: MemoryOffice
) -> None:
    packed = button(card, "Duyệt").split(":")[1]
    before = state(office)
    assert tp.forge(f"{verb}:{packed}:{revision}").startswith("Mục này vừa thay đổi")
    assert state(office) == before


@pytest.mark.parametrize("number", ["", "-1", "+1", "1.0", "1e3", " 1", "１", "٣", "²", "x", "9" * 10, "0x1"])
def test_a_number_is_plain_digits_and_nothing_else(number: str, card: Message, tp: Phone, office: MemoryOffice) -> None:
    packed = button(card, "Duyệt").split(":")[1]
    before = state(office)
    assert tp.forge(f"duyet:{packed}:{number}") == USELESS
    assert state(office) == before


@pytest.mark.parametrize(
    ("forged", "answer"),
    [
        ("duyetgio:{}:2:240", "Giờ duyệt phải là bội số 15 phút, từ 0,25 giờ đến 3 giờ"),
        ("duyetgio:{}:2:0", "Giờ duyệt phải là bội số 15 phút"),
        ("duyetgio:{}:2:7", "Giờ duyệt phải là bội số 15 phút"),
        ("danhgia:{}:2:great", USELESS),
        ("danhgia:{}:2:", USELESS),
        ("lydo:{}:2:whatever", USELESS),
        ("lydo:{}:2:wrong_taſk", USELESS),
    ],
)
def test_a_forged_decision_decides_nothing(
    forged: str, answer: str, card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    packed = button(card, "Duyệt").split(":")[1]
    before, told = state(office), len(an.messages)
    assert tp.forge(forged.format(packed)).startswith(answer)
    assert state(office) == before
    assert len(an.messages) == told


@pytest.mark.parametrize(
    ("forged", "answer"),
    [
        ("phan:{}:1:1:tất cả", USELESS),
        ("phan:{}:1:2:gio", "Không còn mục này"),
        ("phan:{}:9:1:gio", "Mục này vừa thay đổi"),
        ("suamuc:{}:1:7", "Không còn mục này"),
        ("ngay:{}:1:1:20261399", USELESS),
        ("ngay:{}:1:1:hôm qua", USELESS),
        ("v:{}:1:1:A.01", "Việc này không có trong danh mục"),
        ("v:{}:1:1:", "Việc này không có trong danh mục"),
        ("tiendo:{}:1:7", "Không còn mục này"),
        ("tudanhgia:{}:1:7", "Không còn mục này"),
        ("bomuc:{}:9:1", "Mục này vừa thay đổi"),
        ("gio:{}:1:9:60", "Không còn mục này"),
    ],
)
def test_a_forged_correction_corrects_nothing(forged: str, answer: str, an: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h soạn công văn")
    packed = button(draft, "Gửi duyệt").split(":")[1]
    before = state(office)
    assert an.forge(forged.format(packed)).startswith(answer)
    assert state(office) == before


@pytest.mark.parametrize(
    "forged", ["gio:{}:1:1:999999999", "gio:{}:1:1:7", "ngay:{}:1:1:99991231", "ngay:{}:1:1:00010101"]
)
def test_a_forged_figure_in_ones_own_draft_cannot_be_sent(forged: str, an: Phone, tp: Phone) -> None:
    draft = an.say("2h soạn công văn")
    packed = button(draft, "Gửi duyệt").split(":")[1]
    an.forge(forged.format(packed), draft)
    assert "cần bổ sung" in draft.text
    assert "Gửi duyệt" not in draft.labels
    assert an.forge(f"gui:{packed}:2", draft).startswith("Chưa gửi được")
    assert not tp.messages


def test_an_unknown_task_pressed_is_refused(an: Phone) -> None:
    for forged in ("kviec:Z.99", "kgio:Z.99:60"):
        assert "không có trong danh mục của đồng chí" in an.forge(forged)


# --- the actions themselves


def test_ids_are_packed_and_come_back() -> None:
    verb, packed, number = action("duyet", NOBODYS_ID, 7).split(":")
    assert (verb, unpack_id(packed), unpack_number(number)) == ("duyet", NOBODYS_ID, 7)


def test_the_longest_action_fits_into_sixty_four_bytes() -> None:
    code = "Đ" * 16  # a code of 32 bytes, the most that an import takes
    assert len(action("v", NOBODYS_ID, 999, 20, code).encode()) <= 64


def test_an_action_that_does_not_fit_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="action too long"):
        action("v", "x" * 64)
