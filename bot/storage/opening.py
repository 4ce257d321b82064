"""From `KPIBOT_DATABASE_URL` to an open database."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from pathlib import Path

from bot.storage.backups import connect
from bot.storage.batches import SqliteTransaction
from bot.storage.bell import Bell, Silence
from bot.storage.database import Database, DatabaseError
from bot.storage.lock import FileLock
from bot.storage.schema import own_version
from bot.storage.sqlite import SqliteDatabase

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")
_UNKNOWN = (
    "KPIBOT_DATABASE_URL không dùng được. Cần một trong: sqlite:///data/kpibot.db (đường dẫn tương đối), "
    "sqlite:////var/lib/kpibot.db (tuyệt đối), postgresql://tài_khoản:mật_khẩu@máy_chủ/tên."
)


async def open_database(url: str) -> Database:
    """Open the database a URL names, written as SQLAlchemy writes it.

    Args:
        url: `sqlite:///` and a path (a fourth slash makes it absolute), or `postgresql://…`.

    Raises:
        DatabaseError: the URL names no database we know, or the database cannot be opened; no message shows the
            URL, which may hold a password.
    """
    if url.startswith(_POSTGRES):
        from bot.storage.postgres import PostgresDatabase  # noqa: PLC0415 - its library takes a while to load

        return await PostgresDatabase.open(url)
    await asyncio.to_thread(_refuse_foreign, _file(url))
    return await SqliteDatabase.open(_file(url))


def _refuse_foreign(path: Path) -> None:
    """Leave another program's file as it is, before opening it to write changes how it is kept."""
    with suppress(sqlite3.Error, OSError), closing(connect(path, "ro")) as connection:
        own_version(SqliteTransaction(connection))


def open_bell(url: str) -> Bell:
    """How the processes of that database tell each other that something was written; it connects when it runs."""
    if url.startswith(_POSTGRES):
        from bot.storage.postgres_bell import PostgresBell  # noqa: PLC0415 - its library takes a while to load

        return PostgresBell(url)
    return Silence()


def must_exist(url: str) -> None:
    """Refuse to make a database where a command only means to use one.

    Raises:
        DatabaseError: the URL names an SQLite file that is not there.
    """
    if not url.startswith(_POSTGRES) and not _file(url).exists():
        raise DatabaseError(f"Chưa có cơ sở dữ liệu {_file(url)}. Chạy `kpibot db upgrade` để tạo.")


def sole_run(url: str) -> AbstractContextManager[object]:
    """What `run` holds while it serves: the lock of an SQLite file; of PostgreSQL, which several share, nothing.

    Raises:
        DatabaseError: on entering, when another process serves the file; the message names the process.
    """
    return nullcontext() if url.startswith(_POSTGRES) else FileLock(_file(url))


def embedded_file(url: str) -> Path | None:
    """The SQLite file a URL names; None for PostgreSQL, which is backed up with tools of its own.

    Raises:
        DatabaseError: the URL names no database we know.
    """
    return None if url.startswith(_POSTGRES) else _file(url)


def _file(url: str) -> Path:
    path = url.removeprefix(_SQLITE)
    if path in (url, "", ":memory:"):
        raise DatabaseError(_UNKNOWN)
    return Path(path)
