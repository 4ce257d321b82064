"""Entries of the work log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.entry import Entry, Flag, FlagKind, Status
from bot.storage.database import Row, Tx, Value
from bot.storage.times import NEVER, from_text, to_text

_COLUMNS = (
    "id", "official", "unit", "sheet", "place", "item", "item_name", "task_group", "coefficient", "norm_minutes",
    "worked_on", "minutes_declared", "minutes_approved", "quantity", "completed", "product", "words", "status",
    "quality", "quality_self", "reason", "reason_preset", "approver", "decided_by", "on_behalf_of", "channel",
    "flags", "revision", "created_at", "submitted_at", "decided_at",
)  # fmt: skip
_NAMES = ", ".join(_COLUMNS)
_PLACES = ", ".join(f":{name}" for name in _COLUMNS)
_CHANGES = ", ".join(f"{name} = :{name}" for name in _COLUMNS if name != "id")
_INSERT = f"INSERT INTO entries ({_NAMES}) VALUES ({_PLACES})"
_REPLACE = f"UPDATE entries SET {_CHANGES} WHERE id = :id"
_REPLACE += " AND status = :old_status AND revision = :old_revision RETURNING id"


def _flags_text(flags: Sequence[Flag]) -> str:
    return json.dumps([[flag.kind, flag.figure] for flag in flags]) if flags else ""


def flags_in(text: str) -> tuple[Flag, ...]:
    """What a row's `flags` say."""
    return tuple(Flag(FlagKind(kind), figure) for kind, figure in json.loads(text)) if text else ()


def _instant(text: str) -> datetime | None:
    return from_text(text) if text else None


def _instant_text(instant: datetime | None) -> str:
    return to_text(instant) if instant else NEVER


def _entry(row: Row) -> Entry:
    values = {name: row[name] for name in _COLUMNS}
    values["group"] = values.pop("task_group")
    values["worked_on"] = date.fromisoformat(row["worked_on"])
    values["completed"] = bool(row["completed"])
    values["status"] = Status(row["status"])
    values["flags"] = flags_in(row["flags"])
    values["created_at"] = from_text(row["created_at"])
    values["submitted_at"] = _instant(row["submitted_at"])
    values["decided_at"] = _instant(row["decided_at"])
    return Entry(**values)


def _values(entry: Entry) -> dict[str, Value]:
    values: dict[str, Value] = {
        name: getattr(entry, name) for name in _COLUMNS if name not in {"task_group", "worked_on"}
    }
    return values | {
        "task_group": entry.group,
        "worked_on": entry.worked_on.isoformat(),
        "completed": int(entry.completed),
        "flags": _flags_text(entry.flags),
        "created_at": to_text(entry.created_at),
        "submitted_at": _instant_text(entry.submitted_at),
        "decided_at": _instant_text(entry.decided_at),
    }


def add(tx: Tx, entry: Entry) -> None:
    """Write a new entry."""
    tx.execute(_INSERT, **_values(entry))


def replace(tx: Tx, old: Entry, new: Entry) -> bool:
    """Put `new` in the place of `old`, if it still stands as `old` was read; False when someone was faster."""
    return bool(tx.execute(_REPLACE, old_status=old.status, old_revision=old.revision, **_values(new)))


def set_flags(tx: Tx, entry: Entry, flags: Sequence[Flag]) -> None:
    """Write what deserves a look, as it was just reckoned; the content, and so the revision, stays."""
    tx.execute("UPDATE entries SET flags = :flags WHERE id = :id", flags=_flags_text(flags), id=entry.id)


def delete_draft(tx: Tx, entry: Entry) -> bool:
    """Throw a draft away, if it still is one."""
    sql = "DELETE FROM entries WHERE id = :id AND status = 'draft' AND revision = :revision RETURNING id"
    return bool(tx.execute(sql, id=entry.id, revision=entry.revision))


def find(tx: Tx, entry_id: str) -> Entry | None:
    """The entry of that id."""
    rows = tx.execute("SELECT * FROM entries WHERE id = :id", id=entry_id)
    return _entry(rows[0]) if rows else None


def of_sheet(tx: Tx, sheet: str) -> list[Entry]:
    """The entries drafted together, by their number."""
    rows = tx.execute("SELECT * FROM entries WHERE sheet = :sheet ORDER BY place, id", sheet=sheet)
    return [_entry(row) for row in rows]


def of_official(tx: Tx, official: str, first: date, last: date) -> list[Entry]:
    """One person's entries of a period, both ends included, by day and time of writing."""
    sql = """
        SELECT * FROM entries WHERE official = :official AND worked_on BETWEEN :first AND :last
        ORDER BY worked_on, created_at, id
    """
    rows = tx.execute(sql, official=official, first=first.isoformat(), last=last.isoformat())
    return [_entry(row) for row in rows]


def minutes_of_period(tx: Tx, official: str, first: date, last: date) -> int:
    """Minutes that fill a period, both ends included: approved ones, and declared ones that wait."""
    sql = """
        SELECT CAST(COALESCE(SUM(COALESCE(minutes_approved, minutes_declared)), 0) AS BIGINT) AS minutes
        FROM entries WHERE official = :official AND worked_on BETWEEN :first AND :last
            AND status IN ('submitted', 'approved')
    """
    rows = tx.execute(sql, official=official, first=first.isoformat(), last=last.isoformat())
    return int(rows[0]["minutes"])


def waiting_on_day(tx: Tx, official: str, day: date) -> list[Entry]:
    """One person's entries of a day that wait for a decision.

    The day is written as a stretch: else SQLite goes by time of writing through all that the person ever wrote.
    """
    sql = """
        SELECT * FROM entries WHERE official = :official AND worked_on BETWEEN :day AND :day AND status = 'submitted'
        ORDER BY worked_on, created_at, id
    """
    return [_entry(row) for row in tx.execute(sql, official=official, day=day.isoformat())]


def queue(tx: Tx, approver: str, limit: int, until: str = "9") -> list[Entry]:
    """What waits for one leader, oldest first.

    Args:
        tx: the transaction.
        approver: the leader's code.
        limit: at most so many.
        until: only what was sent at this instant or before (the text of `to_text`).
    """
    sql = """
        SELECT * FROM entries WHERE approver = :approver AND status = 'submitted' AND submitted_at <= :until
        ORDER BY submitted_at, id LIMIT :limit
    """
    return [_entry(row) for row in tx.execute(sql, approver=approver, until=until, limit=limit)]


def queue_length(tx: Tx, approver: str) -> int:
    """How many entries wait for one leader."""
    sql = "SELECT COUNT(*) AS n FROM entries WHERE approver = :approver AND status = 'submitted'"
    return int(tx.execute(sql, approver=approver)[0]["n"])


def queue_lengths(tx: Tx) -> dict[str, int]:
    """How many entries wait for each leader for whom any does, by code."""
    sql = """
        SELECT approver, COUNT(*) AS n FROM entries WHERE approver <> '' AND status = 'submitted'
        GROUP BY approver ORDER BY approver
    """
    return {row["approver"]: int(row["n"]) for row in tx.execute(sql)}


def decided_since(tx: Tx, official: str, since: str, limit: int) -> list[Entry]:
    """What one leader has decided since an instant (text), newest first."""
    sql = """
        SELECT * FROM entries WHERE decided_by <> '' AND decided_by = :official AND decided_at >= :since
        ORDER BY decided_at DESC, id DESC LIMIT :limit
    """
    return [_entry(row) for row in tx.execute(sql, official=official, since=since, limit=limit)]


def latest(tx: Tx, official: str, limit: int) -> list[Entry]:
    """One person's latest entries that were sent at least once, newest first."""
    sql = """
        SELECT * FROM entries WHERE official = :official AND status <> 'draft'
        ORDER BY created_at DESC, id DESC LIMIT :limit
    """
    return [_entry(row) for row in tx.execute(sql, official=official, limit=limit)]


def last_day_before(tx: Tx, official: str, day: date) -> date | None:
    """The latest day before `day` for which the person has sent something."""
    sql = """
        SELECT COALESCE(MAX(worked_on), '') AS worked_on FROM entries
        WHERE official = :official AND worked_on < :day AND status IN ('submitted', 'approved')
    """
    text = tx.execute(sql, official=official, day=day.isoformat())[0]["worked_on"]
    return date.fromisoformat(text) if text else None


def item_use(tx: Tx, official: str, last: int) -> dict[str, int]:
    """How often each item occurs among the person's latest entries, the most recently used first.

    Args:
        tx: the transaction.
        official: whose entries.
        last: how many of the latest entries count.
    """
    sql = """
        SELECT item, COUNT(*) AS n, MAX(created_at) AS used_at FROM (
            SELECT item, created_at FROM entries WHERE official = :official AND item <> ''
            ORDER BY created_at DESC, id DESC LIMIT :last
        ) AS latest GROUP BY item ORDER BY MAX(created_at) DESC, item
    """
    return {row["item"]: int(row["n"]) for row in tx.execute(sql, official=official, last=last)}


def of_period(
    tx: Tx, first: date, last: date, units: Sequence[str], official: str, after: tuple[str, str], limit: int
) -> list[Entry]:
    """A page of everybody's entries of a period, by day and id.

    Args:
        tx: the transaction.
        first: the first day.
        last: the last day, included.
        units: only these units; empty means all.
        official: only this person; empty means everyone.
        after: day and id of the last entry of the page before; two empty texts for the first page.
        limit: the size of a page.
    """
    wanted = {f"unit{number}": unit for number, unit in enumerate(units)}
    among = f"AND unit IN ({', '.join(f':{name}' for name in wanted)})" if wanted else ""
    sql = f"""
        SELECT * FROM entries WHERE worked_on BETWEEN :first AND :last AND (:official = '' OR official = :official)
            AND (worked_on > :after_day OR (worked_on = :after_day AND id > :after_id)) {among}
        ORDER BY worked_on, id LIMIT :limit
    """
    rows = tx.execute(
        sql,
        first=first.isoformat(),
        last=last.isoformat(),
        official=official,
        after_day=after[0],
        after_id=after[1],
        limit=limit,
        **wanted,
    )
    return [_entry(row) for row in rows]


def waiting_routes(tx: Tx) -> list[tuple[str, str]]:
    """Whose entries wait for whom: official and approver, each pair once."""
    sql = """
        SELECT DISTINCT official, approver FROM entries WHERE status = 'submitted' ORDER BY official, approver
    """
    return [(row["official"], row["approver"]) for row in tx.execute(sql)]


def reroute(tx: Tx, official: str, old_approver: str, new_approver: str) -> list[Entry]:
    """Give one person's waiting entries from one approver to another; returns them as they are now."""
    sql = """
        UPDATE entries SET approver = :new WHERE official = :official AND approver = :old AND status = 'submitted'
        RETURNING *
    """
    return [_entry(row) for row in tx.execute(sql, official=official, old=old_approver, new=new_approver)]
