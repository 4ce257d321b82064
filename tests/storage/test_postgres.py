"""PostgreSQL: several threads, several processes, a server that may go away."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator

import psycopg
import pytest

from bot.storage import postgres
from bot.storage.database import Database, DatabaseError, Tx
from bot.storage.opening import open_database
from bot.storage.postgres import WRITERS, place_of
from tests.support.databases import opened
from tests.support.postgres import Server, database_name

LONG_ENOUGH = 10
"""Seconds after which something that should have happened has not."""


@pytest.fixture
async def database(empty_postgresql_url: str) -> AsyncIterator[Database]:
    async with opened(empty_postgresql_url) as database:
        await database.transact(create)
        yield database


def create(tx: Tx) -> None:
    tx.execute("CREATE TABLE marks (n BIGINT PRIMARY KEY, words TEXT)")


def add(tx: Tx, n: int, words: str = "") -> None:
    tx.execute("INSERT INTO marks (n, words) VALUES (:n, :words)", n=n, words=words)


def marks(tx: Tx) -> list[int]:
    return [row["n"] for row in tx.execute("SELECT n FROM marks ORDER BY n")]


def fail_with(tx: Tx, state: str) -> None:
    tx.execute(f"DO $$ BEGIN RAISE EXCEPTION 'nội dung đã gõ' USING ERRCODE = '{state}'; END $$")


async def test_steps_run_at_once_on_several_threads(database: Database) -> None:
    together = threading.Barrier(WRITERS, timeout=LONG_ENOUGH)
    await asyncio.gather(*(database.transact(lambda _: together.wait()) for _ in range(WRITERS)))


async def test_long_reads_leave_the_writers_their_threads(database: Database) -> None:
    gate = threading.Event()
    reading = [asyncio.create_task(database.read(lambda _: gate.wait(LONG_ENOUGH))) for _ in range(10)]
    await database.transact(add, 1)
    gate.set()
    assert all(await asyncio.gather(*reading))


async def test_a_step_runs_at_read_committed_and_a_read_at_repeatable_read(database: Database) -> None:
    def isolation(tx: Tx) -> str:
        level: str = tx.execute("SHOW transaction_isolation")[0]["transaction_isolation"]
        return level

    assert await database.transact(isolation) == "read committed"
    assert await database.read(isolation) == "repeatable read"


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_a_step_that_lost_to_another_is_run_again(database: Database, state: str) -> None:
    runs: list[int] = []

    def lose_twice(tx: Tx) -> None:
        add(tx, 1)
        runs.append(1)
        if len(runs) < 3:
            fail_with(tx, state)

    await database.transact(lose_twice)
    assert len(runs) == 3
    assert await database.read(marks) == [1]


async def test_a_step_that_always_loses_is_refused_in_the_end(database: Database) -> None:
    with pytest.raises(DatabaseError, match="đang bận hoặc bị khóa"):
        await database.transact(fail_with, "40001")


async def test_two_steps_that_wait_for_each_other_are_both_kept_in_the_end(database: Database) -> None:
    """A real deadlock: PostgreSQL ends one of the two, which is run again."""
    both_hold_one = threading.Barrier(2, timeout=LONG_ENOUGH)

    def take(tx: Tx, first: int, second: int, runs: list[int]) -> None:
        runs.append(1)
        tx.execute("UPDATE marks SET words = words || 'x' WHERE n = :n", n=first)
        if len(runs) == 1:
            both_hold_one.wait()
        tx.execute("UPDATE marks SET words = words || 'x' WHERE n = :n", n=second)

    def words(tx: Tx) -> list[str]:
        return [row["words"] for row in tx.execute("SELECT words FROM marks ORDER BY n")]

    await database.transact(add, 1)
    await database.transact(add, 2)
    there: list[int] = []
    back: list[int] = []
    await asyncio.gather(database.transact(take, 1, 2, there), database.transact(take, 2, 1, back))
    assert await database.read(words) == ["xx", "xx"]
    assert len(there) + len(back) >= 3  # whoever is run again may meet the other once more


async def test_a_row_locked_for_too_long_is_said_in_words(database: Database) -> None:
    held, gate = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        tx.execute("UPDATE marks SET words = 'x'")
        held.set()
        gate.wait(LONG_ENOUGH)

    def want(tx: Tx) -> None:
        tx.execute("SET LOCAL lock_timeout = '10ms'")
        tx.execute("UPDATE marks SET words = 'y'")

    await database.transact(add, 1)
    holding = asyncio.create_task(database.transact(hold))
    assert await asyncio.to_thread(held.wait, LONG_ENOUGH)
    with pytest.raises(DatabaseError, match="đang bận hoặc bị khóa"):
        await database.transact(want)
    gate.set()
    await holding


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("08006", "Không có kết nối"),
        ("25006", "chỉ cho đọc"),
        ("53100", "hết đĩa"),
        ("55P03", "đang bận"),
        ("57014", "đang bận"),
        ("57P01", "Không có kết nối"),
        ("58030", "hỏng"),
        ("XX001", "hỏng"),
    ],
)
async def test_a_fault_of_the_server_is_said_in_words_and_nothing_is_kept(
    database: Database, state: str, words: str
) -> None:
    def step(tx: Tx) -> None:
        add(tx, 1)
        fail_with(tx, state)

    with pytest.raises(DatabaseError, match=words):
        await database.transact(step)
    assert await database.read(marks) == []


async def test_a_bug_in_the_sql_is_no_fault_of_the_server(database: Database) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        await database.transact(lambda tx: tx.execute("SELECT 1 FROM missing"))


async def test_a_connection_lost_in_a_step_is_said_in_words_and_the_next_step_works(database: Database) -> None:
    def cut(tx: Tx) -> None:
        add(tx, 1)
        tx.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DatabaseError, match="Không có kết nối"):
        await database.transact(cut)
    await database.transact(add, 2)
    assert await database.read(marks) == [2]


async def test_a_server_restarted_between_two_steps_is_not_noticed(
    database: Database, postgres_server: Server, empty_postgresql_url: str
) -> None:
    cut_off(postgres_server, empty_postgresql_url)
    await database.transact(add, 1)
    assert await database.read(marks) == [1]


async def test_nor_is_one_whose_goodbye_has_not_arrived_when_the_step_begins(
    postgres_server: Server, empty_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_check", lambda _: None)
    async with opened(empty_postgresql_url) as database:
        await database.transact(create)
        cut_off(postgres_server, empty_postgresql_url)
        await database.transact(add, 1)
        assert await database.read(marks) == [1]


def cut_off(server: Server, url: str) -> None:
    """End whatever is connected to a database."""
    with psycopg.connect(server.url, autocommit=True) as administrator:
        administrator.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [database_name(url)]
        )


async def test_a_transaction_that_froze_is_ended_by_the_server_with_its_locks(
    empty_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process stopped or cut off in the middle of a step must not keep a chat, or all sending, from the others."""
    monkeypatch.setattr(postgres, "LONGEST_IDLE", 0.2)
    held, gate = threading.Event(), threading.Event()

    def freeze(tx: Tx) -> None:
        add(tx, 1)
        held.set()
        gate.wait(LONG_ENOUGH)
        add(tx, 2)

    async with opened(empty_postgresql_url) as database:
        await database.transact(create)
        frozen = asyncio.create_task(database.transact(freeze))
        assert await asyncio.to_thread(held.wait, LONG_ENOUGH)
        await database.transact(add, 1, "của tiến trình khác")  # waits for the key until the server lets go
        gate.set()
        with pytest.raises(DatabaseError, match="Không có kết nối"):
            await frozen
        assert await database.read(marks) == [1]


async def test_a_step_that_fails_when_nobody_waits_for_it_any_more_is_no_error_of_the_loop(database: Database) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    begun, gate = threading.Event(), threading.Event()

    def fail_late(tx: Tx) -> None:
        begun.set()
        gate.wait(LONG_ENOUGH)
        fail_with(tx, "53100")

    waiting = asyncio.create_task(database.transact(fail_late))
    assert await asyncio.to_thread(begun.wait, LONG_ENOUGH)
    waiting.cancel()
    await asyncio.wait([waiting])
    del waiting
    gate.set()
    await database.close()
    gc.collect()
    assert complaints == []


async def test_a_long_report_is_not_taken_for_a_frozen_one(
    empty_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "LONGEST_IDLE", 0.05)

    def report(tx: Tx) -> list[int]:
        threading.Event().wait(0.3)
        return marks(tx)

    async with opened(empty_postgresql_url) as database:
        await database.transact(create)
        assert await database.read(report) == []


async def test_only_the_sqlstate_is_logged(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """PostgreSQL's message quotes the row, and so what an official typed."""
    caplog.set_level(logging.DEBUG)
    await database.transact(add, 1, "nội dung đã gõ")
    with pytest.raises(psycopg.IntegrityError):
        await database.transact(add, 1, "nội dung đã gõ")
    with pytest.raises(DatabaseError) as refused:
        await database.transact(fail_with, "53100")
    assert "SQLSTATE 23505" in caplog.text
    assert "SQLSTATE 53100" in caplog.text
    assert "đã gõ" not in caplog.text
    assert refused.value.__suppress_context__


async def test_nobody_at_the_address_is_said_without_the_password() -> None:
    with pytest.raises(DatabaseError, match=r"Không có kết nối với PostgreSQL tại 127\.0\.0\.1:1/kpibot") as refused:
        await open_database("postgresql://kpibot:b%C3%AD-m%E1%BA%ADt@127.0.0.1:1/kpibot")
    assert "mật@" not in str(refused.value)
    assert "%C3" not in str(refused.value)


async def test_a_database_that_is_not_there_is_said_in_words(postgres_server: Server) -> None:
    missing = postgres_server.url.replace("/postgres", "/missing")
    with pytest.raises(DatabaseError, match=r"Không có kết nối.*/missing"):
        await open_database(missing)


async def test_a_malformed_address_is_said_without_its_password() -> None:
    with pytest.raises(DatabaseError, match="không đúng dạng") as refused:
        await open_database("postgresql://kpibot:bí-mật@[::1/kpibot")
    assert "bí-mật" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://kpibot:x@db.example.vn:6432/kpi", "db.example.vn:6432/kpi"),
        ("postgresql://kpibot:x@db.example.vn/kpi", "db.example.vn:5432/kpi"),
        ("postgresql:///kpi", "localhost:5432/kpi"),
        ("postgresql://kpibot:x@a,b/kpi?target_session_attrs=read-write", "a,b/kpi"),
    ],
)
def test_the_place_is_shown_without_account_and_password(url: str, place: str) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ("TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", "bảng mã SQL_ASCII, cần UTF8"),
        (
            "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'vi'",
            "sắp xếp chữ theo ngôn ngữ",
        ),
    ],
)
async def test_a_database_that_keeps_or_sorts_text_otherwise_is_a_fault(
    postgres_server: Server, options: str, fault: str
) -> None:
    url = postgres_server.create(options)
    async with opened(url) as database:
        faults = await database.faults()
    postgres_server.drop(url)
    assert [fault in found for found in faults] == [True]
