"""A database with so many entries, spread as a province's are: a team of twenty, a leader, a line each working day.

The first team has logged for ten years: what reads all that somebody ever wrote shows there.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count as count_from
from itertools import islice
from pathlib import Path

from benchmarks.sample_office import prepare
from bot.clock import SystemClock
from bot.domain.people import Bloc, Official, Unit
from bot.office import open_office
from bot.services.act import Act
from bot.services.calendars import vietnam
from bot.settings import Settings
from bot.storage import chats, people

MOST_OFFICIALS = 40_000
TEAM = 20
DAYS = 250
"""Working days a year."""

YEARS_BEFORE = 9
"""Of the first team."""

WAITING_DAYS = 2
"""The last days, both working days, on which nobody has decided yet: a leader has forty entries waiting."""

TODAY = date(2026, 11, 27)
NOW = datetime.combine(TODAY, time(3), UTC)
"""Friday, ten in the morning in the province."""

BYTES_AN_ENTRY = 2_000
"""Disk to have free for each entry while the file is made: the row, its indexes, and the sorting of those."""

_TEAMS_AT_ONCE = 50
_DAY_MILLISECONDS = 8 * 3_600_000


@dataclass(frozen=True)
class Filled:
    """What was made.

    Attributes:
        url: the database.
        path: its file.
        officials: everybody who logs, by code, which is also the address of their chat, team by team.
        leaders: who decides on each team.
    """

    url: str
    path: Path
    officials: Sequence[str]
    leaders: Sequence[str]


def fill(folder: Path, entries: int) -> Filled:
    """Make a database of its own with that many entries.

    Args:
        folder: where its file goes.
        entries: how many; officials are one for 250 of them, from 40 up to 40,000.
    """
    path = folder / f"{entries}.db"
    count = min(MOST_OFFICIALS, max(2 * TEAM, entries // DAYS)) // TEAM * TEAM
    filled = Filled(
        f"sqlite:///{path}",
        path,
        [f"GR{number:05}" for number in range(count)],
        [f"TP{number:04}" for number in range(count // TEAM)],
    )
    asyncio.run(_staff(filled))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000;")
        _log(connection, filled, entries)
    return filled


async def _staff(filled: Filled) -> None:
    """Units, officials, and the chat of each."""
    await prepare(filled.url, 0)
    settings, clock = Settings(_env_file=None, database_url=filled.url), SystemClock()
    async with open_office(settings, clock) as office:
        for first in range(0, len(filled.leaders), _TEAMS_AT_ONCE):
            await office.perform(NOW, _hire, filled, first)


def _hire(act: Act, filled: Filled, first: int) -> None:
    for team, leader in enumerate(filled.leaders[first : first + _TEAMS_AT_ONCE], first):
        unit = f"PB{team:04}"
        people.put_unit(act.tx, Unit(unit, f"Phòng {team}", "UBND", Bloc.GOVERNMENT, head=leader))
        _enrol(act, Official(leader, f"Trưởng phòng {team}", unit, "Trưởng phòng", "Trưởng phòng", leader=True))
        for code in filled.officials[team * TEAM : (team + 1) * TEAM]:
            _enrol(act, Official(code, f"Cán bộ {code}", unit, "Chuyên viên", "Chuyên viên"))


def _enrol(act: Act, official: Official) -> None:
    people.put_official(act.tx, official)
    chats.next_seq(act.tx, "telegram", official.code)
    chats.bind(act.tx, chats.chat_id("telegram", official.code), official.code, act.at)


def _log(connection: sqlite3.Connection, filled: Filled, entries: int) -> None:
    """Write the entries in the order of time, their indexes last, which is many times faster."""
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'entries' AND sql LIKE '%INDEX%'"
    )
    dropped = indexes.fetchall()
    for name, _ in dropped:
        connection.execute(f"DROP INDEX {name}")
    connection.executescript(_HELPERS)
    days = _working_days(entries // len(filled.officials) + YEARS_BEFORE * DAYS)
    people_ = list(_people(filled))
    _write(connection, days[: YEARS_BEFORE * DAYS], people_[:TEAM])
    _write(connection, days[YEARS_BEFORE * DAYS :], people_)
    for _, sql in dropped:
        connection.execute(sql)
    connection.commit()
    connection.execute("PRAGMA journal_mode = WAL")


def _working_days(count: int) -> list[date]:
    """The last so many working days before today, the oldest first."""
    calendar = vietnam()
    back = (day for offset in count_from(1) if calendar.is_working_day(day := TODAY - timedelta(days=offset)))
    return list(islice(back, count))[::-1]


def _write(connection: sqlite3.Connection, days: Sequence[date], people_: Sequence[tuple[int, str, str, str]]) -> None:
    connection.executescript("DELETE FROM log_days; DELETE FROM log_people;")
    connection.executemany("INSERT INTO log_days VALUES (?, ?, ?)", map(_day, count_from(), days))
    connection.executemany("INSERT INTO log_people VALUES (?, ?, ?, ?)", people_)
    waiting = (TODAY - timedelta(days=WAITING_DAYS)).isoformat()
    connection.execute(_ENTRIES, {"waiting": waiting, "pause": _DAY_MILLISECONDS // len(people_)})


def _day(number: int, day: date) -> tuple[int, str, int]:
    """A day with the milliseconds at its eight o'clock in the province."""
    return number, day.isoformat(), int(datetime.combine(day, time(1), UTC).timestamp() * 1000)


def _people(filled: Filled) -> Iterator[tuple[int, str, str, str]]:
    for number, code in enumerate(filled.officials):
        yield number, code, f"PB{number // TEAM:04}", filled.leaders[number // TEAM]


_HELPERS = """
    CREATE TEMP TABLE log_days (n INTEGER PRIMARY KEY, day TEXT, milliseconds INTEGER);
    CREATE TEMP TABLE log_people (n INTEGER PRIMARY KEY, code TEXT, unit TEXT, leader TEXT);
    CREATE TEMP TABLE log_tasks AS
        SELECT row_number() OVER (ORDER BY items.code) - 1 AS n, items.*, task_group
        FROM items JOIN lists ON lists.id = items.list WHERE task_group IN ('B', 'D');
    CREATE UNIQUE INDEX temp.log_task ON log_tasks (n);
"""

_ENTRIES = """
    WITH written AS (
        SELECT log_people.code AS official, unit, leader, day, day >= :waiting AS waits,
            (log_days.n * 31 + log_people.n * 17) % 50 = 0 AS bad, log_days.n * 7 + log_people.n * 3 AS task,
            milliseconds + log_people.n * :pause AS at, log_days.n * 100000 + log_people.n AS number
        FROM log_days CROSS JOIN log_people
    ), timed AS (
        SELECT *, strftime('%Y-%m-%dT%H:%M:%S.000Z', at / 1000, 'unixepoch') AS instant,
            printf('%08x-%04x-7000-8%03x-%012x', at >> 16, at & 65535, task % 4096, number) AS id
        FROM written
    )
    INSERT INTO entries (id, official, unit, sheet, place, item, item_name, task_group, coefficient, norm_minutes,
        worked_on, minutes_declared, minutes_approved, quantity, completed, product, words, status, quality,
        quality_self, reason, reason_preset, approver, decided_by, on_behalf_of, channel, flags, revision,
        created_at, submitted_at, decided_at)
    SELECT timed.id, official, unit, timed.id, 1, log_tasks.code, name, task_group, coefficient, norm_minutes,
        day, 60 + task % 8 * 30, CASE WHEN waits OR bad THEN NULL ELSE 60 + task % 8 * 30 END, 1000, 1,
        'Văn bản số ' || number, 'soạn thảo văn bản gửi các đơn vị',
        CASE WHEN waits THEN 'submitted' WHEN bad THEN 'returned' ELSE 'approved' END,
        CASE WHEN waits THEN '' ELSE 'đạt' END, '', CASE WHEN bad THEN 'Thiếu thông tin sản phẩm' ELSE '' END, '',
        leader, CASE WHEN waits THEN '' ELSE leader END, '', 'telegram', '', 1, instant, instant,
        CASE WHEN waits THEN '' ELSE instant END
    FROM timed CROSS JOIN log_tasks ON log_tasks.n = task % (SELECT COUNT(*) FROM log_tasks)
"""
