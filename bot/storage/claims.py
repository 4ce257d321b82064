"""Who sends what: rows of the outbox are claimed before any network call, so that none is sent by two."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.storage.database import Tx
from bot.storage.outbox import Lane, Outgoing, from_row

_LOCK_KEY = 7_235_442
"""Any number but the schema's: the same in every process that claims."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a process asks for.

    Attributes:
        owner: which process.
        channels: the channels it serves.
        now: this instant (text).
        until: when another process may take the rows over, should this one be gone (text).
        limit: at most so many.
        first: the first lane to take from.
        last: the last lane to take from.
        resting: chats to leave alone.
    """

    owner: str
    channels: Collection[str]
    now: str
    until: str
    limit: int
    first: Lane = Lane.ANSWER
    last: Lane = Lane.BROADCAST
    resting: Collection[str] = ()


# The condition on status is said twice: SQLite uses a partial index only where its own words stand in the query.
_DUE = """
    SELECT due.* FROM outbox AS due JOIN chats ON chats.id = due.chat
    WHERE due.status IN ('waiting', 'sending') AND due.status = 'waiting' AND due.not_before <= :now
        AND due.lane BETWEEN :first AND :last AND due.channel IN ({channels}) AND due.chat NOT IN ({resting})
        AND (due.lane = 0 OR (chats.send_after <= :now AND NOT EXISTS (
            SELECT 1 FROM outbox AS other WHERE other.status IN ('waiting', 'sending') AND other.chat = due.chat
                AND other.lane > 0 AND (other.status = 'sending' OR (other.not_before <= :now
                AND (other.lane < due.lane OR (other.lane = due.lane AND other.id < due.id)))))))
    ORDER BY due.lane, due.id LIMIT :limit
"""


def take(tx: Tx, claim: Claim) -> list[Outgoing]:
    """Take the next rows to send and mark them as being sent.

    At most one a chat besides answers to presses, and none for a chat to which something is being sent: what goes
    to one person goes in order.
    """
    if claim.limit < 1 or not claim.channels:
        return []
    if tx.engine == "postgresql":  # one claim at a time: each then sees what the others are sending
        tx.execute("SELECT pg_advisory_xact_lock(:key)", key=_LOCK_KEY)
    due = _due(tx, claim)
    if due:
        ids = _numbered("id", [outgoing.id for outgoing in due])
        tx.execute(
            f"UPDATE outbox SET status = 'sending', owner = :owner, until = :until WHERE id IN ({_names(ids)})",
            owner=claim.owner,
            until=claim.until,
            **ids,
        )
    return due


def _due(tx: Tx, claim: Claim) -> list[Outgoing]:
    channels = _numbered("channel", claim.channels)
    resting = _numbered("resting", claim.resting or [""])
    rows = tx.execute(
        _DUE.format(channels=_names(channels), resting=_names(resting)),
        now=claim.now,
        limit=claim.limit,
        first=int(claim.first),
        last=int(claim.last),
        **channels,
        **resting,
    )
    return [from_row(row) for row in rows]


def take_over(tx: Tx, now: str, *, own: str = "", everything: bool = False) -> int:
    """Put back what a dead process was sending at its last instant, as doubtful; returns how many.

    Args:
        tx: the transaction.
        now: this instant (text); what is claimed until later stays with its owner.
        own: who asks; what it is sending itself it need not take over, however long that takes.
        everything: whether no other process can be alive, so that nothing stays with its owner.
    """
    rows = tx.execute(
        """
        UPDATE outbox SET status = 'waiting', owner = '', until = '', doubtful = doubtful + 1
        WHERE status IN ('waiting', 'sending') AND status = 'sending' AND owner <> :own
            AND (until <= :now OR :everything = 1)
        RETURNING id
        """,
        now=now,
        own=own,
        everything=int(everything),
    )
    return len(rows)


def next_due(tx: Tx, channels: Collection[str]) -> str:
    """When the next waiting row of these channels may be sent (text); empty when nothing waits."""
    if not channels:
        return ""
    served = _numbered("channel", channels)
    rows = tx.execute(
        f"""
        SELECT COALESCE(MIN(CASE WHEN outbox.lane > 0 AND chats.send_after > outbox.not_before
            THEN chats.send_after ELSE outbox.not_before END), '') AS due
        FROM outbox JOIN chats ON chats.id = outbox.chat
        WHERE outbox.status IN ('waiting', 'sending') AND outbox.status = 'waiting'
            AND outbox.channel IN ({_names(served)})
        """,
        **served,
    )
    return str(rows[0]["due"])


def _numbered(name: str, values: Collection[str]) -> dict[str, str]:
    return {f"{name}{number}": value for number, value in enumerate(values)}


def _names(values: Mapping[str, str]) -> str:
    return ", ".join(f":{name}" for name in values)
