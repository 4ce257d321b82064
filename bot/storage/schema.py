"""The tables' history: numbered scripts, each applied once, in order, whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from bot.storage.database import Database, DatabaseError, Tx
from bot.storage.times import to_text

_COMMENT = re.compile(r"('(?:[^']|'')*')|--[^\n]*")
_STATEMENT = re.compile(r"(?:[^;']|'(?:[^']|'')*')+")

_HISTORY = """
    CREATE TABLE IF NOT EXISTS schema_version (
        version BIGINT PRIMARY KEY,
        name TEXT NOT NULL,
        applied_at TEXT NOT NULL
    )
"""
_HISTORY_EXISTS = {
    "sqlite": "SELECT name FROM pragma_table_info('schema_version') WHERE name = 'applied_at'",
    "postgresql": """
        SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('schema_version') AND attname = 'applied_at'
    """,
}
"""By a column: other programs keep a table of that name too."""

_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' LIMIT 1",
    "postgresql": """
        SELECT relname FROM pg_class
        WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
            AND relkind IN ('r', 'p')
            AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
        LIMIT 1
    """,
}
"""Everybody's tables where ours are; on PostgreSQL without those that an extension brought."""

_LOCK_KEY = 7_235_441
"""Any number: the same in every process that upgrades."""

NEWER = (
    "Cơ sở dữ liệu ở phiên bản {found}, do một bản kpibot mới hơn tạo ra; bản này chỉ biết đến {known}. "
    "Chưa thay đổi gì. Cài bản kpibot mới hơn rồi chạy lại."
)
OLDER = "Cơ sở dữ liệu ở phiên bản {found}, bản kpibot này cần {known}. Sao lưu, rồi chạy `kpibot db upgrade`."
FOREIGN = (
    "Cơ sở dữ liệu này đã có bảng nhưng không phải của kpibot (không có lịch sử lược đồ trong bảng schema_version); "
    "chưa thay đổi gì. Kiểm tra KPIBOT_DATABASE_URL, hoặc khôi phục từ bản sao lưu."
)
NONE = "Cơ sở dữ liệu chưa có bảng nào. Chạy `kpibot db upgrade` để tạo."


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the history.

    Attributes:
        version: its number, from 1 without gaps.
        name: what the file calls it.
        statements: one SQL statement each.
    """

    version: int
    name: str
    statements: tuple[str, ...]


def split(script: str) -> tuple[str, ...]:
    """The statements of a script, without comments; `;` and `--` inside a string are text."""
    bare = _COMMENT.sub(lambda found: found[1] or "", script)
    return tuple(filter(None, (statement.strip() for statement in _STATEMENT.findall(bare))))


def shipped() -> tuple[Migration, ...]:
    """The migrations this program brings, from `migrations/NNNN_name.sql`."""
    scripts = sorted((files("bot.storage") / "migrations").iterdir(), key=lambda script: script.name)
    return tuple(
        Migration(int(script.name[:4]), script.name[5:-4], split(script.read_text("utf-8")))
        for script in scripts
        if script.name.endswith(".sql")
    )


async def upgrade(database: Database, now: datetime, migrations: Sequence[Migration] | None = None) -> int:
    """Apply the migrations the database does not have yet, each in its own transaction.

    Several processes may do so at once: each migration is applied by one of them.

    Returns:
        How many were applied by this call.

    Raises:
        DatabaseError: the database is newer than this program, or another program's, and was left as it is; or it
            cannot be written.
    """
    migrations = shipped() if migrations is None else migrations
    _refuse_newer(await database.read(own_version), len(migrations))
    applied = [await database.transact(_apply, migration, to_text(now)) for migration in migrations]
    return sum(applied)


async def check_schema(database: Database, migrations: Sequence[Migration] | None = None) -> None:
    """Make sure that the tables are those this program was written for.

    Raises:
        DatabaseError: there are none, or older or newer ones, or another program's; the message says what to do.
    """
    known = len(shipped() if migrations is None else migrations)
    found = await database.read(own_version)
    _refuse_newer(found, known)
    if found < known:
        raise DatabaseError(OLDER.format(found=found, known=known) if found else NONE)


def schema_version(tx: Tx) -> int:
    """The number of the last migration applied; 0 before the first."""
    if not tx.execute(_HISTORY_EXISTS[tx.engine]):
        return 0
    last: int = tx.execute("SELECT COALESCE(MAX(version), 0) AS last FROM schema_version")[0]["last"]
    return last


def own_version(tx: Tx) -> int:
    """The number of the last migration applied, of a database that is empty or ours.

    Raises:
        DatabaseError: another program's tables are there.
    """
    version = schema_version(tx)
    if not version and tx.execute(_TABLES[tx.engine]):
        raise DatabaseError(FOREIGN)
    return version


def _refuse_newer(found: int, known: int) -> None:
    if found > known:
        raise DatabaseError(NEWER.format(found=found, known=known))


def _apply(tx: Tx, migration: Migration, now: str) -> bool:
    _take_turns(tx)
    tx.execute(_HISTORY)
    if schema_version(tx) >= migration.version:
        return False
    for statement in migration.statements:
        tx.execute(statement)
    tx.execute(
        "INSERT INTO schema_version (version, name, applied_at) VALUES (:version, :name, :now)",
        version=migration.version,
        name=migration.name,
        now=now,
    )
    return True


def _take_turns(tx: Tx) -> None:
    """One upgrade at a time: SQLite's BEGIN IMMEDIATE sees to it, PostgreSQL has to be asked."""
    if tx.engine == "postgresql":
        tx.execute("SELECT pg_advisory_xact_lock(:key)", key=_LOCK_KEY)
