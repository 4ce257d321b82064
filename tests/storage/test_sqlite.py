"""The SQLite file: how it is opened, and what its faults are called."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import DatabaseError, Tx
from bot.storage.sqlite import SqliteDatabase
from bot.storage.sqlite_faults import FULL, READ_ONLY, UNOPENABLE, in_words, sentence


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "kpibot.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[SqliteDatabase]:
    database = await SqliteDatabase.open(path, patience=0.05)
    await database.transact(lambda tx: tx.execute("CREATE TABLE marks (n BIGINT UNIQUE)"))
    yield database
    await database.close()


def add(tx: Tx, n: int) -> None:
    tx.execute("INSERT INTO marks (n) VALUES (:n)", n=n)


def permissions(path: Path) -> int:
    return path.stat().st_mode & 0o777


def setting(tx: Tx, name: str) -> object:
    return tx.execute(f"PRAGMA {name}")[0][name]


async def test_the_file_and_its_directory_are_for_the_service_alone(database: SqliteDatabase, path: Path) -> None:
    assert permissions(path) == 0o640
    assert permissions(path.parent) == 0o750


@pytest.mark.parametrize(("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
async def test_an_official_act_is_on_the_disk_before_it_is_answered(
    database: SqliteDatabase, name: str, value: object
) -> None:
    """WAL, synchronous=FULL (2), and no entry without its official."""
    assert await database.transact(setting, name) == value


async def test_what_is_closed_is_whole_in_one_file(database: SqliteDatabase, path: Path) -> None:
    """So that the file alone is a copy of the database."""
    await database.transact(add, 1)
    await database.read(lambda tx: tx.execute("SELECT n FROM marks"))
    await database.close()
    assert [found.name for found in path.parent.iterdir()] == ["kpibot.db"]


def test_a_failed_opening_leaves_no_thread(path: Path) -> None:
    before = set(threading.enumerate())
    with pytest.raises(DatabaseError):
        asyncio.run(SqliteDatabase.open(_nonsense(path)))
    assert set(threading.enumerate()) <= before


async def test_two_first_reads_at_once_open_one_reader(database: SqliteDatabase) -> None:
    await asyncio.gather(*(database.read(setting, "journal_mode") for _ in range(3)))
    reader = database._reader
    await database.read(setting, "journal_mode")
    assert database._reader is reader


async def test_a_file_name_may_have_signs_that_mean_something_in_a_url(tmp_path: Path) -> None:
    path = tmp_path / "Khánh Hòa 100% #1?mode=ro.db"
    database = await SqliteDatabase.open(path)
    await database.transact(lambda tx: tx.execute("CREATE TABLE marks (n BIGINT)"))
    assert await database.read(lambda tx: tx.execute("SELECT n FROM marks")) == []
    await database.close()
    assert path.stat().st_size > 0


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    before = _nonsense(path).read_bytes()
    with pytest.raises(DatabaseError, match=r"kpibot\.db bị hỏng hoặc không phải"):
        asyncio.run(SqliteDatabase.open(path))
    assert path.read_bytes() == before


def _nonsense(path: Path) -> Path:
    path.parent.mkdir()
    path.write_text("Mã cán bộ,Họ và tên\n" * 500, encoding="utf-8")
    return path


async def test_a_locked_file_is_refused_after_a_while(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseError, match="tiến trình khác khóa"):
        await SqliteDatabase.open(path, patience=0.05)
    other.close()


async def test_a_directory_in_the_files_place_is_refused(path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"Không mở được.*KPIBOT_DATABASE_URL"):
        await SqliteDatabase.open(path.parent.parent)


async def test_a_file_in_the_directorys_place_is_refused(path: Path) -> None:
    path.parent.write_text("")
    with pytest.raises(DatabaseError, match=r"Không mở được.*KPIBOT_DATABASE_URL"):
        await SqliteDatabase.open(path)


async def test_a_database_that_turned_read_only_says_so(database: SqliteDatabase) -> None:
    await database.transact(lambda tx: tx.execute("PRAGMA query_only = ON"))
    with pytest.raises(DatabaseError, match="chỉ cho đọc"):
        await database.transact(add, 1)


async def test_a_corrupt_file_says_so(database: SqliteDatabase, path: Path) -> None:
    await _corrupt(database, path)
    database = await SqliteDatabase.open(path)
    with pytest.raises(DatabaseError, match="bị hỏng"):
        await database.transact(lambda tx: tx.execute("SELECT * FROM marks ORDER BY n"))
    assert [fault.partition(" bị hỏng")[0] for fault in await database.faults()] == [f"Tệp {path}"]
    await database.close()


async def test_the_check_finds_what_no_query_has_met_yet(database: SqliteDatabase, path: Path) -> None:
    """An index that lost a row: every statement still works."""
    await database.transact(add, 1)
    await database.transact(lambda tx: tx.execute("PRAGMA writable_schema = ON"))
    await database.transact(lambda tx: tx.execute("UPDATE sqlite_master SET rootpage = 2 WHERE type = 'index'"))
    await database.close()
    database = await SqliteDatabase.open(path)
    assert len(await database.faults()) == 1
    await database.close()


async def _corrupt(database: SqliteDatabase, path: Path) -> None:
    """Write nonsense over every page but the first."""
    for n in range(500):
        await database.transact(add, n)
    await database.close()
    _overwrite(path)


def _overwrite(path: Path) -> None:
    first_page = path.read_bytes()[:4096]
    path.write_bytes(first_page.ljust(path.stat().st_size, b"\xff"))


async def test_a_file_that_vanished_is_said_by_the_first_read(database: SqliteDatabase, path: Path) -> None:
    os.rename(path, path.with_name("elsewhere.db"))
    with pytest.raises(DatabaseError, match="Không mở được"):
        await database.read(setting, "journal_mode")


async def test_a_bug_in_the_sql_is_no_fault_of_the_file(database: SqliteDatabase) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.transact(lambda tx: tx.execute("SELECT 1 FROM missing"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, FULL),
        (errno.EDQUOT, FULL),
        (errno.EROFS, READ_ONLY),
        (errno.EACCES, UNOPENABLE),
        (None, UNOPENABLE),
    ],
)
def test_what_the_system_says_of_a_file_has_its_sentence(number: int | None, words: str, path: Path) -> None:
    error = OSError(number, os.strerror(number)) if number else OSError()
    assert sentence(path, error) == words.format(path=path)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_IOERR_FSYNC, "báo lỗi đọc, ghi"),
        (sqlite3.SQLITE_BUSY_RECOVERY, "khóa"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "chỉ cho đọc"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "Không mở được"),
        (sqlite3.SQLITE_PERM, "Không mở được"),
    ],
)
def test_an_extended_code_has_the_sentence_of_its_kind(code: int, words: str, path: Path) -> None:
    error = sqlite3.OperationalError("…")
    error.sqlite_errorcode = code
    fault = in_words(path, error)
    assert isinstance(fault, DatabaseError)
    assert words in str(fault)
    assert fault.__cause__ is error
