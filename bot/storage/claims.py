"""Who sends what: rows of the outbox are claimed before any network call, so that none is sent by two."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.storage import leases
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
    resting = _numbered("resting", _padded(claim.resting))
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
        now: this instant (text); what is claimed until later stays with its owner, and so does what an owner claimed
            that lives by the shared clock: this process's own may be wrong.
        own: who asks; what it is sending itself it need not take over, however long that takes.
        everything: whether no other process can be alive, so that nothing stays with its owner.
    """
    rows = tx.execute(
        """
        UPDATE outbox SET status = 'waiting', owner = '', until = '', doubtful = doubtful + 1
        WHERE status IN ('waiting', 'sending') AND status = 'sending' AND owner <> :own
            AND (:everything = 1 OR (until <= :now AND NOT EXISTS (
                SELECT 1 FROM leases WHERE name = :process || owner AND leases.until > :shared_now)))
        RETURNING id
        """,
        now=now,
        process=leases.PROCESS,
        shared_now=leases.shared_now(tx, now),
        own=own,
        everything=int(everything),
    )
    return len(rows)


def put_back(tx: Tx, owner: str) -> int:
    """Put back, as doubtful, what a process that is known to be gone was sending; returns how many."""
    rows = tx.execute(
        """
        UPDATE outbox SET status = 'waiting', owner = '', until = '', doubtful = doubtful + 1
        WHERE status IN ('waiting', 'sending') AND status = 'sending' AND owner = :owner RETURNING id
        """,
        owner=owner,
    )
    return len(rows)


def bring_forward(tx: Tx, now: str, *, tried: bool) -> int:
    """Have sent now what was written by a clock that ran ahead, and waits for an instant that would come too late.

    Args:
        tx: the transaction.
        now: this instant (text).
        tried: whether the clock was seen to be set back, so that also what is to be tried again waits for the old time.

    Returns:
        How many rows.
    """
    if tried:
        tx.execute("UPDATE chats SET send_after = '' WHERE send_after <> '' AND send_after > :now", now=now)
    rows = tx.execute(
        """
        UPDATE outbox SET not_before = :now WHERE status IN ('waiting', 'sending') AND status = 'waiting'
            AND not_before > :now AND (created_at > :now OR (:tried = 1 AND attempts > 0)) RETURNING id
        """,
        now=now,
        tried=int(tried),
    )
    return len(rows)


# Most rows are to go as soon as they are written. The condition on `created_at` is that of the index of the others:
# with 40,000 reminders waiting, looking through them all would take 40 ms.
LATER = """
    SELECT not_before AS due FROM outbox
    WHERE status IN ('waiting', 'sending') AND status = 'waiting' AND not_before > created_at
        AND not_before > :now AND channel IN ({channels})
    ORDER BY not_before LIMIT 1
"""
ON_HOLD = """
    SELECT send_after AS due FROM chats WHERE send_after <> '' AND send_after > :now ORDER BY send_after LIMIT 1
"""


def next_due(tx: Tx, channels: Collection[str], now: str) -> str:
    """When something of these channels may go that may not go now (text); empty when nothing waits for its time."""
    if not channels:
        return ""
    served = _numbered("channel", channels)
    rows = tx.execute(LATER.format(channels=_names(served)), now=now, **served) + tx.execute(ON_HOLD, now=now)
    return min((str(row["due"]) for row in rows), default="")


def _padded(chats: Collection[str]) -> list[str]:
    """As many values as the next power of two, so that there are few different statements to prepare."""
    return [*chats, *[""] * ((1 << len(chats).bit_length()) - len(chats))]


def _numbered(name: str, values: Collection[str]) -> dict[str, str]:
    return {f"{name}{number}": value for number, value in enumerate(values)}


def _names(values: Mapping[str, str]) -> str:
    return ", ".join(f":{name}" for name in values)
