"""Drafting, changing and throwing away: what happens before an entry is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.entry import Entry, Problem, Status
from bot.domain.people import Official
from bot.services import catalogs, checks, drafting
from bot.services.act import Act
from bot.services.drafting import Line
from bot.services.refusal import Why
from bot.storage import catalogs as stored
from bot.storage import entries
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice, perform
from tests.support.worklogs import (
    ITEM,
    MONDAY,
    approve,
    change,
    draft,
    later,
    line,
    now_of,
    person,
    refused,
    return_entry,
    send,
    send_one,
)

YESTERDAY = MONDAY - timedelta(days=1)


def sheet_of(office: AnyOffice, sheet: list[Entry]) -> list[Entry]:
    return office.ask(entries.of_sheet, sheet[0].sheet)


def problems(office: AnyOffice, sheet: list[Entry], who: str = "AN") -> dict[int, list[Problem]]:
    return perform(office, checks.problems_of, person(office, who), sheet)


# --- Drafting


def test_a_draft_keeps_what_was_typed_and_the_task_as_the_catalog_has_it(real_office: RealOffice) -> None:
    (one,) = draft(real_office, "AN", line(150, quantity=3000, product="CV 12", words="soạn công văn"))
    assert now_of(real_office, one) == Entry(
        id=one.id, official="AN", unit="STC-NS", sheet=one.sheet, place=1, item="B.01",
        item_name="Soạn thảo văn bản hành chính", group="B", coefficient=1000, norm_minutes=120, worked_on=MONDAY,
        minutes_declared=150, quantity=3000, product="CV 12", words="soạn công văn", channel="telegram",
        created_at=real_office.now,
    )  # fmt: skip
    assert one.status is Status.DRAFT


def test_a_later_catalog_changes_nothing_in_a_draft(office: MemoryOffice) -> None:
    (one,) = draft(office, "AN")
    office.rows("UPDATE items SET name = 'Việc khác', norm_minutes = 5, coefficient = 1")
    assert now_of(office, one) == one


def test_lines_of_one_message_share_a_sheet_and_are_numbered(office: MemoryOffice) -> None:
    drafts = draft(office, "AN", line(), line(None, item=""), line(60, "D.01"))
    assert [(one.place, one.item) for one in drafts] == [(1, "B.01"), (2, ""), (3, "D.01")]
    assert len({one.sheet for one in drafts}) == 1
    assert sheet_of(office, drafts) == drafts


def test_a_sheet_holds_at_most_twenty(office: MemoryOffice) -> None:
    assert len(draft(office, "AN", *[line(15)] * 25)) == 20


def test_drafting_alone_is_no_declaration(office: MemoryOffice) -> None:
    draft(office, "AN")
    assert office.ask(entries.minutes_of_period, "AN", MONDAY, MONDAY) == 0
    assert office.rows("SELECT act FROM audit") == office.rows("SELECT id FROM outbox") == []


# --- What is wrong with it


@pytest.mark.parametrize(
    ("one", "found"),
    [
        pytest.param(line(), [], id="nothing"),
        pytest.param(line(None), [Problem.MISSING_HOURS], id="no hours"),
        pytest.param(line(item="", words="gì đó"), [Problem.MISSING_TASK], id="no task"),
        pytest.param(line(20), [Problem.NOT_A_QUARTER], id="not a quarter"),
        pytest.param(line(721), [Problem.NOT_A_QUARTER], id="no quarter and too long"),
        pytest.param(line(735), [Problem.TOO_LONG], id="over the day limit"),
        pytest.param(line(worked_on=MONDAY + timedelta(days=1)), [Problem.FUTURE_DATE], id="tomorrow"),
        pytest.param(line(worked_on=MONDAY - timedelta(days=8)), [Problem.TOO_OLD], id="eight days back"),
        pytest.param(line(worked_on=MONDAY - timedelta(days=7)), [], id="seven days back"),
        pytest.param(line(item="A.01"), [Problem.HIDDEN_TASK], id="a task of leaders"),
        pytest.param(
            Line(None, "", MONDAY + timedelta(days=1), None),
            [Problem.MISSING_TASK, Problem.MISSING_HOURS, Problem.FUTURE_DATE],
            id="everything",
        ),
    ],
)
def test_each_problem_is_found(office: MemoryOffice, one: Line, found: list[Problem]) -> None:
    assert problems(office, draft(office, "AN", one)) == ({1: found} if found else {})


def test_today_is_the_provinces_today(office: MemoryOffice) -> None:
    """At half past midnight there, it is still yesterday in UTC."""
    later(office, hours=15)
    assert problems(office, draft(office, "AN", line(worked_on=MONDAY + timedelta(days=1)))) == {}


def test_a_task_that_was_retired_meanwhile_cannot_be_sent(office: MemoryOffice) -> None:
    sheet = draft(office, "AN")
    office.ask(stored.retire_item, "B.01", "2026-11-23")
    office.ask(stored.bump_version)
    assert problems(office, sheet) == {1: [Problem.HIDDEN_TASK]}


def test_entries_of_a_day_add_up_with_each_other_and_with_what_is_there(office: MemoryOffice) -> None:
    send_one(office, minutes=480)
    sheet = draft(office, "AN", line(180), line(75), line(60), line(15), line(480, worked_on=YESTERDAY))
    assert problems(office, sheet) == {2: [Problem.DAY_FULL], 4: [Problem.DAY_FULL]}


def test_what_has_a_problem_fills_no_day(office: MemoryOffice) -> None:
    sheet = draft(office, "AN", line(700), line(720, item=""), line(720))
    assert problems(office, sheet) == {1: [Problem.NOT_A_QUARTER], 2: [Problem.MISSING_TASK]}


def test_what_was_approved_fills_the_day_with_the_approved_hours(office: MemoryOffice) -> None:
    approve(office, "TP", send_one(office, minutes=720), minutes=60)
    assert problems(office, draft(office, "AN", line(660))) == {}
    assert problems(office, draft(office, "AN", line(675))) == {1: [Problem.DAY_FULL]}


def test_who_works_shifts_may_log_24_hours_a_day(office: MemoryOffice) -> None:
    assert problems(office, draft(office, "YSI", line(1440)), "YSI") == {}
    assert problems(office, draft(office, "YSI", line(1455)), "YSI") == {1: [Problem.TOO_LONG]}
    send_one(office, "YSI", minutes=720)
    assert problems(office, draft(office, "YSI", line(735)), "YSI") == {1: [Problem.DAY_FULL]}


# --- Changing


def test_a_change_is_kept_and_raises_the_revision_of_the_whole_sheet(real_office: RealOffice) -> None:
    sheet = draft(real_office, "AN", line(), line(60))
    changed = change(real_office, sheet, 2, minutes_declared=90, product="BB 3", worked_on=YESTERDAY)
    assert sheet_of(real_office, sheet) == changed
    assert [(one.revision, one.minutes_declared, one.product) for one in changed] == [(2, 120, ""), (2, 90, "BB 3")]
    assert changed[1].worked_on == YESTERDAY


def test_another_task_brings_its_own_name_group_and_norm(office: MemoryOffice) -> None:
    (one,) = change(office, draft(office, "AN"), item=ITEM["C.STC.01"])
    assert (one.item, one.item_name, one.group) == ("C.STC.01", "Thẩm định dự toán", "C")
    assert (one.coefficient, one.norm_minutes) == (1300, 240)
    (none,) = change(office, [one], item=None)
    assert (none.item, none.item_name, none.group, none.norm_minutes) == ("", "", "", None)


def test_an_old_press_changes_nothing(office: MemoryOffice) -> None:
    sheet = draft(office, "AN")
    changed = change(office, sheet, minutes_declared=90)
    assert refused(change, office, sheet, minutes_declared=60).why is Why.CHANGED
    assert sheet_of(office, sheet) == changed


def test_a_number_that_is_not_on_the_sheet_is_not_found(office: MemoryOffice) -> None:
    sheet = draft(office, "AN")
    assert refused(change, office, sheet, 2, minutes_declared=60).why is Why.NOT_FOUND
    assert refused(perform, office, drafting.change, person(office, "AN"), "none", 1, 1).why is Why.NOT_FOUND


def test_what_was_sent_cannot_be_changed(office: MemoryOffice) -> None:
    sheet = send(office, "AN")
    refusal = refused(change, office, sheet, minutes_declared=60)
    assert refusal.why is Why.ALREADY_SENT
    assert refusal.facts["entry"] == sheet[0]


def test_of_two_changes_at_once_one_wins_and_the_other_is_told(real_office: RealOffice) -> None:
    sheet = draft(real_office, "AN", line(), line())
    an = person(real_office, "AN")
    done = real_office.together(
        *(
            lambda act, minutes=minutes: drafting.change(act, an, sheet[0].sheet, 1, 1, minutes_declared=minutes)
            for minutes in (15, 30, 45, 60)
        )
    )
    assert sorted(getattr(one, "why", "done") for one in done) == [Why.CHANGED] * 3 + ["done"]
    assert [one.revision for one in sheet_of(real_office, sheet)] == [2, 2]


# --- Throwing away


def discard(office: AnyOffice, sheet: list[Entry]) -> int:
    an = person(office, "AN")
    return perform(office, drafting.discard, an, sheet[0].sheet, drafting.revision_of(sheet))


def remove(office: AnyOffice, sheet: list[Entry], place: int) -> list[Entry]:
    an = person(office, "AN")
    return perform(office, drafting.remove, an, sheet[0].sheet, drafting.revision_of(sheet), place)


def test_drafts_are_thrown_away_without_a_trace(real_office: RealOffice) -> None:
    before = real_office.dump()
    assert discard(real_office, draft(real_office, "AN", line(), line())) == 2
    assert real_office.dump() == before


def test_what_was_sent_stays_when_the_rest_is_thrown_away(office: MemoryOffice) -> None:
    sheet = send(office, "AN", line(), line(None))
    assert discard(office, sheet) == 1
    assert [one.place for one in sheet_of(office, sheet)] == [1]
    assert refused(discard, office, sheet).why is Why.ALREADY_SENT


def test_what_was_returned_is_never_thrown_away(office: MemoryOffice) -> None:
    returned = return_entry(office, "TP", send_one(office))
    assert discard(office, [returned]) == 0
    assert now_of(office, returned) == returned


def test_an_old_press_throws_nothing_away(office: MemoryOffice) -> None:
    sheet = draft(office, "AN")
    change(office, sheet, minutes_declared=90)
    assert refused(discard, office, sheet).why is Why.CHANGED
    assert len(sheet_of(office, sheet)) == 1


def test_one_draft_is_taken_off_and_the_others_keep_their_numbers(real_office: RealOffice) -> None:
    sheet = draft(real_office, "AN", line(15), line(30), line(45))
    left = remove(real_office, sheet, 2)
    assert [(one.place, one.minutes_declared, one.revision) for one in left] == [(1, 15, 2), (3, 45, 2)]
    assert refused(remove, real_office, sheet, 1).why is Why.CHANGED
    assert remove(real_office, remove(real_office, left, 1), 3) == []


# --- Yesterday again, and favourites


def test_the_latest_logged_day_is_offered_again_for_today(real_office: RealOffice) -> None:
    friday = MONDAY - timedelta(days=3)
    send(
        real_office,
        "AN",
        line(60, "B.02", friday, quantity=1000, product="BB 12"),
        line(90, "C.STC.01", friday),
        line(30, "D.01", MONDAY - timedelta(days=4)),
    )
    again = perform(real_office, like_last_day, person(real_office, "AN"))
    assert again == [
        Line(ITEM["B.02"], "", MONDAY, 60, 1000),
        Line(ITEM["C.STC.01"], "", MONDAY, 90, None),
    ]


def like_last_day(act: Act, official: Official) -> list[Line]:
    day = drafting.last_day(act, official)
    return drafting.like_day(act, official, day) if day else []


def test_tasks_no_longer_seen_and_what_was_taken_back_are_not_offered_again(office: MemoryOffice) -> None:
    sent = send(office, "AN", line(60, "B.02", YESTERDAY), line(90, "D.01", YESTERDAY), line(30, worked_on=YESTERDAY))
    return_entry(office, "TP", sent[2])
    office.ask(stored.retire_item, "B.02", "2026-11-23")
    office.ask(stored.bump_version)
    again = perform(office, like_last_day, person(office, "AN"))
    assert again == [Line(ITEM["D.01"], "", MONDAY, 90)]


def test_without_an_earlier_day_there_is_nothing_to_offer(office: MemoryOffice) -> None:
    send_one(office)
    assert perform(office, like_last_day, person(office, "AN")) == []


def test_ones_own_habits_are_measured_and_recent_tasks_come_first(office: MemoryOffice) -> None:
    draft(office, "AN", line(), line(), line(item="D.01"), line(item=""))
    later(office, minutes=1)
    draft(office, "AN", line(item="B.02"), line(item="C.XA.01"))
    an = person(office, "AN")
    assert office.perform(catalogs.favourites, an) == {"B.01": 1.0, "B.02": 0.5, "C.XA.01": 0.5, "D.01": 0.5}
    recent = perform(office, catalogs.recent_items, an, 2)
    assert [item.code for item in recent] == ["B.02", "B.01"]


def test_a_unit_that_nobody_knows_has_the_usual_day_limit(office: MemoryOffice) -> None:
    assert office.perform(checks.day_limit, person(office, "YSI")) == 1440
    assert office.perform(checks.day_limit, replace(person(office, "YSI"), unit="GONE")) == 720
