"""Which job has told whom about which period: written with what is sent, so that nobody is told twice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.storage.database import Tx

EVERYBODY = ""
"""In the place of an official: a row about the whole period."""


class Outcome(StrEnum):
    """What became of a period for somebody, or for everybody who has no row of their own.

    Of a person: told, or there was nothing to tell, or telling them failed inside. Of a whole period: what was to be
    done was done, or it ended before everybody was told.
    """

    SENT = "sent"
    UNNEEDED = "unneeded"
    FAILED = "failed"
    DONE = "done"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class JobRun:
    """What a job did last.

    Attributes:
        job: its name.
        looked_at: when it was last looked at whether it was due (text); empty for never.
        ran_at: when it last told anybody or did anything (text); empty for never.
        period: of which period that was.
        written: how many people were told of that period.
    """

    job: str
    looked_at: str = ""
    ran_at: str = ""
    period: str = ""
    written: int = 0


def enter(tx: Tx, job: str, period: str, official: str, outcome: Outcome, at: str) -> bool:
    """Write a row, unless there is one; whether it was written."""
    rows = tx.execute(
        """
        INSERT INTO ledger (job, period, official, outcome, at) VALUES (:job, :period, :official, :outcome, :at)
        ON CONFLICT (job, period, official) DO NOTHING RETURNING outcome
        """,
        job=job,
        period=period,
        official=official,
        outcome=outcome,
        at=at,
    )
    return bool(rows)


def enter_unless_sent(tx: Tx, job: str, period: str, official: str, outcome: Outcome, at: str) -> bool:
    """Write a row, also over one that does not say `sent` or `done`; whether it was written."""
    rows = tx.execute(
        """
        INSERT INTO ledger (job, period, official, outcome, at) VALUES (:job, :period, :official, :outcome, :at)
        ON CONFLICT (job, period, official) DO UPDATE SET outcome = excluded.outcome, at = excluded.at
            WHERE ledger.outcome NOT IN ('sent', 'done')
        RETURNING outcome
        """,
        job=job,
        period=period,
        official=official,
        outcome=outcome,
        at=at,
    )
    return bool(rows)


def set_outcome(tx: Tx, job: str, period: str, official: str, outcome: Outcome) -> None:
    """Say in a row that is there what it came to."""
    tx.execute(
        "UPDATE ledger SET outcome = :outcome WHERE job = :job AND period = :period AND official = :official",
        job=job,
        period=period,
        official=official,
        outcome=outcome,
    )


def take_back(tx: Tx, job: str, period: str, official: str, told: str) -> None:
    """Forget that somebody was told at that instant (text): it did not reach them in time."""
    tx.execute(
        """
        DELETE FROM ledger WHERE job = :job AND period = :period AND official = :official AND at = :told
            AND outcome = 'sent'
        """,
        job=job,
        period=period,
        official=official,
        told=told,
    )


def outcome_of(tx: Tx, job: str, period: str, official: str = EVERYBODY) -> Outcome | None:
    """What became of a period for somebody, or as a whole; None while there is no row."""
    rows = tx.execute(
        "SELECT outcome FROM ledger WHERE job = :job AND period = :period AND official = :official",
        job=job,
        period=period,
        official=official,
    )
    return Outcome(rows[0]["outcome"]) if rows else None


def prune(tx: Tx, before: str, limit: int) -> int:
    """Forget rows written before that instant (text); returns how many, at most `limit`."""
    rows = tx.execute(
        """
        DELETE FROM ledger WHERE (job, period, official) IN (
            SELECT job, period, official FROM ledger WHERE at < :before ORDER BY at LIMIT :limit
        ) RETURNING job
        """,
        before=before,
        limit=limit,
    )
    return len(rows)


def runs(tx: Tx) -> dict[str, JobRun]:
    """What each job did last, by name; a job that never ran is missing."""
    return {
        row["job"]: JobRun(row["job"], row["looked_at"], row["ran_at"], row["period"], row["written"])
        for row in tx.execute("SELECT * FROM job_runs")
    }


def note_look(tx: Tx, job: str, at: str) -> None:
    """Remember when a job was last looked at; also when that is earlier than before, for clocks are set back."""
    tx.execute(
        """
        INSERT INTO job_runs (job, looked_at) VALUES (:job, :at)
        ON CONFLICT (job) DO UPDATE SET looked_at = excluded.looked_at
        """,
        job=job,
        at=at,
    )


def note_run(tx: Tx, job: str, period: str, written: int, at: str) -> None:
    """Add to how many people were told of a period, the job's latest."""
    tx.execute(
        """
        INSERT INTO job_runs (job, looked_at, ran_at, period, written) VALUES (:job, '', :at, :period, :written)
        ON CONFLICT (job) DO UPDATE SET ran_at = excluded.ran_at, period = excluded.period,
            written = excluded.written + CASE WHEN job_runs.period = excluded.period THEN job_runs.written ELSE 0 END
        """,
        job=job,
        period=period,
        written=written,
        at=at,
    )
