"""What people did, kept in order and once."""

from __future__ import annotations

from datetime import timedelta

from bot.services.act import Act
from bot.storage import inbox
from bot.storage.inbox import Fate, Incoming, Kind, Received
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING
from tests.support.offices import RealOffice

NOW = to_text(MONDAY_MORNING)


def typed(key: str, address: str = "1001", text: str = "2h họp", **other: str) -> Incoming:
    return Incoming("telegram", address, key, Kind.TEXT, text, **other)


def at(seconds: int) -> str:
    return to_text(MONDAY_MORNING + timedelta(seconds=seconds))


def handle_next(act: Act) -> Received | None:
    received = inbox.claim(act.tx)
    if received:
        inbox.finish(act.tx, received, Fate.DONE, act.at)
    return received


def test_an_input_comes_back_as_it_was_kept(real_office: RealOffice) -> None:
    press = Incoming("zalo", "a:b", "77", Kind.PRESS, "gui:x:1", "message-9", "callback-9")
    assert real_office.ask(inbox.keep, press, NOW)
    assert real_office.ask(inbox.claim) == Received("zalo:a:b", 1, press, NOW, 0)


def test_the_same_update_is_kept_once_but_another_channels_is_another(real_office: RealOffice) -> None:
    other = Incoming("zalo", "1001", "7", Kind.TEXT, "2h họp")
    kept = [real_office.ask(inbox.keep, one, NOW) for one in (typed("7"), typed("7"), typed("7", "2002"), other)]
    assert kept == [True, False, False, True]
    assert real_office.ask(inbox.waiting) == 2


def test_the_same_update_is_kept_once_also_when_it_comes_at_the_same_time(real_office: RealOffice) -> None:
    kept = real_office.all_together(*[lambda act: inbox.keep(act.tx, typed("7"), act.at)] * 8)
    assert sorted(kept) == [False] * 7 + [True]


def test_it_is_known_which_updates_are_kept_handled_or_not(real_office: RealOffice) -> None:
    real_office.ask(inbox.keep, typed("7"), NOW)
    assert real_office.ask(inbox.is_kept, "telegram", "7")
    real_office.perform(handle_next)
    kept = [real_office.ask(inbox.is_kept, *name) for name in (("telegram", "7"), ("telegram", "8"), ("web", "7"))]
    assert kept == [True, False, False]


def test_a_batch_is_kept_as_one_by_one(real_office: RealOffice) -> None:
    """In each chat's order, without those kept already and those that come twice in it."""
    real_office.ask(inbox.keep, typed("1", "b"), NOW)
    batch = [typed(key, address) for key, address in (("1", "b"), ("2", "a"), ("3", "b"), ("2", "a"), ("4", "a"))]
    assert real_office.ask(inbox.keep_all, batch, NOW) == 3
    assert real_office.ask(inbox.keep_all, batch, NOW) == 0
    rows = real_office.rows("SELECT chat, seq, update_key FROM inbox ORDER BY chat, seq")
    assert [tuple(row.values()) for row in rows] == [
        ("telegram:a", 1, "2"),
        ("telegram:a", 2, "4"),
        ("telegram:b", 1, "1"),
        ("telegram:b", 2, "3"),
    ]


def test_large_batches_of_the_same_chats_kept_at_once_are_kept_whole_and_in_order(real_office: RealOffice) -> None:
    forth = [typed(f"forth-{number}", str(number % 30)) for number in range(150)]
    back = [typed(f"back-{number}", str(number % 30)) for number in reversed(range(150))]
    kept = real_office.together(
        *[lambda act, batch=batch: inbox.keep_all(act.tx, batch, act.at) for batch in (forth, back)]
    )
    assert kept == [150, 150]
    for address in range(30):
        rows = real_office.rows(
            "SELECT seq, update_key FROM inbox WHERE chat = :chat ORDER BY seq", chat=f"telegram:{address}"
        )
        assert [row["seq"] for row in rows] == list(range(1, 11))
        numbers = [
            int(row["update_key"].removeprefix("forth-")) for row in rows if row["update_key"].startswith("forth")
        ]
        assert numbers == sorted(numbers)


def test_one_chats_inputs_come_in_order_and_the_chat_that_waited_longest_first(real_office: RealOffice) -> None:
    for second, (key, address) in enumerate([("1", "b"), ("2", "a"), ("3", "b"), ("4", "a")]):
        real_office.ask(inbox.keep, typed(key, address), at(second))
    handled = [real_office.perform(handle_next) for _ in range(5)]
    assert [one and (one.chat, one.seq) for one in handled] == [
        ("telegram:b", 1),
        ("telegram:a", 1),
        ("telegram:b", 2),
        ("telegram:a", 2),
        None,
    ]


def test_several_workers_never_take_one_input_twice_nor_out_of_order(real_office: RealOffice) -> None:
    for number in range(60):
        real_office.ask(inbox.keep, typed(str(number), str(number % 4)), NOW)
    done: list[tuple[str, int]] = []

    def work(act: Act) -> bool:
        received = handle_next(act)
        if received:
            done.append((received.chat, received.seq))  # in order: the chat is this worker's until it commits
        return received is not None

    while real_office.ask(inbox.waiting):
        assert any(found is True for found in real_office.together(*[work] * 8))

    assert len(set(done)) == len(done) == 60
    for number in range(4):
        assert [seq for chat, seq in done if chat == f"telegram:{number}"] == list(range(1, 16))


def test_failed_attempts_are_counted_and_a_failed_input_lets_the_next_one_through(real_office: RealOffice) -> None:
    real_office.ask(inbox.keep, typed("1"), NOW)
    real_office.ask(inbox.keep, typed("2"), NOW)
    received = real_office.ask(inbox.claim)
    assert received is not None
    assert [real_office.ask(inbox.count_attempt, received) for _ in range(3)] == [1, 2, 3]
    again = real_office.ask(inbox.claim)
    assert again is not None
    assert (again.seq, again.attempts) == (1, 3)

    real_office.ask(inbox.finish, received, Fate.FAILED, NOW)

    following = real_office.ask(inbox.claim)
    assert following is not None
    assert following.seq == 2
    assert real_office.ask(inbox.waiting) == 1


def test_texts_are_blanked_once_finished_and_old_a_few_at_a_time(real_office: RealOffice) -> None:
    for number in range(4):
        real_office.ask(inbox.keep, typed(str(number), text=f"họp {number}"), NOW)
    for second in range(3):
        received = real_office.ask(inbox.claim)
        assert received is not None
        real_office.ask(inbox.finish, received, Fate.DONE, at(second))

    assert real_office.ask(inbox.blank_texts, at(0), 100) == 0
    assert real_office.ask(inbox.blank_texts, at(2), 1) == 1
    assert real_office.ask(inbox.blank_texts, at(2), 100) == 1
    texts = [row["text"] for row in real_office.rows("SELECT text FROM inbox ORDER BY seq")]
    assert texts == ["", "", "họp 2", "họp 3"]
