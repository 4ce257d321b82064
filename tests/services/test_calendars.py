"""The province's calendar, against the table of working days of the domain paper (7.2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.period import month_period, week_period
from bot.services.calendars import YEARS, vietnam

CALENDAR = vietnam()

WORKING_DAYS = {
    2025: (17, 20, 21, 21, 20, 21, 23, 21, 20, 23, 20, 23),
    2026: (21, 15, 22, 20, 20, 22, 23, 21, 20, 22, 20, 23),
    2027: (20, 15, 23, 20, 20, 22, 22, 22, 20, 21, 21, 23),
}
DAYS_OF_A_YEAR = {2025: 250, 2026: 249, 2027: 249}


@pytest.mark.parametrize(
    ("year", "month", "days"),
    [(year, month, days) for year, months in WORKING_DAYS.items() for month, days in enumerate(months, 1)],
)
def test_the_working_days_of_each_month(year: int, month: int, days: int) -> None:
    period = month_period(date(year, month, 1))
    assert CALENDAR.norm_minutes(period.first, period.last) == days * 480


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_the_working_days_of_each_year(year: int) -> None:
    assert CALENDAR.norm_minutes(date(year, 1, 1), date(year, 12, 31)) == DAYS_OF_A_YEAR[year] * 480


@pytest.mark.parametrize(
    ("monday", "hours"),
    [
        pytest.param(date(2026, 8, 17), 48, id="a week with a made-up Saturday"),
        pytest.param(date(2026, 8, 31), 16, id="the week of the swapped day and the National Day"),
        pytest.param(date(2026, 11, 16), 40, id="an ordinary week"),
        pytest.param(date(2026, 2, 16), 0, id="the week of the Lunar New Year"),
        pytest.param(date(2026, 11, 23), 32, id="the week of the Day of Culture"),
    ],
)
def test_the_norm_of_a_week_is_the_calendars_and_never_a_fixed_forty(monday: date, hours: int) -> None:
    week = week_period(monday)
    assert CALENDAR.norm_minutes(week.first, week.last) == hours * 60


@pytest.mark.parametrize(
    "block",
    [
        (date(2025, 1, 25), date(2025, 2, 2)),
        (date(2025, 4, 30), date(2025, 5, 4)),
        (date(2025, 8, 30), date(2025, 9, 2)),
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 2, 14), date(2026, 2, 22)),
        (date(2026, 4, 25), date(2026, 4, 27)),
        (date(2026, 8, 29), date(2026, 9, 2)),
        (date(2026, 11, 24), date(2026, 11, 24)),
        (date(2027, 4, 30), date(2027, 5, 3)),
    ],
    ids=str,
)
def test_the_published_blocks_of_days_off(block: tuple[date, date]) -> None:
    assert CALENDAR.norm_minutes(*block) == 0
    for edge in (block[0] - timedelta(days=1), block[1] + timedelta(days=1)):
        assert CALENDAR.is_working_day(edge) or edge.weekday() >= 5


@pytest.mark.parametrize("day", [date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
def test_work_is_made_up_on_these_saturdays(day: date) -> None:
    assert day.weekday() == 5
    assert CALENDAR.is_working_day(day)


def test_days_off_have_vietnamese_names() -> None:
    assert CALENDAR.rest_day_name(date(2026, 9, 2)) == "Quốc khánh"
    assert CALENDAR.rest_day_name(date(2026, 1, 2)) == "nghỉ bù, làm bù ngày 10/01/2026"
    assert all(CALENDAR.days_off.values())


def test_every_year_of_the_calendar_has_its_holidays() -> None:
    assert {day.year for day in CALENDAR.days_off} == set(YEARS)
    assert all(date(year, 5, 1) in CALENDAR.days_off for year in YEARS)
