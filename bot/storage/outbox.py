"""What is to be sent: written in the transaction that decides it, drained by the sender afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.storage.database import Row, Tx


class Lane(IntEnum):
    """The order of sending: what a person waits for comes first."""

    ANSWER = 0
    REPLY = 1
    DECISION = 2
    NOTICE = 3
    EDIT = 4
    BROADCAST = 5


LAST_PROMPT_LANE = Lane.REPLY
"""Up to here somebody waits for it: never spaced out, and overdue where it stays. The rest comes unasked."""


class Kind(StrEnum):
    """What a row's body holds."""

    ANSWER = "answer"
    SCREEN = "screen"
    FACT = "fact"


class Fate(StrEnum):
    """How a row ends."""

    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to send.

    Attributes:
        id: UUIDv7; the order within a lane.
        chat: our name of the chat.
        lane: its lane.
        kind: an answer to a press, a finished screen, or a fact that becomes a screen when it is sent.
        body: JSON.
        subject: what it shows, as `card:…`; a later screen of the same subject edits the earlier one's message.
        attempts: how often sending was tried.
        doubts: how many earlier attempts may have arrived; with one or more, the copy says so.
        created_at: when it was written (text).
    """

    id: str
    chat: str
    lane: Lane
    kind: Kind
    body: str
    subject: str = ""
    attempts: int = 0
    doubts: int = 0
    created_at: str = ""

    @property
    def channel(self) -> str:
        """The channel of its chat."""
        return self.chat.partition(":")[0]


def from_row(row: Row) -> Outgoing:
    """The row as a value."""
    return Outgoing(
        id=row["id"],
        chat=row["chat"],
        lane=Lane(row["lane"]),
        kind=Kind(row["kind"]),
        body=row["body"],
        subject=row["subject"],
        attempts=row["attempts"],
        doubts=row["doubtful"],
        created_at=row["created_at"],
    )


# Below, the condition on status is said twice where an index must serve: SQLite uses a partial index only where the
# index's own words stand in the query.


def put(tx: Tx, outgoing: Outgoing, at: str, not_before: str = "") -> None:
    """Write something to be sent, at once or not before an instant."""
    tx.execute(
        """
        INSERT INTO outbox (id, chat, channel, lane, kind, subject, body, status, created_at, not_before)
        VALUES (:id, :chat, :channel, :lane, :kind, :subject, :body, 'waiting', :at, :not_before)
        """,
        id=outgoing.id,
        chat=outgoing.chat,
        channel=outgoing.channel,
        lane=outgoing.lane,
        kind=outgoing.kind,
        subject=outgoing.subject,
        body=outgoing.body,
        at=at,
        not_before=not_before or at,
    )


def put_fact(tx: Tx, outgoing: Outgoing, at: str, not_before: str = "") -> None:
    """Write a fact about a subject, unless one that is due already still waits: it is read when it is sent.

    One that is due later is always written: it is there because time changes what is to be shown.
    """
    if not_before > at or not _is_due(tx, outgoing, at):
        put(tx, outgoing, at, not_before)


def _is_due(tx: Tx, outgoing: Outgoing, at: str) -> bool:
    """Whether a fact about the same subject, no less urgent, is about to be sent."""
    rows = tx.execute(
        """
        SELECT 1 AS waits FROM outbox WHERE status IN ('waiting', 'sending') AND status = 'waiting'
            AND chat = :chat AND subject = :subject AND kind = 'fact' AND not_before <= :at AND lane <= :lane
        """,
        chat=outgoing.chat,
        subject=outgoing.subject,
        at=at,
        lane=outgoing.lane,
    )
    return bool(rows)


def finish(tx: Tx, outgoing_id: str, fate: Fate, at: str, error: str = "", *, owner: str = "") -> None:
    """End a row: sent, failed with its reason, or uncertain; one that another owner has taken over is left to that."""
    tx.execute(
        """
        UPDATE outbox SET status = :status, finished_at = :at, error = :error, owner = '', until = '',
            attempts = attempts + 1 WHERE id = :id AND status = 'sending' AND :owner IN ('', owner)
        """,
        status=fate,
        at=at,
        error=error,
        id=outgoing_id,
        owner=owner,
    )


def postpone(tx: Tx, outgoing_id: str, not_before: str, error: str, doubtful: bool, *, owner: str = "") -> None:
    """Try again later.

    Args:
        tx: the transaction.
        outgoing_id: which row.
        not_before: when.
        error: why it was not sent.
        doubtful: whether it may have arrived all the same; doubts are counted and never taken back.
        owner: who tried; a row that another owner has taken over is left to that.
    """
    tx.execute(
        """
        UPDATE outbox SET status = 'waiting', not_before = :not_before, error = :error, owner = '', until = '',
            attempts = attempts + 1, doubtful = doubtful + :doubtful
        WHERE id = :id AND status = 'sending' AND :owner IN ('', owner)
        """,
        owner=owner,
        not_before=not_before,
        error=error,
        doubtful=int(doubtful),
        id=outgoing_id,
    )


def drop_waiting_of_chat(tx: Tx, chat: str, at: str, error: str) -> int:
    """Give up what waits for a chat that cannot be reached; returns how many rows."""
    rows = tx.execute(
        """
        UPDATE outbox SET status = 'failed', finished_at = :at, error = :error
        WHERE status IN ('waiting', 'sending') AND status = 'waiting' AND chat = :chat RETURNING id
        """,
        chat=chat,
        at=at,
        error=error,
    )
    return len(rows)


def waiting(tx: Tx) -> int:
    """How many rows wait or are being sent."""
    rows = tx.execute("SELECT COUNT(*) AS n FROM outbox WHERE status IN ('waiting', 'sending')")
    return int(rows[0]["n"])


def blank_bodies(tx: Tx, before: str, limit: int) -> int:
    """Blank the bodies of rows finished before that instant; returns how many, at most `limit`."""
    rows = tx.execute(
        """
        UPDATE outbox SET body = '' WHERE id IN (
            SELECT id FROM outbox WHERE finished_at <> '' AND body <> '' AND finished_at < :before
            ORDER BY finished_at LIMIT :limit
        ) RETURNING id
        """,
        before=before,
        limit=limit,
    )
    return len(rows)


def shown_message(tx: Tx, chat: str, subject: str) -> str:
    """The platform's name of the message that shows a subject; empty when none does."""
    rows = tx.execute("SELECT message FROM shown WHERE chat = :chat AND subject = :subject", chat=chat, subject=subject)
    return rows[0]["message"] if rows else ""


def is_shown_since(tx: Tx, chat: str, subject: str, at: str) -> bool:
    """Whether a message came to show a subject at that instant (text) or after it."""
    sql = "SELECT 1 AS found FROM shown WHERE chat = :chat AND subject = :subject AND shown_at >= :at"
    return bool(tx.execute(sql, chat=chat, subject=subject, at=at))


def note_shown(tx: Tx, chat: str, subject: str, message: str, at: str) -> None:
    """Remember which message shows a subject."""
    tx.execute(
        """
        INSERT INTO shown (chat, subject, message, shown_at) VALUES (:chat, :subject, :message, :at)
        ON CONFLICT (chat, subject) DO UPDATE SET message = excluded.message, shown_at = excluded.shown_at
        """,
        chat=chat,
        subject=subject,
        message=message,
        at=at,
    )
