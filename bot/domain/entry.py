"""One entry of the work log: its states, what cannot be, and what deserves a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.calendar import DAY_NORM_MINUTES, Calendar
from bot.domain.catalog import Group

QUARTER_MINUTES = 15
LATE_DAYS = 3
OVER_NORM_PERCENT = 150
LONGEST_PRODUCT = 300


class Status(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Quality(StrEnum):
    """How a product is judged; each `chưa đạt` costs 25 % of its quality points (Nghị định 335/2025/NĐ-CP)."""

    GOOD = "đạt"
    POOR = "chưa đạt"


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED}),
    Status.SUBMITTED: frozenset({Status.APPROVED, Status.RETURNED, Status.WITHDRAWN}),
    Status.APPROVED: frozenset({Status.SUBMITTED}),
    Status.RETURNED: frozenset({Status.SUBMITTED}),
    Status.WITHDRAWN: frozenset({Status.SUBMITTED}),
}
"""Which state may follow which; back to submitted from approved or returned is `Hoàn tác` or sending again."""

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED, Status.WITHDRAWN})
COUNTED = frozenset({Status.SUBMITTED, Status.APPROVED})
"""What fills a day: what waits and what was approved."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One logged piece of work.

    Attributes:
        id: UUIDv7.
        official: the code of whose work it is.
        unit: the code of the person's unit when it was written.
        sheet: what was drafted together in one message shares a sheet.
        place: its number on the sheet, from 1.
        item: the task's code; empty while none was found.
        item_name: the task's name as the catalog had it then.
        group: A, B, C or D; empty while there is no task.
        coefficient: conversion coefficient in thousandths, as the catalog had it then.
        norm_minutes: norm of one product then, in minutes; None where none is set.
        worked_on: the day of the work.
        minutes_declared: minutes the person declares; None while not told.
        minutes_approved: minutes the leader approved; None unless approved.
        quantity: how many products, in thousandths; None where not told.
        completed: whether the work is finished (`Hoàn thành`) or goes on (`Đang làm`).
        product: number or name of the product, typed; may be empty.
        words: the words typed for the task, kept while no task was found.
        status: where it stands.
        quality: the leader's judgement; empty unless approved.
        quality_self: the person's own judgement.
        reason: why it was returned, or other hours approved; as typed.
        reason_preset: the name of the preset reason, if one was chosen.
        approver: the code of whoever decides; empty means "tự ghi nhận".
        decided_by: the code of who decided; empty until then.
        on_behalf_of: for whom, when a delegate decided.
        channel: where it was typed.
        flags: what deserves a look, when last reckoned.
        revision: grows with every change of the sheet; a press carries the one it saw.
        created_at: when it was drafted.
        submitted_at: when it was last sent; None before.
        decided_at: when it was decided; None before.
    """

    id: str
    official: str
    unit: str
    sheet: str
    place: int
    item: str
    item_name: str
    group: str
    coefficient: int
    norm_minutes: int | None
    worked_on: date
    minutes_declared: int | None
    quantity: int | None
    channel: str
    created_at: datetime
    minutes_approved: int | None = None
    completed: bool = True
    product: str = ""
    words: str = ""
    status: Status = Status.DRAFT
    quality: str = ""
    quality_self: str = Quality.GOOD
    reason: str = ""
    reason_preset: str = ""
    approver: str = ""
    decided_by: str = ""
    on_behalf_of: str = ""
    flags: tuple[Flag, ...] = ()
    revision: int = 1
    submitted_at: datetime | None = None
    decided_at: datetime | None = None

    @property
    def is_self_recorded(self) -> bool:
        """Whether it was sent with nobody above to decide on it ("tự ghi nhận"): it counts in no figure."""
        return self.status is Status.SUBMITTED and not self.approver

    @property
    def counted_minutes(self) -> int:
        """The minutes by which this entry fills its day: approved ones once approved, else declared."""
        if self.status is Status.APPROVED:
            return self.minutes_approved or 0
        return (self.minutes_declared or 0) if self.status is Status.SUBMITTED else 0


class Problem(StrEnum):
    """Why an entry cannot be sent as it stands; the names are those of `kpibot parse`."""

    MISSING_TASK = "missing_task"
    MISSING_HOURS = "missing_hours"
    NOT_A_QUARTER = "not_a_quarter"
    FUTURE_DATE = "future_date"
    TOO_OLD = "too_old"
    TOO_LONG = "too_long"
    DAY_FULL = "day_full"
    HIDDEN_TASK = "hidden_task"
    LONG_PRODUCT = "long_product"


def time_problems(minutes: int | None, day_total: int, day_limit: int) -> list[Problem]:
    """What is wrong with the hours.

    Args:
        minutes: the declared minutes; None when not told.
        day_total: minutes that fill the same day already, without this entry.
        day_limit: the most minutes of one day.
    """
    if minutes is None or minutes <= 0:
        return [Problem.MISSING_HOURS]
    if minutes % QUARTER_MINUTES:
        return [Problem.NOT_A_QUARTER]
    if minutes > day_limit:
        return [Problem.TOO_LONG]
    return [Problem.DAY_FULL] if day_total + minutes > day_limit else []


def product_problems(product: str) -> list[Problem]:
    """What is wrong with the name of a product; it is kept whole all the same, so that nothing typed is lost."""
    return [Problem.LONG_PRODUCT] if len(product) > LONGEST_PRODUCT else []


def date_problems(day: date, today: date, backdate_days: int) -> list[Problem]:
    """What is wrong with the day; `backdate_days` back is still allowed."""
    if day > today:
        return [Problem.FUTURE_DATE]
    return [Problem.TOO_OLD] if (today - day).days > backdate_days else []


class FlagKind(StrEnum):
    """What deserves a leader's look ("lưu ý"); none of them accuses."""

    OVER_DAY = "over_day"
    REST_DAY = "rest_day"
    LATE = "late"
    OVER_NORM = "over_norm"


@dataclass(frozen=True, slots=True)
class Flag:
    """One lưu ý with its figure: minutes of that day, zero, days late, or percent of the norm."""

    kind: FlagKind
    figure: int = 0


def flags_of(entry: Entry, day_total: int, sent_on: date, calendar: Calendar, shifts: bool) -> tuple[Flag, ...]:
    """What deserves a look in an entry.

    Args:
        entry: the entry, with hours told.
        day_total: minutes that fill its day, this entry included.
        sent_on: the local date on which it was sent.
        calendar: the province's rest days.
        shifts: whether the unit works shifts, for which a rest day is nothing special.
    """
    found = []
    if day_total > DAY_NORM_MINUTES:
        found.append(Flag(FlagKind.OVER_DAY, day_total))
    if not shifts and not calendar.is_working_day(entry.worked_on):
        found.append(Flag(FlagKind.REST_DAY))
    days_late = (sent_on - entry.worked_on).days
    if days_late >= LATE_DAYS:
        found.append(Flag(FlagKind.LATE, days_late))
    percent = percent_of_norm(entry)
    if percent is not None and percent > OVER_NORM_PERCENT:
        found.append(Flag(FlagKind.OVER_NORM, percent))
    return tuple(found)


def percent_of_norm(entry: Entry) -> int | None:
    """The declared minutes as a percentage of the item's norm for that quantity, rounded; None where there is none."""
    if not entry.norm_minutes or entry.minutes_declared is None:
        return None
    norm = entry.norm_minutes * max(entry.quantity or 1000, 1000)
    return (2 * entry.minutes_declared * 1000 * 100 + norm) // (2 * norm)


def editable(sheet: Sequence[Entry]) -> list[Entry]:
    """What of a sheet can be changed and sent: drafts and what was withdrawn.

    A returned entry is mended on a sheet of its own, so that it never goes out again unread with others.
    """
    alone = len(sheet) == 1
    return [entry for entry in sheet if entry.status in EDITABLE and (alone or entry.status is not Status.RETURNED)]


def group_minutes(entries: Sequence[Entry]) -> dict[Group, int]:
    """Minutes of each group, approved where decided, else declared; groups without any are left out."""
    totals: dict[Group, int] = {}
    for entry in entries:
        if entry.counted_minutes:
            group = Group(entry.group)
            totals[group] = totals.get(group, 0) + entry.counted_minutes
    return totals
