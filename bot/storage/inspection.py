"""A look into a database file that nobody serves: read-only, nothing left beside it, nothing believed of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.storage import seals
from bot.storage.backups import connect
from bot.storage.batches import SqliteTransaction
from bot.storage.database import Tx
from bot.storage.os_faults import why

T = TypeVar("T")

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_MOST_LINES = 5

MISSING = "không có tệp này"
NO_FILE = "không phải là một tệp"
UNREADABLE = "không đọc được tệp ({why})"
EMPTY = "tệp rỗng"
NOT_SQLITE = "không phải là cơ sở dữ liệu SQLite"
CUT = "bị cắt cụt: có {size} byte, cần {needed}"
IN_USE = "bên cạnh có {log}: đây là cơ sở dữ liệu đang dùng, chưa phải bản sao; tạo bản sao bằng `kpibot backup create`"
CHANGED = "nội dung khác lúc sao lưu (mã kiểm tra không khớp): tệp bị hỏng hoặc đã bị sửa"
DAMAGED = "bị hỏng, không đọc hết được"
TORN = "bị hỏng: {found}"
ORPHANS = "bảng {table}: {count} dòng trỏ đến dòng không có trong bảng {parent}"


class Unsound(Exception):
    """The file is no sound database; one line for each problem."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def look_into(path: Path, step: Callable[[Tx], T]) -> T:
    """Make sure that the file is a whole database, then run a step that reads it.

    Raises:
        Unsound: it is missing, empty, cut off, no database, in use, or damaged; also where the step stumbles over
            content that no program of ours wrote.
    """
    try:
        _check_outside(path)
        with closing(connect(path, "ro&immutable=1")) as connection:
            _check_inside(connection)
            return step(SqliteTransaction(connection))
    except OSError as error:
        raise Unsound(UNREADABLE.format(why=why(error))) from error
    except (sqlite3.Error, TypeError, ValueError, LookupError) as error:
        raise Unsound(DAMAGED) from error


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a database holds.

    Attributes:
        officials: everyone, retired ones too.
        entries: of the work log, drafts too.
        unread: inputs that were not handled.
        unsent: messages that were not sent.
    """

    officials: int
    entries: int
    unread: int
    unsent: int


def counts(tx: Tx) -> Counts:
    """How much the database holds."""
    row = tx.execute(
        """
        SELECT (SELECT COUNT(*) FROM officials) AS officials, (SELECT COUNT(*) FROM entries) AS entries,
            (SELECT COUNT(*) FROM inbox WHERE status = 'waiting') AS unread,
            (SELECT COUNT(*) FROM outbox WHERE status IN ('waiting', 'sending')) AS unsent
        """
    )[0]
    return Counts(row["officials"], row["entries"], row["unread"], row["unsent"])


def _check_outside(path: Path) -> None:
    """What can be seen without SQLite, from the least work to the most."""
    if not path.exists():
        raise Unsound(MISSING)
    if not path.is_file():
        raise Unsound(NO_FILE)
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise Unsound(IN_USE.format(log=log.name))
    _check_header(path)
    if seals.is_broken(path):
        raise Unsound(CHANGED)


def _check_header(path: Path) -> None:
    """Its first bytes and its length (https://www.sqlite.org/fileformat.html, 1.3)."""
    size = path.stat().st_size
    if not size:
        raise Unsound(EMPTY)
    with path.open("rb") as opened:
        header = opened.read(_HEADER)
    if not header.startswith(_MAGIC):
        raise Unsound(NOT_SQLITE)
    needed = max(_HEADER, _page_size(header) * int.from_bytes(header[28:32], "big"))
    if size < needed:
        raise Unsound(CUT.format(size=size, needed=needed))


def _page_size(header: bytes) -> int:
    size = int.from_bytes(header[16:18], "big")
    return 65536 if size == 1 else size


def _check_inside(connection: sqlite3.Connection) -> None:
    found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST_LINES})")]
    if found != ["ok"]:
        raise Unsound(*(TORN.format(found=line.partition("\n")[0]) for line in found))
    orphans: dict[tuple[str, str], int] = {}
    for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        orphans[table, parent] = orphans.get((table, parent), 0) + 1
    if orphans:
        raise Unsound(*(ORPHANS.format(table=table, count=n, parent=parent) for (table, parent), n in orphans.items()))
