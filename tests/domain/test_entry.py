"""An entry's states, what cannot be, and what deserves a look."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Calendar
from bot.domain.catalog import Group
from bot.domain.entry import (
    COUNTED,
    EDITABLE,
    TRANSITIONS,
    Entry,
    Flag,
    FlagKind,
    Problem,
    Status,
    date_problems,
    flags_of,
    group_minutes,
    percent_of_norm,
    time_problems,
)
from tests.support.clock import MONDAY_MORNING
from tests.support.samples import entry

MONDAY = MONDAY_MORNING.date()
SATURDAY = MONDAY - timedelta(days=2)
CALENDAR = Calendar({MONDAY + timedelta(days=1): "Ngày Văn hóa Việt Nam"})


# --- States


def test_every_state_has_its_transitions() -> None:
    assert set(TRANSITIONS) == set(Status)


@given(st.lists(st.integers(0, 4), max_size=20))
def test_no_path_from_a_draft_leads_back_to_a_draft_or_out_of_the_states(turns: list[int]) -> None:
    """Whatever follows whatever, what was sent once never becomes a draft again, and never gets stuck."""
    status = Status.DRAFT
    for turn in turns:
        following = sorted(TRANSITIONS[status])
        assert following
        status = following[turn % len(following)]
        assert status in TRANSITIONS
        assert status is not Status.DRAFT


def test_only_what_waits_can_be_decided_or_taken_back() -> None:
    for decided in (Status.APPROVED, Status.RETURNED, Status.WITHDRAWN):
        assert [status for status in Status if decided in TRANSITIONS[status]] == [Status.SUBMITTED]


def test_what_can_be_edited_fills_no_day_and_can_be_sent() -> None:
    assert EDITABLE.isdisjoint(COUNTED)
    assert set(Status) == EDITABLE | COUNTED
    assert all(Status.SUBMITTED in TRANSITIONS[status] for status in EDITABLE)


@pytest.mark.parametrize(
    ("status", "minutes"),
    [
        (Status.DRAFT, 0),
        (Status.SUBMITTED, 120),
        (Status.APPROVED, 90),
        (Status.RETURNED, 0),
        (Status.WITHDRAWN, 0),
    ],
)
def test_an_entry_fills_its_day_with_approved_hours_once_approved_else_declared(status: Status, minutes: int) -> None:
    one = entry("e", "AN", "TP", status=status, minutes_declared=120, minutes_approved=90)
    assert one.counted_minutes == minutes


def test_an_entry_without_hours_fills_nothing() -> None:
    assert entry("e", "AN", "TP", minutes_declared=None).counted_minutes == 0
    assert entry("e", "AN", "TP", status=Status.APPROVED).counted_minutes == 0


def test_what_waits_for_nobody_is_recorded_by_oneself_alone() -> None:
    assert entry("e", "TRUONG", "").is_self_recorded
    assert not entry("e", "AN", "TP").is_self_recorded
    assert not entry("e", "TRUONG", "", status=Status.DRAFT).is_self_recorded


def test_minutes_are_summed_by_group_and_empty_groups_are_left_out() -> None:
    entries = [
        entry("1", "AN", "TP", minutes_declared=60),
        entry("2", "AN", "TP", minutes_declared=30),
        entry("3", "AN", "TP", group="C", status=Status.APPROVED, minutes_approved=15),
        entry("4", "AN", "TP", group="", status=Status.DRAFT),
        entry("5", "AN", "TP", group="D", status=Status.RETURNED),
    ]
    assert group_minutes(entries) == {Group.SHARED: 90, Group.PROFESSIONAL: 15}


# --- What cannot be


@pytest.mark.parametrize(
    ("minutes", "day_total", "problems"),
    [
        pytest.param(None, 0, [Problem.MISSING_HOURS], id="no hours"),
        pytest.param(0, 0, [Problem.MISSING_HOURS], id="nought hours"),
        pytest.param(-15, 0, [Problem.MISSING_HOURS], id="fewer than none"),
        pytest.param(15, 0, [], id="one quarter"),
        pytest.param(20, 0, [Problem.NOT_A_QUARTER], id="20 minutes"),
        pytest.param(720, 0, [], id="the limit itself"),
        pytest.param(735, 0, [Problem.TOO_LONG], id="a quarter over the limit"),
        pytest.param(60, 660, [], id="fills the day to its limit"),
        pytest.param(75, 660, [Problem.DAY_FULL], id="a quarter over, with what is there"),
        pytest.param(15, 720, [Problem.DAY_FULL], id="the day is full"),
    ],
)
def test_what_is_wrong_with_the_hours(minutes: int | None, day_total: int, problems: list[Problem]) -> None:
    assert time_problems(minutes, day_total, 720) == problems


@given(minutes=st.none() | st.integers(-60, 1500), day_total=st.integers(0, 1440), limit=st.integers(15, 1440))
def test_hours_in_order_are_quarters_that_fit_the_day(minutes: int | None, day_total: int, limit: int) -> None:
    problems = time_problems(minutes, day_total, limit)
    in_order = minutes is not None and minutes > 0 and minutes % 15 == 0 and day_total + minutes <= limit
    assert (not problems) == in_order
    assert len(problems) <= 1


@pytest.mark.parametrize(
    ("days_back", "problems"),
    [
        pytest.param(0, [], id="today"),
        pytest.param(7, [], id="the limit itself"),
        pytest.param(8, [Problem.TOO_OLD], id="a day beyond it"),
        pytest.param(-1, [Problem.FUTURE_DATE], id="tomorrow"),
    ],
)
def test_what_is_wrong_with_the_day(days_back: int, problems: list[Problem]) -> None:
    assert date_problems(MONDAY - timedelta(days=days_back), MONDAY, 7) == problems


def test_without_back_dating_only_today_will_do() -> None:
    assert date_problems(MONDAY, MONDAY, 0) == []
    assert date_problems(MONDAY - timedelta(days=1), MONDAY, 0) == [Problem.TOO_OLD]


# --- What deserves a look


def flags(day_total: int = 120, sent_on: date = MONDAY, shifts: bool = False, **of_entry: object) -> tuple[Flag, ...]:
    one = entry("e", "AN", "TP", **{"worked_on": MONDAY, "norm_minutes": None} | of_entry)
    return flags_of(one, day_total, sent_on, CALENDAR, shifts)


def test_an_ordinary_entry_has_none() -> None:
    assert flags() == ()


def test_over_eight_hours_that_day_with_the_days_figure() -> None:
    assert flags(day_total=480) == ()
    assert flags(day_total=495) == (Flag(FlagKind.OVER_DAY, 495),)


@pytest.mark.parametrize("day", [SATURDAY, SATURDAY + timedelta(days=1), MONDAY + timedelta(days=1)])
def test_a_rest_day_except_for_those_who_work_shifts(day: date) -> None:
    assert flags(worked_on=day, sent_on=day) == (Flag(FlagKind.REST_DAY),)
    assert flags(worked_on=day, sent_on=day, shifts=True) == ()


def test_three_days_late_with_the_number_of_days() -> None:
    assert flags(sent_on=MONDAY + timedelta(days=2)) == ()
    assert flags(sent_on=MONDAY + timedelta(days=3)) == (Flag(FlagKind.LATE, 3),)
    assert flags(sent_on=MONDAY + timedelta(days=7)) == (Flag(FlagKind.LATE, 7),)


def test_more_than_half_as_much_again_as_the_norm_with_the_percentage() -> None:
    assert flags(norm_minutes=120, minutes_declared=180) == ()
    assert flags(norm_minutes=120, minutes_declared=195) == (Flag(FlagKind.OVER_NORM, 163),)


def test_the_norm_is_that_of_the_quantity_told() -> None:
    assert flags(norm_minutes=60, minutes_declared=180, quantity=2000) == ()
    assert flags(norm_minutes=60, minutes_declared=195, quantity=2000) == (Flag(FlagKind.OVER_NORM, 163),)


def test_all_of_them_in_a_fixed_order() -> None:
    found = flags(600, MONDAY + timedelta(days=2), worked_on=SATURDAY, norm_minutes=60, minutes_declared=120)
    assert found == (
        Flag(FlagKind.OVER_DAY, 600),
        Flag(FlagKind.REST_DAY),
        Flag(FlagKind.LATE, 4),
        Flag(FlagKind.OVER_NORM, 200),
    )


def percent(**of_entry: object) -> int | None:
    return percent_of_norm(entry("e", "AN", "TP", **of_entry))


def test_a_percentage_needs_a_norm_and_hours() -> None:
    assert percent(norm_minutes=None) is None
    assert percent(norm_minutes=0) is None
    assert percent(minutes_declared=None) is None


def test_less_than_one_product_is_measured_as_one() -> None:
    assert percent(norm_minutes=120, minutes_declared=120, quantity=500) == 100
    assert percent(norm_minutes=120, minutes_declared=120, quantity=0) == 100
    assert percent(norm_minutes=120, minutes_declared=120, quantity=1500) == 67


@given(total=st.integers(0, 1440), late=st.integers(0, 30), shifts=st.booleans())
def test_each_kind_comes_at_most_once_and_exactly_beyond_its_border(total: int, late: int, shifts: bool) -> None:
    one: Entry = entry("e", "AN", "TP", worked_on=SATURDAY, norm_minutes=None)
    kinds = [flag.kind for flag in flags_of(one, total, SATURDAY + timedelta(days=late), CALENDAR, shifts)]
    assert len(kinds) == len(set(kinds))
    assert (FlagKind.REST_DAY in kinds) is not shifts
    assert (FlagKind.OVER_DAY in kinds) == (total > 480)
    assert (FlagKind.LATE in kinds) == (late >= 3)
