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

MISSING = "thiếu dòng {number}"
APART = "không nối tiếp dòng trước"
CHANGED = "nội dung đã bị sửa"
OTHER_WORDS = "chữ đã gõ kèm theo đã bị sửa"
CUT = "từ dòng này đến cuối chuỗi đã bị xóa"
BEYOND = "nằm sau chỗ kết thúc đã ghi của chuỗi"
OTHER_HEAD = "không khớp với chỗ kết thúc đã ghi của chuỗi"
HEADLESS = "chỗ kết thúc đã ghi của chuỗi bị mất hoặc bị sửa"


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
_LINK = ("at", "actor", "act", "subject", "detail", "words_hash", "previous", "hash")


def _digest(link: Mapping[str, Any]) -> str:
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
    rows = tx.execute(f"SELECT {raw(tx, 'chains', 'name')}, {raw(tx, 'chains', 'n')} FROM chains ORDER BY chains.name")
    return [(str(text_in(row, "name")), row["n"]) for row in rows]


def chains_without_head(tx: Tx) -> list[str]:
    """Chains that have rows but whose head is gone."""
    sql = f"""
        SELECT {raw(tx, "audit", "chain")} FROM audit WHERE audit.chain NOT IN (SELECT name FROM chains)
        GROUP BY audit.chain ORDER BY audit.chain
    """
    return [str(text_in(row, "chain")) for row in tx.execute(sql)]


def tells_of(tx: Tx, subject: str) -> bool:
    """Whether any link is about a subject."""
    return bool(tx.execute("SELECT 1 AS one FROM audit WHERE subject = :subject LIMIT 1", subject=subject))


def holds_rows(tx: Tx, table: str) -> bool:
    """Whether there is anything in a table of that name, which is the program's own."""
    return bool(tx.execute(f"SELECT 1 AS one FROM {table} LIMIT 1"))


def count_stray_words(tx: Tx) -> int:
    """How many typed words are kept to which no link belongs."""
    sql = "SELECT COUNT(*) AS n FROM (SELECT words_hash FROM audit_words EXCEPT SELECT words_hash FROM audit) AS stray"
    return int(tx.execute(sql)[0]["n"])


def verify(tx: Tx, chain: str) -> BrokenLink | None:
    """Walk one chain from its start; return its first bad row, or None when it is whole."""
    number, previous = 0, _START
    for row in _links(tx, chain):
        number += 1
        link = {name: text_in(row, name) for name in ("n", *_LINK)} | {"chain": chain}
        broken = _fault(link, number, previous) or _fault_of_words(row, link)
        if broken:
            return BrokenLink(chain, link["n"] if isinstance(link["n"], int) else number, broken)
        previous = link["hash"]
    return _fault_of_head(tx, chain, number, previous)


def _fault_of_head(tx: Tx, chain: str, number: int, previous: str) -> BrokenLink | None:
    columns = f"{raw(tx, 'chains', 'n')}, {raw(tx, 'chains', 'head')}"
    head = tx.execute(f"SELECT {columns} FROM chains WHERE name = :chain", chain=chain)
    if not head or not isinstance(head[0]["n"], int):
        return BrokenLink(chain, number, HEADLESS)
    length = head[0]["n"]
    if length > number:
        return BrokenLink(chain, number + 1, CUT)
    if length < number:
        return BrokenLink(chain, length + 1, BEYOND)
    return None if text_in(head[0], "head") == previous else BrokenLink(chain, number, OTHER_HEAD)


def _links(tx: Tx, chain: str) -> Iterator[Row]:
    columns = [*(raw(tx, "audit", name) for name in ("n", *_LINK)), *kept_words(tx)]
    sql = f"""
        SELECT {", ".join(columns)}
        FROM audit LEFT JOIN audit_words ON audit_words.words_hash = audit.words_hash
        WHERE audit.chain = :chain AND audit.n > :after ORDER BY audit.n LIMIT :page
    """
    after = -1
    while True:
        rows = tx.execute(sql, chain=chain, after=after, page=_PAGE)
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1]["n"]


def raw(tx: Tx, table: str, column: str) -> str:
    """How to select a column of which somebody may have made anything: SQLite keeps whatever it is given."""
    name = f"{table}.{column}"
    if tx.engine == "postgresql":
        return f"{name} AS {column}"
    return f"CASE typeof({name}) WHEN 'text' THEN CAST({name} AS BLOB) WHEN 'integer' THEN {name} END AS {column}"


def kept_words(tx: Tx) -> list[str]:
    """How to select the typed words of a link, where they are kept."""
    kept = "CASE WHEN audit_words.words_hash IS NULL THEN 0 ELSE 1 END AS kept"
    return [kept, raw(tx, "audit_words", "salt"), raw(tx, "audit_words", "words")]


def text_in(row: Row, column: str) -> Any:
    """The text or number that `raw` selected; None where it is neither."""
    value = row[column]
    try:
        return value.decode() if isinstance(value, bytes) else value
    except UnicodeDecodeError:
        return None


def _fault(link: Mapping[str, Any], number: int, previous: str) -> str:
    if link["n"] != number:
        return MISSING.format(number=number)
    if link["previous"] != previous:
        return APART
    return CHANGED if None in link.values() or link["hash"] != _digest(link) else ""


def _fault_of_words(row: Row, link: Mapping[str, Any]) -> str:
    if not link["words_hash"] or not row["kept"]:
        return ""
    salt, words = text_in(row, "salt"), text_in(row, "words")
    if salt is None or words is None or hash_words(salt, words) != link["words_hash"]:
        return OTHER_WORDS
    return ""


def history(tx: Tx, subject: str) -> list[Row]:
    """What happened to one subject, oldest first, with the typed words where they are still kept."""
    sql = """
        SELECT audit.*, COALESCE(audit_words.words, '') AS words
        FROM audit LEFT JOIN audit_words ON audit_words.words_hash = audit.words_hash
        WHERE audit.subject = :subject ORDER BY audit.at, audit.chain, audit.n
    """
    return tx.execute(sql, subject=subject)
