"""Presses that no button of ours makes: answered with words, and nothing changes."""

from __future__ import annotations

import pytest

from bot.handlers.actions import action, unpack_id, unpack_number
from bot.handlers.conversation import PRESSES
from tests.support.conversation import Message, Phone, what_presses_change
from tests.support.memory import MemoryOffice

USELESS = "Nút này không còn dùng được. Không có gì thay đổi."
NOBODYS_ID = "ffffffff-0000-7000-8000-000000000000"

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
    before, shown = what_presses_change(office), len(tp.messages)
    assert tp.forge(pressed) == USELESS
    assert what_presses_change(office) == before
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
    packed = card.button("Duyệt").split(":")[1]
    before = what_presses_change(office)
    assert tp.forge(f"{verb}:{packed}:{revision}").startswith("Mục này vừa thay đổi")
    assert what_presses_change(office) == before


@pytest.mark.parametrize("number", ["", "-1", "+1", "1.0", "1e3", " 1", "１", "٣", "²", "x", "9" * 10, "0x1"])
def test_a_number_is_plain_digits_and_nothing_else(number: str, card: Message, tp: Phone, office: MemoryOffice) -> None:
    packed = card.button("Duyệt").split(":")[1]
    before = what_presses_change(office)
    assert tp.forge(f"duyet:{packed}:{number}") == USELESS
    assert what_presses_change(office) == before


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
    packed = card.button("Duyệt").split(":")[1]
    before, told = what_presses_change(office), len(an.messages)
    assert tp.forge(forged.format(packed)).startswith(answer)
    assert what_presses_change(office) == before
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
    packed = draft.button("Gửi duyệt").split(":")[1]
    before = what_presses_change(office)
    assert an.forge(forged.format(packed)).startswith(answer)
    assert what_presses_change(office) == before


@pytest.mark.parametrize(
    "forged", ["gio:{}:1:1:999999999", "gio:{}:1:1:7", "ngay:{}:1:1:99991231", "ngay:{}:1:1:00010101"]
)
def test_a_forged_figure_in_ones_own_draft_cannot_be_sent(forged: str, an: Phone, tp: Phone) -> None:
    draft = an.say("2h soạn công văn")
    packed = draft.button("Gửi duyệt").split(":")[1]
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
