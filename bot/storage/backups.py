"""Copies of the embedded database, made while it is in use, and kept for a while."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.storage import seals
from bot.storage.batches import SqliteTransaction
from bot.storage.database import DatabaseError
from bot.storage.os_faults import why
from bot.storage.schema import NONE, own_version
from bot.storage.sqlite import PATIENCE
from bot.storage.sqlite_faults import FULL, sentence

UNWRITABLE = (
    "Không ghi được vào thư mục {folder} ({why}); chưa có bản sao lưu nào được tạo. "
    "Kiểm tra quyền ghi và dung lượng, hoặc chỉ một thư mục khác."
)
TAKEN = "{path} đã có; chưa ghi gì. Chạy lại sau một giây để có tên khác."
STOPPED = "Việc sao lưu dừng giữa chừng theo yêu cầu; không để lại bản sao nào."
UNSOUND = (
    "Cơ sở dữ liệu {path} bị hỏng; không giữ bản sao này, các bản trước còn nguyên. "
    "Chạy `kpibot check`, rồi khôi phục từ bản sao lưu gần nhất."
)

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"kpibot-(\d{8}T\d{6}Z)\.db")
_PART = re.compile(rf"\.{_NAME.pattern}\.part(-journal|-wal|-shm)?")
_PAGES = 256
"""Pages copied at a time: a megabyte, after which the copying may be stopped."""

_INSTRUCTIONS = 100_000
_LEFT_BEHIND = timedelta(days=1)

Stopped = Callable[[], bool]
"""Asked often during long work: whether it is to end at once."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished copy.

    Attributes:
        path: where it is.
        size: in bytes.
        entries: how many entries of the work log it holds.
    """

    path: Path
    size: int
    entries: int


def name_at(now: datetime) -> str:
    """The file name of a copy made at an instant; names sort by time."""
    return f"kpibot-{stamp(now)}.db"


def stamp(now: datetime) -> str:
    """An instant as file names bear it: `20261123T093000Z`."""
    return now.astimezone(UTC).strftime(_STAMP)


def create(source: Path, folder: Path, now: datetime, stopped: Stopped = lambda: False) -> Backup:
    """Copy the database as it is at one moment, while others read and write it; nobody waits.

    The copy is whole, sealed and on the disk before it gets its name, and never takes another's name.

    Args:
        source: the database.
        folder: where the copy goes; made with its parents when there is none.
        now: the instant in its name.
        stopped: asked every megabyte; once it says so, the work ends and leaves nothing behind.

    Raises:
        DatabaseError: the database cannot be read or is not sound, the folder cannot be written, the disk is full, a
            copy of that second is there already, or it was stopped.
    """
    target = folder / name_at(now)
    try:
        part = _claim(target)
    except OSError as error:
        raise _in_words(source, folder, error) from error
    try:
        entries = _fill(source, part, stopped)
        part.rename(target)
    except (sqlite3.Error, OSError) as error:
        _remove(part)
        raise _in_words(source, folder, error) from error
    except BaseException:
        _remove(part)
        raise
    sync(folder)
    return Backup(target, target.stat().st_size, entries)


def _claim(target: Path) -> Path:
    """Make the unfinished file of a copy, which nobody else may be making."""
    target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode=0o640))
    except FileExistsError as error:
        raise DatabaseError(TAKEN.format(path=target)) from error
    if target.exists():
        part.unlink()
        raise DatabaseError(TAKEN.format(path=target))
    return part


def _fill(source: Path, part: Path, stopped: Stopped) -> int:
    """Make the copy whole; returns how many entries it holds."""
    pulse = partial(_go_on, stopped)
    _copy_pages(source, part, pulse)
    entries = _look_over(source, part, stopped)
    seals.seal(part, pulse)
    sync(part)
    return entries


def _go_on(stopped: Stopped, *_: object) -> None:
    if stopped():
        raise DatabaseError(STOPPED)


def _copy_pages(source: Path, part: Path, pulse: Callable[..., None]) -> None:
    """Copy page by page from within one transaction: without it every commit of others would begin the copy anew."""
    with closing(connect(source, "rw")) as live, closing(connect(part, "rw")) as copy:
        live.execute("BEGIN")
        live.execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        live.backup(copy, pages=_PAGES, progress=pulse)


def _look_over(source: Path, part: Path, stopped: Stopped) -> int:
    """Make the copy one plain file without a log beside it, and count its entries.

    A copy of what is broken would in time push the sound ones out: it is not kept.
    """
    with closing(connect(part, "rw")) as copy:
        copy.set_progress_handler(stopped, _INSTRUCTIONS)
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DatabaseError(UNSOUND.format(path=source))
        if not own_version(SqliteTransaction(copy)):
            raise DatabaseError(NONE)
        return int(copy.execute("SELECT COUNT(*) FROM entries").fetchone()[0])


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A plain connection without transactions of its own; `mode` is SQLite's: `rw`, `ro`, `ro&immutable=1`."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None
    )
    connection.row_factory = sqlite3.Row
    return connection


def sync(path: Path) -> None:
    """Return when the file, or the names in the folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(part: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            part.with_name(part.name + suffix).unlink(missing_ok=True)


def _in_words(source: Path, folder: Path, error: Exception) -> DatabaseError:
    """The database is at fault where it cannot be read, the folder where it cannot be written."""
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return DatabaseError((FULL if full else UNWRITABLE).format(path=folder, folder=folder, why=why(error)))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return DatabaseError(STOPPED)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseError(UNSOUND.format(path=source))
    blamed = folder if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY) else source
    return DatabaseError(sentence(blamed, error) or UNWRITABLE.format(folder=folder, why=type(error).__name__))


def prune(folder: Path, keep_days: int, now: datetime) -> list[Path]:
    """Remove copies that are older than so many days, and what a killed process left unfinished; returns the copies.

    Nothing but files named by `create` is touched. The newest `keep_days` copies stay whatever their age: neither a
    clock that ran ahead nor a month without a copy may take them all.

    Raises:
        DatabaseError: the folder cannot be read or changed.
    """
    try:
        _remove_left_behind(folder, now)
        old = [path for made, path in _copies(folder)[:-keep_days] if made < now - timedelta(days=keep_days)]
        for path in old:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise DatabaseError(UNWRITABLE.format(folder=folder, why=why(error))) from error
    return old


def _copies(folder: Path) -> list[tuple[datetime, Path]]:
    """When each copy in a folder was made, oldest first."""
    found = ((_made_at(path.name), path) for path in folder.iterdir() if path.is_file())
    return sorted((made, path) for made, path in found if made)


def _made_at(name: str) -> datetime | None:
    """The instant in the name of a copy; None for every other name."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return datetime.strptime(name, f"kpibot-{_STAMP}.db").replace(tzinfo=UTC)
    except ValueError:
        return None


def _remove_left_behind(folder: Path, now: datetime) -> None:
    for path in folder.iterdir():
        if _PART.fullmatch(path.name) and path.stat().st_mtime < (now - _LEFT_BEHIND).timestamp():
            path.unlink(missing_ok=True)
