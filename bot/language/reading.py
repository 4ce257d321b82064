"""Reading one typed line: which day, how long, how many, of what (the conventions of CONTRACT, section 3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.dates import Day, take_day
from bot.language.durations import take_durations
from bot.language.folding import clean, fold
from bot.language.hours import Hours, take_hours
from bot.language.line import MASK, Line, tidy
from bot.language.names import hide_names
from bot.language.numerals import DIGITS
from bot.language.quantities import take_marked_quantity, take_quantity
from bot.language.times import PARTS

QUARTER = 15

PRODUCT = re.compile(r"(?<!\w)(?:sp|s[ảa]n\s+ph[ẩâa]m)\s*:", re.IGNORECASE)
"""Before the name of a product."""

_NUMBER = re.compile(DIGITS)
_BULLET = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*+•–])\s+")
_STRAY_PART = re.compile(
    rf"(?:^|(?<={MASK}))[\s,;]*(?:(?:buoi|luc|lúc|hoi|khi|ban)\s+)?(?:{PARTS})(?=\s)(?!\s+(?:kien|tao|tac|che|suot|sang|phieu))"
    rf"|(?<={MASK})\s+(?:buoi\s+)?(?:{PARTS})$"
)
"""A part of the day left beside the hours or the date: `chiều họp 2h`, but not `sáng kiến`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one entry may hold: at most so many minutes a day, so many days back (the limits themselves are allowed)."""

    day_minutes: int = 720
    backdate_days: int = 7


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading that makes sense too and is worth asking about; the rest is as in the first reading."""

    minutes: int | None
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line says.

    Attributes:
        text: the line, cleaned.
        date: the day of the work; today when the line names none or one that cannot be known.
        minutes: minutes worked; None when the line does not say.
        start, end: `HH:MM` when the line gives one range or says when it began or ended.
        quantity: how many of a countable thing.
        task: the words left to search the catalog with, as typed.
        product: what follows `sp:`.
        problems: names of CONTRACT, section 3, in that order.
        alternatives: other readings of the hours.
        date_named: whether the line names a day.
        summed: the minutes of the pieces that were added up to `minutes`; empty when there was but one.
    """

    text: str
    date: date
    minutes: int | None
    start: str | None
    end: str | None
    quantity: int | float | None
    task: str
    product: str | None
    problems: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    date_named: bool
    summed: tuple[int, ...] = ()

    @property
    def is_entry(self) -> bool:
        """Whether the line has a duration and a task: then it is an entry, whatever else was awaited."""
        return self.minutes is not None and bool(self.task)


def read(text: str, today: date, limits: Limits | None = None) -> Reading:
    """Reads one line; never raises, and names in `problems` what is missing, impossible or unclear.

    `today` is the calendar date in the province's time zone.
    """
    typed = clean(text)
    said, product = _without_product(typed)
    line = Line(_BULLET.sub("", said))
    hide_names(line)
    limits = limits or Limits()
    hours, others = take_hours(line)
    day = take_day(line, today)
    if hours.before_today and not day.named:
        day = Day(today - timedelta(days=1))
    quantity = take_quantity(line)
    line.take(_STRAY_PART, bool)
    rest = line.rest()
    task = rest if any(char.isalnum() for char in rest) else ""
    return Reading(
        text=typed,
        date=day.day or today,
        minutes=hours.minutes,
        start=hours.start,
        end=hours.end,
        quantity=quantity,
        task=task,
        product=product,
        problems=_problems(hours, task, day.day, today, limits),
        alternatives=tuple(
            Alternative(one.minutes, one.start, one.end) for one in others if (one.minutes or 0) <= limits.day_minutes
        ),
        date_named=day.named,
        summed=hours.summed,
    )


def _problems(hours: Hours, task: str, day: date | None, today: date, limits: Limits) -> tuple[str, ...]:
    minutes = hours.minutes or 0
    found = {
        "missing_hours": not minutes,
        "missing_task": not task,
        "future_date": day is not None and day > today,
        "too_old": day is not None and day < today - timedelta(days=limits.backdate_days),
        "too_long": minutes > limits.day_minutes,
        "not_a_quarter": minutes % QUARTER != 0,
        "ambiguous_date": day is None,
    }
    return tuple(problem for problem, holds in found.items() if holds)


def _without_product(text: str) -> tuple[str, str | None]:
    """Parts the line from what follows `sp:`; hours or a day typed after the product go back to the line."""
    mark = PRODUCT.search(text)
    if mark is None:
        return text, None
    said, named = text[: mark.start()], text[mark.end() :]
    if not said.strip():  # `sp: BC 45, soạn báo cáo 2h`
        named, said = _parted(named)
    words = named.split()
    for count in range(min(len(words), 6), 0, -1):
        tail = " ".join(words[-count:])
        if _is_all_said(tail, hours_missing=not _has_hours(said)):
            return f"{said} {tail}", tidy(" ".join(words[:-count])) or None
    return said, tidy(" ".join(words)) or None


def _parted(named: str) -> tuple[str, str]:
    """Parts a product at the front of the line from the rest: at the comma, else at hours that words follow."""
    if "," in named:
        return named.split(",", 1)[0], named.split(",", 1)[1]
    words = named.split()
    cuts = (place for place in range(1, len(words) - 1) if _begins_with_hours(words[place:]))
    cut = next(cuts, len(words))
    return " ".join(words[:cut]), " ".join(words[cut:])


def _begins_with_hours(words: Sequence[str]) -> bool:
    """Whether the first word says hours, alone or with the next: `2h`, `2 tiếng`."""
    first, second = words[0], words[1]
    return _has_hours(first) or (_has_hours(f"{first} {second}") and not _has_hours(second))


def _is_all_said(tail: str, *, hours_missing: bool) -> bool:
    """Whether the tail is nothing but hours, a day or `x2`, and no number that a product's name may end with."""
    line = Line(tail)
    if take_marked_quantity(line) and not line.rest():
        return True
    hours, _ = take_hours(line)
    take_day(line, date.min + timedelta(days=4000))
    wanted = hours_missing if hours.minutes else not any(char.isdigit() for char in tail)
    return wanted and not line.rest()


def _has_hours(text: str) -> bool:
    return take_hours(Line(text))[0].minutes is not None


def parse_minutes(text: str) -> int | None:
    """Returns the minutes of a text that is nothing but a duration or a range; a bare number counts hours."""
    key = fold(text)
    if _NUMBER.fullmatch(key):
        key += "h"
        return sum(one.minutes for one in take_durations(Line(key))) or None
    line = Line(text)
    hours, _ = take_hours(line)
    return hours.minutes if hours.minutes and not line.rest() else None


def parse_date(text: str, today: date) -> date | None:
    """Returns the day of a text that is nothing but a date; None for anything else and for a day that is not clear."""
    line = Line(text)
    day = take_day(line, today)
    return day.day if day.named and not line.rest() else None
