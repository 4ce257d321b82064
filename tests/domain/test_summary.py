"""What a week adds up to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Calendar
from bot.domain.catalog import Group
from bot.domain.entry import Flag, FlagKind, Status
from bot.domain.period import week_period
from bot.domain.summary import (
    Amount,
    Figures,
    FlagCount,
    Shares,
    Work,
    count_flags,
    figures_of,
    is_high,
    missing_days,
    together,
)

MONDAY = date(2026, 11, 23)
WEEK = week_period(MONDAY)
DAYS = [MONDAY + timedelta(days=days) for days in range(7)]


def work(status: Status = Status.SUBMITTED, declared: int = 120, approved: int = 0, **other: Any) -> Work:
    values: dict[str, Any] = {"official": "AN", "worked_on": MONDAY, "group": "B"} | other
    return Work(status=status, declared=declared, approved=approved, **values)


ONE_OF_EACH = [
    work(Status.APPROVED, 180, 120),
    work(Status.SUBMITTED, 60, group="C", worked_on=DAYS[1]),
    work(Status.RETURNED, 30, group="D", worked_on=DAYS[2]),
    work(Status.DRAFT, 45, group="", worked_on=DAYS[3]),
    work(Status.SUBMITTED, 240, self_recorded=True, worked_on=DAYS[4]),
]


def test_each_state_has_a_figure_of_its_own_and_only_what_was_sent_is_declared() -> None:
    figures = figures_of(ONE_OF_EACH)
    assert figures.declared == Amount(270, 3)
    assert figures.approved == Amount(120, 1)
    assert figures.waiting == Amount(60, 1)
    assert figures.returned == Amount(30, 1)
    assert figures.drafts == Amount(45, 1)


def test_what_is_self_recorded_counts_in_no_other_figure() -> None:
    figures = figures_of(ONE_OF_EACH)
    assert figures.self_recorded == Amount(240, 1)
    without = figures_of(ONE_OF_EACH[:-1])
    assert (without.declared, without.groups) == (figures.declared, figures.groups)


def test_a_day_counts_as_logged_once_something_was_sent_for_it() -> None:
    assert figures_of(ONE_OF_EACH).days == {DAYS[0], DAYS[1], DAYS[2], DAYS[4]}


def test_groups_show_what_was_declared_and_what_was_approved() -> None:
    assert figures_of(ONE_OF_EACH).groups == {
        Group.SHARED: Shares(180, 120),
        Group.PROFESSIONAL: Shares(60),
        Group.OTHER: Shares(30),
    }


def test_group_ds_share_is_of_what_was_declared() -> None:
    assert figures_of([work(declared=90), work(declared=30, group="D")]).other_percent == 25
    assert figures_of([]).other_percent == 0


works = st.lists(
    st.builds(
        work,
        status=st.sampled_from(sorted(set(Status) - {Status.WITHDRAWN})),
        declared=st.integers(0, 720),
        approved=st.integers(0, 720),
        group=st.sampled_from("ABCD"),
        self_recorded=st.booleans(),
        worked_on=st.sampled_from(DAYS),
    )
)


@given(st.lists(works, max_size=4))
def test_several_people_together_are_the_sum_of_their_figures(several: Sequence[list[Work]]) -> None:
    apart = together([figures_of(own) for own in several])
    assert apart == figures_of([one for own in several for one in own])


@given(works)
def test_groups_add_up_to_the_whole(own: list[Work]) -> None:
    figures = figures_of(own)
    assert sum(shares.declared for shares in figures.groups.values()) == figures.declared.minutes


CALENDAR = Calendar({DAYS[2]: "lễ"}, frozenset({DAYS[5]}))


def test_working_days_without_entries_are_missed_up_to_a_day() -> None:
    assert missing_days(WEEK, DAYS[3], CALENDAR, {DAYS[0]}) == [DAYS[1], DAYS[3]]


def test_a_make_up_saturday_is_a_working_day_and_a_day_after_the_week_is_not_looked_at() -> None:
    assert missing_days(WEEK, DAYS[6] + timedelta(days=3), CALENDAR, DAYS[:5]) == [DAYS[5]]


def test_nothing_is_missed_before_the_week_begins() -> None:
    assert missing_days(WEEK, MONDAY - timedelta(days=1), CALENDAR, ()) == []


def test_ten_hours_above_the_norm_are_worth_a_look_and_no_minute_less() -> None:
    assert not is_high(Figures(approved=Amount(50 * 60, 1)), 40 * 60)
    assert is_high(Figures(approved=Amount(40 * 60, 1), waiting=Amount(10 * 60 + 15, 1)), 40 * 60)
    assert is_high(Figures(waiting=Amount(10 * 60 + 15, 1)), 0)


def test_flags_are_counted_by_kind_with_the_highest_figure() -> None:
    over, more = Flag(FlagKind.OVER_DAY, 540), Flag(FlagKind.OVER_DAY, 660)
    late = Flag(FlagKind.LATE, 4)
    found = count_flags([work(flags=(over, late)), work(Status.APPROVED, flags=(more,)), work()])
    assert found == [FlagCount(FlagKind.OVER_DAY, 2, 660), FlagCount(FlagKind.LATE, 1, 4)]


def test_flags_of_drafts_are_nobodys_business() -> None:
    assert count_flags([work(Status.DRAFT, flags=(Flag(FlagKind.REST_DAY),))]) == []
