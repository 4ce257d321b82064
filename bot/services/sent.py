"""A returned entry as its owner had sent it, whatever was changed since without being sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.domain.entry import Entry, Status
from bot.services.act import Act
from bot.services.drafting import task_of
from bot.services.recorded import sent_fields
from bot.storage import audit, catalogs
from bot.storage.database import Row

_DECISIONS = frozenset({"approve", "return"})


def as_sent(act: Act, entry: Entry) -> Entry:
    """The entry with the content that was last sent, as the audit chain tells it; equal where nothing was changed."""
    sent = _last(act, entry, frozenset({"submit"}))
    if entry.status is not Status.RETURNED or sent is None:
        return entry
    told = sent_fields(json.loads(sent["detail"]))
    content = _task(act, entry, told["item"]) | told | {"worked_on": date.fromisoformat(told["worked_on"])}
    return replace(entry, **content, product=_product(sent, entry))


def _task(act: Act, entry: Entry, code: str) -> dict[str, Any]:
    """The task that was sent, as the catalog has it now: for its name, and for what older links do not tell."""
    item = catalogs.find_item(act.tx, code) if code != entry.item else None
    return task_of(item) if item else {}


def _product(sent: Row, entry: Entry) -> str:
    """The product that was sent; the present one where those words have been deleted."""
    are_deleted = sent["words_hash"] and not sent["words"]
    return entry.product if are_deleted else str(sent["words"])


def is_only_mended(act: Act, entry: Entry, revision: int) -> bool:
    """Whether a decision, at the revision that was seen, is still the last: the owner has only changed things since."""
    decided = _last(act, entry, _DECISIONS)
    return (
        entry.status is Status.RETURNED
        and decided is not None
        and json.loads(decided["detail"]).get("revision") == revision
    )


def draft_of(entry: Entry, new_id: str, now: datetime) -> Entry:
    """What was changed and not sent, as a draft of its own in the place where it was being changed."""
    return Entry(
        id=new_id,
        official=entry.official,
        unit=entry.unit,
        sheet=entry.sheet,
        place=entry.place,
        item=entry.item,
        item_name=entry.item_name,
        group=entry.group,
        coefficient=entry.coefficient,
        norm_minutes=entry.norm_minutes,
        worked_on=entry.worked_on,
        minutes_declared=entry.minutes_declared,
        quantity=entry.quantity,
        channel=entry.channel,
        created_at=now,
        completed=entry.completed,
        product=entry.product,
        words=entry.words,
        quality_self=entry.quality_self,
        revision=entry.revision + 1,
    )


def _last(act: Act, entry: Entry, acts: frozenset[str]) -> Row | None:
    rows = audit.history(act.tx, f"entry:{entry.id}")
    return next((row for row in reversed(rows) if row["act"] in acts), None)
