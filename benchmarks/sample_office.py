"""A database with the sample catalogs, and with as many officials as a benchmark has chats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.cheap_telegram import FIRST_CHAT
from bot.clock import SystemClock
from bot.domain.people import Official
from bot.office import open_office, upgrade_database
from bot.services.act import Act
from bot.services.imports.importing import File, import_file, read_file
from bot.services.imports.kind import Kind
from bot.settings import Settings
from bot.storage import chats, people

CATALOGS = Path(__file__).parents[1] / "catalogs"
UNIT = "STC-NS"


async def prepare(url: str, officials: int) -> None:
    """Make the database: everything in `catalogs/`, and officials of one office, each with a chat of their own."""
    settings, clock = Settings(_env_file=None, database_url=url), SystemClock()
    await upgrade_database(settings, clock)
    async with open_office(settings, clock) as office:
        for file in _files():
            await office.perform(clock.now(), import_file, file)
        await office.perform(clock.now(), _enrol, officials)


def _files() -> Iterator[File]:
    yield _read(Kind.UNITS, "units.csv")
    yield _read(Kind.OFFICIALS, "officials.csv")
    yield _read(Kind.UNITS, "units-heads.csv")
    for path in sorted(CATALOGS.glob("nhom-*.csv")):
        yield _read(Kind.CATALOG, path.name)


def _read(kind: Kind, name: str) -> File:
    return read_file(kind, (CATALOGS / name).read_bytes(), name)


def _enrol(act: Act, officials: int) -> None:
    for number in range(officials):
        official = Official(f"BM{number:04}", f"Cán bộ {number}", UNIT, "Chuyên viên", "Chuyên viên")
        people.put_official(act.tx, official)
        address = str(FIRST_CHAT + number)
        chats.next_seq(act.tx, "telegram", address)
        chats.bind(act.tx, chats.chat_id("telegram", address), official.code, act.at)
