"""Drafting: what an official writes, changes and throws away before sending it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.domain.catalog import Item
from bot.domain.entry import Entry, Status, editable
from bot.domain.people import Official
from bot.services import catalogs
from bot.services.act import Act
from bot.services.posting import mend_sheet
from bot.services.refusal import Refused, Why, refuse_retired
from bot.storage import entries

MOST_ON_A_SHEET = 20
MOST_DISCARDED = 100
"""At once: a step may not take long."""


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
        _draft_of(act, official, channel, sheet, place, line) for place, line in enumerate(lines[:MOST_ON_A_SHEET], 1)
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
        **task_of(line.item),
    )


def task_of(item: Item | None) -> dict[str, Any]:
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


def unsent_of(act: Act, actor: Official, sheet: str, revision: int) -> list[Entry]:
    """What of an own sheet can still be changed, if it stands as it was seen.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT, CHANGED.
    """
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
    unsent = unsent_of(act, actor, sheet, revision)
    if place not in {entry.place for entry in unsent}:
        raise Refused(Why.NOT_FOUND)
    if "item" in values:
        values |= task_of(values["item"])
    for entry in unsent:
        new = replace(entry, revision=revision + 1, **(values if entry.place == place else {}))
        replace_entry(act, entry, new)
    return own_sheet(act, actor, sheet)


def replace_entry(act: Act, old: Entry, new: Entry) -> None:
    """Put `new` in the place of `old`.

    Raises:
        Refused: CHANGED when someone was faster.
    """
    if not entries.replace(act.tx, old, new):
        raise Refused(Why.CHANGED)


def discard(act: Act, actor: Official, sheet: str, revision: int) -> int:
    """Throw the drafts of a sheet away; what was sent once stays as it is.

    Returns:
        How many drafts are gone.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT, CHANGED.
    """
    unsent = unsent_of(act, actor, sheet, revision)
    return sum(entries.delete_draft(act.tx, entry) for entry in unsent)


def discard_all(act: Act, actor: Official, first: date, last: date, until: datetime) -> int:
    """Throw the person's drafts of some days away, both ends included; a message that shows others too is mended.

    Args:
        act: the act.
        actor: the owner.
        first: the first day.
        last: the last day.
        until: only what was drafted by then.

    Returns:
        How many drafts are gone.

    Raises:
        Refused: NOT_YOURS when the person has left.
    """
    refuse_retired(actor)
    written = entries.of_official(act.tx, actor.code, first, last)
    drafts = [entry for entry in written if entry.status is Status.DRAFT and entry.created_at <= until]
    gone = [entry for entry in drafts[:MOST_DISCARDED] if entries.delete_draft(act.tx, entry)]
    for sheet in dict.fromkeys(entry.sheet for entry in gone):
        mend_sheet(act, actor.code, sheet)
    return len(gone)


def remove(act: Act, actor: Official, sheet: str, revision: int, place: int) -> list[Entry]:
    """Take one draft off a sheet and return what is left.

    Raises:
        Refused: NOT_FOUND, NOT_YOURS, ALREADY_SENT, CHANGED.
    """
    for entry in unsent_of(act, actor, sheet, revision):
        if entry.place == place:
            entries.delete_draft(act.tx, entry)
        else:
            replace_entry(act, entry, replace(entry, revision=revision + 1))
    return entries.of_sheet(act.tx, sheet)


def last_day(act: Act, official: Official) -> date | None:
    """The person's latest logged day before today; None when there is none."""
    return entries.last_day_before(act.tx, official.code, act.today)


def like_day(act: Act, official: Official, day: date) -> list[Line]:
    """What the person sent for a day, as lines for today.

    Tasks no longer seen are left out; product numbers are not repeated.
    """
    sent = [
        entry
        for entry in entries.of_official(act.tx, official.code, day, day)
        if entry.status in {Status.SUBMITTED, Status.APPROVED}
    ]
    found = [(entry, catalogs.find(act, official, entry.item)) for entry in sent]
    return [
        Line(item, "", act.today, entry.minutes_declared, entry.quantity) for entry, item in found if item is not None
    ]
