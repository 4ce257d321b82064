"""Presses that come twice, too late, from the wrong person or from nobody: answered with words, changing nothing."""

from __future__ import annotations

import pytest

from bot.handlers.actions import action
from tests.support.enrolled import AN, BINH, GD, STRANGER, TP, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import answer, carded, data_of, decided, drafted

NOTHING_CHANGED = "Không có gì thay đổi"


def acts(program: Program) -> list[str]:
    sql = "SELECT act FROM audit WHERE subject LIKE 'entry:%' ORDER BY at, n"
    return [row["act"] for row in rows(program.database, sql)]


def entry_of(program: Program) -> dict[str, str]:
    (entry,) = rows(program.database, "SELECT id, status, revision FROM entries")
    return entry


def test_the_same_press_twice_sends_once(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    draft = drafted(telegram)
    presses = [telegram.press_data(AN, data_of(draft, "Gửi duyệt"), draft.id) for _ in range(2)]
    assert answer(telegram, presses[0]) == "Đã gửi"
    assert NOTHING_CHANGED in answer(telegram, presses[1])
    telegram.wait_for(TP)
    assert acts(program) == ["submit"]
    assert len(telegram.messages(TP)) == 1


def test_the_same_press_twice_decides_once(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    card = carded(telegram)
    data = data_of(card, "Duyệt")
    presses = [telegram.press_data(TP, data, card.id) for _ in range(2)]
    assert answer(telegram, presses[0]).startswith("Đã duyệt")
    assert NOTHING_CHANGED in answer(telegram, presses[1])
    telegram.wait_for(AN, lambda message: "đã được duyệt" in message.text)
    assert acts(program) == ["submit", "approve"]


def test_a_late_press_says_what_the_entry_became(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    card = carded(telegram)
    late = data_of(card, "Trả lại")
    telegram.press(TP, "Duyệt", card)
    telegram.wait_for(AN, lambda message: "đã được duyệt" in message.text)
    words = answer(telegram, telegram.press_data(TP, late, card.id))
    assert "đã được đồng chí" in words
    assert "duyệt 2 giờ" in words
    assert NOTHING_CHANGED in words
    assert acts(program) == ["submit", "approve"]


def test_the_same_update_again_changes_nothing_also_after_a_restart(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    card = decided(telegram)
    told = telegram.wait_for(AN, lambda message: "đã được duyệt" in message.text)
    handled = rows(program.database, "SELECT update_key FROM inbox")
    seen = [{"message": {"message_id": 1, "date": 1, "chat": {"id": AN, "type": "private"}, "text": "3h họp"}}]
    for row in handled:
        telegram.send_update(seen[0], int(row["update_key"]))
    telegram.wait(lambda: not telegram.api.waiting, what="confirmation")
    program.stop()
    for row in handled:
        telegram.send_update(seen[0], int(row["update_key"]))
    program.start()
    telegram.wait(lambda: not telegram.api.waiting, what="confirmation")
    assert rows(program.database, "SELECT update_key FROM inbox") == handled
    assert [message.id for message in telegram.messages(AN)][-1] == told.id
    assert telegram.messages(TP) == [card]


FORGED = ["duyet", "duyet:x:y", "duyet:::", "zzz:1", "x" * 64, f"duyet:{'A' * 22}:1", "duyet:٣:٣", "gui:1:1:1"]


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_button_is_answered_with_words(telegram: FakeTelegram, program: Program, data: str) -> None:
    program.start()
    card = carded(telegram)
    words = answer(telegram, telegram.press_data(TP, data, card.id))
    assert NOTHING_CHANGED in words
    assert acts(program) == ["submit"]


@pytest.mark.parametrize("who", [AN, BINH, GD])
def test_nobody_else_decides_whatever_button_they_forge(telegram: FakeTelegram, program: Program, who: int) -> None:
    program.start()
    card = carded(telegram)
    seen = len(telegram.messages(who))
    words = answer(telegram, telegram.press_data(who, data_of(card, "Duyệt"), card.id))
    assert NOTHING_CHANGED in words
    assert entry_of(program)["status"] == "submitted"
    assert len(telegram.messages(who)) == seen


def test_a_leader_does_not_decide_on_the_own_entry(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    carded(telegram, TP, GD)
    entry = entry_of(program)
    forged = action("duyet", entry["id"], entry["revision"])
    words = answer(telegram, telegram.press_data(TP, forged, telegram.messages(TP)[0].id))
    assert "Không ai tự duyệt" in words
    assert entry_of(program) == entry


def test_a_stranger_reaches_nothing(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    card = carded(telegram)
    for text in ("/start", "/duyet", "2h họp giao ban", "/danhmuc", "/start 0000000000"):
        telegram.say(STRANGER, text)
    press = telegram.press_data(STRANGER, data_of(card, "Duyệt"), card.id)
    assert answer(telegram, press) == "Đồng chí chưa đăng ký."
    telegram.wait(lambda: len(telegram.messages(STRANGER)) == 6, what="answers")
    shown = telegram.messages(STRANGER)
    assert "quản trị của đơn vị" in shown[0].text
    assert all(not message.rows for message in shown)
    assert not any("An" in message.text.split() for message in shown)
    assert entry_of(program)["status"] == "submitted"
