"""How much waits and since when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage import chats, claims, figures, inbox, outbox
from bot.storage.claims import Claim
from bot.storage.database import Database, Tx
from bot.storage.figures import LaneDepth
from bot.storage.inbox import Fate, Incoming
from bot.storage.outbox import Kind, Lane, Outgoing
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING
from tests.support.ids import FakeIds

EARLIER = to_text(MONDAY_MORNING - timedelta(seconds=90))
NOW = to_text(MONDAY_MORNING)
LATER = to_text(MONDAY_MORNING + timedelta(seconds=90))
TELEGRAM = ("telegram",)


@pytest.fixture
def ids() -> FakeIds:
    return FakeIds()


def put(tx: Tx, ids: FakeIds, lane: Lane, at: str, chat: str = "telegram:1", not_before: str = "") -> None:
    channel, _, address = chat.partition(":")
    if chats.find(tx, chat) is None:
        chats.next_seq(tx, channel, address)
    outbox.put(tx, Outgoing(ids(), chat, lane, Kind.SCREEN, "{}"), at, not_before)


async def test_of_empty_queues_nothing_is_told(database: Database) -> None:
    def step(tx: Tx) -> None:
        assert figures.queues(tx, NOW, TELEGRAM) == figures.Queues(0, "", 0, "")
        assert figures.figures(tx, NOW) == figures.Figures(0, "", {}, 0, {})

    await database.transact(step)


async def test_the_oldest_input_that_waits_counts_and_finished_ones_do_not(database: Database) -> None:
    def step(tx: Tx) -> None:
        for number, at in enumerate([EARLIER, NOW, NOW]):
            inbox.keep(tx, Incoming("telegram", str(number), str(number), inbox.Kind.TEXT), at)
        found = figures.queues(tx, NOW, TELEGRAM)
        assert (found.inbox, found.inbox_since) == (3, EARLIER)
        first = inbox.claim(tx)
        assert first
        inbox.finish(tx, first, Fate.DONE, NOW)
        told = figures.figures(tx, NOW)
        assert (told.inbox, told.inbox_since) == (2, NOW)

    await database.transact(step)


async def test_lanes_tell_what_is_due_what_comes_later_and_since_when(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        put(tx, ids, Lane.BROADCAST, EARLIER)
        put(tx, ids, Lane.BROADCAST, NOW)
        put(tx, ids, Lane.EDIT, NOW, not_before=LATER)
        assert figures.figures(tx, NOW).lanes == {
            Lane.BROADCAST: LaneDepth(2, 0, EARLIER),
            Lane.EDIT: LaneDepth(0, 1, ""),
        }

    await database.transact(step)


async def test_only_what_people_wait_for_can_be_overdue(database: Database, ids: FakeIds) -> None:
    """Forty thousand reminders take half an hour, which is as it should be."""

    def step(tx: Tx) -> None:
        put(tx, ids, Lane.BROADCAST, EARLIER)
        put(tx, ids, Lane.DECISION, EARLIER)
        put(tx, ids, Lane.REPLY, EARLIER, chat="zalo:1")
        put(tx, ids, Lane.REPLY, EARLIER, chat="telegram:2", not_before=LATER)
        put(tx, ids, Lane.REPLY, EARLIER, chat="telegram:3")
        chats.hold_sending(tx, "telegram:3", LATER)
        assert figures.queues(tx, NOW, TELEGRAM) == figures.Queues(0, "", 5, "")
        put(tx, ids, Lane.REPLY, EARLIER)
        assert figures.queues(tx, NOW, TELEGRAM).outbox_since == EARLIER
        assert figures.queues(tx, NOW, ()).outbox_since == ""

    await database.transact(step)


async def test_what_was_on_hold_is_overdue_only_since_the_hold_is_over(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        put(tx, ids, Lane.REPLY, EARLIER)
        chats.hold_sending(tx, "telegram:1", NOW)
        assert figures.queues(tx, NOW, TELEGRAM).outbox_since == NOW

    await database.transact(step)


async def test_what_is_being_sent_is_not_overdue(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        put(tx, ids, Lane.REPLY, EARLIER)
        claims.take(tx, Claim("me", TELEGRAM, NOW, LATER, 1))
        assert figures.queues(tx, NOW, TELEGRAM) == figures.Queues(0, "", 1, "")

    await database.transact(step)


async def test_what_a_restore_put_aside_is_told_by_itself(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        put(tx, ids, Lane.REPLY, EARLIER)
        tx.execute("UPDATE outbox SET status = 'held'")
        assert figures.figures(tx, NOW) == figures.Figures(0, "", {}, 1, {})
        assert figures.queues(tx, NOW, TELEGRAM) == figures.Queues(0, "", 0, "")

    await database.transact(step)


async def test_jobs_tell_when_they_last_ran(database: Database) -> None:
    def step(tx: Tx) -> None:
        tx.execute("INSERT INTO job_runs (job, looked_at) VALUES ('weekly-summary', :at)", at=NOW)
        tx.execute("INSERT INTO job_runs (job, looked_at, ran_at) VALUES ('backup', :at, :at)", at=NOW)
        assert figures.figures(tx, NOW).job_runs == {"backup": NOW}

    await database.transact(step)
