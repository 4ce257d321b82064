"""Opening what a command needs: the database, with the means of every act."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import Clock
from bot.services.act import Means, Office
from bot.services.calendars import vietnam
from bot.settings import Settings
from bot.storage.ids import Uuid7
from bot.storage.opening import must_exist, open_database
from bot.storage.schema import check_schema, upgrade


def means_of(settings: Settings, clock: Clock) -> Means:
    """Rules, ids and randomness as the settings say."""
    return Means(settings.rules(vietnam()), Uuid7(clock, secrets.randbits), secrets.randbits)


@asynccontextmanager
async def open_office(settings: Settings, clock: Clock) -> AsyncIterator[Office]:
    """The office for one command, with a schema that fits; closed whatever happens.

    Raises:
        DatabaseError: the database cannot be opened, or its schema is not this program's.
    """
    must_exist(settings.database_url)
    database = await open_database(settings.database_url)
    try:
        await check_schema(database)
        yield Office(database, means_of(settings, clock))
    finally:
        await database.close()


async def upgrade_database(settings: Settings, clock: Clock) -> int:
    """Create or migrate the schema and return how many steps that took.

    Raises:
        DatabaseError: the database cannot be opened, or was made by a newer program.
    """
    database = await open_database(settings.database_url)
    try:
        return await upgrade(database, clock.now())
    finally:
        await database.close()


async def database_faults(settings: Settings) -> list[str]:
    """What is wrong with the database itself, one sentence a fault; empty when sound.

    Raises:
        DatabaseError: the database cannot be opened.
    """
    must_exist(settings.database_url)
    database = await open_database(settings.database_url)
    try:
        return await database.faults()
    finally:
        await database.close()
