"""What summaries add up, on each engine: many people in few statements, as long as their own week."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.entry import Flag, FlagKind, Status
from bot.domain.summary import Amount, Work
from bot.storage import people, summaries
from bot.storage.summaries import Queue
from tests.support.offices import RealOffice
from tests.support.weeks import MONDAY, SATURDAY, SUNDAY, TUESDAY, WEEK, add_unit, approved, take_off, write


@pytest.fixture
def office(real_office: RealOffice) -> RealOffice:
    return real_office


def test_works_are_those_of_these_people_in_this_week(office: RealOffice) -> None:
    flags = (Flag(FlagKind.LATE, 4),)
    write(office, "AN", MONDAY, 60, flags=flags)
    approved(office, "AN", SUNDAY, 120, minutes_approved=90, group="D")
    write(office, "AN", MONDAY - timedelta(days=1))
    write(office, "AN", SUNDAY + timedelta(days=1))
    write(office, "DAT", MONDAY)
    found = office.ask(summaries.works, ["AN", "BINH"], WEEK.first, WEEK.last, drafts=False)
    assert found == [
        Work("AN", MONDAY, "B", Status.SUBMITTED, 60, flags=flags),
        Work("AN", SUNDAY, "D", Status.APPROVED, 120, 90),
    ]


def test_drafts_are_read_only_when_asked_for_and_what_was_withdrawn_never(office: RealOffice) -> None:
    write(office, "AN", MONDAY, status=Status.WITHDRAWN)
    office.rows("UPDATE entries SET minutes_declared = NULL WHERE status = 'draft' RETURNING id")
    write(office, "AN", MONDAY, 0, status=Status.DRAFT, group="")
    assert office.ask(summaries.works, ["AN"], WEEK.first, WEEK.last, drafts=False) == []
    (draft,) = office.ask(summaries.works, ["AN"], WEEK.first, WEEK.last, drafts=True)
    assert (draft.status, draft.declared) == (Status.DRAFT, 0)


def test_more_people_than_a_statement_names_are_all_found(office: RealOffice) -> None:
    write(office, "AN", MONDAY)
    nobody = [f"N{number}" for number in range(1200)]
    assert len(office.ask(summaries.works, [*nobody, "AN"], WEEK.first, WEEK.last, drafts=False)) == 1
    assert office.ask(summaries.works, [], WEEK.first, WEEK.last, drafts=False) == []


def test_days_off_are_those_of_these_people_in_this_week(office: RealOffice) -> None:
    take_off(office, "AN", TUESDAY)
    take_off(office, "AN", SUNDAY + timedelta(days=1))
    take_off(office, "DAT", TUESDAY)
    assert office.ask(summaries.days_off, ["AN", "BINH"], WEEK.first, WEEK.last) == [("AN", TUESDAY)]


def test_a_queue_is_of_any_week_and_tells_since_when_its_oldest_waits(office: RealOffice) -> None:
    write(office, "AN", MONDAY - timedelta(days=30), 60, submitted_at=office.now - timedelta(days=30))
    write(office, "AN", MONDAY, 30)
    approved(office, "AN", MONDAY, 600)
    expected = Queue(Amount(90, 2), "2026-10-24T02:30:00.000Z")
    assert office.ask(summaries.queue_of, "TP") == expected
    assert office.ask(summaries.queue_about, ["AN", "BINH"], ["TP", "GD"]) == expected


def test_where_nothing_waits_there_is_no_oldest(office: RealOffice) -> None:
    assert office.ask(summaries.queue_of, "TP") == Queue(Amount(), "")
    assert office.ask(summaries.queue_about, ["AN"], ["TP"]) == Queue(Amount(), "")
    assert office.ask(summaries.queue_about, [], []) == Queue(Amount(), "")


def test_a_unit_adds_up_all_below_it_by_the_units_in_which_people_serve_now(office: RealOffice) -> None:
    add_unit(office, "STC-NS-1", "STC-NS", members=("N1", "N2"))
    approved(office, "AN", MONDAY, 120, minutes_approved=90)
    write(office, "N1", TUESDAY, 60)
    write(office, "N1", SATURDAY, 30, status=Status.RETURNED)
    write(office, "N2", MONDAY, 45, status=Status.DRAFT)
    write(office, "GD", MONDAY, 15, approver="TRUONG", unit="BVDK")
    units = {one.code: one for one in office.ask(summaries.units_right_below, "KH", WEEK.first, WEEK.last)}
    assert set(units) == {"STC", "BVDK", "PNT"}
    stc = units["STC"]
    assert (stc.people, stc.logged) == (6, 3)
    assert (stc.declared, stc.approved, stc.waiting, stc.waiting_minutes) == (225, 90, 2, 75)
    assert (units["BVDK"].people, units["BVDK"].logged, units["BVDK"].declared) == (1, 0, 0)


def test_what_nobody_decides_on_makes_a_person_logged_and_counts_in_no_figure_of_a_unit(office: RealOffice) -> None:
    write(office, "YSI", MONDAY, approver="")
    (hospital,) = [
        one for one in office.ask(summaries.units_right_below, "KH", WEEK.first, WEEK.last) if one.code == "BVDK"
    ]
    assert (hospital.logged, hospital.declared, hospital.waiting, hospital.waiting_minutes) == (1, 0, 0, 0)


def test_units_without_anybody_are_left_out_and_people_who_have_left_are_not_counted(office: RealOffice) -> None:
    add_unit(office, "TRONG", "STC")
    office.ask(people.retire_official, "AN", "2026-11-01T00:00:00.000Z")
    (budget,) = office.ask(summaries.units_right_below, "STC", WEEK.first, WEEK.last)
    assert (budget.code, budget.people) == ("STC-NS", 2)


def test_units_in_a_circle_end(office: RealOffice) -> None:
    office.rows("UPDATE units SET parent = 'STC-NS' WHERE code = 'STC' RETURNING code")
    assert {one.code for one in office.ask(summaries.units_right_below, "STC", WEEK.first, WEEK.last)} == {"STC-NS"}


def test_who_leads_is_who_heads_a_unit_or_is_named_by_somebody_who_is_there(office: RealOffice) -> None:
    assert [code for code in ("GD", "TP", "AN", "BINH") if office.ask(summaries.leads, code)] == ["GD", "TP"]
    office.rows("UPDATE officials SET approver = 'AN' WHERE code = 'BINH' RETURNING code")
    assert office.ask(summaries.leads, "AN")
    office.ask(people.retire_official, "BINH", "2026-11-01T00:00:00.000Z")
    assert not office.ask(summaries.leads, "AN")
