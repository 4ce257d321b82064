"""The small province with the chats of its people: where an end-to-end test starts."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain.rules import Rules
from bot.services.act import Act, Means, Office
from bot.services.imports.kind import Kind
from bot.storage import audit, people
from bot.storage.audit import PROVINCE, BrokenLink
from bot.storage.opening import open_database
from bot.storage.schema import upgrade
from tests.support.ids import FakeIds
from tests.support.memory import MemoryTx
from tests.support.samples import bind_chat, fill_province, official

AN, BINH, TP, GD, TRUONG = 1001, 1002, 1003, 1004, 1005
"""Chats of AN and BINH, whose entries TP and GD decide on, and of TRUONG, whose own nobody does."""

STRANGER = 1999
_CHATS = {"AN": AN, "BINH": BINH, "TP": TP, "GD": GD, "TRUONG": TRUONG}


def make_province(url: str) -> None:
    """Fill a new database: DAT and CT of the commune are officials too, but not enrolled."""
    perform(url, _fill)


def perform(url: str, step: Callable[[Act], object]) -> None:
    """Perform an act on a database, whose schema is made when there is none."""
    asyncio.run(_perform(url, step))


async def _perform(url: str, step: Callable[[Act], object]) -> None:
    database = await open_database(url)
    try:
        await upgrade(database, datetime.now(UTC))
        office = Office(database, Means(Rules(), FakeIds(), lambda bits: 0))
        await office.perform(datetime.now(UTC), step)
    finally:
        await database.close()


def _fill(act: Act) -> None:
    fill_province(act)
    for kind in Kind:
        act.record(PROVINCE, "kpibot", "import", f"import:{kind}")
    for code, chat in _CHATS.items():
        bind_chat(act, code, str(chat))


def rows(path: Path, sql: str, **values: Any) -> list[dict[str, Any]]:
    """What a statement finds in a database, also while another process works on it."""
    with closing(_look_into(path)) as connection:
        return [dict(row) for row in connection.execute(sql, values)]


def broken_links(path: Path) -> list[BrokenLink]:
    """Where the audit chains are broken; empty when they are whole."""
    with closing(_look_into(path)) as connection:
        tx = MemoryTx(connection)
        verified = (audit.verify(tx, chain) for chain, _ in audit.chains(tx))
        return [broken for broken in verified if broken]


def _look_into(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def add_crowd(url: str, count: int) -> list[int]:
    """Enrol so many more officials of the budget office; their chats."""
    chats = list(range(5001, 5001 + count))
    perform(url, lambda act: _enrol_crowd(act, chats))
    return chats


def _enrol_crowd(act: Act, chats: list[int]) -> None:
    for chat in chats:
        people.put_official(act.tx, official(f"N{chat}", "STC-NS"))
        bind_chat(act, f"N{chat}", str(chat))
