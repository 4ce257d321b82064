"""The hash chains: one for each unit and one for the province, from the first day.

Each link hashes the one before it. A link holds a salted hash of typed words; words and salt are kept apart, so that
deleting them keeps the chain provable.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from bot.storage.database import Row, Tx, Value

PROVINCE = "province"
"""The chain of what concerns no single unit."""

_START = "0" * 64
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """One act, to be added to a chain when the transaction ends.

    Attributes:
        chain: the unit's code, or `PROVINCE`.
        actor: who acted: an official's code, or `kpibot` for the command line.
        act: what was done, as `submit`.
        subject: on what, as `entry:…`.
        detail: the facts, JSON-able, without typed words.
        words: the typed words that belong to it; empty when there are none.
        salt: random text that makes the hash of short words unguessable.
    """

    chain: str
    actor: str
    act: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    salt: str = ""


def flush(tx: Tx, records: Sequence[Record], at: str) -> None:
    """Add the acts of a finished step to their chains, in the order of the chains' names.

    The order is always the same, so that two steps never wait for each other in a ring.
    """
    for record in sorted(records, key=lambda one: one.chain):
        _append(tx, record, at)


def _append(tx: Tx, record: Record, at: str) -> None:
    number, previous = _take_head(tx, record.chain)
    words_hash = _keep_words(tx, record)
    detail = json.dumps(record.detail, ensure_ascii=False, sort_keys=True)
    link: dict[str, Value] = {
        "chain": record.chain,
        "n": number,
        "at": at,
        "actor": record.actor,
        "act": record.act,
        "subject": record.subject,
        "detail": detail,
        "words_hash": words_hash,
        "previous": previous,
    }
    digest = _digest(link)
    tx.execute(
        """
        INSERT INTO audit (chain, n, at, actor, act, subject, detail, words_hash, previous, hash)
        VALUES (:chain, :n, :at, :actor, :act, :subject, :detail, :words_hash, :previous, :hash)
        """,
        hash=digest,
        **link,
    )
    tx.execute("UPDATE chains SET head = :head WHERE name = :chain", head=digest, chain=record.chain)


def _take_head(tx: Tx, chain: str) -> tuple[int, str]:
    """Move the chain on and return the new number and the old head.

    Written before it is read: reading first broke 999 of 1,000 links under concurrency.
    """
    sql = "UPDATE chains SET n = n + 1 WHERE name = :chain RETURNING n, head"
    rows = tx.execute(sql, chain=chain)
    if not rows:
        tx.execute(
            "INSERT INTO chains (name, n, head) VALUES (:chain, 0, :start) ON CONFLICT (name) DO NOTHING",
            chain=chain,
            start=_START,
        )
        rows = tx.execute(sql, chain=chain)
    return rows[0]["n"], rows[0]["head"]


def _keep_words(tx: Tx, record: Record) -> str:
    if not record.words:
        return ""
    words_hash = hash_words(record.salt, record.words)
    tx.execute(
        """
        INSERT INTO audit_words (words_hash, salt, words) VALUES (:words_hash, :salt, :words)
        ON CONFLICT (words_hash) DO NOTHING
        """,
        words_hash=words_hash,
        salt=record.salt,
        words=record.words,
    )
    return words_hash


def hash_words(salt: str, words: str) -> str:
    """What a chain keeps of typed words."""
    return sha256(f"{salt}\n{words}".encode()).hexdigest()


_HASHED = ("chain", "n", "at", "actor", "act", "subject", "detail", "words_hash", "previous")


def _digest(link: Row) -> str:
    text = json.dumps([link[name] for name in _HASHED], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first row of a chain that does not follow from the one before it."""

    chain: str
    n: int
    why: str


def chains(tx: Tx) -> list[tuple[str, int]]:
    """Every chain with its length, by name."""
    rows = tx.execute("SELECT name, n FROM chains ORDER BY name")
    return [(row["name"], row["n"]) for row in rows]


def chains_without_head(tx: Tx) -> list[str]:
    """Chains that have rows but whose head is gone."""
    sql = "SELECT DISTINCT chain FROM audit WHERE chain NOT IN (SELECT name FROM chains) ORDER BY chain"
    return [row["chain"] for row in tx.execute(sql)]


def verify(tx: Tx, chain: str) -> BrokenLink | None:
    """Walk one chain from its start; return its first bad row, or None when it is whole."""
    number, previous = 0, _START
    for row in _links(tx, chain):
        number += 1
        broken = _fault(tx, row, number, previous)
        if broken:
            return BrokenLink(chain, row["n"], broken)
        previous = row["hash"]
    head = tx.execute("SELECT n, head FROM chains WHERE name = :chain", chain=chain)
    if not head or (head[0]["n"], head[0]["head"]) != (number, previous):
        return BrokenLink(chain, number + 1, "rows at the end are missing, or the head was changed")
    return None


def _links(tx: Tx, chain: str) -> Iterator[Row]:
    after = -1
    while True:
        sql = "SELECT * FROM audit WHERE chain = :chain AND n > :after ORDER BY n LIMIT :page"
        rows = tx.execute(sql, chain=chain, after=after, page=_PAGE)
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1]["n"]


def _fault(tx: Tx, row: Row, number: int, previous: str) -> str:
    if row["n"] != number:
        return f"row {number} is missing"
    if row["previous"] != previous:
        return "it does not follow the row before it"
    if row["hash"] != _digest(row):
        return "its content was changed"
    return _fault_of_words(tx, row)


def _fault_of_words(tx: Tx, row: Row) -> str:
    if not row["words_hash"]:
        return ""
    kept = tx.execute("SELECT salt, words FROM audit_words WHERE words_hash = :hash", hash=row["words_hash"])
    if kept and hash_words(kept[0]["salt"], kept[0]["words"]) != row["words_hash"]:
        return "its typed words were changed"
    return ""


def history(tx: Tx, subject: str) -> list[Row]:
    """What happened to one subject, oldest first, with the typed words where they are still kept."""
    sql = """
        SELECT audit.*, COALESCE(audit_words.words, '') AS words
        FROM audit LEFT JOIN audit_words ON audit_words.words_hash = audit.words_hash
        WHERE audit.subject = :subject ORDER BY audit.at, audit.chain, audit.n
    """
    return tx.execute(sql, subject=subject)
