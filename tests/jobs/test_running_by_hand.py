"""`jobs run`, and what comes too late to be told; on both databases."""

from __future__ import annotations

import pytest

from bot.domain.schedule import APPROVAL_REMINDER, DAILY_REMINDER, WEEKLY_SUMMARY
from bot.jobs.running import Report
from bot.services.telling import has_lapsed
from bot.storage import outbox
from bot.storage.ledger import Outcome
from bot.storage.times import to_text
from tests.support.jobs import WEEKLY, by_hand, ledger_rows, local, runner, tick
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat
from tests.support.worklogs import facts, forget_facts, send_one

# --- by hand


def test_by_hand_whatever_the_hour_and_twice_tells_nobody_twice(bound: RealOffice) -> None:
    report = by_hand(bound, DAILY_REMINDER, "2026-11-23 08:00")
    assert (report.period, report.told, report.held_until) == ("2026-11-23", 3, None)
    assert by_hand(bound, DAILY_REMINDER, "2026-11-23 16:30").told == 0
    assert tick(bound, "2026-11-23 16:30") == []


def test_by_hand_as_if_it_were_another_day_it_is_sent_at_once_by_the_real_clock(bound: RealOffice) -> None:
    by_hand(bound, DAILY_REMINDER, "2026-12-01 16:30", now="2026-11-23 09:30")
    assert {fact["not_before"] for fact in facts(bound)} == {to_text(local("2026-11-23 09:30"))}
    assert {fact["period"] for fact in facts(bound)} == {"2026-12-01"}
    assert {fact["until"] for fact in facts(bound)} == {to_text(local("2026-11-23 12:00"))}


def test_by_hand_on_a_rest_day_nobody_is_told(bound: RealOffice) -> None:
    assert by_hand(bound, DAILY_REMINDER, "2026-11-28 16:30") == Report(DAILY_REMINDER)


def test_by_hand_in_quiet_hours_what_still_serves_after_them_waits_until_they_end(bound: RealOffice) -> None:
    early = by_hand(bound, DAILY_REMINDER, "2026-11-23 05:30", now="2026-11-25 10:00")
    assert (early.told, early.held_until) == (3, local("2026-11-23 06:30"))
    assert {fact["not_before"] for fact in facts(bound)} == {to_text(local("2026-11-25 11:00"))}


def test_by_hand_in_quiet_hours_what_serves_nobody_after_them_is_noted(bound: RealOffice) -> None:
    report = by_hand(bound, DAILY_REMINDER, "2026-11-23 20:00")
    assert report == Report(DAILY_REMINDER, "2026-11-23", expired=True)
    assert ledger_rows(bound) == {("2026-11-23", ""): Outcome.EXPIRED}
    assert facts(bound) == []


def test_by_hand_a_summary_of_friday_night_waits_for_the_morning(bound: RealOffice) -> None:
    report = by_hand(bound, WEEKLY_SUMMARY, "2026-11-27 21:00")
    assert (report.period, report.told) == ("2026-11-23", 3)
    assert report.held_until == local("2026-11-28 06:30")


def test_by_hand_at_any_time_of_a_week_its_summary_is_sent(bound: RealOffice) -> None:
    for at in ("2026-11-09 10:00", "2026-11-18 10:00", "2026-11-29 10:00"):
        assert by_hand(bound, WEEKLY_SUMMARY, at).told == 3


def test_by_hand_who_took_the_entry_back_since_is_reminded(bound: RealOffice) -> None:
    bound.now = local("2026-11-23 10:00")
    send_one(bound)
    assert by_hand(bound, DAILY_REMINDER, "2026-11-23 16:30").told == 2
    bound.rows("UPDATE entries SET status = 'withdrawn' RETURNING id")
    assert by_hand(bound, DAILY_REMINDER, "2026-11-23 16:30").told == 1


def test_by_hand_a_leader_is_reminded_of_what_came_in_just_now(bound: RealOffice) -> None:
    bound.now = local("2026-11-23 10:00")
    send_one(bound)
    assert by_hand(bound, APPROVAL_REMINDER, "2026-11-23 09:00").told == 1


@pytest.mark.parametrize("at", ["2026-11-23 16:30", "2026-11-23 05:30", "2026-11-23 20:00", "2026-11-28 16:30"])
def test_a_dry_run_reports_what_the_run_then_does_and_writes_nothing(bound: RealOffice, at: str) -> None:
    bound.now = local("2026-11-23 22:00")
    foretold = bound.run(runner(bound).run(DAILY_REMINDER, local(at), bound.now, dry_run=True))
    assert (facts(bound), ledger_rows(bound)) == ([], {})
    assert by_hand(bound, DAILY_REMINDER, at) == foretold


def test_there_is_no_job_of_another_name(bound: RealOffice) -> None:
    with pytest.raises(KeyError):
        by_hand(bound, "period-lock", "2026-11-23 16:30")


# --- what comes too late


def lapse(office: RealOffice, chat: str = "telegram:an", kind: str = "") -> bool:
    """Whether the fact to that chat is told no more when it is looked at now."""
    (fact,) = [one for one in facts(office, kind) if one["chat"] == chat]
    return office.perform(has_lapsed, "AN", fact)


def test_what_is_left_when_quiet_hours_begin_is_not_told_and_counts_as_untold(bound: RealOffice) -> None:
    tick(bound, "2026-11-23 16:30")
    bound.now = local("2026-11-23 18:59:59")
    assert not lapse(bound)
    bound.now = local("2026-11-23 19:00")
    assert lapse(bound)
    assert ("2026-11-23", "AN") not in ledger_rows(bound)
    assert ("2026-11-23", "BINH") in ledger_rows(bound)


def test_a_summary_left_on_friday_night_is_told_again_on_monday_once(bound: RealOffice) -> None:
    tick(bound, "2026-11-20 16:30", WEEKLY)
    bound.now = local("2026-11-20 19:30")
    assert lapse(bound, kind=WEEKLY_SUMMARY)
    forget_facts(bound)
    assert set(tick(bound, "2026-11-23 06:30", WEEKLY)) == {"AN"}
    assert tick(bound, "2026-11-23 09:00", WEEKLY) == []


def test_who_was_told_on_another_channel_was_told(bound: RealOffice) -> None:
    bound.perform(bind_chat, "AN", "an", "web")
    tick(bound, "2026-11-23 16:30")
    bound.ask(outbox.note_shown, "web:an", "daily-reminder:2026-11-23", "7", "2026-11-23T09:30:00.000Z")
    bound.now = local("2026-11-23 19:30")
    assert lapse(bound)
    assert ("2026-11-23", "AN") in ledger_rows(bound)


def test_what_was_told_anew_since_is_not_forgotten(bound: RealOffice) -> None:
    """A message of Friday that is looked at twice, the second time after Monday's was written."""
    tick(bound, "2026-11-20 16:30", WEEKLY)
    (late,) = [fact for fact in facts(bound, WEEKLY_SUMMARY) if fact["chat"] == "telegram:an"]
    bound.now = local("2026-11-20 19:30")
    bound.perform(has_lapsed, "AN", late)
    tick(bound, "2026-11-23 06:30", WEEKLY)
    bound.perform(has_lapsed, "AN", late)
    assert ("2026-11-16", "AN") in ledger_rows(bound)


def test_any_other_fact_never_lapses(bound: RealOffice) -> None:
    assert not bound.perform(has_lapsed, "AN", {"fact": "card"})
