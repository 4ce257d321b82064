"""Our own web chat: what stands in it, and what of the outbox belongs there.

A message reaches the browser's table in the very transaction that ends its outbox row: once, and never in doubt.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.storage import outbox
from bot.storage.database import Row, Tx
from bot.storage.outbox import Fate, Outgoing

CHANNEL = "web"

_PAST_ALL = 2**62


class Side(StrEnum):
    """Who said it; a toast is a few words that are shown for seconds and leave no bubble."""

    IN = "in"
    OUT = "out"
    TOAST = "toast"


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble, or one toast.

    Attributes:
        place: where it stands; also its name.
        changed: the chat's counter when it last changed.
        side: who said it.
        body: JSON; empty once its retention has passed.
        at: when it came (text).
        edited_at: when it was last edited (text); empty when never.
    """

    place: int
    changed: int
    side: Side
    body: str
    at: str
    edited_at: str = ""


def _message(row: Row) -> Message:
    return Message(row["place"], row["changed"], Side(row["side"]), row["body"], row["at"], row["edited_at"])


def _next_change(tx: Tx, chat: str) -> int:
    """Count a change; the chat's row stays locked, so that changes become visible in their order."""
    sql = "UPDATE chats SET web_changes = web_changes + 1 WHERE id = :chat RETURNING web_changes"
    return int(tx.execute(sql, chat=chat)[0]["web_changes"])


def count_change(tx: Tx, chat: str) -> None:
    """Something about the chat has changed that is no message: whoever listens to it looks."""
    _next_change(tx, chat)


def add(tx: Tx, chat: str, official: str, side: Side, body: str, at: str) -> int:
    """Put a message under the others; returns its place.

    Args:
        tx: the transaction.
        chat: whose chat row exists.
        official: to whom the chat belongs now; empty for a stranger.
        side: who says it.
        body: JSON.
        at: this instant (text).
    """
    change = _next_change(tx, chat)
    tx.execute(
        """
        INSERT INTO web_messages (chat, place, changed, official, side, body, at)
        VALUES (:chat, :change, :change, :official, :side, :body, :at)
        """,
        chat=chat,
        change=change,
        official=official,
        side=side,
        body=body,
        at=at,
    )
    return change


def edit(tx: Tx, chat: str, place: int, official: str, body: str, at: str) -> bool:
    """Put other words in the place of a message of ours; False when there is none that this person sees."""
    rows = tx.execute(
        """
        UPDATE web_messages SET body = :body, edited_at = :at, changed = :change
        WHERE chat = :chat AND place = :place AND official = :official AND side = 'out' RETURNING place
        """,
        chat=chat,
        place=place,
        official=official,
        body=body,
        at=at,
        change=_next_change(tx, chat),
    )
    return bool(rows)


_SEEN = "chat = :chat AND official IN ('', :official) AND body <> ''"


def changed_after(tx: Tx, chat: str, official: str, after: int, toasts_since: str, limit: int) -> list[Message]:
    """What has changed since, in the order of the changes; toasts only while somebody may still want them."""
    rows = tx.execute(
        f"""
        SELECT * FROM web_messages WHERE {_SEEN} AND changed > :after AND (side <> 'toast' OR at >= :toasts_since)
        ORDER BY changed LIMIT :limit
        """,
        chat=chat,
        official=official,
        after=after,
        toasts_since=toasts_since,
        limit=limit,
    )
    return [_message(row) for row in rows]


def latest(tx: Tx, chat: str, official: str, limit: int, before: int = _PAST_ALL) -> list[Message]:
    """The newest bubbles of those that stand before a place, in the order of their changes."""
    rows = tx.execute(
        f"""
        SELECT * FROM web_messages WHERE {_SEEN} AND side <> 'toast' AND place < :before
        ORDER BY place DESC LIMIT :limit
        """,
        chat=chat,
        official=official,
        before=before,
        limit=limit,
    )
    return sorted((_message(row) for row in rows), key=lambda message: message.changed)


def find(tx: Tx, chat: str, official: str, place: int) -> Message | None:
    """The bubble of that place, if this person sees it."""
    rows = tx.execute(
        f"SELECT * FROM web_messages WHERE {_SEEN} AND place = :place", chat=chat, official=official, place=place
    )
    return _message(rows[0]) if rows else None


def changes(tx: Tx, chats: Collection[str]) -> dict[str, int]:
    """How far the counters of these chats stand; a chat that nobody has written in yet is left out."""
    names = {f"chat{number}": chat for number, chat in enumerate(chats)}
    places = ", ".join(f":{name}" for name in names)
    rows = tx.execute(f"SELECT id, web_changes FROM chats WHERE id IN ({places})", **names)
    return {row["id"]: row["web_changes"] for row in rows}


_LEAP = 1_000_000
"""More changes than a chat can have had since a copy of the database was made."""


def leap(tx: Tx) -> None:
    """Move every counter on, after an older database was restored: browsers that saw more go on from where they are."""
    tx.execute("UPDATE chats SET web_changes = web_changes + :leap WHERE web_changes > 0", leap=_LEAP)


# The words of the partial index stand in the queries, or SQLite would not use it.
_FIRST_DUE = """
    SELECT * FROM outbox WHERE status = 'waiting' AND channel = 'web' AND not_before <= :at
    ORDER BY lane, id LIMIT 1
"""
_FIRST_DUE_OF_CHAT = """
    SELECT * FROM outbox WHERE status IN ('waiting', 'sending') AND chat = :chat AND status = 'waiting'
        AND channel = 'web' AND not_before <= :at ORDER BY lane, id LIMIT 1
"""
_CHAT_WITH_DUE = """
    SELECT chats.id AS chat FROM outbox JOIN chats ON chats.id = outbox.chat
    WHERE outbox.status = 'waiting' AND outbox.channel = 'web' AND outbox.not_before <= :at
    ORDER BY outbox.lane, outbox.id LIMIT 1 FOR NO KEY UPDATE OF chats SKIP LOCKED
"""


def claim(tx: Tx, at: str) -> Outgoing | None:
    """The next row of the outbox for a browser: by lane, then by age; None when nothing is due.

    On PostgreSQL the chat's row stays locked until the transaction ends, as in `inbox.claim`: several processes
    keep the order of one person's messages, and none is shown by two.
    """
    if tx.engine == "sqlite":
        rows = tx.execute(_FIRST_DUE, at=at)
        return outbox.from_row(rows[0]) if rows else None
    while found := tx.execute(_CHAT_WITH_DUE, at=at):
        rows = tx.execute(_FIRST_DUE_OF_CHAT, chat=found[0]["chat"], at=at)
        if rows:  # none when another process showed it between the two statements
            return outbox.from_row(rows[0])
    return None


def finish(tx: Tx, outgoing_id: str, fate: Fate, at: str, error: str = "") -> None:
    """End a row that `claim` gave."""
    tx.execute(
        """
        UPDATE outbox SET status = :status, finished_at = :at, error = :error, attempts = attempts + 1
        WHERE id = :id AND status = 'waiting'
        """,
        status=fate,
        at=at,
        error=error,
        id=outgoing_id,
    )


def blank_old(tx: Tx, before: str, limit: int) -> int:
    """Blank what was said before that instant; returns how many, at most `limit`."""
    rows = tx.execute(
        """
        UPDATE web_messages SET body = '' WHERE (chat, place) IN (
            SELECT chat, place FROM web_messages WHERE body <> '' AND at < :before ORDER BY at LIMIT :limit
        ) RETURNING place
        """,
        before=before,
        limit=limit,
    )
    return len(rows)
