"""How waiting steps share a commit on SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.storage.database import DatabaseError, Tx
from bot.storage.sqlite import SqliteDatabase

LONG_ENOUGH = 10
"""Seconds after which something that should have happened has not."""
LOCKED = "tiến trình khác khóa"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "marks.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[SqliteDatabase]:
    database = await SqliteDatabase.open(path, patience=0.2)
    await database.transact(create)
    yield database
    await database.close()


@pytest.fixture
def other(path: Path, database: SqliteDatabase) -> Iterator[sqlite3.Connection]:
    """What another process has open on the same file."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    yield connection
    connection.close()


def create(tx: Tx) -> None:
    tx.execute("CREATE TABLE marks (place INTEGER PRIMARY KEY, n BIGINT UNIQUE, words TEXT)")
    tx.execute("CREATE TABLE notes (mark BIGINT REFERENCES marks (n) DEFERRABLE INITIALLY DEFERRED)")


def add(tx: Tx, n: int, words: str = "") -> int:
    tx.execute("INSERT INTO marks (n, words) VALUES (:n, :words)", n=n, words=words)
    return n


def fail_at_commit(tx: Tx) -> None:
    tx.execute("INSERT INTO notes (mark) VALUES (99)")


def marks(tx: Tx) -> list[int]:
    return [row["n"] for row in tx.execute("SELECT n FROM marks ORDER BY place")]


@asynccontextmanager
async def watched(database: SqliteDatabase) -> AsyncIterator[list[str]]:
    """The statements that the writer runs meanwhile."""
    seen: list[str] = []
    async with calling(database, seen.append):
        yield seen


@asynccontextmanager
async def calling(database: SqliteDatabase, call: Callable[[str], object]) -> AsyncIterator[None]:
    """Call with every statement before the writer runs it, on the writer's thread."""
    await database._writer.set_trace_callback(call)
    yield
    await database._writer.set_trace_callback(None)  # type: ignore[arg-type]  # which takes the callback off


async def together(database: SqliteDatabase, *steps: Callable[[Tx], object]) -> list[object]:
    """Hold the thread until all the steps wait, then let them run as one batch."""
    held, gate = threading.Event(), threading.Event()

    def hold(_: Tx) -> bool:
        held.set()
        return gate.wait(LONG_ENOUGH)

    holding = asyncio.create_task(database.transact(hold))
    assert await asyncio.to_thread(held.wait, LONG_ENOUGH)
    waiting = [asyncio.create_task(database.transact(step)) for step in steps]
    await asyncio.sleep(0)
    gate.set()
    assert await holding
    return await asyncio.gather(*waiting, return_exceptions=True)


def adding(*numbers: int) -> list[Callable[[Tx], int]]:
    return [partial(add, n=n) for n in numbers]


async def test_steps_that_wait_together_share_one_commit(database: SqliteDatabase) -> None:
    async with watched(database) as seen:
        await together(database, *adding(*range(20)))
    assert seen.count("COMMIT") == 2  # the one that held the thread, and the twenty


async def test_at_most_sixty_four_steps_share_a_commit(database: SqliteDatabase) -> None:
    async with watched(database) as seen:
        await together(database, *adding(*range(65)))
    assert seen.count("COMMIT") == 3


async def test_steps_run_in_the_order_of_the_calls(database: SqliteDatabase) -> None:
    numbers = [7, 3, 9, 1, 5, *range(100, 200)]
    assert await together(database, *adding(*numbers)) == numbers
    assert await database.read(marks) == numbers


async def test_a_batch_that_fails_at_commit_is_run_again_one_by_one(database: SqliteDatabase) -> None:
    runs: list[int] = []

    def counted(tx: Tx) -> int:
        runs.append(1)
        return add(tx, 3)

    first, bad, last = await together(database, *adding(1), fail_at_commit, counted)
    assert (first, last) == (1, 3)
    assert isinstance(bad, sqlite3.IntegrityError)
    assert await database.read(marks) == [1, 3]
    assert len(runs) == 2


async def test_failure_at_begin_tries_the_whole_batch_again_and_no_step_twice(
    database: SqliteDatabase, other: sqlite3.Connection
) -> None:
    """Another process holds the lock when the batch begins, and lets go while it waits."""
    runs: list[int] = []
    begun = threading.Event()

    def counted(tx: Tx, n: int) -> None:
        runs.append(n)
        add(tx, n)

    other.execute("BEGIN IMMEDIATE")
    async with calling(database, lambda sql: begun.set() if sql == "BEGIN IMMEDIATE" else None):
        waiting = asyncio.gather(*(database.transact(counted, n) for n in range(3)))
        assert await asyncio.to_thread(begun.wait, LONG_ENOUGH)
        other.execute("COMMIT")
        await waiting
    assert runs == [0, 1, 2]


async def test_a_lock_that_stays_fails_the_whole_batch_in_words(
    database: SqliteDatabase, other: sqlite3.Connection
) -> None:
    runs: list[int] = []
    other.execute("BEGIN IMMEDIATE")
    outcomes = await asyncio.gather(
        *(database.transact(lambda tx, n: runs.append(n), n) for n in range(3)), return_exceptions=True
    )
    assert [LOCKED in str(outcome) for outcome in outcomes] == [True] * 3
    assert all(isinstance(outcome, DatabaseError) for outcome in outcomes)
    assert runs == []
    other.execute("COMMIT")
    assert await database.transact(add, 1) == 1


@pytest.mark.parametrize(("lost_at", "kept"), [(3, []), (4, [1])])
async def test_a_lock_lost_while_running_one_by_one_refuses_only_what_is_not_kept(
    database: SqliteDatabase, other: sqlite3.Connection, lost_at: int, kept: list[int]
) -> None:
    """Who was told nothing was kept finds nothing kept, and the other way round."""
    begins: list[str] = []

    def take_the_lock(sql: str) -> None:
        begins.extend([sql] if sql == "BEGIN IMMEDIATE" else [])
        if len(begins) == lost_at and not other.in_transaction:
            other.execute("BEGIN IMMEDIATE")

    async with calling(database, take_the_lock):
        outcomes = await together(database, *adding(1), fail_at_commit, *adding(3))
    told = [outcome for outcome in outcomes if not isinstance(outcome, DatabaseError)]
    assert told == kept
    assert len(begins) == lost_at  # the first failure at BEGIN ends the batch: nobody waits in turn
    assert await database.read(marks) == kept


async def test_an_error_that_makes_sqlite_give_up_the_transaction_costs_the_others_nothing(
    database: SqliteDatabase,
) -> None:
    """As a full disk may: the steps before it in the batch are run again."""

    def give_up(tx: Tx) -> None:
        add(tx, 2)
        tx.execute("ROLLBACK")
        raise LookupError

    first, bad, last = await together(database, *adding(1), give_up, *adding(3))
    assert (first, last) == (1, 3)
    assert isinstance(bad, LookupError)
    assert await database.read(marks) == [1, 3]


async def test_a_full_disk_keeps_nothing_of_the_step_and_all_of_the_others(database: SqliteDatabase) -> None:
    await database.transact(lambda tx: tx.execute("PRAGMA max_page_count = 1"))  # SQLite raises it to what is used
    first, bad, last = await together(database, *adding(1), lambda tx: add(tx, 2, "x" * 100_000), *adding(3))
    assert (first, last) == (1, 3)
    assert isinstance(bad, DatabaseError)
    assert "đã đầy" in str(bad)
    assert await database.read(marks) == [1, 3]
