"""Day, week and KPI month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.period import Period, day_period, month_period, week_period

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
START_DAYS = st.integers(1, 28)


def test_a_day_is_its_own_period() -> None:
    assert day_period(date(2026, 11, 23)) == Period(date(2026, 11, 23), date(2026, 11, 23))


@pytest.mark.parametrize("day", [date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 3)])
def test_a_week_runs_from_monday_to_sunday_also_over_new_year(day: date) -> None:
    assert week_period(day) == Period(date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize(
    ("day", "start_day", "first", "last"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 1), date(2026, 11, 30)),
        (date(2028, 2, 29), 1, date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 24), 25, date(2026, 11, 25), date(2026, 12, 24)),
        (date(2026, 12, 25), 25, date(2026, 12, 25), date(2027, 1, 24)),
        (date(2026, 12, 31), 25, date(2026, 12, 25), date(2027, 1, 24)),
        (date(2027, 1, 1), 25, date(2026, 12, 25), date(2027, 1, 24)),
        (date(2027, 1, 24), 25, date(2026, 12, 25), date(2027, 1, 24)),
        (date(2027, 1, 25), 25, date(2027, 1, 25), date(2027, 2, 24)),
        (date(2027, 3, 1), 28, date(2027, 2, 28), date(2027, 3, 27)),
    ],
)
def test_the_kpi_month_starts_on_the_day_the_province_sets(day: date, start_day: int, first: date, last: date) -> None:
    assert month_period(day, start_day) == Period(first, last)


@given(DAYS, START_DAYS)
def test_every_day_is_in_its_month_and_months_leave_no_day_out(day: date, start_day: int) -> None:
    month = month_period(day, start_day)
    assert month.first <= day <= month.last
    assert month.first.day == start_day
    assert 28 <= (month.last - month.first).days + 1 <= 31
    assert month_period(month.last + timedelta(days=1), start_day).first == month.last + timedelta(days=1)
    assert month_period(month.last, start_day) == month_period(month.first, start_day) == month
