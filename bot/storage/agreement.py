"""Whether the work log says what the chains last recorded of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.storage.audit import kept_words, raw, text_in
from bot.storage.database import Row, Tx

_PAGE = 500
_SENT = {
    "item": "item",
    "group": "task_group",
    "coefficient": "coefficient",
    "norm_minutes": "norm_minutes",
    "worked_on": "worked_on",
    "minutes": "minutes_declared",
    "quantity": "quantity",
    "completed": "completed",
    "quality_self": "quality_self",
}
"""What a link says of an entry that was sent, and the column that says the same; older links say less."""

_UNDECIDED = {"minutes_approved": None, "quality": "", "reason": "", "reason_preset": "", "decided_by": "",
              "decided_at": ""}  # fmt: skip
_OF_LINKS = ("chain", "at", "actor", "act", "subject", "detail", "words_hash")
_COLUMNS = ("id", "official", "unit", "status", "submitted_at", "product", *_SENT.values(), *_UNDECIDED)
_UNKNOWN = object()

Facts = dict[str, Any]
"""Columns of `entries` and what they hold."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that is not as its chain has it.

    Attributes:
        unit: the entry's unit.
        entry: its id.
        columns: which columns differ; none where the chain knows nothing of it.
    """

    unit: str
    entry: str
    columns: tuple[str, ...]


def differences(tx: Tx) -> Iterator[Difference]:
    """Compare every entry with the last links that tell of it, a page at a time."""
    after = ""
    while page := _page(tx, after):
        recorded = _recorded(tx, [row["id"] for row in page])
        for row in page:
            known = recorded.get(row["id"], {"status": "draft"})
            columns = tuple(name for name, value in known.items() if value not in (row[name], _UNKNOWN))
            if columns:
                yield Difference(str(row["unit"]), str(row["id"]), columns if row["id"] in recorded else ())
        after = page[-1]["id"]


def _page(tx: Tx, after: str) -> list[Facts]:
    columns = ", ".join(raw(tx, "entries", name) for name in _COLUMNS)
    sql = f"SELECT {columns} FROM entries WHERE entries.id > :after ORDER BY entries.id LIMIT :page"
    return [{name: text_in(row, name) for name in _COLUMNS} for row in tx.execute(sql, after=after, page=_PAGE)]


def missing(tx: Tx) -> list[tuple[str, int, str]]:
    """What was sent and is in the log no more: by chain, how many entries and one of them."""
    sql = f"""
        SELECT {raw(tx, "audit", "chain")}, COUNT(DISTINCT subject) AS n, MIN(SUBSTR(subject, 7)) AS first FROM audit
        WHERE act = 'submit' AND subject LIKE 'entry:%'
            AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.id = SUBSTR(audit.subject, 7))
        GROUP BY audit.chain ORDER BY audit.chain
    """
    return [(str(text_in(row, "chain")), int(row["n"]), row["first"]) for row in tx.execute(sql)]


def _recorded(tx: Tx, ids: Iterable[str]) -> dict[str, Facts]:
    """What the chains last recorded of these entries."""
    subjects = {f"subject{place}": f"entry:{one}" for place, one in enumerate(ids)}
    columns = [*(raw(tx, "audit", name) for name in _OF_LINKS), *kept_words(tx)]
    sql = f"""
        SELECT {", ".join(columns)}
        FROM audit LEFT JOIN audit_words ON audit_words.words_hash = audit.words_hash
        WHERE audit.subject IN ({", ".join(f":{name}" for name in subjects)}) ORDER BY audit.chain, audit.n
    """
    found: defaultdict[str, Facts] = defaultdict(dict)
    for row in tx.execute(sql, **subjects):
        entry = str(text_in(row, "subject")).removeprefix("entry:")
        found[entry] = _after(found[entry], row)
    return {entry: facts for entry, facts in found.items() if facts}


def _after(known: Facts, link: Row) -> Facts:
    """What is known of an entry after one more act; what its owner may change from then on is forgotten."""
    act, detail = text_in(link, "act"), _detail(link)
    decided = {"decided_by": text_in(link, "actor"), "decided_at": text_in(link, "at")} | _words(link, "reason")
    match act:
        case "submit":
            return _UNDECIDED | {"status": "submitted", "submitted_at": text_in(link, "at")} | _sent(link, detail)
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


def _sent(link: Row, detail: Facts) -> Facts:
    told = {column: detail[name] for name, column in _SENT.items() if name in detail}
    return {"official": text_in(link, "actor"), "unit": text_in(link, "chain")} | told | _words(link, "product")


def _owner(known: Facts) -> Facts:
    return {name: known[name] for name in ("official", "unit") if name in known}


def _words(link: Row, column: str) -> Facts:
    """The typed words, which may have been deleted."""
    if not link["words_hash"]:
        return {column: ""}
    return {column: text_in(link, "words") if link["kept"] else _UNKNOWN}


def _detail(link: Row) -> Facts:
    """The facts of a link; none where they cannot be read, which its chain tells."""
    try:
        detail = json.loads(text_in(link, "detail") or "")
    except ValueError:
        return {}
    return detail if isinstance(detail, dict) else {}
