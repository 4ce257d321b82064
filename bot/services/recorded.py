"""What the audit chains record of an entry that is sent: written, and read again, by the same names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.entry import Entry

_SENT = {
    "item": "item",
    "group": "group",
    "coefficient": "coefficient",
    "norm_minutes": "norm_minutes",
    "worked_on": "worked_on",
    "minutes": "minutes_declared",
    "quantity": "quantity",
    "completed": "completed",
    "quality_self": "quality_self",
}
"""Names in a link, and the fields of `Entry` that they tell; the product is kept apart, as typed words are."""


def sent_facts(entry: Entry) -> dict[str, Any]:
    """What a link says of an entry that is sent, fit for JSON."""
    told = {name: getattr(entry, field) for name, field in _SENT.items()}
    return told | {"worked_on": entry.worked_on.isoformat()}


def sent_fields(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the entry that a link tells, the day as text; older links say less."""
    return {field: detail[name] for name, field in _SENT.items() if name in detail}
