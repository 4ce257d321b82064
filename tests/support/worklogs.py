"""Shorthands for what officials and leaders do, for tests of what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest

from bot.domain.entry import Entry
from bot.domain.people import Official
from bot.services import approvals, drafting, worklog
from bot.services.act import Act
from bot.services.agreement import Difference, differences
from bot.services.drafting import Line
from bot.services.refusal import Refused
from bot.services.worklog import Submitted
from bot.storage import audit, entries, people
from tests.support.clock import MONDAY_MORNING
from tests.support.offices import AnyOffice, perform
from tests.support.samples import ITEMS, bind_chat

T = TypeVar("T")

MONDAY = MONDAY_MORNING.date()
ITEM = {item.code: item for item in ITEMS}


def line(minutes: int | None = 120, item: str = "B.01", worked_on: date = MONDAY, **other: Any) -> Line:
    """Two hours of B.01 today."""
    return Line(ITEM.get(item), other.pop("words", ""), worked_on, minutes, **other)


def person(office: AnyOffice, code: str) -> Official:
    """An official of the province."""
    found = office.ask(people.find_official, code)
    assert found is not None
    return found


def draft(office: AnyOffice, who: str, *lines: Line) -> list[Entry]:
    """What somebody drafts in one message; the usual two hours unless told."""
    return perform(office, drafting.draft, person(office, who), "telegram", lines or (line(),))


def change(office: AnyOffice, sheet: list[Entry], place: int = 1, **values: Any) -> list[Entry]:
    """AN changes one entry of a sheet as they see it."""
    an, revision = person(office, "AN"), drafting.revision_of(sheet)
    return perform(office, lambda act: drafting.change(act, an, sheet[0].sheet, revision, place, **values))


def submit(office: AnyOffice, sheet: list[Entry], who: str = "AN") -> Submitted:
    """Somebody sends a sheet as they see it."""
    return perform(office, worklog.submit, person(office, who), sheet[0].sheet, drafting.revision_of(sheet))


def withdraw(office: AnyOffice, entry: Entry, who: str = "AN") -> list[Entry]:
    """Somebody takes back what waits on the entry's sheet."""
    return perform(office, worklog.withdraw, person(office, who), entry.sheet)


def send(office: AnyOffice, who: str, *lines: Line) -> list[Entry]:
    """What somebody drafts and sends in one message."""
    return submit(office, draft(office, who, *lines), who).entries


def send_one(office: AnyOffice, who: str = "AN", **of_line: Any) -> Entry:
    """One entry that somebody drafts and sends."""
    (entry,) = send(office, who, line(**of_line))
    return entry


def reopen(office: AnyOffice, entry: Entry, who: str = "AN") -> list[Entry]:
    """The entry on a sheet of its own, to be mended."""
    return perform(office, worklog.reopen, person(office, who), entry.id)


def approve(office: AnyOffice, leader: str, entry: Entry, **options: Any) -> Entry:
    """A leader approves what they see."""
    return perform(office, approvals.approve, person(office, leader), entry.id, entry.revision, **options)


def return_entry(office: AnyOffice, leader: str, entry: Entry, words: str = "Thiếu số văn bản") -> Entry:
    """A leader returns what they see."""
    leader_ = person(office, leader)
    return perform(office, approvals.return_entry, leader_, entry.id, entry.revision, words=words)


def undo(office: AnyOffice, leader: str, entry: Entry) -> Entry:
    """A leader takes back what they see decided."""
    return perform(office, approvals.undo, person(office, leader), entry.id, entry.revision)


def now_of(office: AnyOffice, entry: Entry) -> Entry:
    """The entry as it stands now."""
    found = office.ask(entries.find, entry.id)
    assert found is not None
    return found


def refused(do: Callable[..., Any], *args: Any, **kwargs: Any) -> Refused:
    """The refusal with which a service answers."""
    with pytest.raises(Refused) as caught:
        do(*args, **kwargs)
    return caught.value


def answered(step: Callable[[Act], T]) -> Callable[[Act], T | Refused]:
    """The act as the conversation performs it: a refusal is answered, and its transaction commits."""

    def act_and_answer(act: Act) -> T | Refused:
        try:
            return step(act)
        except Refused as refusal:
            return refusal

    return act_and_answer


def facts(office: AnyOffice, kind: str = "") -> list[dict[str, Any]]:
    """What is to be told, oldest first: chat, lane, subject, when, and the fact's own data."""
    rows = office.rows("SELECT chat, lane, subject, not_before, body FROM outbox WHERE kind = 'fact' ORDER BY id")
    found = [json.loads(row.pop("body")) | row for row in rows]
    return [fact for fact in found if kind in {"", fact["fact"]}]


def forget_facts(office: AnyOffice) -> None:
    """As if everything had been sent."""
    office.rows("UPDATE outbox SET status = 'sent', body = '' RETURNING id")
    office.rows("DELETE FROM outbox RETURNING id")


def acts(office: AnyOffice, entry: Entry) -> list[str]:
    """What the chains say happened to an entry."""
    return [row["act"] for row in office.ask(audit.history, f"entry:{entry.id}")]


def broken_chains(office: AnyOffice) -> list[audit.BrokenLink | Difference]:
    """What verifying every chain, and comparing the log with them, finds."""
    chains = office.ask(audit.chains)
    found = [office.ask(audit.verify, chain) for chain, _ in chains]
    return [*(broken for broken in found if broken), *office.ask(lambda tx: list(differences(tx)))]


def later(office: AnyOffice, **units: float) -> None:
    """Let time pass."""
    office.now += timedelta(**units)


def add_official(office: AnyOffice, like: str, code: str, **changes: Any) -> Official:
    """One more official, like one there is."""
    changes = {"name": f"Cán bộ {code}", **changes}
    return put_official(office, replace(person(office, like), code=code, **changes))


def put_official(office: AnyOffice, official: Official) -> Official:
    """Write an official as given."""
    office.ask(people.put_official, official)
    return official


def bind(office: AnyOffice, *codes: str) -> None:
    """Give officials chats: `telegram:an` for AN."""
    for code in codes:
        office.perform(bind_chat, code, code.lower())
