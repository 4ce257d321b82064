"""Working days, rest days and norms, on a calendar made by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.calendar import Calendar, days_between

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))
HOLIDAY = date(2026, 11, 24)
CALENDAR = Calendar({HOLIDAY: "Ngày Văn hóa Việt Nam", SATURDAY: "Ngày hội"}, frozenset({date(2026, 11, 28)}))


@pytest.mark.parametrize(
    ("day", "works", "name"),
    [
        pytest.param(FRIDAY, True, "", id="an ordinary Friday"),
        pytest.param(MONDAY, True, "", id="an ordinary Monday"),
        pytest.param(SUNDAY, False, "Chủ nhật", id="a Sunday"),
        pytest.param(date(2026, 11, 14), False, "thứ Bảy", id="a Saturday"),
        pytest.param(HOLIDAY, False, "Ngày Văn hóa Việt Nam", id="a holiday"),
        pytest.param(SATURDAY, False, "Ngày hội", id="a holiday on a Saturday bears the holiday's name"),
        pytest.param(date(2026, 11, 28), True, "", id="a Saturday on which work is made up"),
    ],
)
def test_what_kind_of_day_it_is(day: date, works: bool, name: str) -> None:
    assert CALENDAR.is_working_day(day) is works
    assert CALENDAR.rest_day_name(day) == name


def test_a_made_up_saturday_is_worked_even_if_it_is_a_holiday() -> None:
    assert Calendar({SATURDAY: "Ngày hội"}, frozenset({SATURDAY})).is_working_day(SATURDAY)


def test_the_norm_is_eight_hours_for_each_working_day_both_ends_included() -> None:
    assert Calendar().norm_minutes(MONDAY, date(2026, 11, 29)) == 5 * 480
    assert CALENDAR.norm_minutes(MONDAY, date(2026, 11, 29)) == 5 * 480
    assert CALENDAR.norm_minutes(MONDAY, MONDAY) == 480
    assert CALENDAR.norm_minutes(HOLIDAY, HOLIDAY) == 0


def test_days_between_includes_both_ends_and_is_empty_the_wrong_way_round() -> None:
    assert list(days_between(SATURDAY, MONDAY)) == [SATURDAY, SUNDAY, MONDAY]
    assert list(days_between(MONDAY, SUNDAY)) == []


def test_working_days_of_a_period_come_in_their_order_with_the_made_up_saturday() -> None:
    week = (date(2026, 11, 23), date(2026, 11, 29))
    assert [day.day for day in CALENDAR.working_days(*week)] == [23, 25, 26, 27, 28]
    assert CALENDAR.working_days(SATURDAY, SUNDAY) == ()


@pytest.mark.parametrize(
    ("monday", "last"),
    [
        pytest.param(date(2026, 11, 16), FRIDAY, id="Friday of an ordinary week"),
        pytest.param(date(2026, 11, 23), date(2026, 11, 28), id="the Saturday on which work is made up"),
        pytest.param(date(2026, 11, 30), date(2026, 12, 3), id="Thursday before a Friday off"),
        pytest.param(date(2026, 12, 7), None, id="no day at all in a week off"),
    ],
)
def test_the_last_working_day_of_a_week(monday: date, last: date | None) -> None:
    week_off = {date(2026, 12, day): "nghỉ" for day in (4, 7, 8, 9, 10, 11)}
    calendar = Calendar({**CALENDAR.days_off, **week_off}, CALENDAR.working_saturdays)
    assert calendar.last_working_day(monday, monday + timedelta(days=6)) == last
