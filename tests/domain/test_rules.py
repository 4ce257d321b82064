"""The province's limits, and what day it is there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.people import Regime
from bot.domain.rules import Rules


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param(datetime(2026, 11, 22, 16, 59, tzinfo=UTC), date(2026, 11, 22), id="23:59"),
        pytest.param(datetime(2026, 11, 22, 17, 0, tzinfo=UTC), date(2026, 11, 23), id="midnight"),
        pytest.param(datetime(2026, 11, 22, 17, 30, tzinfo=UTC), date(2026, 11, 23), id="00:30"),
    ],
)
def test_a_day_begins_at_midnight_in_the_province(instant: datetime, day: date) -> None:
    assert Rules().today(instant) == day


def test_an_instant_is_shown_as_clocks_in_the_province_show_it() -> None:
    shown = Rules().local(datetime(2026, 11, 23, 2, 30, tzinfo=UTC))
    assert shown.isoformat() == "2026-11-23T09:30:00+07:00"


def test_the_day_limit_is_the_provinces_and_24_hours_where_people_work_shifts() -> None:
    assert Rules().day_limit(Regime.OFFICE) == 12 * 60
    assert Rules(day_limit_minutes=600).day_limit(Regime.OFFICE) == 600
    assert Rules(day_limit_minutes=600).day_limit(Regime.SHIFTS) == 24 * 60
