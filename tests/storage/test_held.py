"""What a restore holds: no claim takes it, nothing counts it, and it goes or ends when somebody says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage import chats, claims, held, outbox
from bot.storage.claims import Claim
from bot.storage.held import Held
from bot.storage.outbox import Fate, Kind, Lane, Outgoing
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat

NOW, LATER = to_text(MONDAY_MORNING), to_text(MONDAY_MORNING + timedelta(minutes=5))
AN, STRANGER = "telegram:1001", "telegram:2002"


@pytest.fixture
def real_office(real_office: RealOffice) -> RealOffice:
    real_office.perform(bind_chat, "AN")
    real_office.ask(chats.next_seq, "telegram", "2002")
    return real_office


def put(office: RealOffice, name: str, chat: str = AN, lane: Lane = Lane.NOTICE, at: str = NOW) -> None:
    office.ask(outbox.put, Outgoing(name, chat, lane, Kind.FACT, "{}", f"card:{name}"), at)


def take(office: RealOffice) -> list[Outgoing]:
    return office.ask(claims.take, Claim("me", ["telegram"], LATER, LATER, 16))


def statuses(office: RealOffice) -> dict[str, str]:
    return {row["id"]: row["status"] for row in office.rows("SELECT id, status FROM outbox ORDER BY id")}


def test_what_waits_and_what_is_being_sent_is_held_and_nothing_else(real_office: RealOffice) -> None:
    for name in "1234":
        put(real_office, name, AN if name < "3" else STRANGER)
    first, second = take(real_office)
    real_office.ask(outbox.finish, first.id, Fate.SENT, NOW)
    assert real_office.ask(held.hold_all) == 3
    assert statuses(real_office) == {"1": "sent", "2": "held", second.id: "held", "4": "held"}
    assert real_office.ask(held.hold_all) == 0


def test_nobody_sends_counts_or_waits_for_what_is_held(real_office: RealOffice) -> None:
    put(real_office, "1")
    real_office.ask(held.hold_all)
    assert take(real_office) == []
    assert real_office.ask(outbox.waiting) == 0
    assert real_office.ask(claims.next_due, ["telegram"], NOW) == ""
    assert real_office.ask(claims.take_over, LATER, everything=True) == 0


def test_what_is_held_is_in_the_way_of_nothing_newer(real_office: RealOffice) -> None:
    put(real_office, "1")
    real_office.ask(held.hold_all)
    real_office.ask(outbox.put_fact, Outgoing("2", AN, Lane.NOTICE, Kind.FACT, "{}", "card:1"), NOW)
    assert [one.id for one in take(real_office)] == ["2"]


def test_it_is_summed_up_by_person_and_kind(real_office: RealOffice) -> None:
    put(real_office, "1", at=LATER)
    put(real_office, "2", at=NOW)
    put(real_office, "3", lane=Lane.BROADCAST)
    put(real_office, "4", chat=STRANGER, lane=Lane.REPLY)
    real_office.ask(held.hold_all)
    put(real_office, "5")
    assert real_office.ask(held.summary) == [
        Held("", Lane.REPLY, 1, NOW), Held("AN", Lane.NOTICE, 2, NOW), Held("AN", Lane.BROADCAST, 1, NOW),
    ]  # fmt: skip


def test_released_it_goes_as_a_possible_copy(real_office: RealOffice) -> None:
    """The instance that was lost may have sent it after the copy was made."""
    put(real_office, "1")
    real_office.ask(held.hold_all)
    assert real_office.ask(held.release, 10) == 1
    (outgoing,) = take(real_office)
    assert (outgoing.id, outgoing.doubts) == ("1", 1)
    assert real_office.ask(held.release, 10) == 0


def test_dropped_it_ends_with_its_reason(real_office: RealOffice) -> None:
    put(real_office, "1")
    real_office.ask(held.hold_all)
    assert real_office.ask(held.drop, LATER, "dropped", 10) == 1
    (row,) = real_office.rows("SELECT status, error, finished_at FROM outbox")
    assert row == {"status": "failed", "error": "dropped", "finished_at": LATER}
    assert real_office.ask(held.drop, LATER, "dropped", 10) == 0


def test_a_batch_is_no_larger_than_asked_for(real_office: RealOffice) -> None:
    for number in range(5):
        put(real_office, str(number))
    real_office.ask(held.hold_all)
    assert real_office.ask(held.release, 2) == 2
    assert real_office.ask(held.drop, LATER, "dropped", 2) == 2
    assert list(statuses(real_office).values()) == ["waiting", "waiting", "failed", "failed", "held"]


def test_only_what_is_older_is_dropped_where_an_instant_is_given(real_office: RealOffice) -> None:
    put(real_office, "1", at=NOW)
    put(real_office, "2", at=LATER)
    real_office.ask(held.hold_all)
    assert real_office.ask(held.drop, LATER, "not reviewed", 10, before=LATER) == 1
    assert statuses(real_office) == {"1": "failed", "2": "held"}
