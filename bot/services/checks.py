"""What cannot be sent, and what deserves a look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.entry import (
    Entry,
    Problem,
    Status,
    date_problems,
    editable,
    flags_of,
    product_problems,
    time_problems,
)
from bot.domain.people import Official, Regime
from bot.services import catalogs
from bot.services.act import Act
from bot.services.posting import mend_card
from bot.storage import entries


def problems_of(act: Act, official: Official, sheet: Sequence[Entry]) -> dict[int, list[Problem]]:
    """What is wrong with each unsent entry of a sheet, by its number; what is in order is left out.

    Entries of one day add up with each other and with what is there already.
    """
    limit = day_limit(act, official)
    totals: dict[date, int] = {}
    found: dict[int, list[Problem]] = {}
    for entry in editable(sheet):
        day = entry.worked_on
        totals.setdefault(day, entries.minutes_of_period(act.tx, official.code, day, day))
        problems = _problems(act, official, entry, totals[day], limit)
        if problems:
            found[entry.place] = problems
        else:
            totals[day] += entry.minutes_declared or 0
    return found


def _problems(act: Act, official: Official, entry: Entry, day_total: int, limit: int) -> list[Problem]:
    return [
        *_task_problems(act, official, entry),
        *time_problems(entry.minutes_declared, day_total, limit),
        *date_problems(entry.worked_on, act.today, act.rules.backdate_days + _days_with_the_leader(act, entry)),
        *product_problems(entry.product),
    ]


def _days_with_the_leader(act: Act, entry: Entry) -> int:
    """How many days ago a returned entry was sent: the time it waited does not count against its owner."""
    if entry.status is not Status.RETURNED or entry.submitted_at is None:
        return 0
    return (act.today - act.rules.today(entry.submitted_at)).days


def _task_problems(act: Act, official: Official, entry: Entry) -> list[Problem]:
    if not entry.item:
        return [Problem.MISSING_TASK]
    return [] if catalogs.find(act, official, entry.item) else [Problem.HIDDEN_TASK]


def day_limit(act: Act, official: Official) -> int:
    """The most minutes of one day for this person: by the regime of the unit."""
    unit = act.organisation.unit(official.unit)
    return act.rules.day_limit(unit.regime if unit else Regime.OFFICE)


def reckon_flags(act: Act, official: str, days: set[date]) -> None:
    """Reckon anew what deserves a look in everything that waits on these days, and show it on cards that stand."""
    for day in sorted(days):
        total = entries.minutes_of_period(act.tx, official, day, day)
        for entry in entries.waiting_on_day(act.tx, official, day):
            _reckon(act, entry, total, _works_shifts(act, entry.unit))


def _works_shifts(act: Act, unit: str) -> bool:
    found = act.organisation.unit(unit)
    return found is not None and found.regime is Regime.SHIFTS


def _reckon(act: Act, entry: Entry, day_total: int, shifts: bool) -> None:
    sent_on = act.rules.today(entry.submitted_at or act.now)
    flags = flags_of(entry, day_total, sent_on, act.rules.calendar, shifts)
    if flags == entry.flags:
        return
    entries.set_flags(act.tx, entry, flags)
    mend_card(act, entry)
