"""The tables' history, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.storage.database import Database, DatabaseError, Tx
from bot.storage.schema import Migration, check_schema, schema_version, shipped, split, upgrade
from tests.support.clock import MONDAY_MORNING
from tests.support.databases import opened

FIRST = Migration(1, "first", ("CREATE TABLE a (n BIGINT NOT NULL)", "INSERT INTO a (n) VALUES (1)"))
SECOND = Migration(2, "second", ("CREATE TABLE b (n BIGINT NOT NULL)", "INSERT INTO b (n) VALUES (2)"))
BROKEN = Migration(2, "broken", ("CREATE TABLE b (n BIGINT NOT NULL)", "INSERT INTO missing (n) VALUES (2)"))


@pytest.fixture
async def empty(empty_database_url: str) -> AsyncIterator[Database]:
    async with opened(empty_database_url) as database:
        yield database


def history(tx: Tx) -> list[tuple[int, str, str]]:
    rows = tx.execute("SELECT version, name, applied_at FROM schema_version ORDER BY version")
    return [(row["version"], row["name"], row["applied_at"]) for row in rows]


async def test_upgrade_applies_each_migration_in_order_and_writes_it_down(empty: Database) -> None:
    assert await upgrade(empty, MONDAY_MORNING, [FIRST, SECOND]) == 2
    assert await empty.read(history) == [
        (1, "first", "2026-11-23T02:30:00.000Z"),
        (2, "second", "2026-11-23T02:30:00.000Z"),
    ]
    assert await empty.read(lambda tx: tx.execute("SELECT n FROM b")[0]["n"]) == 2


async def test_a_second_upgrade_applies_nothing(empty: Database) -> None:
    await upgrade(empty, MONDAY_MORNING, [FIRST])
    assert await upgrade(empty, MONDAY_MORNING, [FIRST]) == 0
    assert await empty.read(lambda tx: len(tx.execute("SELECT n FROM a"))) == 1


async def test_an_upgrade_applies_only_what_is_new(empty: Database) -> None:
    await upgrade(empty, MONDAY_MORNING, [FIRST])
    assert await upgrade(empty, MONDAY_MORNING, [FIRST, SECOND]) == 1


async def test_a_migration_that_fails_leaves_nothing_of_itself(empty: Database) -> None:
    with pytest.raises(Exception, match="missing"):
        await upgrade(empty, MONDAY_MORNING, [FIRST, BROKEN])
    assert await empty.read(schema_version) == 1
    assert await upgrade(empty, MONDAY_MORNING, [FIRST, SECOND]) == 1


async def test_two_programs_may_upgrade_at_once(empty: Database, empty_database_url: str) -> None:
    """Every migration is applied by exactly one of them."""
    async with opened(empty_database_url) as other:
        applied = await asyncio.gather(
            *(upgrade(each, MONDAY_MORNING, [FIRST, SECOND]) for each in (empty, other, empty, other))
        )
    assert sum(applied) == 2
    assert await empty.read(lambda tx: len(tx.execute("SELECT n FROM a"))) == 1


async def test_a_database_without_tables_asks_for_an_upgrade(empty: Database) -> None:
    with pytest.raises(DatabaseError, match=r"chưa có bảng nào.*kpibot db upgrade"):
        await check_schema(empty)


async def test_an_older_database_asks_for_an_upgrade(empty: Database) -> None:
    await upgrade(empty, MONDAY_MORNING, [FIRST])
    with pytest.raises(DatabaseError, match=r"phiên bản 1.*cần 2.*kpibot db upgrade"):
        await check_schema(empty, [FIRST, SECOND])


async def test_a_newer_database_is_refused_and_left_alone(empty: Database) -> None:
    await upgrade(empty, MONDAY_MORNING, [FIRST, SECOND])
    with pytest.raises(DatabaseError, match=r"phiên bản 2.*mới hơn"):
        await check_schema(empty, [FIRST])
    with pytest.raises(DatabaseError, match=r"phiên bản 2.*mới hơn"):
        await upgrade(empty, MONDAY_MORNING, [FIRST])
    assert len(await empty.read(history)) == 2


async def test_the_shipped_migrations_make_the_schema_this_program_knows(database: Database) -> None:
    await check_schema(database)
    assert await upgrade(database, MONDAY_MORNING) == 0
    assert await database.read(lambda tx: tx.execute("SELECT version FROM catalog_version")[0]["version"]) == 1


def test_shipped_migrations_are_numbered_from_one_without_gaps() -> None:
    assert [migration.version for migration in shipped()] == list(range(1, len(shipped()) + 1))


def test_a_script_is_split_at_semicolons_outside_strings_and_comments() -> None:
    script = """
        -- a comment; with a semicolon
        CREATE TABLE a (t TEXT DEFAULT 'x;y -- it''s text');  -- and another;
        INSERT INTO a VALUES ('đ');
    """
    assert split(script) == (
        "CREATE TABLE a (t TEXT DEFAULT 'x;y -- it''s text')",
        "INSERT INTO a VALUES ('đ')",
    )


# --- another program's tables


@pytest.mark.parametrize("table", ["t (a BIGINT)", "units (a BIGINT)", "schema_version (version TEXT)"])
async def test_another_programs_tables_are_refused_and_left_alone(empty: Database, table: str) -> None:
    await empty.transact(lambda tx: tx.execute(f"CREATE TABLE {table}"))
    for ask in (upgrade(empty, MONDAY_MORNING), check_schema(empty)):
        with pytest.raises(DatabaseError, match="không phải của kpibot"):
            await ask
    with pytest.raises(Exception, match="lists"):
        await empty.read(lambda tx: tx.execute("SELECT * FROM lists"))


async def test_our_tables_without_their_history_are_refused(database: Database) -> None:
    await database.transact(lambda tx: tx.execute("DELETE FROM schema_version"))
    with pytest.raises(DatabaseError, match="schema_version"):
        await upgrade(database, MONDAY_MORNING)
