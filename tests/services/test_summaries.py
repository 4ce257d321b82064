"""Whom the weekly summary concerns, and what is written for each: facts, put into words when they are sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.calendar import Calendar
from bot.domain.entry import Status
from bot.domain.rules import Rules
from bot.domain.summary import Amount
from bot.services import summaries
from bot.services.refusal import Why
from bot.storage import chats, ledger, people
from bot.storage.ledger import Outcome
from bot.storage.outbox import Lane
from tests.support.offices import AnyOffice, RealOffice
from tests.support.weeks import (
    FRIDAY,
    FRIDAY_EVENING,
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    WEEK,
    approved,
    candidates,
    round_at,
    take_off,
    tell,
    write,
)
from tests.support.worklogs import bind, facts, person, refused


@pytest.fixture
def office(real_office: RealOffice) -> RealOffice:
    """Friday, half past four; everybody has a chat but BINH and CT."""
    real_office.now = FRIDAY_EVENING
    bind(real_office, "AN", "TP", "GD", "TRUONG", "YSI", "DAT")
    return real_office


def rest_all_week(office: AnyOffice) -> None:
    days = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
    office.rules = Rules(calendar=Calendar(dict.fromkeys(days, "Tết")))


def told(office: AnyOffice, who: str, outcome: Outcome) -> None:
    office.ask(ledger.enter, "weekly-summary", MONDAY.isoformat(), who, outcome, "2026-11-27T09:30:00.000Z")


# --- whom


def test_a_week_with_a_norm_concerns_everybody_who_has_a_chat(office: RealOffice) -> None:
    assert candidates(office) == ["AN", "DAT", "GD", "TP", "TRUONG", "YSI"]


def test_a_week_without_working_days_concerns_who_wrote_something_and_leaders(office: RealOffice) -> None:
    rest_all_week(office)
    write(office, "AN", TUESDAY, status=Status.DRAFT)
    write(office, "YSI", MONDAY - timedelta(days=1))
    write(office, "DAT", TUESDAY, status=Status.WITHDRAWN)
    assert candidates(office) == ["AN", "GD", "TP", "TRUONG"]


def test_who_was_told_who_has_left_and_who_cannot_be_reached_are_left_out(office: RealOffice) -> None:
    told(office, "AN", Outcome.SENT)
    office.ask(people.retire_official, "DAT", "2026-11-01T00:00:00.000Z")
    office.ask(chats.set_unreachable, "telegram:ysi", "2026-11-01T00:00:00.000Z")
    assert candidates(office) == ["GD", "TP", "TRUONG"]


def test_asked_for_by_hand_only_who_was_sent_something_is_left_out(office: RealOffice) -> None:
    told(office, "AN", Outcome.SENT)
    told(office, "DAT", Outcome.UNNEEDED)
    again = office.perform(summaries.candidates, round_at(office, again=True), "", 100)
    assert again == ["DAT", "GD", "TP", "TRUONG", "YSI"]


def test_people_come_in_pages_in_order_of_codes(office: RealOffice) -> None:
    assert candidates(office, after="DAT", limit=2) == ["GD", "TP"]


def test_another_week_is_another_period(office: RealOffice) -> None:
    told(office, "AN", Outcome.SENT)
    office.now += timedelta(days=7)
    assert candidates(office)[0] == "AN"


# --- what is written


def test_an_official_is_told_one_fact_of_ids_alone(office: RealOffice) -> None:
    assert tell(office, "AN")
    (fact,) = facts(office)
    assert (fact["fact"], fact["period"], fact["day"]) == ("weekly-summary", "2026-11-23", "2026-11-27")
    assert (fact["chat"], fact["lane"]) == ("telegram:an", Lane.BROADCAST)


def test_a_leader_is_told_the_text_first_and_the_chart_after_it(office: RealOffice) -> None:
    assert tell(office, "TP")
    assert [fact["fact"] for fact in facts(office)] == ["weekly-summary", "weekly-chart"]


def test_who_has_no_chat_is_not_told_and_nothing_is_written(office: RealOffice) -> None:
    assert not tell(office, "CT")
    assert facts(office) == []


def test_the_day_up_to_which_work_is_missed_is_the_jobs_day_not_todays(office: RealOffice) -> None:
    tell(office, "AN", FRIDAY_EVENING - timedelta(days=7))
    (fact,) = facts(office)
    assert (fact["period"], fact["day"]) == ("2026-11-16", "2026-11-20")


# --- one's own week


def test_ones_own_week_holds_drafts_and_names_the_days_without_entries(office: RealOffice) -> None:
    approved(office, "AN", MONDAY, 120, minutes_approved=60)
    write(office, "AN", TUESDAY, 30, status=Status.DRAFT)
    take_off(office, "AN", WEDNESDAY)
    own = office.perform(summaries.own_week, person(office, "AN"), WEEK, THURSDAY)
    assert (own.figures.approved, own.figures.drafts) == (Amount(60, 1), Amount(30, 1))
    assert own.missing == (TUESDAY, THURSDAY)
    assert own.norm == 40 * 60


def test_a_week_with_a_make_up_saturday_has_48_hours(office: RealOffice) -> None:
    office.rules = Rules(calendar=Calendar(working_saturdays=frozenset({SATURDAY})))
    own = office.perform(summaries.own_week, person(office, "AN"), WEEK, SATURDAY)
    assert own.norm == 48 * 60
    assert own.missing[-1] == SATURDAY


def test_who_has_left_is_told_nothing(office: RealOffice) -> None:
    office.ask(people.retire_official, "AN", "2026-11-01T00:00:00.000Z")
    why = refused(office.perform, summaries.own_week, person(office, "AN"), WEEK, FRIDAY).why
    assert why == Why.NOT_YOURS
