"""Putting a copy in the place of the embedded database, so that at every instant one of the two is there, whole.

1. The copy is copied beside the database and made ready there, under a name nobody opens.
2. The present database is folded into one file, which also proves that nobody has it open, and gets a second name.
3. The new file takes its first name, in one step of the file system.

A kill before the third leaves the old database in its place, and after it the new one.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from bot.storage import seals
from bot.storage.backups import connect, stamp, sync
from bot.storage.batches import SqliteTransaction
from bot.storage.database import DatabaseError, Tx
from bot.storage.os_faults import why
from bot.storage.sqlite_faults import FULL, LOCKED, sentence
from bot.storage.transaction import run_step

T = TypeVar("T")

_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a database that is in use or was left by a kill."""

_EARLIER = "before-restore"

TAKEN = "{path} đã có; chưa thay đổi gì. Chạy lại sau một giây."
CHANGED = "{path} thay đổi trong lúc sao chép; chưa thay đổi gì. Chạy lại."
UNWRITABLE = "Không thay được cơ sở dữ liệu {path} ({why}); cơ sở dữ liệu hiện có còn nguyên."
NO_ROOM = FULL + " Cơ sở dữ liệu hiện có còn nguyên."


@dataclass(frozen=True, slots=True)
class Restored(Generic[T]):
    """What came of it.

    Attributes:
        result: what making the copy ready returned.
        kept: where the database is that was there before; None when there was none.
    """

    result: T
    kept: Path | None


def restore(copy: Path, database: Path, now: datetime, ready: Callable[[Tx], T]) -> Restored[T]:
    """Put a copy that was verified in the place of a database that nobody serves.

    Args:
        copy: the copy, which stays as it is.
        database: where it goes; what is there is kept beside it.
        now: the instant in the name under which that is kept.
        ready: makes the new database ready, in one transaction, before it is in its place.

    Raises:
        DatabaseError: the database is in use, the disk is full, or a file cannot be written; nothing was changed.
    """
    fresh = database.with_name(f".{database.name}.restoring")
    try:
        database.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        result = _make_ready(copy, fresh, ready)
        kept = _keep(database, now)
        fresh.replace(database)
        sync(database.parent)
    except (sqlite3.Error, OSError) as error:
        raise _in_words(database, error) from error
    finally:
        _remove(fresh)
    return Restored(result, kept)


def _make_ready(copy: Path, fresh: Path, ready: Callable[[Tx], T]) -> T:
    _remove(fresh)
    shutil.copyfile(copy, fresh)
    fresh.chmod(0o640)
    if seals.is_broken(fresh):
        raise DatabaseError(CHANGED.format(path=copy))
    with closing(connect(fresh, "rw")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        result = run_step(ready, SqliteTransaction(connection))
        connection.execute(f"PRAGMA user_version = {seals.UNSEALED}")  # from here on it changes
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")  # as it is served, so that a copy begun now is in nobody's way
    sync(fresh)
    return result


def _keep(database: Path, now: datetime) -> Path | None:
    """Give the present database a second name beside the first; what cannot be folded is kept in its parts."""
    kept = database.with_name(f"{database.stem}.{_EARLIER}.{stamp(now)}{database.suffix}")
    _unname(database)
    if kept.exists():
        raise DatabaseError(TAKEN.format(path=kept))
    there = database.exists()
    if there:
        _fold(database)
        _name_twice(database, kept)
    for suffix in _BESIDE:  # a log left beside the new database would be taken for its own
        beside = database.with_name(database.name + suffix)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + suffix))
    sync(database.parent)
    return kept if there else None


def _unname(database: Path) -> None:
    """Take away the second name that a killed restore gave the database it left in its place."""
    for other in database.parent.glob(f"*.{_EARLIER}.*"):
        if database.exists() and other.samefile(database):
            other.unlink()


def _fold(database: Path) -> None:
    """Bring the write-ahead log into the file, if that can be done at all: a broken database is kept as it is.

    Raises:
        DatabaseError: another program has the database open.
    """
    try:
        with closing(connect(database, "rw")) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DatabaseError(LOCKED.format(path=database)) from error


def _name_twice(database: Path, kept: Path) -> None:
    try:
        os.link(database, kept)
    except OSError:  # a file system without second names
        shutil.copyfile(database, kept)
        sync(kept)


def _remove(fresh: Path) -> None:
    for suffix in ("", *_BESIDE):
        with suppress(OSError):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)


def _in_words(database: Path, error: Exception) -> DatabaseError:
    words = sentence(database, error)
    if words == FULL.format(path=database):
        return DatabaseError(NO_ROOM.format(path=database))
    reason = why(error) if isinstance(error, OSError) else words or type(error).__name__
    return DatabaseError(UNWRITABLE.format(path=database, why=reason))
