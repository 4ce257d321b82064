"""When jobs come up and how long they serve, whatever the calendar and the clock do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Calendar
from bot.domain.rules import Rules, Stretch
from bot.domain.schedule import (
    APPROVAL_REMINDER,
    BACKUP,
    DAILY_REMINDER,
    REMEMBERED,
    WEEKLY_SUMMARY,
    due,
    may_disturb,
    missed,
    next_time,
    occasion_at,
    overdue_up_to,
    peace_begins,
    peace_ends,
    working_days_since,
)

JOBS = (DAILY_REMINDER, APPROVAL_REMINDER, WEEKLY_SUMMARY, BACKUP)
PLAIN = Rules()
MAKE_UP = Rules(calendar=Calendar(working_saturdays=frozenset({date(2026, 11, 28)})))
TET = Rules(calendar=Calendar({date(2026, 2, 14) + timedelta(days=n): "Tết Nguyên đán" for n in range(9)}))
NEW_YEAR = Rules(calendar=Calendar({date(2027, 1, 1): "Tết Dương lịch"}))


def local(text: str) -> datetime:
    """An instant as clocks in the province show it: `2026-11-23 16:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=PLAIN.timezone)


def periods(job: str, now: str, rules: Rules = PLAIN) -> list[str]:
    return [one.period for one in due(job, local(now), rules)]


# --- when


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 00:00", ["2026-11-23"]),
        ("2026-11-23 23:59", ["2026-11-23"]),
        ("2026-11-24 00:00", ["2026-11-24"]),
        ("2026-11-28 12:00", []),
        ("2026-11-29 12:00", []),
    ],
)
def test_a_reminder_is_due_all_of_its_working_day_for_everyone_has_an_hour_of_their_own(
    now: str, expected: list[str]
) -> None:
    assert periods(DAILY_REMINDER, now) == expected


def test_nobody_is_reminded_on_a_holiday_and_everybody_on_a_make_up_saturday() -> None:
    assert periods(DAILY_REMINDER, "2026-02-16 16:30", TET) == []
    assert periods(DAILY_REMINDER, "2026-11-28 16:30", MAKE_UP) == ["2026-11-28"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [("2026-11-23 11:14", []), ("2026-11-23 11:15", ["2026-11-23"]), ("2026-11-23 23:59", ["2026-11-23"])],
)
def test_leaders_are_reminded_from_the_first_hour_of_gathering_on(now: str, expected: list[str]) -> None:
    assert periods(APPROVAL_REMINDER, now) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-27 16:29", []),
        ("2026-11-27 16:30", ["2026-11-23"]),
        ("2026-11-30 23:59", ["2026-11-23"]),
        ("2026-12-01 00:00", []),
    ],
)
def test_a_week_is_summed_up_on_friday_and_still_serves_on_monday(now: str, expected: list[str]) -> None:
    assert periods(WEEKLY_SUMMARY, now) == expected


def test_a_week_with_a_make_up_saturday_is_summed_up_on_saturday() -> None:
    assert periods(WEEKLY_SUMMARY, "2026-11-27 16:30", MAKE_UP) == []
    assert periods(WEEKLY_SUMMARY, "2026-11-28 16:30", MAKE_UP) == ["2026-11-23"]


def test_a_week_without_working_days_has_no_summary_and_the_one_before_serves_after_it() -> None:
    assert periods(WEEKLY_SUMMARY, "2026-02-20 16:30", TET) == ["2026-02-09"]
    assert periods(WEEKLY_SUMMARY, "2026-02-23 08:00", TET) == ["2026-02-09"]
    assert periods(WEEKLY_SUMMARY, "2026-02-24 08:00", TET) == []


def test_the_week_across_new_year_is_one_week() -> None:
    assert periods(WEEKLY_SUMMARY, "2026-12-31 16:30", NEW_YEAR) == ["2026-12-28"]
    assert periods(WEEKLY_SUMMARY, "2027-01-01 16:30", NEW_YEAR) == ["2026-12-28"]
    assert periods(DAILY_REMINDER, "2026-12-31 23:59", NEW_YEAR) == ["2026-12-31"]
    assert periods(DAILY_REMINDER, "2027-01-01 00:00", NEW_YEAR) == []


def test_the_copy_is_made_every_night_on_rest_days_too() -> None:
    assert periods(BACKUP, "2026-11-29 01:59") == []
    assert periods(BACKUP, "2026-11-29 02:00") == ["2026-11-29"]


def test_the_day_is_the_provinces_own_wherever_the_machine_is() -> None:
    assert [one.period for one in due(DAILY_REMINDER, datetime(2026, 11, 23, 18, tzinfo=UTC), PLAIN)] == ["2026-11-24"]


def test_a_zone_that_sets_its_clocks_back_has_each_day_once() -> None:
    berlin = Rules(timezone=ZoneInfo("Europe/Berlin"))
    sunday = [datetime(2026, 10, 24, 22, tzinfo=UTC) + timedelta(minutes=15 * n) for n in range(100)]
    assert [len(due(BACKUP, now, berlin)) for now in sunday].count(1) == 23 * 4
    assert all(len(due(BACKUP, now, berlin)) <= 1 for now in sunday)


# --- what was missed


def test_three_days_of_downtime_are_missed_but_for_what_still_serves() -> None:
    last_look, now = local("2026-11-24 08:00"), local("2026-11-27 08:00")
    assert [one.period for one in missed(DAILY_REMINDER, last_look, now, PLAIN)] == [
        "2026-11-24", "2026-11-25", "2026-11-26",
    ]  # fmt: skip
    assert periods(DAILY_REMINDER, "2026-11-27 08:00") == ["2026-11-27"]


def test_an_hour_of_downtime_is_missed_by_nobody() -> None:
    assert missed(DAILY_REMINDER, local("2026-11-24 16:00"), local("2026-11-24 17:00"), PLAIN) == []


def test_a_clock_set_back_has_missed_nothing() -> None:
    assert missed(DAILY_REMINDER, local("2026-11-27 08:00"), local("2026-11-24 08:00"), PLAIN) == []


def test_of_a_long_downtime_two_months_are_remembered() -> None:
    now = local("2026-11-24 08:00")
    found = missed(BACKUP, now - timedelta(days=900), now, PLAIN)
    assert len(found) == REMEMBERED.days


# --- properties

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
RULES = st.builds(
    lambda off, on, moment: Rules(calendar=Calendar(dict.fromkeys(off, "nghỉ"), frozenset(on)), summary_time=moment),
    st.lists(st.dates(date(2026, 10, 1), date(2027, 2, 28)), max_size=40),
    st.lists(
        st.dates(date(2026, 10, 1), date(2027, 2, 28)).map(lambda day: day + timedelta(5 - day.weekday())), max_size=3
    ),
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=120)).map(
    lambda later: datetime(2026, 10, 15, tzinfo=UTC) + later
)


@given(st.sampled_from(JOBS), RULES, st.lists(INSTANTS, min_size=2, max_size=20))
def test_looking_at_any_instants_each_period_is_due_missed_or_still_to_come(
    job: str, rules: Rules, looks: list[datetime]
) -> None:
    """Whatever the looks, in their order: what ends between two of them was due at one, or is missed at the next."""
    looks.sort()
    seen = {one.period for now in looks for one in due(job, now, rules)}
    gone = [one.period for before, now in pairwise(looks) for one in missed(job, before, now, rules)]
    assert len(gone) == len(set(gone))
    every = {one.period for one in missed(job, looks[0], looks[-1], rules) if looks[-1] - looks[0] < REMEMBERED}
    assert every <= set(gone)
    assert {one.period for one in due(job, looks[-1], rules)} <= seen - set(gone)


@given(st.sampled_from(JOBS), RULES, INSTANTS)
def test_what_is_due_has_begun_and_has_not_ended_and_has_one_period_a_day_or_week(
    job: str, rules: Rules, now: datetime
) -> None:
    found = due(job, now, rules)
    assert all(one.begins <= now < one.ends for one in found)
    assert len({one.period for one in found}) == len(found)
    assert all(one.day.weekday() == 0 for one in found if job == WEEKLY_SUMMARY)


@given(st.sampled_from(JOBS), RULES, INSTANTS)
def test_a_period_run_by_hand_is_the_one_the_tick_runs(job: str, rules: Rules, now: datetime) -> None:
    by_hand = occasion_at(job, now, rules)
    for one in due(job, now, rules):
        if job != WEEKLY_SUMMARY or one.day <= rules.today(now) < one.day + timedelta(days=7):
            assert one == by_hand
    assert by_hand is None or by_hand.ends > now


@given(st.sampled_from(JOBS), RULES, INSTANTS)
def test_the_next_time_is_to_come_and_at_it_the_job_is_due(job: str, rules: Rules, now: datetime) -> None:
    comes = next_time(job, now, rules)
    assert comes is not None
    assert comes > now
    assert due(job, comes, rules)


@given(INSTANTS, st.times(), st.times())
def test_peace_ends_outside_quiet_hours_and_nothing_lies_between_two(now: datetime, begin: time, end: time) -> None:
    quiet = Stretch(begin.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0))
    rules = Rules(quiet_hours=quiet)
    wakes = peace_ends(now, rules)
    assert now <= wakes <= now + timedelta(days=1)
    assert not quiet.holds(rules.local(wakes).time())
    begins = peace_begins(wakes, rules)
    assert begins > wakes
    if quiet.begin != quiet.end:
        assert quiet.holds(rules.local(begins).time())
        assert not quiet.holds(rules.local(wakes + (begins - wakes) * 0.999).time())


# --- peace


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 06:29", "2026-11-23 06:30"),
        ("2026-11-23 06:30", "2026-11-23 06:30"),
        ("2026-11-23 18:59", "2026-11-23 18:59"),
        ("2026-11-23 19:00", "2026-11-24 06:30"),
        ("2026-12-31 23:59", "2027-01-01 06:30"),
    ],
)
def test_quiet_hours_run_across_midnight(now: str, expected: str) -> None:
    assert peace_ends(local(now), PLAIN) == local(expected)


def test_quiet_hours_within_a_day_end_that_day() -> None:
    rules = Rules(quiet_hours=Stretch(time(12), time(13)))
    assert peace_ends(local("2026-11-23 12:30"), rules) == local("2026-11-23 13:00")
    assert peace_begins(local("2026-11-23 13:00"), rules) == local("2026-11-24 12:00")


def test_people_are_written_to_unasked_on_working_days_outside_quiet_hours_only() -> None:
    assert may_disturb(local("2026-11-23 16:30"), PLAIN)
    assert not may_disturb(local("2026-11-23 19:00"), PLAIN)
    assert not may_disturb(local("2026-11-28 16:30"), PLAIN)
    assert may_disturb(local("2026-11-28 16:30"), MAKE_UP)


def test_a_province_without_quiet_hours_is_never_left_in_peace() -> None:
    rules = Rules(quiet_hours=Stretch(time(0), time(0)))
    midnight = local("2026-11-23 00:00")
    assert peace_ends(midnight, rules) == midnight
    assert peace_begins(midnight, rules) > midnight + timedelta(days=1)


# --- by hand


def test_by_hand_a_rest_day_has_no_reminder_but_every_week_has_a_summary() -> None:
    assert occasion_at(DAILY_REMINDER, local("2026-11-28 16:30"), PLAIN) is None
    assert occasion_at(APPROVAL_REMINDER, local("2026-11-29 16:30"), PLAIN) is None
    found = occasion_at(WEEKLY_SUMMARY, local("2026-02-17 10:00"), TET)
    assert found
    assert (found.period, found.ends) == ("2026-02-16", local("2026-02-24 00:00"))


def test_a_calendar_that_works_on_no_day_ends_nothing_in_a_loop() -> None:
    """A holiday file with errors must not hang the program."""
    nothing = Rules(calendar=Calendar({date(2026, 1, 1) + timedelta(days=n): "nghỉ" for n in range(800)}))
    assert due(WEEKLY_SUMMARY, local("2026-11-27 16:30"), nothing) == []
    assert next_time(DAILY_REMINDER, local("2026-11-27 16:30"), nothing) is None
    assert occasion_at(WEEKLY_SUMMARY, local("2026-11-27 16:30"), nothing)
    assert overdue_up_to(date(2026, 11, 27), 3, nothing.calendar) < date(2026, 11, 1)


# --- how long something waits


def test_working_days_are_counted_from_the_day_after() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert working_days_since(friday, friday, PLAIN.calendar) == 0
    assert working_days_since(friday, monday, PLAIN.calendar) == 1
    assert working_days_since(monday, friday, PLAIN.calendar) == 0


@given(DAYS, st.integers(1, 10), RULES)
def test_overdue_is_what_more_working_days_have_come_after_than_are_allowed(
    day: date, due_days: int, rules: Rules
) -> None:
    last = overdue_up_to(day, due_days, rules.calendar)
    assert working_days_since(last, day, rules.calendar) > due_days
    assert working_days_since(last + timedelta(days=1), day, rules.calendar) <= due_days
