"""The work log and the links of the chains beside each other, a page at a time, whatever somebody made of either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.storage.audit import kept_words, raw, text_in
from bot.storage.database import Row, Tx

Facts = dict[str, Any]
"""Names, and the texts and numbers that are kept by them; None for what is neither."""

_FIELDS = (
    "id", "official", "unit", "status", "submitted_at", "product", "item", "task_group", "coefficient", "norm_minutes",
    "worked_on", "minutes_declared", "quantity", "completed", "quality_self", "minutes_approved", "quality", "reason",
    "reason_preset", "decided_by", "decided_at",
)  # fmt: skip
_OF_LINKS = ("chain", "at", "actor", "act", "subject", "detail", "words_hash")
_SUBJECT = "entry:"


def entries_after(tx: Tx, after: str, limit: int) -> list[Facts]:
    """The entries that follow an id, by the names of their fields."""
    columns = ", ".join(raw(tx, "entries", name) for name in _FIELDS)
    sql = f"SELECT {columns} FROM entries WHERE entries.id > :after ORDER BY entries.id LIMIT :limit"
    return [_entry(row) for row in tx.execute(sql, after=after, limit=limit)]


def _entry(row: Row) -> Facts:
    found = {name: text_in(row, name) for name in _FIELDS}
    return found | {"group": found.pop("task_group")}


def links_of(tx: Tx, ids: Sequence[str]) -> list[Facts]:
    """The links that tell of these entries, in the order of their chains; `kept`: whether their words are."""
    subjects = {f"subject{place}": f"{_SUBJECT}{one}" for place, one in enumerate(ids)}
    columns = [*(raw(tx, "audit", name) for name in _OF_LINKS), *kept_words(tx)]
    sql = f"""
        SELECT {", ".join(columns)}
        FROM audit LEFT JOIN audit_words ON audit_words.words_hash = audit.words_hash
        WHERE audit.subject IN ({", ".join(f":{name}" for name in subjects)}) ORDER BY audit.chain, audit.n
    """
    return [_link(row) for row in tx.execute(sql, **subjects)]


def _link(row: Row) -> Facts:
    found = {name: text_in(row, name) for name in (*_OF_LINKS, "words")}
    return found | {"kept": bool(row["kept"]), "entry": str(found["subject"]).removeprefix(_SUBJECT)}


def missing(tx: Tx) -> list[tuple[str, int, str]]:
    """What was sent and is in the log no more: by chain, how many entries and one of them."""
    sql = f"""
        SELECT {raw(tx, "audit", "chain")}, COUNT(DISTINCT subject) AS n, MIN(SUBSTR(subject, 7)) AS first FROM audit
        WHERE act = 'submit' AND subject LIKE '{_SUBJECT}%'
            AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.id = SUBSTR(audit.subject, 7))
        GROUP BY audit.chain ORDER BY audit.chain
    """
    return [(str(text_in(row, "chain")), int(row["n"]), row["first"]) for row in tx.execute(sql)]
