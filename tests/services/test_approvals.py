"""Deciding: approve, return, take back, and all the ordinary at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.domain.decision import ReturnReason
from bot.domain.entry import Entry, FlagKind, Quality, Status
from bot.services import approvals, drafting, worklog
from bot.services.refusal import Refused, Why
from bot.storage import audit, catalogs, entries
from bot.storage.outbox import Lane
from bot.storage.times import to_text
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice, perform
from tests.support.worklogs import (
    MONDAY,
    acts,
    answered,
    approve,
    bind,
    broken_chains,
    change,
    draft,
    facts,
    forget_facts,
    later,
    line,
    now_of,
    person,
    refused,
    reopen,
    return_entry,
    send,
    send_one,
    submit,
    undo,
    withdraw,
)

Decide = Callable[[AnyOffice, str, Entry], Entry]


def preset(office: AnyOffice, entry: Entry, reason: ReturnReason) -> Entry:
    return perform(office, approvals.return_entry, person(office, "TP"), entry.id, entry.revision, preset=reason)


# --- Approving


def test_approving_takes_all_declared_hours_and_quality_good(real_office: RealOffice) -> None:
    entry = send_one(real_office, minutes=150)
    later(real_office, minutes=3)
    decided = approve(real_office, "TP", entry)
    assert (decided.status, decided.minutes_approved, decided.quality) == (Status.APPROVED, 150, "đạt")
    assert (decided.decided_by, decided.decided_at) == ("TP", real_office.now)
    assert (decided.revision, decided.reason) == (entry.revision + 1, "")
    assert now_of(real_office, entry) == decided
    assert acts(real_office, entry) == ["submit", "approve"]
    assert broken_chains(real_office) == []


def test_other_hours_and_quality_are_kept_with_the_reason_as_typed(real_office: RealOffice) -> None:
    words = "Chỉ tính phần <chính> & “phụ lục”"
    entry = send_one(real_office)
    decided = approve(real_office, "TP", entry, minutes=75, quality=Quality.POOR, reason=words)
    assert (decided.minutes_approved, decided.quality, decided.reason) == (75, "chưa đạt", words)
    row = real_office.ask(audit.history, f"entry:{entry.id}")[-1]
    assert (row["actor"], row["act"], row["words"]) == ("TP", "approve", words)
    assert '"minutes": 75' in row["detail"]
    assert words not in row["detail"]


@pytest.mark.parametrize("minutes", [0, -15, 20, 135, 10**15])
def test_hours_that_are_none_no_quarters_or_more_than_declared_are_refused(office: MemoryOffice, minutes: int) -> None:
    entry = send_one(office)
    before = office.dump()
    refusal = refused(approve, office, "TP", entry, minutes=minutes)
    assert (refusal.why, refusal.facts["entry"]) == (Why.BAD_MINUTES, entry)
    assert office.dump() == before


def test_a_decision_tells_the_official_and_edits_the_card_at_once_and_when_it_is_final(
    real_office: RealOffice,
) -> None:
    bind(real_office, "AN", "TP")
    entry = send_one(real_office)
    forget_facts(real_office)
    decided = approve(real_office, "TP", entry)
    told = [(fact["chat"], fact["fact"], fact["lane"], fact.get("mend", False)) for fact in facts(real_office)]
    assert told == [
        ("telegram:tp", "card", Lane.REPLY, True),
        ("telegram:tp", "card", Lane.EDIT, True),
        ("telegram:an", "decided", Lane.DECISION, False),
        ("telegram:an", "sheet", Lane.EDIT, True),
    ]
    assert facts(real_office, "decided")[0]["entries"] == [decided.id]
    final = facts(real_office, "card")[1]
    assert final["not_before"] == to_text(real_office.now + timedelta(minutes=5))


# --- The same press again, late, and at once


def test_the_same_press_twice_decides_once_and_says_what_it_became(real_office: RealOffice) -> None:
    bind(real_office, "AN", "TP")
    entry = send_one(real_office)
    decided = approve(real_office, "TP", entry)
    before = real_office.dump()
    for again in (approve, return_entry):
        refusal = refused(again, real_office, "TP", entry)
        assert (refusal.why, refusal.facts["entry"]) == (Why.NOT_WAITING, decided)
    assert real_office.dump() == before


def test_many_presses_at_once_decide_once(real_office: RealOffice) -> None:
    bind(real_office, "AN")
    entry = send_one(real_office)
    tp = person(real_office, "TP")
    presses = [
        lambda act: approvals.approve(act, tp, entry.id, entry.revision),
        lambda act: approvals.return_entry(act, tp, entry.id, entry.revision, words="lý do"),
    ] * 4
    done = real_office.together(*map(answered, presses))
    assert sum(isinstance(one, Entry) for one in done) == 1
    assert {one.why for one in done if isinstance(one, Refused)} <= {Why.CHANGED, Why.NOT_WAITING}
    assert len(acts(real_office, entry)) == 2
    assert len(facts(real_office, "decided")) == 1
    assert broken_chains(real_office) == []


def test_a_press_on_what_was_taken_back_decides_nothing(office: MemoryOffice) -> None:
    entry = send_one(office)
    withdraw(office, entry)
    refusal = refused(approve, office, "TP", entry)
    assert (refusal.why, refusal.facts["entry"].status) == (Why.NOT_WAITING, Status.WITHDRAWN)


def test_a_press_on_an_old_card_of_what_was_sent_again_decides_nothing(office: MemoryOffice) -> None:
    entry = send_one(office)
    submit(office, withdraw(office, entry))
    refusal = refused(approve, office, "TP", entry)
    assert (refusal.why, refusal.facts["entry"]) == (Why.CHANGED, now_of(office, entry))


def test_an_entry_that_does_not_exist_is_not_found(office: MemoryOffice) -> None:
    tp = person(office, "TP")
    for service in (approvals.approve, approvals.undo):
        assert refused(office.perform, service, tp, "none", 1).why is Why.NOT_FOUND


# --- Returning


def test_a_typed_reason_is_kept_exactly_as_typed(real_office: RealOffice) -> None:
    bind(real_office, "AN")
    words = "Thiếu số <công văn> & “ngày”\nđính kèm"
    returned = return_entry(real_office, "TP", send_one(real_office), words)
    assert (returned.status, returned.reason, returned.reason_preset) == (Status.RETURNED, words, "")
    assert (returned.quality, returned.minutes_approved) == ("", None)
    assert real_office.ask(audit.history, f"entry:{returned.id}")[-1]["words"] == words
    (told,) = facts(real_office, "decided")
    assert words not in str(told), "facts hold no typed text"
    assert real_office.ask(entries.minutes_of_period, "AN", MONDAY, MONDAY) == 0


@pytest.mark.parametrize("reason", ReturnReason)
def test_a_preset_reason_is_kept_by_name_and_only_one_counts_against_quality(
    office: MemoryOffice, reason: ReturnReason
) -> None:
    returned = preset(office, send_one(office), reason)
    assert (returned.reason, returned.reason_preset) == (reason.value, reason.name.lower())
    assert returned.quality == ("chưa đạt" if reason is ReturnReason.POOR_QUALITY else "")


@pytest.mark.parametrize("words", ["", "  ", "\n"])
def test_without_a_reason_nothing_is_returned(office: MemoryOffice, words: str) -> None:
    entry = send_one(office)
    assert refused(return_entry, office, "TP", entry, words).why is Why.NO_REASON
    assert now_of(office, entry) == entry


# --- Taking back


@pytest.mark.parametrize("decide", [approve, return_entry])
def test_a_decision_is_taken_back_and_the_entry_waits_as_before(real_office: RealOffice, decide: Decide) -> None:
    bind(real_office, "AN", "TP")
    entry = send_one(real_office)
    decided = decide(real_office, "TP", entry)
    forget_facts(real_office)
    later(real_office, minutes=5)

    waiting = undo(real_office, "TP", decided)

    assert waiting == replace(entry, revision=entry.revision + 2)
    assert acts(real_office, entry)[-1] == "undo"
    assert real_office.ask(entries.queue, "TP", 10) == [waiting]
    assert {(fact["chat"], fact["fact"]) for fact in facts(real_office)} == {
        ("telegram:tp", "card"),
        ("telegram:an", "undone"),
        ("telegram:an", "sheet"),
    }
    assert broken_chains(real_office) == []


def test_after_five_minutes_a_decision_stands(office: MemoryOffice) -> None:
    decided = approve(office, "TP", send_one(office))
    later(office, minutes=5, seconds=1)
    refusal = refused(undo, office, "TP", decided)
    assert (refusal.why, refusal.facts["entry"]) == (Why.TOO_LATE_TO_UNDO, decided)
    assert now_of(office, decided) == decided


def test_taking_back_twice_takes_back_once(office: MemoryOffice) -> None:
    decided = approve(office, "TP", send_one(office))
    waiting = undo(office, "TP", decided)
    assert refused(undo, office, "TP", decided).why is Why.TOO_LATE_TO_UNDO
    assert now_of(office, decided) == waiting


def test_an_old_press_does_not_take_back_a_newer_decision(office: MemoryOffice) -> None:
    first = approve(office, "TP", send_one(office))
    second = approve(office, "TP", undo(office, "TP", first))
    assert refused(undo, office, "TP", first).why is Why.CHANGED
    assert now_of(office, first) == second


def test_a_decision_is_not_taken_back_when_other_work_has_filled_the_day_since(office: MemoryOffice) -> None:
    """Else the day would hold more than its limit."""
    returned = return_entry(office, "TP", send_one(office, minutes=480))
    other = send_one(office, minutes=480)
    assert refused(undo, office, "TP", returned).why is Why.DAY_FULL
    assert now_of(office, returned) == returned

    withdraw(office, other)
    assert undo(office, "TP", returned).status is Status.SUBMITTED


def test_taking_back_reckons_with_all_declared_hours(office: MemoryOffice) -> None:
    approved = approve(office, "TP", send_one(office, minutes=480), minutes=60)
    send_one(office, minutes=255)
    assert refused(undo, office, "TP", approved).why is Why.DAY_FULL


def test_a_return_is_taken_back_while_its_owner_mends_it_and_what_was_changed_is_a_draft(
    real_office: RealOffice,
) -> None:
    bind(real_office, "AN")
    entry = send_one(real_office, product="CV 12", quantity=2000)
    returned = return_entry(real_office, "TP", entry)
    (mended,) = change(
        real_office, reopen(real_office, returned), minutes_declared=60, product="CV 13", completed=False
    )
    forget_facts(real_office)

    waiting = undo(real_office, "TP", returned)

    assert waiting == replace(entry, sheet=waiting.sheet, revision=mended.revision + 1)
    (kept,) = real_office.ask(entries.of_sheet, mended.sheet)
    assert (kept.status, kept.minutes_declared, kept.product) == (Status.DRAFT, 60, "CV 13")
    assert (kept.approver, kept.submitted_at, kept.reason, kept.decided_by) == ("", None, "", "")
    assert facts(real_office, "undone")[0]["kept"] == kept.id
    assert broken_chains(real_office) == []


def test_another_task_that_was_not_sent_gives_way_to_the_one_that_was(office: MemoryOffice) -> None:
    entry = send_one(office, item="B.01")
    returned = return_entry(office, "TP", entry)
    other = office.ask(catalogs.find_item, "D.01")
    change(office, reopen(office, returned), item=other, worked_on=MONDAY - timedelta(days=1))
    waiting = undo(office, "TP", returned)
    assert now_of(office, entry) == waiting
    names = ("item", "item_name", "group", "coefficient", "norm_minutes", "worked_on", "flags")
    assert [getattr(waiting, name) for name in names] == [getattr(entry, name) for name in names]


def test_what_was_sent_again_is_not_taken_back(office: MemoryOffice) -> None:
    returned = return_entry(office, "TP", send_one(office))
    submit(office, reopen(office, returned))
    assert refused(undo, office, "TP", returned).why is Why.TOO_LATE_TO_UNDO


def test_taking_back_and_mending_at_once_loses_neither(real_office: RealOffice) -> None:
    an, tp = person(real_office, "AN"), person(real_office, "TP")
    for _ in range(5):
        returned = return_entry(real_office, "TP", send_one(real_office, minutes=15))
        (opened,) = reopen(real_office, returned)
        steps = [
            lambda act, one=returned: approvals.undo(act, tp, one.id, one.revision),
            lambda act, one=opened: drafting.change(act, an, one.sheet, one.revision, 1, product="CV 13"),
        ]
        undone, changed = real_office.together(*map(answered, steps))
        now = now_of(real_office, returned)
        assert now.status is (Status.RETURNED if isinstance(undone, Refused) else Status.SUBMITTED)
        assert (now.status, now.product) != (Status.SUBMITTED, "CV 13")
        (there,) = real_office.ask(entries.of_sheet, opened.sheet)
        assert there.product == ("" if isinstance(changed, Refused) else "CV 13")


# --- Flags of the rest of the day


@pytest.mark.parametrize("decide", ["approve fewer", "return"])
def test_deciding_on_one_entry_reckons_anew_what_waits_on_that_day(real_office: RealOffice, decide: str) -> None:
    bind(real_office, "TP")
    first, second = send(real_office, "AN", line(300, "D.01"), line(300, "D.01"))
    assert [flag.kind for flag in second.flags] == [FlagKind.OVER_DAY]
    forget_facts(real_office)
    decided = (
        return_entry(real_office, "TP", first) if decide == "return" else approve(real_office, "TP", first, minutes=180)
    )
    assert now_of(real_office, second).flags == ()
    assert [fact["entry"] for fact in facts(real_office, "card")].count(second.id) == 1

    undo(real_office, "TP", decided)
    assert [flag.figure for flag in now_of(real_office, second).flags] == [600]


def test_flags_are_right_also_when_a_day_loses_one_entry_and_gains_another_at_once(real_office: RealOffice) -> None:
    tp, an = person(real_office, "TP"), person(real_office, "AN")
    for _ in range(5):
        first, draft_ = send_one(real_office, item="D.01", minutes=300), draft(real_office, "AN", line(300, "D.01"))[0]
        real_office.together(
            partial(approvals.return_entry, actor=tp, entry_id=first.id, revision=first.revision, words="lý do"),
            partial(worklog.submit, actor=an, sheet=draft_.sheet, revision=1),
        )
        second = now_of(real_office, draft_)
        assert (second.status, second.flags) == (Status.SUBMITTED, ())
        withdraw(real_office, second)
