"""A week's work in figures: what was declared, what became of it, which days are missing, what deserves a look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.calendar import Calendar, days_between
from bot.domain.catalog import Group
from bot.domain.entry import Flag, FlagKind, Status
from bot.domain.period import Period

HIGH_WEEK_MINUTES = 10 * 60
"""How far above the norm a week's hours are worth a look: about the 40 hours of overtime that one month may hold
(Bộ luật Lao động 2019, Điều 107), spread over its weeks."""

NOTABLE_OTHER_PERCENT = 25
"""From this share on, Group D is named apart: of four groups, it is the one that says least."""

SENT = frozenset({Status.SUBMITTED, Status.APPROVED, Status.RETURNED})
"""What was declared: sent, and not taken back."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a summary needs to know of an entry.

    Attributes:
        official: the code of whose work it is.
        worked_on: the day of the work.
        group: A, B, C or D; empty while a draft has no task.
        status: where it stands.
        declared: minutes declared; 0 while not told.
        approved: minutes approved; 0 unless approved.
        self_recorded: whether nobody above decides on it ("tự ghi nhận").
        flags: what deserves a look in it.
    """

    official: str
    worked_on: date
    group: str
    status: Status
    declared: int
    approved: int = 0
    self_recorded: bool = False
    flags: tuple[Flag, ...] = ()

    @property
    def counted(self) -> int:
        """The minutes by which it fills a week: approved ones once approved, declared ones while it waits."""
        if self.status is Status.APPROVED:
            return self.approved
        return self.declared if self.status is Status.SUBMITTED and not self.self_recorded else 0


@dataclass(frozen=True, slots=True)
class Amount:
    """Minutes, and of how many entries."""

    minutes: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Entries added up; what is self-recorded counts in no other figure.

    Attributes:
        declared: what was sent and not taken back, with the minutes declared.
        approved: of that, what was approved, with the minutes approved.
        waiting: of that, what waits for a decision.
        returned: of that, what was returned.
        drafts: what was never sent.
        self_recorded: what was sent with nobody above to decide on it.
        groups: by group, minutes declared and minutes approved.
        days: the days for which anything was sent.
    """

    declared: Amount = Amount()
    approved: Amount = Amount()
    waiting: Amount = Amount()
    returned: Amount = Amount()
    drafts: Amount = Amount()
    self_recorded: Amount = Amount()
    groups: Mapping[Group, Shares] = field(default_factory=dict)
    days: frozenset[date] = frozenset()

    @property
    def counted_minutes(self) -> int:
        """Minutes approved, and minutes that wait: what fills a week."""
        return self.approved.minutes + self.waiting.minutes

    @property
    def other_percent(self) -> int:
        """Group D's share of what was declared; what is approved so far says little while a week goes on."""
        return self.groups.get(Group.OTHER, Shares()).declared * 100 // max(self.declared.minutes, 1)


@dataclass(frozen=True, slots=True)
class Shares:
    """Minutes of one group."""

    declared: int = 0
    approved: int = 0


def figures_of(works: Collection[Work]) -> Figures:
    """The figures of some entries."""
    decidable = [work for work in works if not work.self_recorded]
    sent = [work for work in decidable if work.status in SENT]
    return Figures(
        declared=_declared(sent),
        approved=_approved(sent),
        waiting=_declared(_in_state(sent, Status.SUBMITTED)),
        returned=_declared(_in_state(sent, Status.RETURNED)),
        drafts=_declared(_in_state(decidable, Status.DRAFT)),
        self_recorded=_declared([work for work in works if work.self_recorded]),
        groups=_groups(sent),
        days=frozenset(work.worked_on for work in works if work.status in SENT),
    )


def _in_state(works: Iterable[Work], status: Status) -> list[Work]:
    return [work for work in works if work.status is status]


def _declared(works: Collection[Work]) -> Amount:
    return Amount(sum(work.declared for work in works), len(works))


def _approved(works: Iterable[Work]) -> Amount:
    approved = _in_state(works, Status.APPROVED)
    return Amount(sum(work.approved for work in approved), len(approved))


def _groups(sent: Iterable[Work]) -> dict[Group, Shares]:
    totals: dict[Group, Shares] = {}
    for work in sent:
        group = Group(work.group)
        before = totals.get(group, Shares())
        totals[group] = Shares(before.declared + work.declared, before.approved + work.approved)
    return dict(sorted(totals.items()))


def together(several: Sequence[Figures]) -> Figures:
    """The figures of several people as one."""
    return Figures(
        declared=_sum(one.declared for one in several),
        approved=_sum(one.approved for one in several),
        waiting=_sum(one.waiting for one in several),
        returned=_sum(one.returned for one in several),
        drafts=_sum(one.drafts for one in several),
        self_recorded=_sum(one.self_recorded for one in several),
        groups=_sum_groups(several),
        days=frozenset().union(*(one.days for one in several)),
    )


def _sum(amounts: Iterable[Amount]) -> Amount:
    found = list(amounts)
    return Amount(sum(one.minutes for one in found), sum(one.count for one in found))


def _sum_groups(several: Sequence[Figures]) -> dict[Group, Shares]:
    return {
        group: Shares(sum(one.declared for one in shares), sum(one.approved for one in shares))
        for group in Group
        if (shares := [one.groups[group] for one in several if group in one.groups])
    }


def missing_days(week: Period, until: date, calendar: Calendar, logged: Collection[date]) -> list[date]:
    """The week's working days up to `until`, included, that have neither entries nor a reason to have none.

    Args:
        week: the week.
        until: the last day that counts.
        calendar: the province's working days.
        logged: days with entries, and days off of the person's own.
    """
    days = days_between(week.first, min(week.last, until))
    return [day for day in days if calendar.is_working_day(day) and day not in logged]


def is_high(figures: Figures, norm_minutes: int) -> bool:
    """Whether a week's hours are so high that their figure is to be shown; it accuses nobody."""
    return figures.counted_minutes > norm_minutes + HIGH_WEEK_MINUTES


@dataclass(frozen=True, slots=True)
class FlagCount:
    """One kind of lưu ý: in how many entries, and its highest figure."""

    kind: FlagKind
    count: int
    highest: int


def count_flags(works: Iterable[Work]) -> list[FlagCount]:
    """What deserves a look in entries that were sent, by kind."""
    flags = [flag for work in works if work.status in SENT and not work.self_recorded for flag in work.flags]
    return list(_by_kind(flags))


def _by_kind(flags: Sequence[Flag]) -> Iterator[FlagCount]:
    for kind in FlagKind:
        figures = [flag.figure for flag in flags if flag.kind is kind]
        if figures:
            yield FlagCount(kind, len(figures), max(figures))
