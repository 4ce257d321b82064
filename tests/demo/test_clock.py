"""The demo's time: it runs, is pushed forward, and never goes back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.demo.clock import DemoClock
from bot.demo.history import beginning, first_day
from bot.demo.leaps import an_hour_on, rest_days_passed, to_the_reminder, to_the_summary
from bot.domain.rules import Rules
from bot.services.calendars import vietnam
from tests.support.clock import MONDAY_MORNING

RULES = Rules(calendar=vietnam())


class Seconds:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.passed = 100.0

    def __call__(self) -> float:
        return self.passed


def at(text: str) -> datetime:
    """An instant, told as clocks in the province show it."""
    return datetime.fromisoformat(f"{text}:00+07:00")


def test_it_runs_as_time_passes() -> None:
    seconds = Seconds()
    clock = DemoClock(MONDAY_MORNING, seconds)
    seconds.passed += 90
    assert clock.now() == MONDAY_MORNING + timedelta(seconds=90)


def test_it_is_pushed_forward_and_runs_on_from_there() -> None:
    seconds = Seconds()
    clock = DemoClock(MONDAY_MORNING, seconds)
    clock.push_to(MONDAY_MORNING + timedelta(hours=5))
    seconds.passed += 1
    assert clock.now() == MONDAY_MORNING + timedelta(hours=5, seconds=1)


def test_it_is_never_pushed_back() -> None:
    seconds = Seconds()
    clock = DemoClock(MONDAY_MORNING, seconds)
    seconds.passed += 60
    clock.push_to(MONDAY_MORNING)
    assert clock.now() == MONDAY_MORNING + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-11-23T15:00", "2026-11-23T09:00"),
        ("2026-11-23T00:10", "2026-11-23T09:00"),
        ("2026-11-28T10:00", "2026-11-30T09:00"),
        ("2026-08-22T10:00", "2026-08-22T09:00"),
        ("2026-02-17T10:00", "2026-02-23T09:00"),
    ],
    ids=["a working day", "after midnight", "a Saturday", "a make-up Saturday", "Tết"],
)
def test_the_demo_begins_at_nine_of_a_working_day(now: str, begins: str) -> None:
    assert beginning(at(now), RULES) == at(begins)


def test_its_history_begins_on_the_monday_of_the_week_before() -> None:
    assert first_day(at("2026-11-25T09:00"), RULES).isoformat() == "2026-11-16"


def test_an_hour_on_is_an_hour_on() -> None:
    assert an_hour_on(at("2026-11-23T23:30"), RULES) == at("2026-11-24T00:30")


@pytest.mark.parametrize(
    ("now", "there"),
    [
        ("2026-11-23T09:00", "2026-11-23T16:30"),
        ("2026-11-23T16:30", "2026-11-25T16:30"),
        ("2026-11-27T17:00", "2026-11-30T16:30"),
    ],
    ids=["this day", "the next working day, past a holiday", "past a weekend"],
)
def test_pushed_to_the_reminder_it_is_that_hour_of_the_next_working_day(now: str, there: str) -> None:
    assert to_the_reminder(at(now), RULES) == at(there)


@pytest.mark.parametrize(
    ("now", "there"),
    [
        ("2026-11-23T09:00", "2026-11-27T16:30"),
        ("2026-11-27T16:30", "2026-12-04T16:30"),
        ("2026-08-17T09:00", "2026-08-22T16:30"),
        ("2026-12-28T09:00", "2026-12-31T16:30"),
    ],
    ids=["this week", "the next week", "a make-up Saturday", "a Friday off"],
)
def test_pushed_to_the_summary_it_is_the_weeks_last_working_day(now: str, there: str) -> None:
    assert to_the_summary(at(now), RULES) == at(there)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("2026-11-23T09:00", "2026-11-23T16:30", ""),
        ("2026-11-23T16:30", "2026-11-25T16:30", "24/11 (Ngày Văn hóa Việt Nam)"),
        ("2026-11-27T16:30", "2026-12-04T16:30", "28/11 – 29/11 (cuối tuần)"),
    ],
    ids=["none within a day", "a holiday", "a weekend"],
)
def test_it_says_which_rest_days_time_was_pushed_past(before: str, after: str, said: str) -> None:
    assert rest_days_passed(at(before), at(after), RULES) == said
