"""Weeks of work, written as they stand: for tests of what they add up to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from bot.domain.entry import Status
from bot.domain.period import week_period
from bot.domain.schedule import WEEKLY_SUMMARY, occasion_at
from bot.services import summaries
from bot.services.act import Act
from bot.services.telling import Round
from bot.storage import entries, people
from tests.support.clock import MONDAY_MORNING
from tests.support.offices import AnyOffice
from tests.support.samples import entry, official, unit

MONDAY = MONDAY_MORNING.date()
WEEK = week_period(MONDAY)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (MONDAY + timedelta(days=days) for days in range(1, 7))
FRIDAY_EVENING = MONDAY_MORNING + timedelta(days=4, hours=7)
"""Half past four on Friday: the hour of the summary."""

_numbers = count(1)


def write(office: AnyOffice, who: str, day: date, minutes: int = 120, **other: Any) -> None:
    """An entry of somebody's as it stands: sent to whoever decides unless told otherwise."""
    number = next(_numbers)
    if other.get("status") is Status.APPROVED:
        other.setdefault("minutes_approved", minutes)
    told: dict[str, Any] = {"worked_on": day, "minutes_declared": minutes} | other
    office.ask(entries.add, entry(f"e{number:06d}", who, told.pop("approver", "TP"), **told))


def approved(office: AnyOffice, who: str, day: date, minutes: int = 120, **other: Any) -> None:
    """An approved entry; all of it unless told otherwise."""
    write(office, who, day, minutes, status=Status.APPROVED, **other)


def take_off(office: AnyOffice, who: str, day: date) -> None:
    """A day on which somebody does not log."""
    sql = "INSERT INTO days_off (official, day, kind, at) VALUES (:who, :day, 'skipped', '') RETURNING day"
    office.rows(sql, who=who, day=day.isoformat())


def round_at(office: AnyOffice, at: datetime | None = None, *, again: bool = False) -> Round:
    """A going round of the weekly summary at an instant, or now."""
    at = at or office.now
    occasion = occasion_at(WEEKLY_SUMMARY, at, office.rules)
    assert occasion
    return Round(occasion, at, again=again)


def tell(office: AnyOffice, who: str, at: datetime | None = None) -> bool:
    """Sum the week up for somebody."""
    return office.perform(summaries.tell, who, round_at(office, at))


def candidates(office: AnyOffice, at: datetime | None = None, after: str = "", limit: int = 100) -> list[str]:
    """Whom the week concerns."""
    return office.perform(summaries.candidates, round_at(office, at), after, limit)


def add_unit(office: AnyOffice, code: str, parent: str, head: str = "", members: tuple[str, ...] = ()) -> None:
    """One more unit, with whoever serves in it."""

    def step(act: Act) -> None:
        people.put_unit(act.tx, unit(code, parent=parent, head=head))
        for member in members:
            people.put_official(act.tx, official(member, code))

    office.perform(step)
