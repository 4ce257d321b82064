"""No row of the outbox is sent by two, and a chat's rows go one by one."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.storage import chats, claims, leases, outbox
from bot.storage.claims import Claim
from bot.storage.database import Database, Tx
from bot.storage.outbox import Fate, Kind, Lane, Outgoing
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING
from tests.support.databases import opened
from tests.support.ids import FakeIds

NOW = to_text(MONDAY_MORNING)
SOON = to_text(MONDAY_MORNING + timedelta(seconds=30))
UNTIL = to_text(MONDAY_MORNING + timedelta(seconds=60))
NEXT = (claims.LATER.format(channels=":channel0"), claims.ON_HOLD)
LATER = to_text(MONDAY_MORNING + timedelta(seconds=61))


def claim(limit: int = 100, **more: object) -> Claim:
    values: dict[str, Any] = {"owner": "me", "channels": ("telegram",), "now": NOW, "until": UNTIL} | more
    return Claim(limit=limit, **values)


def put(tx: Tx, ids: FakeIds, chat: str, lane: Lane = Lane.REPLY, not_before: str = "") -> str:
    channel, _, address = chat.partition(":")
    if chats.find(tx, chat) is None:
        chats.next_seq(tx, channel, address)
    row = Outgoing(ids(), chat, lane, Kind.SCREEN, "{}", f"card:{chat}")
    outbox.put(tx, row, NOW, not_before)
    return row.id


@pytest.fixture
def ids() -> FakeIds:
    return FakeIds()


def taken(tx: Tx, asked: Claim) -> list[str]:
    return [row.id for row in claims.take(tx, asked)]


async def test_rows_are_taken_by_lane_then_by_age(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        late = put(tx, ids, "telegram:1", Lane.BROADCAST)
        reply = put(tx, ids, "telegram:2")
        answer = put(tx, ids, "telegram:3", Lane.ANSWER)
        younger = put(tx, ids, "telegram:4")
        assert taken(tx, claim()) == [answer, reply, younger, late]

    await database.transact(step)


async def test_a_chat_gets_one_thing_at_a_time_and_answers_besides(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        first, second = put(tx, ids, "telegram:1"), put(tx, ids, "telegram:1")
        answers = [put(tx, ids, "telegram:1", Lane.ANSWER) for _ in range(2)]
        assert taken(tx, claim()) == [*answers, first]
        assert taken(tx, claim()) == []
        outbox.finish(tx, first, Fate.SENT, NOW)
        assert taken(tx, claim()) == [second]

    await database.transact(step)


async def test_a_crowd_for_one_chat_does_not_hide_the_others(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        first, *_ = [put(tx, ids, "telegram:1") for _ in range(50)]
        other = put(tx, ids, "telegram:2")
        assert taken(tx, claim(limit=2)) == [first, other]

    await database.transact(step)


async def test_only_what_was_asked_for_is_taken(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        put(tx, ids, "telegram:1", not_before=SOON)
        put(tx, ids, "zalo:1")
        put(tx, ids, "telegram:2")
        notice = put(tx, ids, "telegram:3", Lane.NOTICE)
        resting = put(tx, ids, "telegram:4", Lane.NOTICE)
        assert taken(tx, claim(first=Lane.NOTICE, resting=["telegram:4"])) == [notice]
        assert taken(tx, claim(first=Lane.NOTICE)) == [resting]
        assert taken(tx, claim(limit=0)) == taken(tx, claim(channels=())) == []

    await database.transact(step)


async def test_a_chat_on_hold_gets_nothing_but_answers(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        reply, answer = put(tx, ids, "telegram:1"), put(tx, ids, "telegram:1", Lane.ANSWER)
        chats.hold_sending(tx, "telegram:1", SOON)
        assert taken(tx, claim()) == [answer]
        assert claims.next_due(tx, ["telegram"], NOW) == SOON
        assert taken(tx, claim(now=SOON)) == [reply]

    await database.transact(step)


async def test_what_is_due_next_is_known(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        assert claims.next_due(tx, ["telegram"], NOW) == claims.next_due(tx, [], NOW) == ""
        put(tx, ids, "telegram:1", not_before=LATER)
        put(tx, ids, "telegram:2", not_before=SOON)
        put(tx, ids, "zalo:1")
        assert claims.next_due(tx, ["telegram"], NOW) == SOON

    await database.transact(step)


async def test_what_is_due_already_waits_for_somebody_else_than_the_clock(database: Database, ids: FakeIds) -> None:
    """A pace, a rest, a slot: who asks knows of those, and need not ask every moment."""

    def step(tx: Tx) -> None:
        put(tx, ids, "telegram:1")
        postponed = put(tx, ids, "telegram:2")
        claims.take(tx, claim())
        outbox.postpone(tx, postponed, SOON, "out of reach", doubtful=False, owner="me")
        assert claims.next_due(tx, ["telegram"], NOW) == SOON
        assert claims.next_due(tx, ["telegram"], SOON) == ""

    await database.transact(step)


@pytest.mark.parametrize("resting", [0, 1, 2, 3, 8, 9])
async def test_any_number_of_chats_can_be_left_alone(database: Database, ids: FakeIds, resting: int) -> None:
    def step(tx: Tx) -> None:
        rows = [put(tx, ids, f"telegram:{number}", Lane.NOTICE) for number in range(10)]
        busy = [f"telegram:{number}" for number in range(resting)]
        assert taken(tx, claim(first=Lane.NOTICE, resting=busy)) == rows[resting:]

    await database.transact(step)


async def test_the_next_instant_is_found_without_looking_through_all_that_waits(sqlite_url: str) -> None:
    """With 40,000 reminders waiting, looking through them took 40 ms, at every turn."""

    def step(tx: Tx) -> list[str]:
        plans = [tx.execute(f"EXPLAIN QUERY PLAN {sql}", now=NOW, channel0="telegram") for sql in NEXT]
        return [row["detail"] for plan in plans for row in plan]

    async with opened(sqlite_url) as database:
        plan = await database.transact(step)
    assert [line.partition(" USING ")[2].partition(" (")[0] for line in plan] == [
        "INDEX outbox_later",
        "COVERING INDEX chats_on_hold",
    ]


async def test_a_claim_that_is_over_is_taken_over_as_doubtful(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        put(tx, ids, "telegram:1")
        claims.take(tx, claim())
        assert claims.take_over(tx, SOON) == 0
        assert claims.take_over(tx, LATER) == 1
        (again,) = claims.take(tx, claim(now=LATER))
        assert again.doubts == 1

    await database.transact(step)


async def test_where_nobody_else_lives_everything_is_taken_over_at_once(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        put(tx, ids, "telegram:1")
        claims.take(tx, claim())
        assert claims.take_over(tx, NOW, everything=True) == 1

    await database.transact(step)


async def test_a_row_that_has_ended_does_not_end_again(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        row = put(tx, ids, "telegram:1")
        claims.take(tx, claim())
        outbox.finish(tx, row, Fate.SENT, NOW)
        outbox.finish(tx, row, Fate.FAILED, NOW, "late")
        outbox.postpone(tx, row, SOON, "late", doubtful=True)
        (found,) = tx.execute("SELECT status, attempts, error FROM outbox")
        assert (found["status"], found["attempts"], found["error"]) == ("sent", 1, "")

    await database.transact(step)


async def test_several_processes_never_take_the_same_row_nor_two_of_one_chat(postgresql_url: str, ids: FakeIds) -> None:
    async with opened(postgresql_url) as one, opened(postgresql_url) as two:

        def fill(tx: Tx) -> None:
            for number in range(40):
                put(tx, ids, f"telegram:{number % 8}")

        await one.transact(fill)
        rounds: list[list[Outgoing]] = []
        while True:
            rival = [database.transact(claims.take, claim(limit=5)) for database in (one, two, one, two)]
            chosen = [row for rows in await asyncio.gather(*rival) for row in rows]
            if not chosen:
                break
            rounds.append(chosen)
            for row in chosen:
                await one.transact(outbox.finish, row.id, Fate.SENT, NOW)
    assert all(len({row.chat for row in chosen}) == len(chosen) for chosen in rounds)
    everything = [row for chosen in rounds for row in chosen]
    assert len({row.id for row in everything}) == len(everything) == 40
    for number in range(8):
        ordered = [row.id for row in everything if row.chat == f"telegram:{number}"]
        assert ordered == sorted(ordered)


async def test_what_a_process_known_to_be_gone_was_sending_goes_back_at_once(database: Database, ids: FakeIds) -> None:
    def step(tx: Tx) -> None:
        put(tx, ids, "telegram:1")
        put(tx, ids, "telegram:2")
        (gone,) = claims.take(tx, claim(1, owner="gone"))
        (living,) = claims.take(tx, claim(owner="living"))
        assert claims.put_back(tx, "gone") == 1
        assert claims.put_back(tx, "gone") == 0
        (again,) = claims.take(tx, claim(owner="living"))
        assert (again.id, again.doubts) == (gone.id, 1)
        assert living.id != gone.id

    await database.transact(step)


async def test_a_living_owner_keeps_its_rows_whatever_time_another_process_believes_it_is(
    database: Database, ids: FakeIds
) -> None:
    def step(tx: Tx) -> None:
        put(tx, ids, "telegram:1")
        claims.take(tx, claim())
        forever = "2999-01-01T00:00:00.000Z"
        leases.take(tx, f"{leases.PROCESS}me", "me", NOW, forever)
        assert claims.take_over(tx, LATER, own="other") == 0
        leases.drop(tx, f"{leases.PROCESS}me")
        assert claims.take_over(tx, LATER, own="other") == 1

    await database.transact(step)
