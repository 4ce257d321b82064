"""Drafting, sending and withdrawing entries: what an official does with the own log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.domain.catalog import Item
from bot.domain.entry import (
    EDITABLE,
    Entry,
    Problem,
    Status,
    date_problems,
    editable,
    flags_of,
    time_problems,
)
from bot.domain.people import Official, Regime, approver_of
from bot.services import catalogs
from bot.services.act import Act
from bot.services.posting import mend_card, post, post_card
from bot.services.refusal import Refused, Why, refuse_retired
from bot.storage import entries, people
from bot.storage.outbox import Lane

MOST_ON_A_SHEET = 20


@dataclass(frozen=True, slots=True)
class Line:
    """What one typed line says.

    Attributes:
        item: the task; None where none was found.
        words: the words typed for the task.
        worked_on: the day.
        minutes: declared minutes; None when not told.
        quantity: how many products, in thousandths; None when not told.
        product: number or name of the product; may be empty.
    """

    item: Item | None
    words: str
    worked_on: date
    minutes: int | None
    quantity: int | None = None
    product: str = ""


def draft(act: Act, official: Official, channel: str, lines: Sequence[Line]) -> list[Entry]:
    """Write one draft for each line, together on a new sheet.

    Raises:
        Refused: NOT_YOURS when the person has left.
    """
    refuse_retired(official)
    sheet = act.means.new_id()
    drafts = [
        _draft_of(act, official, channel, sheet, place, line)
        for place, line in enumerate(lines[:MOST_ON_A_SHEET], 1)
    ]
    for one in drafts:
        entries.add(act.tx, one)
    return drafts


def _draft_of(act: Act, official: Official, channel: str, sheet: str, place: int, line: Line) -> Entry:
    return Entry(
        id=act.means.new_id(),
        official=official.code,
        unit=official.unit,
        sheet=sheet,
        place=place,
        worked_on=line.worked_on,
        minutes_declared=line.minutes,
        quantity=line.quantity,
        product=line.product,
        words=line.words,
        channel=channel,
        created_at=act.now,
        **_task_of(line.item),
    )


def _task_of(item: Item | None) -> dict[str, Any]:
    """What an entry keeps of its task, so that a later catalog changes nothing in the record."""
    if item is None:
        return {"item": "", "item_name": "", "group": "", "coefficient": 1000, "norm_minutes": None}
    return {
        "item": item.code,
        "item_name": item.name,
        "group": item.group.value,
        "coefficient": item.coefficient,
        "norm_minutes": item.norm_minutes,
    }


def own_sheet(act: Act, actor: Official, sheet: str) -> list[Entry]:
    """The entries of one of the person's own sheets.

    Raises:
        Refused: NOT_FOUND; NOT_YOURS.
    """
    refuse_retired(actor)
    found = entries.of_sheet(act.tx, sheet)
    if not found:
        raise Refused(Why.NOT_FOUND)
    if any(entry.official != actor.code for entry in found):
        raise Refused(Why.NOT_YOURS)
    return found


def revision_of(sheet: Sequence[Entry]) -> int:
    """The revision of a sheet: a press that carries an older one saw something else."""
    return max(entry.revision for entry in sheet)


def _unsent(act: Act, actor: Official, sheet: str, revision: int) -> list[Entry]:
    found = own_sheet(act, actor, sheet)
    unsent = editable(found)
    if not unsent:
        raise Refused(Why.ALREADY_SENT, entry=found[0])
    if revision != revision_of(found):
        raise Refused(Why.CHANGED)
    return unsent


def change(act: Act, actor: Official, sheet: str, revision: int, place: int, **values: Any) -> list[Entry]:
    """Change one entry of a sheet that is not sent.

    Args:
        act: the act.
        actor: the owner.
        sheet: which sheet.
        revision: the revision that was seen.
        place: the entry's number on the sheet.
        **values: fields of `Entry` and their new values; `item=` takes an `Item`.

    Returns:
        The whole sheet as it stands now.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT, CHANGED.
    """
    unsent = _unsent(act, actor, sheet, revision)
    if place not in {entry.place for entry in unsent}:
        raise Refused(Why.NOT_FOUND)
    if "item" in values:
        values |= _task_of(values["item"])
    for entry in unsent:
        new = replace(entry, revision=revision + 1, **(values if entry.place == place else {}))
        _replace(act, entry, new)
    return own_sheet(act, actor, sheet)


def _replace(act: Act, old: Entry, new: Entry) -> None:
    if not entries.replace(act.tx, old, new):
        raise Refused(Why.CHANGED)


def discard(act: Act, actor: Official, sheet: str, revision: int) -> int:
    """Throw the drafts of a sheet away; what was sent once stays as it is.

    Returns:
        How many drafts are gone.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT, CHANGED.
    """
    unsent = _unsent(act, actor, sheet, revision)
    return sum(entries.delete_draft(act.tx, entry) for entry in unsent)


def remove(act: Act, actor: Official, sheet: str, revision: int, place: int) -> list[Entry]:
    """Take one draft off a sheet and return what is left.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT, CHANGED.
    """
    for entry in _unsent(act, actor, sheet, revision):
        if entry.place == place:
            entries.delete_draft(act.tx, entry)
        else:
            _replace(act, entry, replace(entry, revision=revision + 1))
    return entries.of_sheet(act.tx, sheet)


def problems_of(act: Act, official: Official, sheet: Sequence[Entry]) -> dict[int, list[Problem]]:
    """What is wrong with each unsent entry of a sheet, by its number; what is in order is left out.

    Entries of one day add up with each other and with what is there already.
    """
    limit = day_limit(act, official)
    totals: dict[date, int] = {}
    found: dict[int, list[Problem]] = {}
    for entry in editable(sheet):
        day = entry.worked_on
        totals.setdefault(day, entries.minutes_of_period(act.tx, official.code, day, day))
        problems = _problems(act, official, entry, totals[day], limit)
        if problems:
            found[entry.place] = problems
        else:
            totals[day] += entry.minutes_declared or 0
    return found


def _problems(act: Act, official: Official, entry: Entry, day_total: int, limit: int) -> list[Problem]:
    return [
        *_task_problems(act, official, entry),
        *time_problems(entry.minutes_declared, day_total, limit),
        *date_problems(entry.worked_on, act.today, act.rules.backdate_days),
    ]


def _task_problems(act: Act, official: Official, entry: Entry) -> list[Problem]:
    if not entry.item:
        return [Problem.MISSING_TASK]
    return [] if catalogs.find(act, official, entry.item) else [Problem.HIDDEN_TASK]


def day_limit(act: Act, official: Official) -> int:
    """The most minutes of one day for this person: by the regime of the unit."""
    unit = people.find_unit(act.tx, official.unit)
    return act.rules.day_limit(unit.regime if unit else Regime.OFFICE)


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was sent.

    Attributes:
        entries: the whole sheet as it stands now.
        approver: who will decide; None means "tự ghi nhận".
    """

    entries: list[Entry]
    approver: Official | None


def submit(act: Act, actor: Official, sheet: str, revision: int) -> Submitted:
    """Send what is complete on a sheet to whoever decides; the incomplete rest stays unsent.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT, CHANGED; NOT_READY when nothing is complete.
    """
    people.hold_official(act.tx, actor.code)
    unsent = _unsent(act, actor, sheet, revision)
    problems = problems_of(act, actor, unsent)
    if len(problems) == len(unsent):
        raise Refused(Why.NOT_READY, problems=problems)
    approver = approver_of(actor, act.organisation)
    for entry in unsent:
        if entry.place in problems:
            _replace(act, entry, replace(entry, revision=revision + 1))
        else:
            _submit_one(act, entry, approver, revision + 1)
    ready = {entry.worked_on for entry in unsent if entry.place not in problems}
    reckon_flags(act, actor.code, ready)
    return Submitted(own_sheet(act, actor, sheet), approver)


def _submit_one(act: Act, entry: Entry, approver: Official | None, revision: int) -> None:
    new = replace(
        entry,
        status=Status.SUBMITTED,
        approver=approver.code if approver else "",
        submitted_at=act.now,
        revision=revision,
        decided_by="",
        decided_at=None,
        reason="",
        reason_preset="",
        quality="",
    )
    _replace(act, entry, new)
    act.record(
        entry.unit,
        entry.official,
        "submit",
        f"entry:{entry.id}",
        words=entry.product,
        item=new.item,
        worked_on=new.worked_on.isoformat(),
        minutes=new.minutes_declared,
        quantity=new.quantity,
        completed=new.completed,
        quality_self=new.quality_self,
        approver=new.approver,
    )
    post_card(act, new)


def reckon_flags(act: Act, official: str, days: set[date]) -> None:
    """Reckon anew what deserves a look in everything that waits on these days, and show it on cards that stand."""
    unit_regimes: dict[str, bool] = {}
    for day in sorted(days):
        total = entries.minutes_of_period(act.tx, official, day, day)
        for entry in entries.waiting_on_day(act.tx, official, day):
            shifts = unit_regimes.setdefault(entry.unit, _works_shifts(act, entry.unit))
            _reckon(act, entry, total, shifts)


def _works_shifts(act: Act, unit: str) -> bool:
    found = people.find_unit(act.tx, unit)
    return found is not None and found.regime is Regime.SHIFTS


def _reckon(act: Act, entry: Entry, day_total: int, shifts: bool) -> None:
    sent_on = act.rules.today(entry.submitted_at or act.now)
    flags = flags_of(entry, day_total, sent_on, act.rules.calendar, shifts)
    if flags == entry.flags:
        return
    entries.set_flags(act.tx, entry, flags)
    mend_card(act, entry)


def withdraw(act: Act, actor: Official, sheet: str) -> list[Entry]:
    """Take back what waits on a sheet; at once, without asking again.

    Returns:
        The whole sheet as it stands now.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS; NOT_WAITING when nothing of it waits any more.
    """
    people.hold_official(act.tx, actor.code)
    found = own_sheet(act, actor, sheet)
    waiting = [entry for entry in found if entry.status is Status.SUBMITTED]
    if not waiting:
        raise Refused(Why.NOT_WAITING, entry=found[0])
    revision = revision_of(found) + 1
    for entry in waiting:
        _replace(act, entry, replace(entry, status=Status.WITHDRAWN, revision=revision, flags=()))
        act.record(entry.unit, actor.code, "withdraw", f"entry:{entry.id}")
        mend_card(act, entry)
    reckon_flags(act, actor.code, {entry.worked_on for entry in waiting})
    return own_sheet(act, actor, sheet)


def reopen(act: Act, actor: Official, entry_id: str) -> list[Entry]:
    """Put a returned or withdrawn entry on a sheet of its own, to be mended and sent again.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT.
    """
    entry = own_entry(act, actor, entry_id)
    if entry.status not in EDITABLE:
        raise Refused(Why.ALREADY_SENT, entry=entry)
    sheet = act.means.new_id()
    _replace(act, entry, replace(entry, sheet=sheet, place=1, revision=entry.revision + 1))
    return own_sheet(act, actor, sheet)


def own_entry(act: Act, actor: Official, entry_id: str) -> Entry:
    """One of the person's own entries.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS.
    """
    refuse_retired(actor)
    entry = entries.find(act.tx, entry_id)
    if entry is None:
        raise Refused(Why.NOT_FOUND)
    if entry.official != actor.code:
        raise Refused(Why.NOT_YOURS)
    return entry


def give_opinion(act: Act, actor: Official, entry_id: str, words: str) -> Entry:
    """Tell whoever returned an entry what the person thinks of it; kept with the entry's history.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS; NOT_WAITING (entry) unless the entry is returned.
    """
    entry = own_entry(act, actor, entry_id)
    if entry.status is not Status.RETURNED:
        raise Refused(Why.NOT_WAITING, entry=entry)
    act.record(entry.unit, actor.code, "opinion", f"entry:{entry.id}", words=words)
    subject = f"opinion:{entry.id}:{act.at}"
    post(act, entry.decided_by, "opinion", subject=subject, lane=Lane.NOTICE, entry=entry.id)
    return entry


def like_last_day(act: Act, official: Official) -> list[Line]:
    """The person's latest logged day before today, as lines for today; empty when there is none.

    Tasks no longer seen are left out; product numbers are not repeated.
    """
    day = entries.last_day_before(act.tx, official.code, act.today)
    if day is None:
        return []
    sent = [
        entry
        for entry in entries.of_official(act.tx, official.code, day, day)
        if entry.status in {Status.SUBMITTED, Status.APPROVED}
    ]
    found = [(entry, catalogs.find(act, official, entry.item)) for entry in sent]
    return [
        Line(item, "", act.today, entry.minutes_declared, entry.quantity) for entry, item in found if item is not None
    ]
