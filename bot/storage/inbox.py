"""What people did, kept before the platform is told "received"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.storage import chats
from bot.storage.database import Row, Tx, Value
from bot.storage.many import groups, numbered, rows_of


class Kind(StrEnum):
    """What a person did."""

    TEXT = "text"
    PRESS = "press"
    EDITED = "edited"
    OTHER = "other"
    WITHHELD = "withheld"
    GROUP = "group"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    LEFT = "left"
    UNREADABLE = "unreadable"


class Fate(StrEnum):
    """How an input ends."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a person did, in our own words.

    Attributes:
        channel: `telegram`, `zalo` or `web`.
        address: the platform's name of the chat.
        update_key: the platform's name of this very update; the same one again changes nothing.
        kind: what it is.
        text: the typed text, as typed, or the pressed action; empty for what may not be kept.
        message: the platform's name of the message it belongs to (of the pressed one, for a press).
        callback: the platform's name of the press that awaits an answer; empty otherwise.
    """

    channel: str
    address: str
    update_key: str
    kind: Kind
    text: str = ""
    message: str = ""
    callback: str = ""

    @property
    def chat(self) -> str:
        """Our name of the chat."""
        return chats.chat_id(self.channel, self.address)


@dataclass(frozen=True, slots=True)
class Received:
    """An input as it was kept.

    Attributes:
        chat: our name of the chat.
        seq: its number in the chat; the order of one person's inputs.
        incoming: what the person did.
        received_at: when it was kept (text).
        attempts: how often handling it failed.
    """

    chat: str
    seq: int
    incoming: Incoming
    received_at: str
    attempts: int


def _received(row: Row) -> Received:
    incoming = Incoming(
        channel=row["channel"],
        address=row["chat"].partition(":")[2],
        update_key=row["update_key"],
        kind=Kind(row["kind"]),
        text=row["text"],
        message=row["message"],
        callback=row["callback"],
    )
    return Received(row["chat"], row["seq"], incoming, row["received_at"], row["attempts"])


_COLUMNS = ("chat", "seq", "channel", "update_key", "kind", "text", "message", "callback", "received_at", "status")


def keep(tx: Tx, incoming: Incoming, at: str) -> bool:
    """Keep an input; False when this very update is kept already."""
    return bool(keep_all(tx, [incoming], at))


def keep_all(tx: Tx, incomings: Sequence[Incoming], at: str) -> int:
    """Keep inputs in their order, in three statements however many there are; those kept already change nothing.

    Returns:
        How many were new.
    """
    new = _unknown(tx, incomings)
    last = chats.next_seqs(tx, Counter((incoming.channel, incoming.address) for incoming in new))
    rows = [_values(incoming, at) for incoming in new]
    for incoming, row in zip(reversed(new), reversed(rows), strict=True):
        row["seq"] = last[incoming.chat]
        last[incoming.chat] -= 1
    return sum(_insert(tx, group) for group in groups(rows))


def _unknown(tx: Tx, incomings: Sequence[Incoming]) -> list[Incoming]:
    """Those that are not kept yet, each once."""
    fresh: dict[tuple[str, str], Incoming] = {}
    for incoming in incomings:
        fresh.setdefault((incoming.channel, incoming.update_key), incoming)
    for channel in {channel for channel, _ in fresh}:
        for group in groups([key for where, key in fresh if where == channel]):
            for key in _known(tx, channel, group):
                del fresh[channel, key]
    return list(fresh.values())


def _known(tx: Tx, channel: str, keys: Sequence[str]) -> list[str]:
    values = numbered([{"key": key} for key in keys])
    names = ", ".join(f":{name}" for name in values)
    sql = f"SELECT update_key FROM inbox WHERE channel = :channel AND update_key IN ({names})"
    return [row["update_key"] for row in tx.execute(sql, channel=channel, **values)]


def is_kept(tx: Tx, channel: str, update_key: str) -> bool:
    """Whether the update of that name is kept, handled or not."""
    return bool(_known(tx, channel, [update_key]))


def _values(incoming: Incoming, at: str) -> dict[str, Value]:
    return {
        "chat": incoming.chat,
        "seq": 0,
        "channel": incoming.channel,
        "update_key": incoming.update_key,
        "kind": incoming.kind,
        "text": incoming.text,
        "message": incoming.message,
        "callback": incoming.callback,
        "received_at": at,
        "status": Fate.WAITING,
    }


def _insert(tx: Tx, rows: Sequence[Mapping[str, Value]]) -> int:
    """Another process may have kept one of them a moment ago: its number is then left out."""
    inserted = tx.execute(
        f"""
        INSERT INTO inbox ({", ".join(_COLUMNS)}) VALUES {rows_of(_COLUMNS, len(rows))}
        ON CONFLICT (channel, update_key) DO NOTHING RETURNING seq
        """,
        **numbered(rows),
    )
    return len(inserted)


_NEXT_SQLITE = """
    SELECT * FROM inbox WHERE status = 'waiting' AND chat = (
        SELECT chat FROM inbox WHERE status = 'waiting' ORDER BY received_at, chat, seq LIMIT 1
    ) ORDER BY seq LIMIT 1
"""
_OLDEST_OF_CHAT = "SELECT * FROM inbox WHERE chat = :chat AND status = 'waiting' ORDER BY seq LIMIT 1"
_NEXT_CHAT_POSTGRESQL = """
    SELECT chats.id AS chat FROM inbox JOIN chats ON chats.id = inbox.chat WHERE inbox.status = 'waiting'
    ORDER BY inbox.received_at, inbox.chat, inbox.seq LIMIT 1 FOR NO KEY UPDATE OF chats SKIP LOCKED
"""


def claim(tx: Tx) -> Received | None:
    """The next input to handle: of the chat that has waited longest, its oldest; None when nothing waits.

    On PostgreSQL the chat's row stays locked until the transaction ends, so that several processes keep the order
    of one person's inputs; it is the one statement that differs by engine. The lock is one that writing a message
    for that chat does not wait for.
    """
    if tx.engine == "sqlite":
        rows = tx.execute(_NEXT_SQLITE)
        return _received(rows[0]) if rows else None
    while found := tx.execute(_NEXT_CHAT_POSTGRESQL):
        rows = tx.execute(_OLDEST_OF_CHAT, chat=found[0]["chat"])
        if rows:  # none when another process finished the input between the two statements
            return _received(rows[0])
    return None


def finish(tx: Tx, received: Received, fate: Fate, at: str) -> None:
    """End an input: handled, or given up."""
    tx.execute(
        "UPDATE inbox SET status = :status, finished_at = :at WHERE chat = :chat AND seq = :seq",
        status=fate,
        at=at,
        chat=received.chat,
        seq=received.seq,
    )


def count_attempt(tx: Tx, received: Received) -> int:
    """Count one failed attempt and return how many there were."""
    sql = "UPDATE inbox SET attempts = attempts + 1 WHERE chat = :chat AND seq = :seq RETURNING attempts"
    return int(tx.execute(sql, chat=received.chat, seq=received.seq)[0]["attempts"])


def waiting(tx: Tx) -> int:
    """How many inputs wait."""
    return int(tx.execute("SELECT COUNT(*) AS n FROM inbox WHERE status = 'waiting'")[0]["n"])


def blank_texts(tx: Tx, before: str, limit: int) -> int:
    """Blank the typed text of inputs finished before that instant; returns how many, at most `limit`."""
    rows = tx.execute(
        """
        UPDATE inbox SET text = '' WHERE (chat, seq) IN (
            SELECT chat, seq FROM inbox WHERE status <> 'waiting' AND text <> '' AND finished_at < :before
            ORDER BY finished_at LIMIT :limit
        ) RETURNING seq
        """,
        before=before,
        limit=limit,
    )
    return len(rows)
