"""Leases: one holder at a time, a number that grows with every new one, and a clock that all share."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.storage import leases
from bot.storage.database import Database, Tx
from bot.storage.times import from_text, to_text
from tests.support.clock import MONDAY_MORNING
from tests.support.databases import opened
from tests.support.waiting import eventually

NOW = to_text(MONDAY_MORNING)
UNTIL = to_text(MONDAY_MORNING + timedelta(seconds=12))
LATER = to_text(MONDAY_MORNING + timedelta(seconds=20))


def take(tx: Tx, holder: str, now: str = NOW, until: str = UNTIL) -> int:
    return leases.take(tx, "duty", holder, now, until)


async def test_the_first_to_ask_has_it_and_the_next_has_not(database: Database) -> None:
    def step(tx: Tx) -> None:
        assert take(tx, "a") == 1
        assert take(tx, "b") == 0
        assert leases.stands(tx, "duty", "a", 1, NOW)
        assert not leases.stands(tx, "duty", "b", 1, NOW)

    await database.transact(step)


async def test_renewing_keeps_the_number_and_moves_the_end(database: Database) -> None:
    def step(tx: Tx) -> None:
        take(tx, "a")
        assert take(tx, "a", until=LATER) == 1
        assert leases.stands(tx, "duty", "a", 1, UNTIL)

    await database.transact(step)


async def test_one_that_ran_out_stands_no_more_and_goes_to_whoever_asks_with_a_higher_number(
    database: Database,
) -> None:
    def step(tx: Tx) -> None:
        take(tx, "a")
        assert not leases.stands(tx, "duty", "a", 1, UNTIL)
        assert take(tx, "b", UNTIL, LATER) == 2
        assert take(tx, "a", UNTIL, LATER) == 0

    await database.transact(step)


async def test_one_given_back_is_free_at_once_and_nobody_gives_back_anothers(database: Database) -> None:
    def step(tx: Tx) -> None:
        take(tx, "a")
        leases.release(tx, "duty", "b")
        assert take(tx, "b") == 0
        leases.release(tx, "duty", "a")
        assert take(tx, "b") == 2

    await database.transact(step)


async def test_an_old_number_of_the_same_holder_does_not_stand(database: Database) -> None:
    def step(tx: Tx) -> None:
        take(tx, "a")
        take(tx, "b", UNTIL, LATER)
        assert take(tx, "a", LATER, to_text(MONDAY_MORNING + timedelta(seconds=40))) == 3
        assert not leases.stands(tx, "duty", "a", 1, LATER)
        assert leases.stands(tx, "duty", "a", 3, LATER)

    await database.transact(step)


async def test_those_that_ran_out_are_found_by_how_their_names_begin(database: Database) -> None:
    def step(tx: Tx) -> None:
        take(tx, "a")
        for holder, until in (("p1", UNTIL), ("p2", LATER), ("p0", UNTIL)):
            leases.take(tx, f"process:{holder}", holder, NOW, until)
        assert leases.run_out(tx, "process:", NOW) == []
        assert leases.run_out(tx, "process:", UNTIL) == ["p0", "p1"]
        leases.drop(tx, "process:p0")
        assert leases.run_out(tx, "process:", UNTIL) == ["p1"]

    await database.transact(step)


async def test_the_shared_clock_is_the_servers_where_there_is_one(database: Database) -> None:
    said = await database.transact(leases.shared_now, NOW)
    if database.engine == "sqlite":
        assert said == NOW
    else:
        assert len(said) == len(NOW)
        assert abs(from_text(said) - datetime.now(UTC)) < timedelta(minutes=1)


async def test_of_many_who_ask_at_once_one_has_it(postgresql_url: str) -> None:
    async with opened(postgresql_url) as one, opened(postgresql_url) as two:
        asked = [database.transact(take, f"p{number}") for number, database in enumerate((one, two) * 8)]
        numbers = await asyncio.gather(*asked)
    assert sorted(numbers) == [0] * 15 + [1]


async def test_a_holder_that_asked_in_time_commits_before_the_next_one_has_the_lease(postgresql_url: str) -> None:
    """Otherwise both could write for the same period."""
    order: list[str] = []
    loop = asyncio.get_running_loop()
    asked, may_end = asyncio.Event(), asyncio.Event()

    def hold(tx: Tx) -> None:
        assert leases.stands(tx, "duty", "a", 1, NOW)
        loop.call_soon_threadsafe(asked.set)
        asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result(10)
        order.append("a writes")

    def wait_and_take(tx: Tx) -> int:
        fence = take(tx, "b", UNTIL, LATER)
        order.append("b takes")
        return fence

    async with opened(postgresql_url) as one, opened(postgresql_url) as two:
        await one.transact(take, "a")
        holding = asyncio.create_task(one.transact(hold))
        await asked.wait()
        taking = asyncio.create_task(two.transact(wait_and_take))
        await eventually(lambda: one.transact(somebody_waits))
        may_end.set()
        await holding
        assert await taking == 2
    assert order == ["a writes", "b takes"]


def somebody_waits(tx: Tx) -> bool:
    return bool(tx.execute("SELECT 1 AS n FROM pg_locks WHERE NOT granted"))
