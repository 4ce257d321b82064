"""After a restore nobody is told again what they may have been told after the copy was made."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from bot.domain.schedule import DAILY_REMINDER, WEEKLY_SUMMARY
from bot.jobs.catalogue import TELLING
from bot.jobs.restored import pass_over
from bot.jobs.running import Runner
from bot.storage import reminders
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat
from tests.support.worklogs import facts, forget_facts, send_one

FIVE = datetime(2026, 11, 23, 10, tzinfo=UTC)
"""Five in the afternoon: the usual reminder has come."""

PEOPLE = ("AN", "BINH", "TP")


@pytest.fixture
def real_office(real_office: RealOffice) -> RealOffice:
    for number, code in enumerate(PEOPLE):
        real_office.perform(bind_chat, code, f"100{number}")
    real_office.now = FIVE
    return real_office


def tick(office: RealOffice) -> None:
    office.run(Runner(office.office, TELLING).run_due(office.now))


def told(office: RealOffice, fact: str = DAILY_REMINDER) -> list[str]:
    """Whom a message of that kind goes to."""
    chats = {fact_["chat"] for fact_ in facts(office, fact)}
    bound = office.rows("SELECT id, official FROM chats ORDER BY official")
    return [row["official"] for row in bound if row["id"] in chats]


def test_who_would_be_told_at_the_next_tick_is_not(real_office: RealOffice) -> None:
    assert real_office.perform(pass_over) == len(PEOPLE)
    tick(real_office)
    assert facts(real_office) == []
    assert real_office.perform(pass_over) == 0


def test_without_it_they_would_be(real_office: RealOffice) -> None:
    tick(real_office)
    assert told(real_office) == sorted(PEOPLE)


def test_an_own_hour_that_is_still_to_come_stays(real_office: RealOffice) -> None:
    real_office.ask(reminders.set_hour, "AN", time(17, 30))
    assert real_office.perform(pass_over) == len(PEOPLE) - 1
    real_office.now = FIVE.replace(minute=30)
    tick(real_office)
    assert told(real_office) == ["AN"]


def test_who_enrols_afterwards_is_told(real_office: RealOffice) -> None:
    """At an own hour that is an hour away at least, like everybody who has just enrolled."""
    real_office.perform(pass_over)
    real_office.perform(bind_chat, "GD", "1009")
    real_office.ask(reminders.set_hour, "GD", time(18, 30))
    real_office.now = FIVE.replace(hour=FIVE.hour + 1, minute=30)
    tick(real_office)
    assert told(real_office) == ["GD"]


def test_asked_for_by_hand_it_goes_to_everybody(real_office: RealOffice) -> None:
    real_office.perform(pass_over)
    real_office.run(Runner(real_office.office, TELLING).run(DAILY_REMINDER, FIVE, FIVE))
    assert told(real_office) == sorted(PEOPLE)


def test_the_next_day_is_as_every_day(real_office: RealOffice) -> None:
    """Here the day after next: 24 November is off."""
    real_office.perform(pass_over)
    real_office.now = FIVE.replace(day=25)
    tick(real_office)
    assert told(real_office) == sorted(PEOPLE)


def test_a_summary_that_still_served_is_passed_over_too(real_office: RealOffice) -> None:
    """A copy of Friday morning, restored on Monday: Friday's summaries have long arrived."""
    real_office.now = datetime(2026, 11, 20, 2, tzinfo=UTC)
    send_one(real_office, worked_on=real_office.now.date())
    real_office.rows("UPDATE chats SET bound_at = '2026-11-01T00:00:00.000Z' RETURNING id")
    forget_facts(real_office)
    real_office.now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert real_office.perform(pass_over) > 0
    tick(real_office)
    assert told(real_office, WEEKLY_SUMMARY) == []
