"""Many people, some of them leaders with cards before them; and what comes to all of them unasked.

    python -m benchmarks.crowd remind sqlite:////tmp/kpibot.db
    python -m benchmarks.crowd mend sqlite:////tmp/kpibot.db

writes, beside a program that runs on that database, everybody's reminder as `kpibot jobs run` does, or a change of
every card, each leader's in one transaction.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from benchmarks.cheap_telegram import FIRST_CHAT
from benchmarks.sample_office import UNIT, prepare
from bot.clock import SystemClock
from bot.domain.entry import Entry, Status
from bot.domain.people import Official
from bot.domain.schedule import DAILY_REMINDER
from bot.jobs.catalogue import TELLING
from bot.jobs.running import Runner
from bot.office import open_office
from bot.services.act import Act, Office
from bot.services.posting import card_subject, mend_card
from bot.settings import Settings
from bot.storage import chats, entries, outbox, people, reminders
from bot.storage.times import to_text

CARDS = 60
"""How many cards each leader has."""

_ZONE = timezone(timedelta(hours=7))
_WORKING_DAY = date(2026, 11, 23)
_SENT_AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
_FIRST_LEADERS_CHAT = 1_000_001
_AT_ONCE = 1000
_BETWEEN_LEADERS = 0.05


@dataclass(frozen=True)
class Crowd:
    """Who is there.

    Attributes:
        writing: how many people write to the program; they are reminded of nothing.
        reminded: how many others there are, each with a reminder to come.
        leaders: how many leaders have cards before them.
    """

    writing: int
    reminded: int
    leaders: int = 0

    @property
    def chats(self) -> Sequence[int]:
        """The chats of those who write."""
        return range(FIRST_CHAT, FIRST_CHAT + self.writing)


async def gather(url: str, crowd: Crowd) -> None:
    """Make the database with all of them."""
    await prepare(url, crowd.writing)
    async with _office(url) as office:
        await office.perform(_SENT_AT, _leave_alone, [f"BM{number:04}" for number in range(crowd.writing)])
        for first in range(0, crowd.reminded, _AT_ONCE):
            await office.perform(_SENT_AT, _enrol, range(first, min(first + _AT_ONCE, crowd.reminded)))
        for number in range(crowd.leaders):
            await office.perform(_SENT_AT, _lead, number)


def _office(url: str) -> AbstractAsyncContextManager[Office]:
    return open_office(Settings(_env_file=None, database_url=url), SystemClock())


def _leave_alone(act: Act, officials: Sequence[str]) -> None:
    for official in officials:
        reminders.set_pause(act.tx, official, date(2099, 12, 31))


def _enrol(act: Act, numbers: Sequence[int]) -> None:
    for number in numbers:
        _put_official(act, f"RM{number:05}", FIRST_CHAT + 10_000 + number)


def _put_official(act: Act, code: str, address: int, *, leader: bool = False) -> None:
    people.put_official(act.tx, Official(code, f"Cán bộ {code}", UNIT, "Chuyên viên", "Chuyên viên", leader=leader))
    chats.next_seq(act.tx, "telegram", str(address))
    chats.bind(act.tx, chats.chat_id("telegram", str(address)), code, act.at)


def _lead(act: Act, number: int) -> None:
    """A leader who was shown sixty cards."""
    leader, chat = f"LD{number:04}", _FIRST_LEADERS_CHAT + number
    _put_official(act, leader, chat, leader=True)
    reminders.set_pause(act.tx, leader, date(2099, 12, 31))
    for place in range(CARDS):
        entry = _entry(act.means.new_id(), f"RM{place:05}", leader)
        entries.add(act.tx, entry)
        subject = card_subject(entry.id, to_text(_SENT_AT))
        outbox.note_shown(act.tx, chats.chat_id("telegram", str(chat)), subject, str(place + 1), act.at)


def _entry(entry_id: str, official: str, leader: str) -> Entry:
    """Of the day before, so that nobody's log of the day itself is written."""
    return Entry(
        id=entry_id,
        official=official,
        unit=UNIT,
        sheet=entry_id,
        place=1,
        item="B.02",
        item_name="Soạn công văn",
        group="B",
        coefficient=1000,
        norm_minutes=None,
        worked_on=_SENT_AT.date() - timedelta(days=3),
        minutes_declared=60,
        quantity=None,
        channel="telegram",
        created_at=_SENT_AT,
        status=Status.SUBMITTED,
        approver=leader,
        submitted_at=_SENT_AT,
    )


def quiet_hours() -> str:
    """Quiet hours around the present, so that a program that starts now tells nobody anything by itself."""
    now = datetime.now(_ZONE)
    return f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=3):%H:%M}"


async def _remind(office: Office) -> None:
    """Remind everybody, as if at an hour of a working day that is not quiet."""
    hour = (datetime.now(_ZONE) - timedelta(hours=6)).timetz()
    at = datetime.combine(_WORKING_DAY, hour)
    await Runner(office, TELLING).run(DAILY_REMINDER, at, SystemClock().now())


async def _mend(office: Office) -> None:
    for leader in await office.look(_SENT_AT, _leaders):
        await office.perform(SystemClock().now(), _mend_all, leader)
        await asyncio.sleep(_BETWEEN_LEADERS)


def _leaders(act: Act) -> list[str]:
    return [official.code for official in people.all_officials(act.tx) if official.code.startswith("LD")]


def _mend_all(act: Act, leader: str) -> None:
    for entry in _cards(act, leader):
        mend_card(act, entry)


def _cards(act: Act, leader: str) -> Iterator[Entry]:
    yield from entries.queue(act.tx, leader, CARDS)


async def _write(what: str, url: str) -> None:
    async with _office(url) as office:
        await {"remind": _remind, "mend": _mend}[what](office)


if __name__ == "__main__":
    asyncio.run(_write(*sys.argv[1:]))
