"""Whom reminders concern, what they are about, and what people choose; on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.calendar import Calendar
from bot.domain.rules import Rules
from bot.domain.schedule import APPROVAL_REMINDER, DAILY_REMINDER, Occasion, occasion_at
from bot.services import reminders
from bot.services.refusal import Why
from bot.services.telling import Round
from bot.storage import chats, ledger, people
from bot.storage.ledger import Outcome
from bot.storage.times import to_text
from tests.support.offices import AnyOffice, RealOffice
from tests.support.samples import bind_chat
from tests.support.worklogs import (
    MONDAY,
    add_official,
    approve,
    bind,
    draft,
    facts,
    later,
    line,
    person,
    refused,
    return_entry,
    send_one,
    withdraw,
)  # fmt: skip

HALF_PAST_FOUR = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def bound(real_office: RealOffice) -> RealOffice:
    """The small province at half past four, with chats for AN, BINH and TP."""
    bind(real_office, "AN", "BINH", "TP")
    real_office.now = HALF_PAST_FOUR
    return real_office


def round_of(office: AnyOffice, job: str = DAILY_REMINDER, *, again: bool = False) -> Round:
    occasion = occasion_at(job, office.now, office.rules)
    assert occasion
    return Round(occasion, office.now, again)


def unlogged(office: RealOffice, *, again: bool = False, after: str = "", limit: int = 100) -> list[str]:
    """Who is to be reminded now."""
    return office.look(reminders.without_log, round_of(office, again=again), after, limit)


def nudged(office: RealOffice, *, again: bool = False) -> list[str]:
    """Which leaders are to be reminded now."""
    return office.look(reminders.with_a_queue, round_of(office, APPROVAL_REMINDER, again=again), "", 100)


def at(office: AnyOffice, hour: int, minute: int = 0) -> None:
    """Set the province's clock on that Monday."""
    office.now = datetime(2026, 11, 23, hour, minute, tzinfo=office.rules.timezone).astimezone(UTC)


# --- whom


def test_everybody_with_a_chat_and_without_a_log_leaders_too_in_order(bound: RealOffice) -> None:
    assert unlogged(bound) == ["AN", "BINH", "TP"]
    assert unlogged(bound, limit=2) == ["AN", "BINH"]
    assert unlogged(bound, after="BINH") == ["TP"]


def test_a_person_on_two_channels_is_one_person(bound: RealOffice) -> None:
    bound.perform(bind_chat, "AN", "a", "web")
    assert unlogged(bound) == ["AN", "BINH", "TP"]


def test_who_sent_something_or_had_it_approved_is_left_in_peace_a_draft_counts_as_nothing(bound: RealOffice) -> None:
    draft(bound, "BINH")
    approve(bound, "TP", send_one(bound))
    send_one(bound, "TP")
    assert unlogged(bound) == ["BINH"]


def test_an_entry_of_another_day_an_own_returned_and_an_own_withdrawn_one_are_no_log(bound: RealOffice) -> None:
    send_one(bound, "BINH", worked_on=MONDAY - timedelta(days=3))
    return_entry(bound, "TP", send_one(bound))
    withdraw(bound, send_one(bound, "TP"), "TP")
    assert unlogged(bound) == ["AN", "BINH", "TP"]


def test_who_is_gone_unreachable_or_not_enrolled_is_not_asked_for(bound: RealOffice) -> None:
    bound.ask(people.retire_official, "AN", "2026-11-20T00:00:00.000Z")
    bound.ask(chats.set_unreachable, "telegram:binh", "2026-11-20T00:00:00.000Z")
    assert unlogged(bound) == ["TP"]


def test_who_has_a_row_is_not_looked_at_again_and_by_hand_only_who_was_sent_something_is_left_out(
    bound: RealOffice,
) -> None:
    for official, outcome in (("AN", Outcome.SENT), ("BINH", Outcome.UNNEEDED)):
        bound.ask(ledger.enter, DAILY_REMINDER, "2026-11-23", official, outcome, "2026-11-23T09:30:00.000Z")
    assert unlogged(bound) == ["TP"]
    assert unlogged(bound, again=True) == ["BINH", "TP"]


def test_everyone_at_the_own_hour_and_by_hand_at_any(bound: RealOffice) -> None:
    bound.perform(reminders.choose_hour, person(bound, "AN"), time(17, 15))
    bound.perform(reminders.choose_hour, person(bound, "BINH"), time(8))
    at(bound, 8)
    assert unlogged(bound) == ["BINH"]
    assert unlogged(bound, again=True) == ["AN", "BINH", "TP"]
    at(bound, 16, 30)
    assert unlogged(bound) == ["BINH", "TP"]
    at(bound, 17, 15)
    assert unlogged(bound) == ["AN", "BINH", "TP"]


def test_once_the_day_is_over_every_hour_of_it_has_come(bound: RealOffice) -> None:
    bound.perform(reminders.choose_hour, person(bound, "AN"), time(17, 15))
    round_ = round_of(bound)
    bound.now += timedelta(hours=12)
    over = Round(round_.occasion, bound.now)
    assert bound.look(reminders.without_log, over, "", 100) == ["AN", "BINH", "TP"]


def test_who_paused_is_left_in_peace_by_hand_too_up_to_the_last_day_of_the_pause(bound: RealOffice) -> None:
    at(bound, 8)
    until = bound.perform(reminders.pause, person(bound, "AN"), 3)
    assert until == MONDAY + timedelta(days=2)
    for days, expected in ((0, False), (2, False), (3, True)):
        at(bound, 16, 30)
        bound.now += timedelta(days=days)
        assert ("AN" in unlogged(bound), "AN" in unlogged(bound, again=True)) == (expected, expected)


def test_who_said_there_is_nothing_to_log_is_left_in_peace_that_day_alone(bound: RealOffice) -> None:
    assert bound.perform(reminders.skip_day, person(bound, "AN"), MONDAY)
    assert unlogged(bound, again=True) == ["BINH", "TP"]
    bound.now += timedelta(days=1)
    assert unlogged(bound) == ["AN", "BINH", "TP"]


def test_people_on_shifts_are_reminded_by_the_calendar_as_everybody_is(bound: RealOffice) -> None:
    bind(bound, "YSI")
    assert "YSI" in unlogged(bound)


# --- leaders


def test_leaders_for_whom_something_waits_and_nobody_else(bound: RealOffice) -> None:
    assert nudged(bound, again=True) == []
    send_one(bound)
    bind(bound, "TRUONG")
    send_one(bound, "TRUONG")
    assert nudged(bound, again=True) == ["TP"]


def test_what_came_in_after_the_hour_of_gathering_is_for_tomorrow(bound: RealOffice) -> None:
    at(bound, 11, 16)
    send_one(bound)
    assert nudged(bound) == []
    at(bound, 11, 15)
    send_one(bound)
    assert nudged(bound) == ["TP"]


def test_the_state_of_a_queue_is_told_by_working_days(bound: RealOffice) -> None:
    bound.rules = Rules(calendar=Calendar({date(2026, 11, 20): "nghỉ"}), approval_due_days=2)
    add_official(bound, "AN", "CHI")
    bound.now -= timedelta(days=5)  # Wednesday; then Thursday, a holiday, the weekend and Monday
    oldest = send_one(bound, worked_on=date(2026, 11, 18))
    bound.now += timedelta(days=1)
    send_one(bound, worked_on=date(2026, 11, 19))
    bound.now = HALF_PAST_FOUR
    send_one(bound, "CHI")
    state = bound.perform(reminders.queue_state, person(bound, "TP"), MONDAY)
    assert state
    assert (state.entries, state.people, state.oldest.id, state.days, state.overdue) == (3, 2, oldest.id, 2, 0)
    state = bound.perform(reminders.queue_state, person(bound, "TP"), MONDAY + timedelta(days=1))
    assert state
    assert (state.days, state.overdue) == (3, 1)


def test_an_empty_queue_has_no_state(bound: RealOffice) -> None:
    assert bound.perform(reminders.queue_state, person(bound, "TP"), MONDAY) is None


# --- what of


def test_a_day_without_a_log_has_its_drafts_and_the_most_usual_tasks(bound: RealOffice) -> None:
    for days, item in ((5, "B.02"), (4, "B.01"), (3, "D.01"), (2, "B.01"), (1, "C.STC.01")):
        later(bound, minutes=1)
        send_one(bound, item=item, worked_on=MONDAY - timedelta(days=days))
    (own,) = draft(bound, "AN", line(item="B.02"))
    returned = return_entry(bound, "TP", send_one(bound, item="D.01"))
    day = bound.perform(reminders.unlogged_day, person(bound, "AN"), MONDAY, 2)
    assert day
    assert ([one.id for one in day.drafts], [one.id for one in day.returned]) == ([own.id], [returned.id])
    assert [item.code for item in day.tasks] == ["B.01", "C.STC.01"]


def test_a_task_taken_off_the_catalog_is_not_offered(bound: RealOffice) -> None:
    send_one(bound, worked_on=MONDAY - timedelta(days=1))
    bound.rows("UPDATE items SET retired_at = 'x' WHERE code = 'B.01' RETURNING code")
    day = bound.perform(reminders.unlogged_day, person(bound, "AN"), MONDAY, 4)
    assert day
    assert day.tasks == []


def test_of_a_day_that_is_logged_paused_or_off_nothing_is_told(bound: RealOffice) -> None:
    an, binh, tp = (person(bound, code) for code in ("AN", "BINH", "TP"))
    send_one(bound)
    bound.perform(reminders.pause, binh, 1)
    bound.perform(reminders.skip_day, tp, MONDAY)
    assert [bound.perform(reminders.unlogged_day, one, MONDAY, 4) for one in (an, tp)] == [None, None]
    assert bound.perform(reminders.unlogged_day, binh, MONDAY + timedelta(days=1), 4) is None


# --- no work today


def test_a_day_that_was_logged_cannot_be_skipped(bound: RealOffice) -> None:
    send_one(bound)
    assert not bound.perform(reminders.skip_day, person(bound, "AN"), MONDAY)
    assert bound.rows("SELECT * FROM days_off") == []


def test_skipping_twice_is_skipping_once_and_stands_in_the_record(bound: RealOffice) -> None:
    for _ in range(2):
        assert bound.perform(reminders.skip_day, person(bound, "AN"), MONDAY)
    (row,) = bound.rows("SELECT official, day, kind FROM days_off")
    assert row == {"official": "AN", "day": "2026-11-23", "kind": "skipped"}
    assert [row["act"] for row in bound.rows("SELECT act FROM audit WHERE act = 'skip_day'")] == ["skip_day"]


def test_a_day_off_does_not_keep_anybody_from_logging(bound: RealOffice) -> None:
    bound.perform(reminders.skip_day, person(bound, "AN"), MONDAY)
    assert send_one(bound).minutes_declared == 120


def test_a_day_years_away_cannot_be_skipped(bound: RealOffice) -> None:
    assert refused(bound.perform, reminders.skip_day, person(bound, "AN"), date(2100, 1, 1)).why is Why.NOT_FOUND


# --- how it is told


def test_a_reminder_is_a_fact_of_its_period_that_ends_with_it(bound: RealOffice) -> None:
    round_ = Round(Occasion("j", "2026-11-23", bound.now, bound.now), bound.now, until=to_text(bound.now))
    assert bound.perform(reminders.remind, "AN", round_)
    (fact,) = facts(bound)
    assert (fact["chat"], fact["fact"], fact["subject"]) == ("telegram:an", "j", "j:2026-11-23")
    assert fact["until"] == to_text(bound.now)


def test_without_a_chat_nobody_is_told(bound: RealOffice) -> None:
    assert not bound.perform(reminders.remind, "GD", round_of(bound))
