"""The queue, and all the ordinary in it at once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.entry import Status
from bot.services import approvals, worklog
from bot.services.approvals import ApprovedAll
from bot.storage.times import to_text
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice
from tests.support.worklogs import (
    MONDAY,
    answered,
    approve,
    bind,
    broken_chains,
    facts,
    forget_facts,
    later,
    line,
    now_of,
    person,
    send,
    send_one,
)


def approve_all(office: AnyOffice, leader: str = "TP", until: str = "") -> ApprovedAll:
    return office.perform(approvals.approve_ordinary, person(office, leader), until or to_text(office.now))


def test_all_without_flags_are_approved_and_the_rest_waits(real_office: RealOffice) -> None:
    bind(real_office, "AN", "TP")
    ordinary = send_one(real_office, minutes=60), send_one(real_office, minutes=45)
    flagged = send_one(real_office, worked_on=MONDAY - timedelta(days=3))
    others = send_one(real_office, "BINH")
    forget_facts(real_office)

    done = approve_all(real_office)

    assert [(one.id, one.minutes_approved, one.quality) for one in done.approved] == [
        (ordinary[0].id, 60, "đạt"),
        (ordinary[1].id, 45, "đạt"),
    ]
    assert done.left == 1
    assert now_of(real_office, flagged) == flagged
    assert now_of(real_office, others) == others
    (told,) = facts(real_office, "decided")
    assert told["entries"] == [one.id for one in ordinary], "one message for all of them"
    assert approve_all(real_office) == ApprovedAll([], 1)
    assert broken_chains(real_office) == []


def test_each_official_is_told_of_their_own(office: MemoryOffice) -> None:
    office.rows("UPDATE officials SET approver = '' WHERE code = 'BINH'")
    bind(office, "AN", "BINH")
    mine, theirs = send_one(office), send_one(office, "BINH")
    approve_all(office)
    told = {fact["chat"]: fact["entries"] for fact in facts(office, "decided")}
    assert told == {"telegram:an": [mine.id], "telegram:binh": [theirs.id]}


def test_what_came_after_the_queue_was_shown_is_left(office: MemoryOffice) -> None:
    shown = send_one(office)
    until = to_text(office.now)
    later(office, seconds=1)
    unseen = send_one(office)
    done = approve_all(office, until=until)
    assert [one.id for one in done.approved] == [shown.id]
    assert (done.left, now_of(office, unseen)) == (1, unseen)


def test_the_queue_shows_what_waits_oldest_first(office: MemoryOffice) -> None:
    first = send_one(office)
    later(office, minutes=1)
    second = send_one(office)
    approve(office, "GD", send_one(office, "BINH"))
    assert office.perform(approvals.queue, person(office, "TP")) == [first, second]
    assert office.perform(approvals.queue, person(office, "GD")) == []


def test_at_most_a_hundred_are_decided_at_once(office: MemoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "MOST_AT_ONCE", 2)
    send(office, "AN", *[line(15)] * 3)
    assert len(approve_all(office).approved) == 2
    assert approve_all(office).left == 0


def test_approving_all_while_some_are_taken_back_leaves_nothing_half_done(real_office: RealOffice) -> None:
    """Whatever comes first: nobody is refused after part of it was written, and of everything approved one is told."""
    bind(real_office, "AN")
    tp, an = person(real_office, "TP"), person(real_office, "AN")
    for _ in range(4):
        forget_facts(real_office)
        sheets = [send(real_office, "AN", line(15), line(15)) for _ in range(4)]
        until = to_text(real_office.now)
        done, *_ = real_office.together(
            answered(partial(approvals.approve_ordinary, actor=tp, until=until)),
            *(answered(partial(worklog.withdraw, actor=an, sheet=sheet[0].sheet)) for sheet in sheets),
        )
        assert isinstance(done, ApprovedAll)
        now = [now_of(real_office, one) for sheet in sheets for one in sheet]
        approved = {one.id for one in now if one.status is Status.APPROVED}
        told = [entry for fact in facts(real_office, "decided") for entry in fact["entries"]]
        assert sorted(told) == sorted(approved) == sorted(one.id for one in done.approved)
        assert {one.status for one in now} <= {Status.APPROVED, Status.WITHDRAWN}
    assert broken_chains(real_office) == []
