"""Taking back, mending what was returned, sending again, and having an opinion."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.domain.entry import Problem, Status
from bot.services import approvals, drafting, worklog
from bot.services.refusal import Refused, Why
from bot.storage import audit, entries
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice, perform
from tests.support.samples import bind_chat
from tests.support.worklogs import (
    MONDAY,
    acts,
    answered,
    approve,
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
    withdraw,
)

# --- Taking back


def test_what_waits_is_taken_back_at_once_and_its_card_mended(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "TP", "3")
    entry = send_one(real_office)
    forget_facts(real_office)
    (taken,) = withdraw(real_office, entry)
    assert (taken.status, taken.revision, taken.flags) == (Status.WITHDRAWN, 3, ())
    assert acts(real_office, entry) == ["submit", "withdraw"]
    (card,) = facts(real_office)
    assert (card["fact"], card["mend"]) == ("card", True)
    assert real_office.ask(entries.minutes_of_period, "AN", MONDAY, MONDAY) == 0


def test_only_what_waits_on_a_sheet_is_taken_back(office: MemoryOffice) -> None:
    sheet = send(office, "AN", line(60), line(None), line(90), line(30))
    approve(office, "TP", sheet[0])
    return_entry(office, "TP", sheet[3])
    statuses = [entry.status for entry in withdraw(office, sheet[0])]
    assert statuses == [Status.APPROVED, Status.DRAFT, Status.WITHDRAWN, Status.RETURNED]
    before = office.dump()
    assert refused(withdraw, office, sheet[0]).why is Why.NOT_WAITING
    assert office.dump() == before


def test_taking_back_and_deciding_at_once_leaves_nothing_half_done(real_office: RealOffice) -> None:
    """A refusal is answered in a transaction that commits: whoever is refused has changed nothing."""
    an, tp = person(real_office, "AN"), person(real_office, "TP")
    for _ in range(5):
        sheet = send(real_office, "AN", line(15), line(15), line(15))
        deciding = (lambda act, one=one: approvals.approve(act, tp, one.id, one.revision) for one in sheet[1:])
        steps = [lambda act, sheet=sheet: worklog.withdraw(act, an, sheet[0].sheet), *deciding]
        withdrawn, *_ = real_office.together(*map(answered, steps))

        assert not isinstance(withdrawn, Refused)
        assert now_of(real_office, sheet[0]).status is Status.WITHDRAWN
        verbs = {Status.APPROVED: "approve", Status.WITHDRAWN: "withdraw"}
        for one in sheet:
            assert acts(real_office, one) == ["submit", verbs[now_of(real_office, one).status]]


# --- Mending and sending again


@pytest.mark.parametrize("how", ["returned", "withdrawn"])
def test_an_entry_is_mended_on_a_sheet_of_its_own_and_sent_again(real_office: RealOffice, how: str) -> None:
    real_office.perform(bind_chat, "TP", "3")
    entry, other = send(real_office, "AN", line(60), line(90))
    if how == "returned":
        return_entry(real_office, "TP", entry)
    else:
        withdraw(real_office, entry)
    later(real_office, hours=1)
    forget_facts(real_office)

    (reopened,) = reopen(real_office, entry)
    assert reopened.sheet != entry.sheet
    mended = change(real_office, [reopened], product="CV 12")
    (again,) = submit(real_office, mended).entries

    assert (again.id, again.status, again.product) == (entry.id, Status.SUBMITTED, "CV 12")
    assert (again.reason, again.decided_by, again.decided_at, again.quality) == ("", "", None, "")
    (card,) = facts(real_office, "card")
    assert "mend" not in card, "it comes as a new message"
    assert now_of(real_office, other).sheet == entry.sheet


def test_reopening_twice_is_harmless(office: MemoryOffice) -> None:
    entry = return_entry(office, "TP", send_one(office))
    reopen(office, entry)
    (twice,) = reopen(office, entry)
    assert now_of(office, entry) == twice


@pytest.mark.parametrize("approved", [False, True])
def test_what_waits_or_is_approved_is_not_reopened(office: MemoryOffice, approved: bool) -> None:
    entry = send_one(office)
    if approved:
        approve(office, "TP", entry)
    assert refused(reopen, office, entry).why is Why.ALREADY_SENT


def test_what_is_gone_is_not_found(office: MemoryOffice) -> None:
    an = person(office, "AN")
    assert refused(perform, office, worklog.reopen, an, "none").why is Why.NOT_FOUND
    assert refused(perform, office, worklog.withdraw, an, "none").why is Why.NOT_FOUND


def test_sending_again_counts_against_the_day_as_it_is_now(office: MemoryOffice) -> None:
    entry = return_entry(office, "TP", send_one(office, minutes=480))
    send_one(office, minutes=480)
    reopened = reopen(office, entry)
    assert refused(submit, office, reopened).facts["problems"] == {1: [Problem.DAY_FULL]}


# --- Opinions


def test_an_opinion_reaches_who_returned_it_and_stays_in_the_history(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "TP", "3")
    entry = return_entry(real_office, "TP", send_one(real_office))
    forget_facts(real_office)
    words = "Công văn <12> & phụ lục đã có số"
    perform(real_office, worklog.give_opinion, person(real_office, "AN"), entry.id, words)
    (told,) = facts(real_office)
    assert (told["fact"], told["chat"], told["entry"]) == ("opinion", "telegram:3", entry.id)
    assert words not in str(told)
    history = real_office.ask(audit.history, f"entry:{entry.id}")
    assert (history[-1]["act"], history[-1]["words"]) == ("opinion", words)
    assert now_of(real_office, entry) == entry
    assert broken_chains(real_office) == []


def test_only_a_returned_entry_gets_an_opinion(office: MemoryOffice) -> None:
    entry = send_one(office)
    refusal = refused(perform, office, worklog.give_opinion, person(office, "AN"), entry.id, "ý kiến")
    assert (refusal.why, refusal.facts["entry"]) == (Why.NOT_WAITING, entry)


def test_the_days_an_entry_waited_for_its_leader_do_not_make_it_too_old(office: MemoryOffice) -> None:
    entry = send_one(office)
    later(office, days=12)
    (mended,) = reopen(office, return_entry(office, "TP", entry))
    assert now_of(office, submit(office, [mended]).entries[0]).status is Status.SUBMITTED


def test_a_returned_entry_moved_to_a_day_that_was_too_old_when_it_was_sent_is_refused(office: MemoryOffice) -> None:
    entry = send_one(office)
    later(office, days=12)
    (mended,) = reopen(office, return_entry(office, "TP", entry))
    too_old = MONDAY - timedelta(days=8)
    moved = change(office, [mended], worked_on=too_old)
    assert refused(submit, office, moved).facts["problems"] == {1: [Problem.TOO_OLD]}


# --- Throwing drafts away


def discard_all(office: AnyOffice, last: date, until: datetime) -> int:
    return perform(office, drafting.discard_all, person(office, "AN"), MONDAY, last, until)


def test_all_drafts_of_some_days_are_thrown_away_and_nothing_else(real_office: RealOffice) -> None:
    sent = send_one(real_office)
    draft(real_office, "AN", line(), line())
    draft(real_office, "AN", line(worked_on=MONDAY + timedelta(days=1)))
    draft(real_office, "BINH", line())
    until = real_office.now
    later(real_office, seconds=1)
    draft(real_office, "AN", line())
    assert discard_all(real_office, MONDAY, until) == 2
    assert discard_all(real_office, MONDAY, until) == 0
    assert now_of(real_office, sent).status is Status.SUBMITTED
    left = real_office.rows("SELECT official FROM entries WHERE status = 'draft' ORDER BY official")
    assert [row["official"] for row in left] == ["AN", "AN", "BINH"]


def test_a_hundred_drafts_at_once_are_the_most(office: MemoryOffice) -> None:
    for _ in range(6):
        draft(office, "AN", *[line(15)] * 20)
    assert discard_all(office, MONDAY, office.now) == drafting.MOST_DISCARDED
    assert discard_all(office, MONDAY, office.now) == 20
