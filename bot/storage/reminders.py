"""Whom reminders concern: what people chose about them, the days on which they do not log, and who waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from bot.storage.database import Tx

# --- what people chose


@dataclass(frozen=True, slots=True)
class Preference:
    """What an official chose about the daily reminder.

    Attributes:
        remind_at: the own hour; None for the province's.
        paused_until: the last day without a reminder; None when not paused.
    """

    remind_at: time | None = None
    paused_until: date | None = None


def preference(tx: Tx, official: str) -> Preference:
    """What the official chose; nothing unless told."""
    rows = tx.execute(
        "SELECT remind_at, paused_until FROM reminder_choices WHERE official = :official", official=official
    )
    if not rows:
        return Preference()
    remind_at, paused_until = rows[0]["remind_at"], rows[0]["paused_until"]
    return Preference(
        time.fromisoformat(remind_at) if remind_at else None, date.fromisoformat(paused_until) if paused_until else None
    )


def set_hour(tx: Tx, official: str, hour: time | None) -> None:
    """Remind the official at that hour of theirs; None: at the province's."""
    tx.execute(
        """
        INSERT INTO reminder_choices (official, remind_at) VALUES (:official, :hour)
        ON CONFLICT (official) DO UPDATE SET remind_at = excluded.remind_at
        """,
        official=official,
        hour=f"{hour:%H:%M}" if hour else "",
    )


def set_pause(tx: Tx, official: str, until: date | None) -> None:
    """Do not remind the official up to that day, included; None: from now on again."""
    tx.execute(
        """
        INSERT INTO reminder_choices (official, paused_until) VALUES (:official, :until)
        ON CONFLICT (official) DO UPDATE SET paused_until = excluded.paused_until
        """,
        official=official,
        until=until.isoformat() if until else "",
    )


# --- days off

SKIPPED = "skipped"
"""The kind of a day on which somebody said there is nothing to log."""


def add_day_off(tx: Tx, official: str, day: date, kind: str, at: str) -> bool:
    """Note that somebody does not log on a day; False when that is known already."""
    rows = tx.execute(
        """
        INSERT INTO days_off (official, day, kind, at) VALUES (:official, :day, :kind, :at)
        ON CONFLICT (official, day) DO NOTHING RETURNING day
        """,
        official=official,
        day=day.isoformat(),
        kind=kind,
        at=at,
    )
    return bool(rows)


def is_day_off(tx: Tx, official: str, day: date) -> bool:
    """Whether somebody does not log on that day, for whatever reason."""
    sql = "SELECT 1 AS found FROM days_off WHERE official = :official AND day = :day"
    return bool(tx.execute(sql, official=official, day=day.isoformat()))


# --- whom to tell

_BOUND = """
    SELECT chats.official FROM chats JOIN officials ON officials.code = chats.official
    WHERE chats.official > :after AND chats.unreachable_since = '' AND officials.retired_at = ''
        AND (:again = 1 OR chats.bound_at <= :bound_by)
        AND NOT EXISTS (
            SELECT 1 FROM ledger WHERE ledger.job = :job AND ledger.period = :period
                AND ledger.official = chats.official AND (:again = 0 OR ledger.outcome = 'sent'))
        {concerns}
    GROUP BY chats.official ORDER BY chats.official LIMIT :limit
"""
"""Everybody who has a chat, serves, and was not told of the period."""

_NOT_LOGGED = """
    AND NOT EXISTS (
        SELECT 1 FROM reminder_choices AS own WHERE own.official = chats.official AND own.paused_until >= :period)
    AND (:again = 1 OR :hour >= COALESCE(
        (SELECT NULLIF(own.remind_at, '') FROM reminder_choices AS own WHERE own.official = chats.official), :usual))
    AND NOT EXISTS (SELECT 1 FROM days_off WHERE days_off.official = chats.official AND days_off.day = :period)
    AND NOT EXISTS (
        SELECT 1 FROM entries WHERE entries.official = chats.official AND entries.worked_on = :period
            AND entries.status IN ('submitted', 'approved'))
"""

_WITH_A_QUEUE = """
    AND EXISTS (
        SELECT 1 FROM entries WHERE entries.approver = chats.official AND entries.status = 'submitted'
            AND (:again = 1 OR entries.submitted_at <= :came_by))
"""


@dataclass(frozen=True, slots=True)
class Untold:
    """Who of a period is asked for.

    Attributes:
        job: the job.
        period: the day.
        again: whether only those who were sent something are left out, and every hour counts as come.
        after: only officials whose code comes after this one.
        limit: at most so many.
        bound_by: only who was enrolled by this instant (text), unless `again`.
    """

    job: str
    period: str
    again: bool
    after: str
    limit: int
    bound_by: str = "9"


def without_log(tx: Tx, untold: Untold, hour: time, usual: time) -> list[str]:
    """Who has nothing submitted or approved for the day, and has neither paused nor a day off, in order of codes.

    Args:
        tx: the transaction.
        untold: who is asked for.
        hour: what the clock shows; own hours after it have not come.
        usual: the hour of everybody who chose none.
    """
    return bound(tx, untold, _NOT_LOGGED, hour=f"{hour:%H:%M}", usual=f"{usual:%H:%M}")


def with_a_queue(tx: Tx, untold: Untold, came_by: str) -> list[str]:
    """For whose decision something waits that came in by that instant (text; any, if `again`), in order of codes."""
    return bound(tx, untold, _WITH_A_QUEUE, came_by=came_by)


def bound(tx: Tx, untold: Untold, concerns: str, **values: str) -> list[str]:
    """Who has a chat, serves and was not told, and meets a further condition on `chats.official`, in order of codes."""
    rows = tx.execute(
        _BOUND.format(concerns=concerns),
        job=untold.job,
        period=untold.period,
        again=int(untold.again),
        after=untold.after,
        limit=untold.limit,
        bound_by=untold.bound_by,
        **values,
    )
    return [row["official"] for row in rows]


# --- what waits for a leader


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one leader.

    Attributes:
        entries: how many entries.
        people: of how many people.
        overdue: how many of the entries came in before a given instant.
    """

    entries: int
    people: int
    overdue: int


def waiting_for(tx: Tx, approver: str, before: str) -> Waiting:
    """What waits for one leader; `before` (text) is when what is overdue had come in."""
    sql = """
        SELECT COUNT(*) AS n, COUNT(DISTINCT official) AS people,
            COALESCE(SUM(CASE WHEN submitted_at < :before THEN 1 ELSE 0 END), 0) AS overdue
        FROM entries WHERE approver = :approver AND status = 'submitted'
    """
    row = tx.execute(sql, approver=approver, before=before)[0]
    return Waiting(int(row["n"]), int(row["people"]), int(row["overdue"]))
