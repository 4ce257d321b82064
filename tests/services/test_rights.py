"""Who may do what: every act, by everyone, on entries that three different leaders decide on.

Whatever is refused changes nothing, and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.entry import Entry, Status
from bot.domain.people import Official
from bot.services import approvals, drafting, worklog
from bot.services.act import Act
from bot.services.refusal import Refused, Why
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, perform
from tests.support.worklogs import (
    add_official,
    approve,
    draft,
    line,
    now_of,
    person,
    return_entry,
    send_one,
)

DECIDERS = {"MINH": "PHO", "AN": "TP", "TP": "GD"}
"""Whose entries are tried, and who decides on them: the named approver, the head, the head above."""

EVERYBODY = {
    "MINH": "names PHO as approver",
    "AN": "ordinary official of STC-NS",
    "PHO": "named approver, no leading post",
    "TP": "head of STC-NS",
    "GD": "head of STC, above",
    "TRUONG": "head of the province, further above",
    "CT": "head of another unit",
    "BINH": "administers STC-NS",
    "DAT": "administers the province",
}

OWNER, APPROVER, BYSTANDER = "owner", "approver", "bystander"
OWNER_GONE, APPROVER_GONE = "owner who has left", "approver who has left"

OK = "allowed"
OWNERS_ACT = {
    OWNER: OK,
    APPROVER: Why.NOT_YOURS,
    BYSTANDER: Why.NOT_YOURS,
    OWNER_GONE: Why.NOT_YOURS,
    APPROVER_GONE: Why.NOT_YOURS,
}
LEADERS_ACT = {
    OWNER: Why.OWN_ENTRY,
    APPROVER: OK,
    BYSTANDER: Why.NOT_YOURS,
    OWNER_GONE: Why.NOT_YOURS,
    APPROVER_GONE: Why.NOT_YOURS,
}
BOTH = LEADERS_ACT | {OWNER: OK}
MATRIX = {
    "change": OWNERS_ACT,
    "submit": OWNERS_ACT,
    "discard": OWNERS_ACT,
    "remove": OWNERS_ACT,
    "withdraw": OWNERS_ACT,
    "reopen": OWNERS_ACT,
    "opinion": OWNERS_ACT,
    "approve": LEADERS_ACT,
    "approve other hours": LEADERS_ACT,
    "return": LEADERS_ACT,
    "undo an approval": LEADERS_ACT,
    "undo a return": LEADERS_ACT,
    "history": BOTH,
}

Do = Callable[[Act, Official, Entry], object]


def see_history(act: Act, actor: Official, entry: Entry) -> Entry:
    """As `/lichsu` does: one's own, or one to decide on."""
    try:
        return worklog.own_entry(act, actor, entry.id)
    except Refused:
        return approvals.entry_for(act, actor, entry.id)


DO: dict[str, tuple[Status, Do]] = {
    "change": (
        Status.DRAFT,
        lambda act, who, e: drafting.change(act, who, e.sheet, e.revision, 1, minutes_declared=15),
    ),
    "submit": (Status.DRAFT, lambda act, who, e: worklog.submit(act, who, e.sheet, e.revision)),
    "discard": (Status.DRAFT, lambda act, who, e: drafting.discard(act, who, e.sheet, e.revision)),
    "remove": (Status.DRAFT, lambda act, who, e: drafting.remove(act, who, e.sheet, e.revision, 1)),
    "withdraw": (Status.SUBMITTED, lambda act, who, e: worklog.withdraw(act, who, e.sheet)),
    "reopen": (Status.RETURNED, lambda act, who, e: worklog.reopen(act, who, e.id)),
    "opinion": (Status.RETURNED, lambda act, who, e: worklog.give_opinion(act, who, e.id, "ý kiến")),
    "approve": (Status.SUBMITTED, lambda act, who, e: approvals.approve(act, who, e.id, e.revision)),
    "approve other hours": (
        Status.SUBMITTED,
        lambda act, who, e: approvals.approve(act, who, e.id, e.revision, minutes=15),
    ),
    "return": (
        Status.SUBMITTED,
        lambda act, who, e: approvals.return_entry(act, who, e.id, e.revision, words="lý do"),
    ),
    "undo an approval": (Status.APPROVED, lambda act, who, e: approvals.undo(act, who, e.id, e.revision)),
    "undo a return": (Status.RETURNED, lambda act, who, e: approvals.undo(act, who, e.id, e.revision)),
    "history": (Status.SUBMITTED, see_history),
}


@pytest.fixture
def office(office: MemoryOffice) -> MemoryOffice:
    add_official(office, "AN", "PHO")
    add_official(office, "AN", "MINH", approver="PHO")
    return office


def make(office: AnyOffice, owner: str, status: Status) -> Entry:
    """An entry of that owner in that state."""
    if status is Status.DRAFT:
        return draft(office, owner, line(60))[0]
    entry = send_one(office, owner, minutes=60)
    if status is Status.APPROVED:
        return approve(office, DECIDERS[owner], entry)
    return return_entry(office, DECIDERS[owner], entry) if status is Status.RETURNED else entry


def actors(office: AnyOffice, owner: str) -> list[tuple[str, Official]]:
    """Everybody, as they stand to that owner's entries."""
    gone = [(OWNER_GONE, owner), (APPROVER_GONE, DECIDERS[owner])]
    standing = {owner: OWNER, DECIDERS[owner]: APPROVER}
    here = [(standing.get(code, BYSTANDER), person(office, code)) for code in EVERYBODY]
    return here + [(relation, replace(person(office, code), retired=True)) for relation, code in gone]


def outcome(office: AnyOffice, do: Do, actor: Official, entry: Entry) -> str:
    try:
        perform(office, do, actor, entry)
    except Refused as refused:
        return refused.why
    return OK


def test_the_table_names_every_act_and_everybody() -> None:
    assert set(MATRIX) == set(DO)
    relations = {OWNER, APPROVER, BYSTANDER, OWNER_GONE, APPROVER_GONE}
    assert all(set(row) == relations for row in MATRIX.values())
    assert {code for pair in DECIDERS.items() for code in pair} <= set(EVERYBODY)


@pytest.mark.parametrize("owner", DECIDERS)
@pytest.mark.parametrize("act", MATRIX)
def test_each_act_is_allowed_to_those_whom_the_table_names_and_to_nobody_else(
    office: MemoryOffice, act: str, owner: str
) -> None:
    status, do = DO[act]
    entry = make(office, owner, status)
    allowed = []
    for relation, actor in actors(office, owner):
        if MATRIX[act][relation] == OK:
            allowed.append(actor)
            continue
        before = office.dump()
        assert outcome(office, do, actor, entry) == MATRIX[act][relation], (relation, actor.code)
        assert office.dump() == before, "a refusal changes nothing"
    for actor in allowed:
        assert outcome(office, do, actor, now_of(office, entry)) == OK, actor.code


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("code", EVERYBODY)
def test_everybody_drafts_for_themselves_except_who_has_left(office: MemoryOffice, code: str, gone: bool) -> None:
    who = replace(person(office, code), retired=gone)
    do: Do = lambda act, actor, _: drafting.draft(act, actor, "telegram", [line()])  # noqa: E731
    assert outcome(office, do, who, make(office, "AN", Status.DRAFT)) == (Why.NOT_YOURS if gone else OK)


def test_all_at_once_takes_only_what_waits_for_that_very_leader(office: MemoryOffice) -> None:
    waiting = {owner: make(office, owner, Status.SUBMITTED) for owner in DECIDERS}
    until = "9"
    for code in EVERYBODY:
        before = [now_of(office, entry).status for entry in waiting.values()]
        done = office.perform(approvals.approve_ordinary, person(office, code), until)
        owned = [entry.id for owner, entry in waiting.items() if DECIDERS[owner] == code]
        assert [entry.id for entry in done.approved] == owned
        after = [now_of(office, entry).status for entry in waiting.values()]
        assert sum(one != other for one, other in zip(before, after, strict=True)) == len(owned)


def test_a_leader_who_has_left_approves_nothing_all_at_once(office: MemoryOffice) -> None:
    entry = make(office, "AN", Status.SUBMITTED)
    gone = replace(person(office, "TP"), retired=True)
    do: Do = lambda act, actor, _: approvals.approve_ordinary(act, actor, "9")  # noqa: E731
    assert outcome(office, do, gone, entry) == Why.NOT_YOURS
    assert now_of(office, entry) == entry


@pytest.mark.parametrize("act", ["approve", "return", "undo an approval", "history"])
def test_a_draft_is_nobody_elses_business_its_future_approver_included(office: MemoryOffice, act: str) -> None:
    entry = make(office, "AN", Status.DRAFT)
    assert outcome(office, DO[act][1], person(office, "TP"), entry) == Why.NOT_YOURS


def test_what_nobody_above_decides_on_is_decided_by_nobody(office: MemoryOffice) -> None:
    """Least of all by its owner: it stays "tự ghi nhận"."""
    entry = send_one(office, "TRUONG")
    for code in EVERYBODY:
        expected = Why.OWN_ENTRY if code == "TRUONG" else Why.NOT_YOURS
        assert outcome(office, DO["approve"][1], person(office, code), entry) == expected


def test_who_handed_the_decision_on_decides_no_longer(office: MemoryOffice) -> None:
    """An entry waits for one person at a time: the one written in it."""
    entry = send_one(office, "AN")
    office.rows("UPDATE entries SET approver = 'GD'")
    assert outcome(office, DO["approve"][1], person(office, "TP"), entry) == Why.NOT_YOURS
    assert outcome(office, DO["approve"][1], person(office, "GD"), entry) == OK
