"""Opening what a command needs: the database, with the means of every act."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import Clock
from bot.services.act import Means, Office
from bot.services.calendars import LoadedCalendar, load_calendar
from bot.services.imports.refusal import ImportRefused
from bot.settings import PREFIX, Settings, SettingsError
from bot.storage.ids import Uuid7
from bot.storage.opening import must_exist, open_database
from bot.storage.schema import check_schema, upgrade


def means_of(settings: Settings, clock: Clock) -> Means:
    """Rules, ids and randomness as the settings say.

    Raises:
        SettingsError: the calendar's file cannot be used.
    """
    return Means(settings.rules(calendar_of(settings).calendar), Uuid7(clock, secrets.randbits), secrets.randbits)


def calendar_of(settings: Settings) -> LoadedCalendar:
    """The calendar that the settings name.

    Raises:
        SettingsError: its file cannot be read, or something in it is wrong: one line for each problem.
    """
    try:
        return load_calendar(settings.calendar_file)
    except ImportRefused as refused:
        place = f"{PREFIX}CALENDAR_FILE={settings.calendar_file}"
        raise SettingsError(f"{place}: {problem}" for problem in refused.problems) from refused


@asynccontextmanager
async def open_office(settings: Settings, clock: Clock) -> AsyncIterator[Office]:
    """The office for one command, with a schema that fits; closed whatever happens.

    Raises:
        SettingsError: the calendar's file cannot be used.
        DatabaseError: the database cannot be opened, or its schema is not this program's.
    """
    means = means_of(settings, clock)
    must_exist(settings.database_url)
    database = await open_database(settings.database_url)
    try:
        await check_schema(database)
        yield Office(database, means)
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
