"""Working days, rest days, and the norms that follow from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY_NORM_MINUTES = 8 * 60
"""Eight hours a day in administrative agencies (Quyết định 188/1999/QĐ-TTg)."""

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The province's days off.

    Attributes:
        days_off: public holidays and days swapped for another, each with its name.
        working_saturdays: days of rest on which work is made up.
    """

    days_off: Mapping[date, str] = field(default_factory=dict)
    working_saturdays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether agencies with office hours work on that day."""
        if day in self.working_saturdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    def rest_day_name(self, day: date) -> str:
        """What kind of rest day it is, in words; empty on a working day."""
        if self.is_working_day(day):
            return ""
        return self.days_off.get(day) or ("thứ Bảy" if day.weekday() == _SATURDAY else "Chủ nhật")

    def norm_minutes(self, first: date, last: date) -> int:
        """The norm of a period, both ends included, in minutes: eight hours each working day."""
        return sum(DAY_NORM_MINUTES for day in days_between(first, last) if self.is_working_day(day))


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
