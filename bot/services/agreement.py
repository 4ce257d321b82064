"""Whether the work log says what the chains last recorded of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.services.recorded import sent_fields
from bot.storage import agreement
from bot.storage.agreement import Facts
from bot.storage.database import Tx

_PAGE = 500
_UNDECIDED: Facts = {
    "minutes_approved": None,
    "quality": "",
    "reason": "",
    "reason_preset": "",
    "decided_by": "",
    "decided_at": "",
}
_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that is not as its chain has it.

    Attributes:
        unit: the entry's unit.
        entry: its id.
        fields: which fields differ; none where the chain knows nothing of it.
    """

    unit: str
    entry: str
    fields: tuple[str, ...]


def differences(tx: Tx) -> Iterator[Difference]:
    """Compare every entry with the last links that tell of it, a page at a time."""
    after = ""
    while page := agreement.entries_after(tx, after, _PAGE):
        recorded = _recorded(tx, [entry["id"] for entry in page])
        for entry in page:
            known = recorded.get(entry["id"], {"status": "draft"})
            fields = tuple(name for name, value in known.items() if value not in (entry[name], _UNKNOWN))
            if fields:
                yield Difference(str(entry["unit"]), str(entry["id"]), fields if entry["id"] in recorded else ())
        after = page[-1]["id"]


def _recorded(tx: Tx, ids: Sequence[str]) -> dict[str, Facts]:
    """What the chains last recorded of these entries."""
    found: defaultdict[str, Facts] = defaultdict(dict)
    for link in agreement.links_of(tx, ids):
        found[link["entry"]] = _after(found[link["entry"]], link)
    return {entry: facts for entry, facts in found.items() if facts}


def _after(known: Facts, link: Facts) -> Facts:
    """What is known of an entry after one more act; what its owner may change from then on is forgotten."""
    detail = _detail(link)
    decided = {"decided_by": link["actor"], "decided_at": link["at"]} | _words(link, "reason")
    match link["act"]:
        case "submit":
            return _UNDECIDED | {"status": "submitted", "submitted_at": link["at"]} | _sent(link, detail)
        case "approve":
            facts = {"minutes_approved": detail.get("minutes"), "quality": detail.get("quality")}
            return known | decided | facts | {"status": "approved"}
        case "return":
            return _owner(known) | decided | {"status": "returned", "reason_preset": detail.get("preset")}
        case "withdraw":
            return _owner(known) | {"status": "withdrawn"}
        case "undo":
            return known | _UNDECIDED | {"status": "submitted"}
    return known


def _sent(link: Facts, detail: Facts) -> Facts:
    return {"official": link["actor"], "unit": link["chain"]} | sent_fields(detail) | _words(link, "product")


def _owner(known: Facts) -> Facts:
    return {name: known[name] for name in ("official", "unit") if name in known}


def _words(link: Facts, field: str) -> Facts:
    """The typed words, which may have been deleted."""
    if not link["words_hash"]:
        return {field: ""}
    return {field: link["words"] if link["kept"] else _UNKNOWN}


def _detail(link: Facts) -> dict[str, Any]:
    """The facts of a link; none where they cannot be read, which its chain tells."""
    try:
        detail = json.loads(link["detail"] or "")
    except ValueError:
        return {}
    return detail if isinstance(detail, dict) else {}
