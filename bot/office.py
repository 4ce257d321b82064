"""Opening what a command needs: the database, with the means of every act."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.clock import Clock
from bot.services.act import Means, Office
from bot.services.calendars import LoadedCalendar, load_calendar
from bot.services.imports.refusal import ImportRefused
from bot.services.wordbook import Wordbook, load_wordbook
from bot.settings import PREFIX, Settings, SettingsError
from bot.storage.ids import Uuid7
from bot.storage.opening import must_exist, open_database
from bot.storage.schema import check_schema, upgrade

T = TypeVar("T")


def means_of(settings: Settings, clock: Clock) -> Means:
    """Rules, ids, randomness and words as the settings say.

    Raises:
        SettingsError: the file of the calendar or of the words cannot be used.
    """
    rules = settings.rules(calendar_of(settings).calendar)
    return Means(rules, Uuid7(clock, secrets.randbits), secrets.randbits, wordbook_of(settings).meanings)


def calendar_of(settings: Settings) -> LoadedCalendar:
    """The calendar that the settings name.

    Raises:
        SettingsError: its file cannot be read, or something in it is wrong: one line for each problem.
    """
    return _loaded(load_calendar, "CALENDAR_FILE", settings.calendar_file)


def wordbook_of(settings: Settings) -> Wordbook:
    """The words of search, with those that the settings name.

    Raises:
        SettingsError: their file cannot be read, or something in it is wrong: one line for each problem.
    """
    return _loaded(load_wordbook, "WORDS_FILE", settings.words_file)


def _loaded(load: Callable[[str], T], name: str, path: str) -> T:
    try:
        return load(path)
    except ImportRefused as refused:
        raise SettingsError(f"{PREFIX}{name}={path}: {problem}" for problem in refused.problems) from refused


@asynccontextmanager
async def open_office(settings: Settings, clock: Clock) -> AsyncIterator[Office]:
    """The office for one command, with a schema that fits; closed whatever happens.

    Raises:
        SettingsError: the file of the calendar or of the words cannot be used.
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
