"""Pushing the demo's time forward: to when, and over which rest days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from bot.demo.routine import instant
from bot.domain.calendar import days_between
from bot.domain.period import week_period
from bot.domain.rules import Rules

_DAY = timedelta(days=1)
_FAR = timedelta(days=40)


def an_hour_on(now: datetime, _: Rules) -> datetime:
    """One hour later."""
    return now + timedelta(hours=1)


def to_the_reminder(now: datetime, rules: Rules) -> datetime:
    """The next hour at which people are reminded, of a working day."""
    return _next(now, rules, rules.reminder_time, rules.calendar.is_working_day)


def to_the_summary(now: datetime, rules: Rules) -> datetime:
    """The next time a week is summed up: on its last working day."""

    def is_last(day: Any) -> bool:
        week = week_period(day)
        return bool(day == rules.calendar.last_working_day(week.first, week.last))

    return _next(now, rules, rules.summary_time, is_last)


def _next(now: datetime, rules: Rules, moment: time, fits: Callable[[Any], bool]) -> datetime:
    today = rules.today(now)
    days = (day for day in days_between(today, today + _FAR) if fits(day))
    return next((at for day in days if (at := instant(day, moment, rules)) > now), now)


def rest_days_passed(before: datetime, after: datetime, rules: Rules) -> str:
    """The rest days between two instants, in words, as `24/11 (Ngày Văn hóa)`; empty where there is none.

    Args:
        before: an instant.
        after: a later one; the days of both are left out.
        rules: the province's rules.
    """
    first, last = rules.today(before) + _DAY, rules.today(after) - _DAY
    days = [day for day in days_between(first, last) if not rules.calendar.is_working_day(day)]
    return ", ".join(_named(name, list(same)) for name, same in groupby(days, lambda day: _rest_name(day, rules)))


def _rest_name(day: date, rules: Rules) -> str:
    return rules.calendar.days_off.get(day, "cuối tuần")


def _named(name: str, days: list[date]) -> str:
    span = f"{days[0]:%d/%m}" if len(days) == 1 else f"{days[0]:%d/%m} – {days[-1]:%d/%m}"
    return f"{span} ({name})"


LEAPS: Mapping[str, Callable[[datetime, Rules], datetime]] = {
    "hour": an_hour_on,
    "reminder": to_the_reminder,
    "summary": to_the_summary,
}
