"""The periods in which hours are counted: day, week, KPI month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included."""

    first: date
    last: date


def day_period(day: date) -> Period:
    """That one day."""
    return Period(day, day)


def week_period(day: date) -> Period:
    """The Monday to Sunday that holds the day."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_period(day: date, start_day: int = 1) -> Period:
    """The KPI month that holds the day.

    Args:
        day: any day of the month.
        start_day: the day of the calendar month on which a KPI month starts, 1 to 28 (KPIBOT_KPI_MONTH_START);
            a month that starts on the 25th ends on the 24th.
    """
    first = day.replace(day=start_day)
    if first > day:
        first = (day.replace(day=1) - timedelta(days=1)).replace(day=start_day)
    return Period(first, _month_after(first).replace(day=start_day) - timedelta(days=1))


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
