"""What was not sent when a copy was made and must not be sent unseen once that copy is restored.

A held row has status `held`: no claim takes it, no count of what waits has it, and the partial indexes of the outbox do
not carry it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.storage.database import Tx
from bot.storage.outbox import Lane


@dataclass(frozen=True, slots=True)
class Held:
    """How much is held for one person.

    Attributes:
        official: the official's code; empty for a chat that is bound to nobody.
        lane: of what kind.
        count: how many.
        oldest: when the oldest was written (text).
    """

    official: str
    lane: Lane
    count: int
    oldest: str


_SOME = """
    SELECT id FROM outbox WHERE status = 'held' AND (:before = '' OR created_at < :before) ORDER BY id LIMIT :limit
"""


def hold_all(tx: Tx) -> int:
    """Hold whatever waits or is being sent; returns how many rows."""
    rows = tx.execute(
        """
        UPDATE outbox SET status = 'held', owner = '', until = '' WHERE status IN ('waiting', 'sending') RETURNING id
        """
    )
    return len(rows)


def summary(tx: Tx) -> list[Held]:
    """What is held, by official and kind; no texts."""
    rows = tx.execute(
        """
        SELECT COALESCE(chats.official, '') AS official, outbox.lane, COUNT(*) AS count,
            MIN(outbox.created_at) AS oldest
        FROM outbox JOIN chats ON chats.id = outbox.chat WHERE outbox.status = 'held'
        GROUP BY COALESCE(chats.official, ''), outbox.lane ORDER BY 1, 2
        """
    )
    return [Held(row["official"], Lane(row["lane"]), row["count"], row["oldest"]) for row in rows]


def release(tx: Tx, limit: int) -> int:
    """Have held rows sent after all, as possible copies; returns how many, at most `limit`."""
    rows = tx.execute(
        f"""
        UPDATE outbox SET status = 'waiting', doubtful = doubtful + 1 WHERE id IN ({_SOME}) AND status = 'held'
        RETURNING id
        """,
        before="",
        limit=limit,
    )
    return len(rows)


def drop(tx: Tx, at: str, error: str, limit: int, before: str = "") -> int:
    """Give held rows up.

    Args:
        tx: the transaction.
        at: this instant (text).
        error: why.
        limit: at most so many.
        before: only those written before that instant (text); empty means all.

    Returns:
        How many.
    """
    rows = tx.execute(
        f"""
        UPDATE outbox SET status = 'failed', finished_at = :at, error = :error
        WHERE id IN ({_SOME}) AND status = 'held' RETURNING id
        """,
        at=at,
        error=error,
        before=before,
        limit=limit,
    )
    return len(rows)
