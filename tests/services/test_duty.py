"""Who is on duty, and what becomes of what a dead process was sending."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.services import duty
from bot.services.act import Act
from bot.services.duty import Answer, LeaseLost
from bot.storage import chats, claims, outbox
from bot.storage.claims import Claim
from bot.storage.outbox import Kind, Lane, Outgoing
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING
from tests.support.memory import MemoryOffice

LASTS = 12.0
AFTER = MONDAY_MORNING + timedelta(seconds=13)


def ask(act: Act, owner: str, *, presume_dead: bool = True) -> Answer:
    return duty.ask(act, owner, LASTS, presume_dead=presume_dead)


def start_sending(act: Act, owner: str) -> None:
    chats.next_seq(act.tx, "telegram", "1")
    outbox.put(act.tx, Outgoing(f"{owner}-row", "telegram:1", Lane.REPLY, Kind.SCREEN, "{}"), act.at)
    until = to_text(act.now + timedelta(seconds=60))
    claims.take(act.tx, Claim(owner, ("telegram",), act.at, until, 1))


def states(act: Act) -> list[tuple[str, str, int]]:
    rows = act.tx.execute("SELECT owner, status, doubtful FROM outbox ORDER BY id")
    return [(row["owner"], row["status"], row["doubtful"]) for row in rows]


@pytest.fixture
def office() -> Iterator[MemoryOffice]:
    """SQLite, whose shared clock is the one a test sets; PostgreSQL's is tried in tests/jobs/test_lease.py."""
    with MemoryOffice() as office:
        yield office


def test_one_is_on_duty_and_the_others_are_told_so(office: MemoryOffice) -> None:
    assert office.perform(ask, "a").fence == 1
    assert office.perform(ask, "b").fence == 0
    assert office.perform(ask, "a").fence == 1


def test_one_given_back_goes_to_the_next_at_once(office: MemoryOffice) -> None:
    office.perform(ask, "a")
    office.perform(duty.give_back, "a")
    assert office.perform(ask, "b").fence == 2


def test_a_holder_that_slept_through_its_end_may_write_nothing(office: MemoryOffice) -> None:
    office.perform(ask, "a")
    office.perform(duty.check, "a", 1)
    office.now = AFTER
    with pytest.raises(LeaseLost):
        office.perform(duty.check, "a", 1)
    office.perform(ask, "b")
    with pytest.raises(LeaseLost):
        office.perform(duty.check, "a", 1)
    office.perform(duty.check, "b", 2)


def test_nothing_of_an_act_is_kept_whose_lease_is_lost(office: MemoryOffice) -> None:
    office.perform(ask, "a")
    office.now = AFTER

    def write_and_check(act: Act) -> None:
        chats.next_seq(act.tx, "telegram", "1")
        duty.check(act, "a", 1)

    with pytest.raises(LeaseLost):
        office.perform(write_and_check)
    assert office.rows("SELECT id FROM chats") == []


def test_what_a_dead_process_was_sending_goes_back_as_doubtful(office: MemoryOffice) -> None:
    office.perform(ask, "a")
    office.perform(ask, "b")
    office.perform(start_sending, "b")
    office.now = AFTER - timedelta(seconds=2)
    assert office.perform(ask, "a").gone == {}, "it may still live"
    office.now = AFTER
    assert office.perform(ask, "a").gone == {"b": 1}
    assert office.perform(states) == [("", "waiting", 1)]
    assert office.perform(ask, "a").gone == {}


def test_what_a_living_process_is_sending_stays_its_own(office: MemoryOffice) -> None:
    office.perform(ask, "a")
    office.perform(start_sending, "b")
    for seconds in (5, 10, 15, 20):
        office.now = MONDAY_MORNING + timedelta(seconds=seconds)
        office.perform(ask, "b")
        assert office.perform(ask, "a").gone == {}
    assert office.perform(states) == [("b", "sending", 0)]


def test_nobody_is_presumed_dead_by_one_not_on_duty_nor_before_it_may_judge(office: MemoryOffice) -> None:
    for owner in "abc":
        office.perform(ask, owner)
    office.perform(start_sending, "c")
    office.now = AFTER - timedelta(seconds=2)
    office.perform(ask, "a")
    office.perform(ask, "b")
    office.now = AFTER
    assert office.perform(ask, "b").gone == {}
    assert office.perform(ask, "a", presume_dead=False).gone == {}
    assert office.perform(states) == [("c", "sending", 0)]


def test_one_that_was_away_itself_presumes_nobody_dead(office: MemoryOffice) -> None:
    """After an outage of the database each finds the others' signs of life as old as its own."""
    office.perform(ask, "a")
    office.perform(ask, "b")
    office.perform(start_sending, "b")
    office.now = AFTER
    answer = office.perform(ask, "a")
    assert not answer.steady
    assert answer.gone == {}
    assert office.perform(states) == [("b", "sending", 0)]


def test_one_that_comes_back_after_it_was_given_up_lives_again(office: MemoryOffice) -> None:
    office.perform(ask, "a")
    office.perform(ask, "b")
    office.now = AFTER - timedelta(seconds=2)
    office.perform(ask, "a")
    office.now = AFTER
    assert office.perform(ask, "a").gone == {"b": 0}
    assert not office.perform(ask, "b").steady
    assert office.perform(ask, "b").steady
