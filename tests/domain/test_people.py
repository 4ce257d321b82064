"""Who decides on whose entries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.people import Official, Unit, approver_of, line_of_units
from tests.support.samples import OFFICIALS, UNITS, official, unit


class Province:
    """Units and officials in memory."""

    def __init__(self, units: tuple[Unit, ...], officials: tuple[Official, ...]) -> None:
        self._units = {one.code: one for one in units}
        self._officials = {one.code: one for one in officials}

    def unit(self, code: str) -> Unit | None:
        return self._units.get(code)

    def official(self, code: str) -> Official | None:
        return self._officials.get(code)

    def approver(self, code: str) -> str | None:
        found = approver_of(self._officials[code], self)
        return found.code if found else None


SAMPLE = Province(UNITS, OFFICIALS)


@pytest.mark.parametrize(
    ("code", "approver"),
    [
        pytest.param("AN", "TP", id="the head of the unit decides"),
        pytest.param("BINH", "GD", id="a named approver comes before the head"),
        pytest.param("TP", "GD", id="the head's own entries go to the head above"),
        pytest.param("GD", "TRUONG", id="and so on upwards"),
        pytest.param("YSI", "TRUONG", id="where nobody heads the unit, the head above decides"),
        pytest.param("DAT", "CT", id="in a commune its chairman decides"),
        pytest.param("TRUONG", None, id="with nobody above it is recorded without a decision"),
    ],
)
def test_who_decides(code: str, approver: str | None) -> None:
    assert SAMPLE.approver(code) == approver


def test_nobody_decides_on_their_own_entries_even_if_named() -> None:
    province = Province((unit("U", head="TP"),), (official("CB", "U", approver="CB"), official("TP", "U")))
    assert province.approver("CB") == "TP"


def test_a_head_named_by_a_unit_above_as_well_is_passed_over_there_too() -> None:
    """Somebody who heads the unit and the one above has nobody left but the next one up."""
    units = (unit("TOP", head="BOSS"), unit("MID", parent="TOP", head="CB"), unit("LOW", parent="MID", head="CB"))
    assert Province(units, (official("CB", "LOW"), official("BOSS", "TOP"))).approver("CB") == "BOSS"


def test_a_named_approver_who_has_left_gives_way_to_the_head() -> None:
    people = (official("CB", "U", approver="OLD"), official("OLD", "U", retired=True), official("TP", "U"))
    assert Province((unit("U", head="TP"),), people).approver("CB") == "TP"


def test_a_head_who_has_left_gives_way_to_the_head_above() -> None:
    units = (unit("TOP", head="BOSS"), unit("U", parent="TOP", head="TP"))
    people = (official("CB", "U"), official("TP", "U", retired=True), official("BOSS", "TOP"))
    assert Province(units, people).approver("CB") == "BOSS"


def test_a_code_that_nobody_has_is_passed_over() -> None:
    units = (unit("TOP", head="BOSS"), unit("U", parent="TOP", head="GHOST"))
    people = (official("CB", "U", approver="NOBODY"), official("BOSS", "TOP"))
    assert Province(units, people).approver("CB") == "BOSS"


def test_a_cycle_of_units_ends_and_leaves_nobody() -> None:
    units = (unit("A", parent="B"), unit("B", parent="A", head="CB"))
    province = Province(units, (official("CB", "A"),))
    assert province.approver("CB") is None
    assert [one.code for one in line_of_units("A", province)] == ["A", "B"]


def test_the_line_of_units_ends_at_the_top_and_at_a_gap() -> None:
    assert [one.code for one in line_of_units("STC-NS", SAMPLE)] == ["STC-NS", "STC", "KH"]
    assert [one.code for one in line_of_units("X", Province((unit("X", parent="GONE"),), ()))] == ["X"]
    assert list(line_of_units("UNKNOWN", SAMPLE)) == []


def test_naming_somebody_changes_nobody_elses_approver() -> None:
    people = tuple(replace(one, approver="CT") if one.code == "AN" else one for one in OFFICIALS)
    changed = Province(UNITS, people)
    before = {one.code: SAMPLE.approver(one.code) for one in OFFICIALS}
    assert {one.code: changed.approver(one.code) for one in OFFICIALS} == before | {"AN": "CT"}
