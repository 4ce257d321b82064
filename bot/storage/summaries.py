"""What summaries add up: the work of many people in few statements, each as long as their own week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.entry import Status
from bot.domain.people import Official
from bot.domain.summary import Amount, Work
from bot.storage.database import Row, Tx
from bot.storage.entries import flags_in
from bot.storage.people import official_in
from bot.storage.reminders import Untold, bound

_MOST_NAMES = 500
"""People named in one statement: databases limit its parameters."""


def _named(codes: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The codes as a list of parameters, and their values, some hundreds at a time."""
    for start in range(0, len(codes), _MOST_NAMES):
        values = {f"code{place}": code for place, code in enumerate(codes[start : start + _MOST_NAMES])}
        yield ", ".join(f":{name}" for name in values), values


def works(tx: Tx, officials: Sequence[str], first: date, last: date, *, drafts: bool) -> list[Work]:
    """What these people wrote for a period, both ends included; what was withdrawn is left out.

    Args:
        tx: the transaction.
        officials: whose work.
        first: the first day.
        last: the last day, included.
        drafts: whether to read what was never sent, too.
    """
    unread = "'withdrawn'" if drafts else "'withdrawn', 'draft'"
    return [
        _work(row)
        for names, values in _named(officials)
        for row in tx.execute(
            f"""
            SELECT official, worked_on, task_group, status, minutes_declared, minutes_approved, approver, flags
            FROM entries WHERE official IN ({names}) AND worked_on BETWEEN :first AND :last AND status NOT IN ({unread})
            ORDER BY official, worked_on, id
            """,
            first=first.isoformat(),
            last=last.isoformat(),
            **values,
        )
    ]


def _work(row: Row) -> Work:
    status = Status(row["status"])
    return Work(
        official=row["official"],
        worked_on=date.fromisoformat(row["worked_on"]),
        group=row["task_group"],
        status=status,
        declared=row["minutes_declared"] or 0,
        approved=row["minutes_approved"] or 0,
        self_recorded=status is Status.SUBMITTED and not row["approver"],
        flags=flags_in(row["flags"]),
    )


def days_off(tx: Tx, officials: Sequence[str], first: date, last: date) -> list[tuple[str, date]]:
    """Whose days of a period, both ends included, have a reason to stay empty."""
    return [
        (row["official"], date.fromisoformat(row["day"]))
        for names, values in _named(officials)
        for row in tx.execute(
            f"SELECT official, day FROM days_off WHERE official IN ({names}) AND day BETWEEN :first AND :last",
            first=first.isoformat(),
            last=last.isoformat(),
            **values,
        )
    ]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for decisions.

    Attributes:
        waiting: minutes declared, and how many entries.
        oldest: since when the oldest waits (text); empty when none does.
    """

    waiting: Amount
    oldest: str


_WAITING = """
    SELECT COUNT(*) AS n, CAST(COALESCE(SUM(minutes_declared), 0) AS BIGINT) AS minutes,
        COALESCE(MIN(submitted_at), '') AS oldest
    FROM entries WHERE status = 'submitted'
"""


def queue_of(tx: Tx, approver: str) -> Queue:
    """What waits for one leader, of whatever week."""
    (row,) = tx.execute(f"{_WAITING} AND approver = :approver", approver=approver)
    return _queue(row)


def queue_about(tx: Tx, officials: Sequence[str], approvers: Sequence[str]) -> Queue:
    """What these people wait for.

    Args:
        tx: the transaction.
        officials: whose entries.
        approvers: who decides on them: theirs is the index.
    """
    found = []
    deciding = {f"approver{place}": code for place, code in enumerate(approvers)}
    among = ", ".join(f":{name}" for name in deciding)
    for names, values in _named(officials if approvers else []):
        sql = f"{_WAITING} AND approver IN ({among}) AND official IN ({names})"
        found += [_queue(row) for row in tx.execute(sql, **deciding, **values)]
    waiting = Amount(sum(one.waiting.minutes for one in found), sum(one.waiting.count for one in found))
    return Queue(waiting, min((one.oldest for one in found if one.oldest), default=""))


def _queue(row: Row) -> Queue:
    return Queue(Amount(row["minutes"], row["n"]), row["oldest"])


_FALLING = """
    WITH RECURSIVE own (code) AS (
        SELECT code FROM units WHERE head = :leader AND head <> ''
        UNION
        SELECT units.code FROM units JOIN own ON units.parent = own.code
        WHERE NOT EXISTS (SELECT 1 FROM officials WHERE officials.code = units.head AND officials.retired_at = '')
    )
"""
"""The units that a leader heads, and below them those that nobody heads."""


def may_decide_on(tx: Tx, leader: str) -> list[Official]:
    """Everybody on whose entries this leader may be the one to decide; a few of them have another approver.

    Those who name the leader; those in the leader's units, and in units without a head below them; and who heads a
    unit right below those.
    """
    sql = f"""
        {_FALLING}
        SELECT * FROM officials WHERE approver = :leader AND approver <> '' AND retired_at = ''
        UNION SELECT officials.* FROM own JOIN officials ON officials.unit = own.code WHERE officials.retired_at = ''
        UNION SELECT officials.* FROM own JOIN units ON units.parent = own.code
            JOIN officials ON officials.code = units.head WHERE officials.retired_at = ''
    """
    return [official_in(row) for row in tx.execute(sql, leader=leader)]


def leads(tx: Tx, official: str) -> bool:
    """Whether someone names this official as approver, or a unit as its head."""
    sql = """
        SELECT 1 AS found FROM officials WHERE approver = :official AND approver <> '' AND retired_at = ''
        UNION SELECT 1 FROM units WHERE head = :official AND head <> '' AND retired_at = ''
    """
    return bool(tx.execute(sql, official=official))


def headed_units(tx: Tx, leader: str) -> list[str]:
    """The codes of the units that an official heads."""
    sql = "SELECT code FROM units WHERE head = :leader AND head <> '' AND retired_at = '' ORDER BY code"
    return [row["code"] for row in tx.execute(sql, leader=leader)]


_BUSY_OR_LEADING = """
    AND (EXISTS (
            SELECT 1 FROM entries WHERE entries.official = chats.official AND entries.worked_on BETWEEN :first AND :last
                AND entries.status <> 'withdrawn')
        OR EXISTS (SELECT 1 FROM officials AS led WHERE led.approver = chats.official AND led.approver <> ''
            AND led.retired_at = '')
        OR EXISTS (SELECT 1 FROM units WHERE units.head = chats.official AND units.head <> ''
            AND units.retired_at = ''))
"""


def with_a_summary(tx: Tx, untold: Untold, first: date, last: date, *, has_norm: bool) -> list[str]:
    """Whom a week concerns: everybody when it has a norm, else those who wrote something in it, and leaders.

    Args:
        tx: the transaction.
        untold: who is asked for.
        first: the week's Monday.
        last: its Sunday.
        has_norm: whether the week has a working day.
    """
    if has_norm:
        return bound(tx, untold, "")
    return bound(tx, untold, _BUSY_OR_LEADING, first=first.isoformat(), last=last.isoformat())


@dataclass(frozen=True, slots=True)
class UnitSums:
    """A unit's week, with all units below it; self-recorded entries count in no figure.

    Attributes:
        code: the unit.
        name: its name.
        people: how many serve in it.
        logged: how many of them sent anything.
        declared: minutes sent and not taken back.
        approved: minutes approved.
        waiting: entries that wait.
        waiting_minutes: their minutes.
    """

    code: str
    name: str
    people: int
    logged: int
    declared: int
    approved: int
    waiting: int
    waiting_minutes: int


def units_right_below(tx: Tx, unit: str, first: date, last: date) -> list[UnitSums]:
    """The week of each unit right below one, in which somebody serves: one statement, by unit, however many people.

    Args:
        tx: the transaction.
        unit: the unit above.
        first: the first day.
        last: the last day, included.
    """
    sql = """
        WITH RECURSIVE below (top, code) AS (
            SELECT code, code FROM units WHERE parent = :unit
            UNION SELECT below.top, units.code FROM units JOIN below ON units.parent = below.code
        ), members AS (
            SELECT below.top, officials.code FROM below JOIN officials ON officials.unit = below.code
            WHERE officials.retired_at = ''
        ), sent AS (
            SELECT members.top, members.code, entries.status,
                CASE WHEN entries.status = 'submitted' AND entries.approver = '' THEN 0 ELSE 1 END AS decidable,
                entries.minutes_declared AS declared, COALESCE(entries.minutes_approved, 0) AS approved
            FROM members JOIN entries ON entries.official = members.code
            WHERE entries.worked_on BETWEEN :first AND :last AND entries.status IN ('submitted', 'approved', 'returned')
        ), sums AS (
            SELECT top, COUNT(DISTINCT code) AS logged, SUM(declared * decidable) AS declared,
                SUM(approved) AS approved,
                SUM(CASE WHEN status = 'submitted' THEN decidable ELSE 0 END) AS waiting,
                SUM(CASE WHEN status = 'submitted' THEN declared * decidable ELSE 0 END) AS waiting_minutes
            FROM sent GROUP BY top
        )
        SELECT units.code, units.name, people.n AS people,
            CAST(COALESCE(sums.logged, 0) AS BIGINT) AS logged,
            CAST(COALESCE(sums.declared, 0) AS BIGINT) AS declared,
            CAST(COALESCE(sums.approved, 0) AS BIGINT) AS approved,
            CAST(COALESCE(sums.waiting, 0) AS BIGINT) AS waiting,
            CAST(COALESCE(sums.waiting_minutes, 0) AS BIGINT) AS waiting_minutes
        FROM (SELECT top, COUNT(*) AS n FROM members GROUP BY top) AS people
            JOIN units ON units.code = people.top LEFT JOIN sums ON sums.top = people.top
        ORDER BY units.code
    """
    rows = tx.execute(sql, unit=unit, first=first.isoformat(), last=last.isoformat())
    return [UnitSums(**{name: row[name] for name in UnitSums.__slots__}) for row in rows]
