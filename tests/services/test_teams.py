"""Who stands in whose team, what it shows, and who may see it: each as the lines of the province say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Calendar
from bot.domain.entry import Flag, FlagKind, Status
from bot.domain.people import Official, approver_of
from bot.domain.rules import Rules
from bot.domain.summary import Amount, FlagCount
from bot.services import teams
from bot.services.act import Act
from bot.services.refusal import Why
from bot.services.teams import Team
from bot.storage import people
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice
from tests.support.samples import OFFICIALS, official, unit
from tests.support.weeks import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    WEEK,
    add_unit,
    approved,
    take_off,
    write,
)
from tests.support.worklogs import add_official, person, put_official, refused

ALL = [one.code for one in OFFICIALS]


def own_team(office: AnyOffice, leader: str, until: date = FRIDAY) -> Team:
    return office.perform(teams.own_team, person(office, leader), WEEK, until)


def unit_team(office: AnyOffice, leader: str, code: str) -> Team:
    return office.perform(teams.unit_team, person(office, leader), code, WEEK, FRIDAY)


def codes(team: Team) -> list[str]:
    return [member.official.code for member in team.members]


# --- who


def test_a_team_is_whoever_a_leader_decides_on(real_office: RealOffice) -> None:
    found = {leader: codes(own_team(real_office, leader)) for leader in ("TRUONG", "GD", "TP", "CT")}
    assert found == {"TRUONG": ["GD", "CT", "YSI"], "GD": ["BINH", "TP"], "TP": ["AN"], "CT": ["DAT"]}


def test_people_stand_by_given_name(real_office: RealOffice) -> None:
    for code, name in (("N1", "Lê Thị Ánh"), ("N2", "Trần Văn Anh"), ("N3", "Bùi Đức"), ("N4", "Phan Dũng")):
        add_official(real_office, "AN", code, name=name)
    assert codes(own_team(real_office, "TP")) == ["AN", "N2", "N1", "N4", "N3"]


codes_of = st.sampled_from(["U0", "U1", "U2", "U3", "U4"])
persons = st.sampled_from(["P0", "P1", "P2", "P3", "P4", "P5", "P6"])


@st.composite
def provinces(draw: st.DrawFn) -> tuple[list[tuple[str, str | None, str]], list[Official]]:
    units = [
        (f"U{place}", f"U{draw(st.integers(0, place - 1))}" if place else None, draw(st.one_of(st.just(""), persons)))
        for place in range(5)
    ]
    officials = [
        official(
            f"P{place}", draw(codes_of), approver=draw(st.one_of(st.just(""), st.just("GONE"), persons)),
            retired=draw(st.integers(0, 5)) == 0,
        )
        for place in range(7)
    ]  # fmt: skip
    return units, officials


def write_province(act: Act, units: list[tuple[str, str | None, str]], officials: list[Official]) -> None:
    for code, parent, head in units:
        people.put_unit(act.tx, unit(code, parent=parent, head=head))
    for one in officials:
        people.put_official(act.tx, one)
        if one.retired:
            people.retire_official(act.tx, one.code, act.at)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(provinces())
def test_teams_are_what_asking_everybody_for_their_approver_gives(
    province: tuple[list[tuple[str, str | None, str]], list[Official]],
) -> None:
    units, officials = province

    def by_asking(act: Act, leader: str) -> set[str]:
        found = {one.code: approver_of(one, act.organisation) for one in officials if not one.retired}
        return {code for code, approver in found.items() if approver and approver.code == leader}

    with MemoryOffice() as office:
        office.perform(write_province, units, officials)
        for leader in (one for one in officials if not one.retired):
            team = office.perform(teams.team_of, leader)
            assert {one.code for one in team} == office.perform(by_asking, leader.code)


# --- rights

MAY_SEE = {
    "TRUONG": {"KH", "STC", "STC-NS", "BVDK", "PNT"},
    "GD": {"STC", "STC-NS"},
    "TP": {"STC-NS"},
    "CT": {"PNT"},
}
"""The units that each may look into; everybody else, none."""


@pytest.mark.parametrize("code", ALL)
def test_units_are_seen_by_their_head_and_the_heads_above_and_nobody_else(real_office: RealOffice, code: str) -> None:
    for seen in ("KH", "STC", "STC-NS", "BVDK", "PNT", "UNKNOWN", ""):
        if seen in MAY_SEE.get(code, set()):
            unit_ = unit_team(real_office, code, seen).unit
            assert unit_
            assert unit_.code == seen
        else:
            assert refused(unit_team, real_office, code, seen).why == Why.NOT_YOUR_UNIT


@pytest.mark.parametrize("code", ALL)
def test_a_team_is_shown_to_leaders_alone(real_office: RealOffice, code: str) -> None:
    if code in MAY_SEE:
        assert own_team(real_office, code).members
    else:
        assert refused(own_team, real_office, code).why == Why.NO_TEAM


def test_who_is_named_as_approver_sees_those_and_no_unit(real_office: RealOffice) -> None:
    put_official(real_office, replace(person(real_office, "DAT"), approver="AN"))
    assert codes(own_team(real_office, "AN")) == ["DAT"]
    assert own_team(real_office, "AN").units == ()
    assert refused(unit_team, real_office, "AN", "PNT").why == Why.NOT_YOUR_UNIT


def test_who_has_left_sees_nothing(real_office: RealOffice) -> None:
    gone = replace(person(real_office, "GD"), retired=True)
    for do in (
        lambda: real_office.perform(teams.own_team, gone, WEEK, FRIDAY),
        lambda: real_office.perform(teams.unit_team, gone, "STC", WEEK, FRIDAY),
    ):
        assert refused(do).why == Why.NOT_YOURS


def test_no_name_from_outside_the_line_appears_in_any_view(real_office: RealOffice) -> None:
    seen = {"GD": {"GD", "TP", "AN", "BINH"}, "TP": {"TP", "AN", "BINH"}}
    for leader, line in seen.items():
        views = [own_team(real_office, leader)]
        views += [unit_team(real_office, leader, code) for code in MAY_SEE[leader]]
        assert {code for view in views for code in codes(view)} <= line


# --- what


def test_a_units_members_are_who_serves_in_that_very_unit_its_head_too(real_office: RealOffice) -> None:
    team = unit_team(real_office, "GD", "STC-NS")
    assert codes(team) == ["AN", "BINH", "TP"]
    assert [one.code for one in unit_team(real_office, "TRUONG", "STC").units] == ["STC-NS"]


def test_figures_missing_days_flags_and_the_queue_of_a_team(real_office: RealOffice) -> None:
    approved(real_office, "AN", MONDAY, 480, minutes_approved=420)
    write(real_office, "AN", TUESDAY, 540, flags=(Flag(FlagKind.OVER_DAY, 540),))
    take_off(real_office, "AN", WEDNESDAY)
    team = own_team(real_office, "TP")
    assert team.figures.approved == Amount(420, 1)
    assert team.figures.declared == Amount(1020, 2)
    assert [member.missing for member in team.members] == [(THURSDAY, FRIDAY)]
    assert [member.official.code for member in team.incomplete] == ["AN"]
    assert team.silent == []
    assert team.flags == (FlagCount(FlagKind.OVER_DAY, 1, 540),)
    assert team.queue.waiting == Amount(540, 1)
    assert team.logged_on(TUESDAY) == 1


def test_a_draft_is_nobody_elses_business(real_office: RealOffice) -> None:
    write(real_office, "AN", MONDAY, status=Status.DRAFT)
    team = own_team(real_office, "TP")
    assert team.figures.drafts == Amount()
    assert [member.official.code for member in team.silent] == ["AN"]


def test_on_monday_morning_nobody_has_missed_anything(real_office: RealOffice) -> None:
    team = own_team(real_office, "TP", MONDAY - timedelta(days=1))
    assert (team.silent, team.incomplete) == ([], [])


def test_hours_far_above_the_norm_are_named_with_their_figure(real_office: RealOffice) -> None:
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        write(real_office, "AN", day, 615)
    assert [member.official.code for member in own_team(real_office, "TP").high] == ["AN"]


def test_the_norm_is_that_of_the_very_week(real_office: RealOffice) -> None:
    real_office.rules = Rules(calendar=Calendar(working_saturdays=frozenset({SATURDAY})))
    team = own_team(real_office, "TP", SATURDAY)
    assert team.norm == 48 * 60
    assert team.members[0].missing[-1] == SATURDAY


def test_a_week_without_working_days_misses_nothing(real_office: RealOffice) -> None:
    days = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
    real_office.rules = Rules(calendar=Calendar(dict.fromkeys(days, "Tết")))
    team = own_team(real_office, "TP")
    assert (team.norm, team.silent) == (0, [])


def test_a_head_of_two_units_one_below_the_other_sees_each_unit_below_once(real_office: RealOffice) -> None:
    add_unit(real_office, "STC-NS-1", "STC-NS", members=("N1",))
    real_office.rows("UPDATE units SET head = 'GD' WHERE code = 'STC-NS' RETURNING code")
    assert [one.code for one in own_team(real_office, "GD").units] == ["STC-NS-1", "STC-NS"]


def test_the_same_answer_comes_from_the_read_only_connection(real_office: RealOffice) -> None:
    approved(real_office, "AN", MONDAY)
    gd = person(real_office, "GD")
    for view in (
        lambda act: teams.own_team(act, gd, WEEK, FRIDAY),
        lambda act: teams.unit_team(act, gd, "STC-NS", WEEK, FRIDAY),
    ):
        assert real_office.look(view) == real_office.perform(view)
