"""The rules of the transaction that hold on both engines."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from enum import StrEnum
from typing import Any

import psycopg
import pytest

from bot.storage.database import Database, DatabaseError, Tx
from tests.support.databases import opened

IntegrityErrors = (sqlite3.IntegrityError, psycopg.IntegrityError)
LONG_ENOUGH = 10
"""Seconds after which something that should have happened has not."""


@pytest.fixture
async def marks(database: Database) -> Database:
    """A database with a table to write to."""
    await database.transact(create_marks)
    return database


def create_marks(tx: Tx) -> None:
    tx.execute("CREATE TABLE marks (n BIGINT PRIMARY KEY, words TEXT)")
    tx.execute(
        "CREATE TABLE notes (mark BIGINT NOT NULL REFERENCES marks (n) DEFERRABLE INITIALLY DEFERRED)",
    )


def add(tx: Tx, n: int, words: str | None = None) -> int:
    tx.execute("INSERT INTO marks (n, words) VALUES (:n, :words)", n=n, words=words)
    return n


def all_marks(tx: Tx) -> list[int]:
    return [row["n"] for row in tx.execute("SELECT n FROM marks ORDER BY n")]


async def test_a_step_gets_its_arguments_and_gives_its_result(marks: Database) -> None:
    assert await marks.transact(add, 1, words="họp giao ban") == 1
    rows = await marks.read(lambda tx: tx.execute("SELECT n, words FROM marks"))
    assert [dict(row) for row in rows] == [{"n": 1, "words": "họp giao ban"}]


async def test_a_step_may_have_arguments_named_step_and_self(marks: Database) -> None:
    def named(tx: Tx, *, step: str, sql: str) -> Any:
        return tx.execute("SELECT CAST(:sql AS TEXT) AS x", sql=sql + step)[0]["x"]

    assert await marks.transact(named, step="a", sql="b") == "ba"


async def test_an_error_undoes_its_own_step_and_no_other(marks: Database) -> None:
    def fail(tx: Tx, n: int) -> None:
        add(tx, n)
        raise LookupError(n)

    outcomes = await asyncio.gather(
        *(marks.transact(fail if n == 3 else add, n) for n in range(6)), return_exceptions=True
    )
    assert isinstance(outcomes[3], LookupError)
    assert await marks.read(all_marks) == [0, 1, 2, 4, 5]


async def test_an_integrity_error_is_a_bug_and_passes_as_it_is(marks: Database) -> None:
    await marks.transact(add, 1)
    with pytest.raises(IntegrityErrors):
        await marks.transact(add, 1)


async def test_a_step_that_swallows_an_integrity_error_is_not_kept(marks: Database) -> None:
    """PostgreSQL would turn the COMMIT into a silent ROLLBACK."""

    def swallow(tx: Tx) -> str:
        add(tx, 2)
        try:
            add(tx, 1)
        except IntegrityErrors:
            return "kept"
        return "no error"

    await marks.transact(add, 1)
    with pytest.raises(IntegrityErrors):
        await marks.transact(swallow)
    assert await marks.read(all_marks) == [1]


async def test_a_step_cannot_go_on_after_a_swallowed_error(marks: Database) -> None:
    def go_on(tx: Tx) -> None:
        try:
            add(tx, 1)
        finally:
            add(tx, 2)

    await marks.transact(add, 1)
    with pytest.raises(IntegrityErrors):
        await marks.transact(go_on)
    assert await marks.read(all_marks) == [1]


async def test_a_commit_that_fails_fails_its_own_step_only(marks: Database) -> None:
    def orphan(tx: Tx) -> None:
        tx.execute("INSERT INTO notes (mark) VALUES (99)")

    outcomes = await asyncio.gather(
        marks.transact(add, 1), marks.transact(orphan), marks.transact(add, 2), return_exceptions=True
    )
    assert [isinstance(outcome, IntegrityErrors) for outcome in outcomes] == [False, True, False]
    assert await marks.read(all_marks) == [1, 2]


async def test_a_cancelled_waiters_step_still_commits(marks: Database, database_url: str) -> None:
    """All threads of either engine are busy, so that the step has not begun when its waiter goes."""
    gate = threading.Event()
    busy = [asyncio.create_task(marks.transact(lambda _: gate.wait(LONG_ENOUGH))) for _ in range(4)]
    waiter = asyncio.create_task(marks.transact(add, 1))
    await asyncio.sleep(0)
    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter
    gate.set()
    await asyncio.gather(*busy)
    await marks.close()
    async with opened(database_url) as again:
        assert await again.read(all_marks) == [1]


@pytest.mark.parametrize("stop", [SystemExit, KeyboardInterrupt, asyncio.CancelledError])
async def test_what_ends_a_step_goes_to_its_waiter_and_not_to_the_thread(
    marks: Database, stop: type[BaseException]
) -> None:
    def leave(_: Tx) -> None:
        raise stop

    with pytest.raises(stop):
        await marks.transact(leave)
    assert await marks.transact(add, 1) == 1


async def test_a_stop_iteration_does_not_leave_its_waiter_waiting(marks: Database) -> None:
    """A Future refuses to carry one."""
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(marks.transact(lambda _: next(iter(()))), LONG_ENOUGH)


async def test_returning_is_fetched_whole_also_by_who_does_not_look(marks: Database) -> None:
    """An unfetched RETURNING blocks SQLite's COMMIT."""

    def careless(tx: Tx) -> None:
        tx.execute("INSERT INTO marks (n) VALUES (1), (2) RETURNING n")

    await marks.transact(careless)
    assert await marks.read(all_marks) == [1, 2]


async def test_close_finishes_what_waits_and_refuses_what_comes(marks: Database) -> None:
    gate = threading.Event()
    first = asyncio.create_task(marks.transact(lambda _: gate.wait(LONG_ENOUGH)))
    waiting = [asyncio.create_task(marks.transact(add, n)) for n in range(20)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(marks.close())
    await asyncio.sleep(0)
    for refused in (marks.transact, marks.read):
        with pytest.raises(DatabaseError, match="đã đóng"):
            await refused(all_marks)
    gate.set()
    await closing
    assert await first
    assert await asyncio.gather(*waiting) == list(range(20))


async def test_closing_twice_does_no_harm(marks: Database) -> None:
    await marks.read(all_marks)
    await marks.close()
    await marks.close()


async def test_a_read_sees_one_moment_and_holds_up_no_writer(marks: Database) -> None:
    seen, written = threading.Event(), threading.Event()

    def look_twice(tx: Tx) -> tuple[list[int], list[int]]:
        before = all_marks(tx)
        seen.set()
        assert written.wait(LONG_ENOUGH)
        return before, all_marks(tx)

    reading = asyncio.create_task(marks.read(look_twice))
    assert await asyncio.to_thread(seen.wait, LONG_ENOUGH)
    await marks.transact(add, 1)
    written.set()
    assert await reading == ([], [])
    assert await marks.read(all_marks) == [1]


async def test_a_read_cannot_write(marks: Database) -> None:
    with pytest.raises(DatabaseError, match="chỉ cho đọc"):
        await marks.read(add, 1)
    assert await marks.read(all_marks) == []


async def test_a_sound_database_has_no_faults(database: Database) -> None:
    assert await database.faults() == []


async def test_a_closed_database_says_so_when_asked_for_its_faults(database: Database) -> None:
    await database.close()
    assert await database.faults() == ["Cơ sở dữ liệu đã đóng; thao tác này chưa được thực hiện."]


class Kind(StrEnum):
    CIVIL = "công chức"


PORTABLE: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = [
    ("INSERT INTO marks (n, words) VALUES (:n, :w) RETURNING n, words", {"n": 9, "w": "a"}, [{"n": 9, "words": "a"}]),
    (
        "INSERT INTO marks VALUES (1, 'b') ON CONFLICT (n) DO UPDATE SET words = excluded.words RETURNING words",
        {},
        [{"words": "b"}],
    ),
    ("INSERT INTO marks (n) VALUES (1) ON CONFLICT (n) DO NOTHING RETURNING n", {}, []),
    ("UPDATE marks SET words = :w", {"w": None}, []),
    ("SELECT n FROM marks WHERE CAST(:w AS TEXT) IS NULL OR words = :w ORDER BY n", {"w": None}, [{"n": 1}, {"n": 2}]),
    ("SELECT SUM(n) AS total, COUNT(*) AS many FROM marks", {}, [{"total": 3, "many": 2}]),
    ("SELECT SUM(n) AS total FROM marks WHERE n > 5", {}, [{"total": None}]),
    ("SELECT n FROM marks WHERE n = :yes", {"yes": True}, [{"n": 1}]),
    ("SELECT n FROM marks ORDER BY n LIMIT :most", {"most": 1}, [{"n": 1}]),
    ("SELECT CAST(:big AS BIGINT) + 1 AS x", {"big": 2**40}, [{"x": 2**40 + 1}]),
    ("SELECT :a || :b AS x", {"a": "Khánh", "b": "Hòa"}, [{"x": "KhánhHòa"}]),
    ("SELECT COALESCE(:a, 'z') AS x", {"a": Kind.CIVIL}, [{"x": "công chức"}]),
    ("SELECT n FROM marks WHERE words LIKE 'q%' OR words LIKE :w", {"w": "%2"}, [{"n": 2}]),
    ("SELECT '50% :a ''b''' AS x -- 100% :c", {}, [{"x": "50% :a 'b'"}]),
    ('SELECT n AS "50%" FROM marks WHERE n = 1', {}, [{"50%": 1}]),
    ("SELECT n % 2 AS x FROM marks WHERE n = :n", {"n": 2}, [{"x": 0}]),
    (
        "SELECT x FROM (SELECT 'đ' AS x UNION SELECT 'a' UNION SELECT 'Z') AS words ORDER BY x",
        {},
        [{"x": "Z"}, {"x": "a"}, {"x": "đ"}],
    ),
]


@pytest.mark.parametrize(("sql", "values", "expected"), PORTABLE, ids=[sql for sql, _, _ in PORTABLE])
async def test_portable_sql_gives_the_same_on_both_engines(
    marks: Database, sql: str, values: dict[str, Any], expected: list[dict[str, Any]]
) -> None:
    def step(tx: Tx) -> list[dict[str, Any]]:
        add(tx, 1, "x1")
        add(tx, 2, "y2")
        return [dict(row) for row in tx.execute(sql, **values)]

    found = await marks.transact(step)
    assert found == expected
    assert [list(map(type, row.values())) for row in found] == [list(map(type, row.values())) for row in expected]
