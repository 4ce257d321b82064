"""How much waits and since when: what health and metrics tell, read without holding anybody up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.storage.database import Tx
from bot.storage.outbox import LAST_PROMPT_LANE, Lane


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits.

    Attributes:
        inbox: how many inputs wait.
        inbox_since: since when the oldest of them waits (text); empty when none does.
        outbox: how much waits to be sent or is being sent.
        outbox_since: since when something that a person waits for could have been sent (text); empty when nothing.
    """

    inbox: int
    inbox_since: str
    outbox: int
    outbox_since: str


@dataclass(frozen=True, slots=True)
class LaneDepth:
    """What waits in one lane of the outbox.

    Attributes:
        due: how much may go now, or is going.
        later: how much is to go later.
        since: since when the oldest that is due could have gone (text); empty when nothing is due.
    """

    due: int = 0
    later: int = 0
    since: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is told to whoever watches the program.

    Attributes:
        inbox: how many inputs wait.
        inbox_since: since when the oldest of them waits (text); empty when none does.
        lanes: what waits in each lane that is not empty.
        held: how much a restore has put aside to be looked at.
        job_runs: when each job last ran (text).
    """

    inbox: int
    inbox_since: str
    lanes: Mapping[Lane, LaneDepth]
    held: int
    job_runs: Mapping[str, str]


def queues(tx: Tx, now: str, channels: Collection[str]) -> Queues:
    """What waits at this instant (text), and since when; of the outbox, for these channels.

    Counts run over small indexes: a few milliseconds with 40,000 reminders waiting.
    """
    inbox, inbox_since = _inbox(tx)
    rows = tx.execute("SELECT COUNT(*) AS n FROM outbox WHERE status IN ('waiting', 'sending')")
    return Queues(inbox, inbox_since, int(rows[0]["n"]), _prompt_since(tx, now, channels))


def figures(tx: Tx, now: str) -> Figures:
    """Everything at this instant (text); 20 ms with 40,000 reminders waiting, so: on a read-only connection."""
    inbox, inbox_since = _inbox(tx)
    held = tx.execute("SELECT COUNT(*) AS n FROM outbox WHERE status = 'held'")[0]["n"]
    runs = tx.execute("SELECT job, ran_at FROM job_runs WHERE ran_at <> ''")
    return Figures(inbox, inbox_since, _lanes(tx, now), held, {row["job"]: row["ran_at"] for row in runs})


def _inbox(tx: Tx) -> tuple[int, str]:
    sql = "SELECT COUNT(*) AS n, COALESCE(MIN(received_at), '') AS since FROM inbox WHERE status = 'waiting'"
    row = tx.execute(sql)[0]
    return int(row["n"]), str(row["since"])


# As everywhere: SQLite uses a partial index only where the index's own words stand in the query.


def _prompt_since(tx: Tx, now: str, channels: Collection[str]) -> str:
    """A chat on hold waits with good reason, and what nobody here serves is stuck in no part of this program."""
    if not channels:
        return ""
    served = {f"channel{number}": channel for number, channel in enumerate(channels)}
    rows = tx.execute(
        f"""
        SELECT COALESCE(MIN(CASE WHEN chats.send_after > outbox.not_before
            THEN chats.send_after ELSE outbox.not_before END), '') AS since
        FROM outbox JOIN chats ON chats.id = outbox.chat
        WHERE outbox.status IN ('waiting', 'sending') AND outbox.status = 'waiting' AND outbox.lane <= :last
            AND outbox.not_before <= :now AND chats.send_after <= :now
            AND outbox.channel IN ({", ".join(f":{name}" for name in served)})
        """,
        now=now,
        last=int(LAST_PROMPT_LANE),
        **served,
    )
    return str(rows[0]["since"])


def _lanes(tx: Tx, now: str) -> dict[Lane, LaneDepth]:
    rows = tx.execute(
        """
        SELECT lane, COUNT(*) AS n, SUM(CASE WHEN not_before > :now THEN 1 ELSE 0 END) AS later,
            COALESCE(MIN(CASE WHEN not_before <= :now THEN not_before END), '') AS since
        FROM outbox WHERE status IN ('waiting', 'sending') GROUP BY lane
        """,
        now=now,
    )
    return {Lane(row["lane"]): LaneDepth(row["n"] - row["later"], row["later"], row["since"]) for row in rows}
