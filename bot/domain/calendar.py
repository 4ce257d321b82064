"""Working days, rest days, and the norms that follow from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY_NORM_MINUTES = 8 * 60
"""Eight hours a day in administrative agencies (Quyết định 188/1999/QĐ-TTg)."""

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The province's days off.

    Attributes:
        days_off: public holidays and days swapped for another, each with its name in Vietnamese.
        working_saturdays: Saturdays, rarely Sundays, on which work is made up.
    """

    days_off: Mapping[date, str] = field(default_factory=dict)
    working_saturdays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether agencies with office hours work on that day."""
        if day in self.working_saturdays:
            return True
        return not is_weekend(day) and day not in self.days_off

    def rest_day_name(self, day: date) -> str:
        """What kind of rest day it is, in words; empty on a working day."""
        if self.is_working_day(day):
            return ""
        return self.days_off.get(day) or WEEKDAYS[day.weekday()]

    def norm_minutes(self, first: date, last: date) -> int:
        """The norm of a period, both ends included, in minutes: eight hours each working day."""
        return DAY_NORM_MINUTES * len(self.working_days(first, last))

    def working_days(self, first: date, last: date) -> tuple[date, ...]:
        """The working days from `first` to `last`, both included, in their order."""
        return tuple(filter(self.is_working_day, days_between(first, last)))

    def last_working_day(self, first: date, last: date) -> date | None:
        """The last working day of a period, both ends included; None where it has none, as the week of Tết."""
        return max(self.working_days(first, last), default=None)


def is_weekend(day: date) -> bool:
    """Whether it is one of the two weekly days of rest, Saturday or Sunday."""
    return day.weekday() >= _SATURDAY


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
