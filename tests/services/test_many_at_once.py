"""A whole morning at once: hundreds of acts side by side lose nothing and break no chain."""

from __future__ import annotations

from collections import Counter
from functools import partial

from bot.domain.entry import Entry, Status
from bot.services import approvals, checks, worklog
from bot.services.act import Act
from bot.services.worklog import Submitted
from bot.storage import audit, entries
from tests.support.offices import RealOffice, perform
from tests.support.worklogs import (
    MONDAY,
    add_official,
    answered,
    bind,
    broken_chains,
    draft,
    facts,
    line,
    now_of,
    person,
)

PEOPLE, EACH = 10, 8


def decide(act: Act, leader: str, entry: Entry) -> Entry:
    """Approve, return, or approve fewer hours: by turns, and one in four twice over."""
    actor = act.organisation.official(leader)
    assert actor is not None
    if entry.place % 4 == 1:
        return approvals.return_entry(act, actor, entry.id, entry.revision, words=f"thiếu số {entry.id}")
    minutes = 15 if entry.place % 4 == 2 else None
    return approvals.approve(act, actor, entry.id, entry.revision, minutes=minutes)


def test_many_officials_and_two_leaders_at_once(real_office: RealOffice) -> None:
    codes = [f"CB{number:02d}" for number in range(PEOPLE)]
    for number, code in enumerate(codes):
        add_official(real_office, "AN", code, approver="GD" if number % 2 else "")
    bind(real_office, "TP", "GD", *codes)
    sheets = [draft(real_office, code, *[line(45, "D.01")] * EACH) for code in codes]
    perform(real_office, checks.problems_of, person(real_office, codes[0]), sheets[0])

    sending = [
        partial(worklog.submit, actor=person(real_office, code), sheet=sheet[0].sheet, revision=1)
        for code, sheet in zip(codes, sheets, strict=True)
    ]
    sent = [one for one in real_office.together(*map(answered, sending * 2)) if isinstance(one, Submitted)]
    assert len(sent) == PEOPLE
    waiting = [entry for one in sent for entry in one.entries]

    deciding = [partial(decide, leader=entry.approver, entry=entry) for entry in waiting]
    done = real_office.together(*map(answered, deciding * 2))

    decided = [one for one in done if isinstance(one, Entry)]
    assert sorted(one.id for one in decided) == sorted(entry.id for entry in waiting)
    assert Counter(now_of(real_office, entry).status for entry in waiting) == {
        Status.APPROVED: PEOPLE * EACH * 3 // 4,
        Status.RETURNED: PEOPLE * EACH // 4,
    }
    filled = EACH // 4 * (15 + 45 + 45)
    for code in codes:
        assert real_office.ask(entries.minutes_of_period, code, MONDAY, MONDAY) == filled
    assert len(facts(real_office, "decided")) == PEOPLE * EACH
    assert real_office.ask(audit.chains) == [("STC-NS", 2 * PEOPLE * EACH)]
    assert broken_chains(real_office) == []
