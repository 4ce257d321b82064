"""A fault of the database's in the middle of a step is told as such, whatever the step makes of it.

Handlers wrap what goes wrong with an input, so that it is counted against that input; a full disk or a deadlock must
not be.
"""

from __future__ import annotations

import pytest

from bot.storage.database import Database, DatabaseError, Tx
from tests.support.databases import opened

DEADLOCK = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"


class BadInputError(Exception):
    """What a step makes of everything that goes wrong."""


def wrapped(tx: Tx, sql: str) -> None:
    try:
        tx.execute(sql)
    except Exception as error:
        raise BadInputError from error


async def test_a_full_disk_is_told_as_such(sqlite_url: str) -> None:
    def step(tx: Tx) -> None:
        tx.execute("PRAGMA max_page_count = 1")
        wrapped(tx, "CREATE TABLE more AS SELECT zeroblob(1000000) AS much")

    async with opened(sqlite_url) as database:
        with pytest.raises(DatabaseError, match="đã đầy"):
            await database.transact(step)


async def test_a_lost_connection_is_told_as_such(postgresql_url: str) -> None:
    async with opened(postgresql_url) as database:
        with pytest.raises(DatabaseError, match="Không có kết nối"):
            await database.transact(wrapped, "SELECT pg_terminate_backend(pg_backend_pid())")


async def test_a_deadlock_is_retried(postgresql_url: str) -> None:
    runs = []

    def step(tx: Tx) -> str:
        runs.append(tx)
        wrapped(tx, DEADLOCK if len(runs) == 1 else "SELECT 1")
        return "done"

    async with opened(postgresql_url) as database:
        assert await database.transact(step) == "done"
    assert len(runs) == 2


async def test_a_wrong_statement_is_the_steps_own_fault(database: Database) -> None:
    with pytest.raises(BadInputError):
        await database.transact(wrapped, "SELECT nothing FROM nowhere")
