"""Being on duty, among processes of one database: real leases, a few hundred times shorter than in earnest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from bot.domain.rules import Rules
from bot.jobs.lease import Alone, Lease, Part
from bot.services.act import Act, Means, Office
from bot.services.duty import LeaseLost
from bot.storage.database import Database, DatabaseError
from tests.support.clock import FakeClock
from tests.support.databases import opened
from tests.support.ids import FakeIds
from tests.support.waiting import eventually

LASTS, EVERY = 0.6, 0.1
SLACK = 0.5
"""Seconds that a busy machine may be late."""
SOON = 5.0
"""Seconds after which something that should have happened has not."""


class Terms:
    """A part that says when it runs."""

    def __init__(self) -> None:
        self.running = asyncio.Event()
        self.stopped = asyncio.Event()
        self.count = 0

    async def run(self, stop: asyncio.Event) -> None:
        self.count += 1
        self.stopped.clear()
        self.running.set()
        await stop.wait()
        self.running.clear()
        self.stopped.set()


@asynccontextmanager
async def asking(
    database: Database, owner: str, part: Part | None = None, lasts: float = LASTS, *, killed: bool = False
) -> AsyncIterator[Lease]:
    """A process that asks for the duty while the block lasts, and then stops, or is killed: ends without a word."""
    office = Office(database, Means(Rules(), FakeIds(), lambda bits: 0))
    lease = Lease(office, FakeClock(), owner, lasts=lasts, every=EVERY)
    stop = asyncio.Event()
    tasks = [asyncio.create_task(lease.run(stop))]
    if part:
        tasks.append(asyncio.create_task(lease.during(part)(stop)))
    yield lease
    if killed:
        for task in tasks:
            task.cancel()
    else:
        stop.set()
    await asyncio.gather(*tasks, return_exceptions=True)


async def on_duty(*among: Lease) -> Lease | None:
    return next((lease for lease in among if lease.held), None)


@pytest.fixture
async def one(postgresql_url: str) -> AsyncIterator[Database]:
    async with opened(postgresql_url) as database:
        yield database


@pytest.fixture
async def two(postgresql_url: str) -> AsyncIterator[Database]:
    async with opened(postgresql_url) as database:
        yield database


async def test_the_part_runs_on_duty_and_stops_before_the_duty_is_given_back(one: Database, two: Database) -> None:
    first, second = Terms(), Terms()
    async with asyncio.timeout(SOON):
        async with asking(one, "a", first.run):
            await first.running.wait()
            async with asking(two, "b", second.run) as waiting:
                await asyncio.sleep(3 * EVERY)
                assert not waiting.held
                assert second.count == 0
        assert first.stopped.is_set()
        async with asking(two, "c", second.run):
            await second.running.wait()


async def test_after_a_clean_stop_the_next_need_not_wait_for_the_end(one: Database, two: Database) -> None:
    first, second = Terms(), Terms()
    async with asyncio.timeout(SOON):
        async with asking(one, "a", first.run, lasts=600):
            await first.running.wait()
        async with asking(two, "b", second.run, lasts=600):
            await second.running.wait()


async def test_when_the_holder_dies_the_next_one_has_the_duty_when_the_lease_runs_out(
    one: Database, two: Database
) -> None:
    second = Terms()
    async with asyncio.timeout(SOON):
        async with asking(one, "a", killed=True) as first:
            await eventually(lambda: on_duty(first))
        async with asking(two, "b", second.run) as next_one:
            assert not next_one.held
            await second.running.wait()


async def test_cut_off_from_the_database_the_holder_stops_by_itself_and_goes_on_when_it_is_back(
    postgresql_url: str, one: Database
) -> None:
    """The part ends within the lease's life, before anybody else may begin."""
    terms = Terms()
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(4 * SOON), asking(one, "a", terms.run) as lease:
        await terms.running.wait()
        await forbid(postgresql_url)
        cut = loop.time()
        await terms.stopped.wait()
        assert loop.time() - cut < LASTS + SLACK
        assert not lease.held
        await allow(postgresql_url)
        await terms.running.wait()
    assert terms.count == 2


async def forbid(url: str) -> None:
    """Nobody may connect any more, and whoever was connected is cut off."""
    async with await administrator(url) as connection:
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


async def allow(url: str) -> None:
    async with await administrator(url) as connection:
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


async def administrator(url: str) -> psycopg.AsyncConnection[tuple[object, ...]]:
    elsewhere = psycopg.conninfo.make_conninfo(url, dbname="postgres")
    return await psycopg.AsyncConnection.connect(elsewhere, autocommit=True)


async def test_a_guarded_act_is_kept_on_duty_and_not_otherwise(one: Database, two: Database) -> None:
    def guarded(act: Act, lease: Lease, mark: str) -> None:
        act.tx.execute("INSERT INTO job_runs (job, looked_at) VALUES (:job, '')", job=mark)
        lease.guard(act)

    async def tell(database: Database, lease: Lease, mark: str) -> None:
        office = Office(database, Means(Rules(), FakeIds(), lambda bits: 0))
        await office.perform(FakeClock().now(), guarded, lease, mark)

    async with asyncio.timeout(SOON), asking(one, "a") as first, asking(two, "b") as second:
        on = await eventually(lambda: on_duty(first, second))
        off = second if on is first else first
        await tell(one, on, "kept")
        with pytest.raises(LeaseLost):
            await tell(one, off, "lost")
    rows = await one.read(lambda tx: tx.execute("SELECT job FROM job_runs"))
    assert [row["job"] for row in rows] == ["kept"]


async def test_a_failure_of_the_part_ends_the_program_as_any_other_parts_does(one: Database) -> None:
    async def broken(_: asyncio.Event) -> None:
        raise ZeroDivisionError

    office = Office(one, Means(Rules(), FakeIds(), lambda bits: 0))
    lease = Lease(office, FakeClock(), "a", lasts=LASTS, every=EVERY)

    async def program() -> None:
        async with asyncio.timeout(SOON), asyncio.TaskGroup() as tasks:
            tasks.create_task(lease.run(asyncio.Event()))
            tasks.create_task(lease.during(broken)(asyncio.Event()))

    with pytest.raises(ExceptionGroup) as failed:
        await program()
    assert failed.group_contains(ZeroDivisionError)


async def test_a_database_that_is_gone_at_the_end_does_not_hold_up_the_stop(postgresql_url: str) -> None:
    loop = asyncio.get_running_loop()
    async with opened(postgresql_url) as database, asking(database, "a") as lease:
        await eventually(lambda: on_duty(lease))
        await database.close()
        begun = loop.time()
    assert loop.time() - begun < SOON
    with pytest.raises(DatabaseError):
        await database.read(lambda tx: tx.execute("SELECT 1 AS n"))


async def test_alone_one_is_always_on_duty() -> None:
    terms = Terms()
    part = Alone().during(terms.run)
    stop = asyncio.Event()
    tasks = [asyncio.create_task(part(stop)), asyncio.create_task(Alone().run(stop))]
    async with asyncio.timeout(SOON):
        await terms.running.wait()
        stop.set()
        await asyncio.gather(*tasks)
    assert Alone().held
