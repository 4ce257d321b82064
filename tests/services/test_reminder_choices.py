"""What people choose about the daily reminder: an hour of their own, a pause; on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bot.services import reminders
from bot.services.refusal import Why
from bot.services.reminders import PAUSES
from bot.storage.reminders import Preference
from tests.support.offices import RealOffice
from tests.support.worklogs import person, refused


def at(office: RealOffice, hour: int, minute: int = 0) -> None:
    """Set the province's clock on that Monday."""
    office.now = datetime(2026, 11, 23, hour, minute, tzinfo=office.rules.timezone).astimezone(UTC)


def test_the_provinces_hour_is_no_choice_of_ones_own(real_office: RealOffice) -> None:
    an = person(real_office, "AN")
    real_office.perform(reminders.choose_hour, an, time(17))
    assert real_office.perform(reminders.preference, an) == Preference(time(17))
    real_office.perform(reminders.choose_hour, an, real_office.rules.reminder_time)
    assert real_office.perform(reminders.preference, an) == Preference()


@pytest.mark.parametrize("hour", [time(19), time(23, 59), time(0), time(6, 29)])
def test_an_hour_of_the_quiet_ones_is_refused(real_office: RealOffice, hour: time) -> None:
    an = person(real_office, "AN")
    assert refused(real_office.perform, reminders.choose_hour, an, hour).why is Why.QUIET_HOUR
    assert real_office.perform(reminders.preference, an) == Preference()


def test_a_pause_begins_today_while_todays_hour_is_to_come_else_tomorrow(real_office: RealOffice) -> None:
    an = person(real_office, "AN")
    at(real_office, 16, 29)
    assert [real_office.perform(reminders.pause, an, days) for days in PAUSES] == [
        date(2026, 11, day) for day in (23, 25, 29)
    ]
    at(real_office, 16, 30)
    assert [real_office.perform(reminders.pause, an, days) for days in PAUSES] == [
        date(2026, 11, day) for day in (24, 26, 30)
    ]


def test_a_pause_and_an_hour_stand_beside_each_other_and_the_pause_can_be_ended(real_office: RealOffice) -> None:
    an = person(real_office, "AN")
    real_office.perform(reminders.choose_hour, an, time(17))
    until = real_office.perform(reminders.pause, an, 7)
    assert real_office.perform(reminders.preference, an) == Preference(time(17), until)
    real_office.perform(reminders.resume, an)
    assert real_office.perform(reminders.preference, an) == Preference(time(17))


@pytest.mark.parametrize("days", [-1, 0, 8, 100])
def test_a_pause_of_no_days_or_of_more_than_seven_is_refused(real_office: RealOffice, days: int) -> None:
    assert refused(real_office.perform, reminders.pause, person(real_office, "AN"), days).why is Why.NOT_FOUND
