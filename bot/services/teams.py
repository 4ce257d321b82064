"""A leader's team and the units below: who has logged, who has not, what waits, what deserves a look.

Who may see it is decided here: one's own team, the units one heads, and the units below those; nobody else's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.people import Official, Unit, approver_of, line_of_units
from bot.domain.period import Period
from bot.domain.summary import Figures, FlagCount, Work, count_flags, figures_of, is_high, missing_days, together
from bot.language.ordering import name_key, title_key
from bot.services.act import Act
from bot.services.refusal import Refused, Why, refuse_retired
from bot.storage import people, summaries
from bot.storage.summaries import Queue, UnitSums


@dataclass(frozen=True, slots=True)
class Member:
    """One person's week.

    Attributes:
        official: who.
        figures: the week in figures.
        missing: working days without entries.
    """

    official: Official
    figures: Figures
    missing: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A group of people in one week.

    Attributes:
        unit: the unit they serve in; None for those on whom a leader decides, wherever they serve.
        week: the week.
        norm: the norm of that very week, in minutes.
        members: everyone, by given name.
        queue: what waits for decisions, of whatever week.
        flags: what deserves a look among the week's entries.
        units: the units right below, by name, each with all below it.
    """

    unit: Unit | None
    week: Period
    norm: int
    members: tuple[Member, ...]
    queue: Queue
    flags: tuple[FlagCount, ...]
    units: tuple[UnitSums, ...]

    @property
    def figures(self) -> Figures:
        """Everyone's figures together."""
        return together([member.figures for member in self.members])

    @property
    def silent(self) -> list[Member]:
        """Who has sent nothing at all, though a working day has passed."""
        return [member for member in self.members if member.missing and not member.figures.days]

    @property
    def incomplete(self) -> list[Member]:
        """Who has sent something, and has left out a working day."""
        return [member for member in self.members if member.missing and member.figures.days]

    @property
    def high(self) -> list[Member]:
        """Whose hours are far above the norm."""
        return [member for member in self.members if is_high(member.figures, self.norm)]

    def logged_on(self, day: date) -> int:
        """How many have sent something for that day."""
        return sum(day in member.figures.days for member in self.members)


def leads(act: Act, official: Official) -> bool:
    """Whether the person decides on anybody's entries, or heads a unit."""
    return not official.retired and summaries.leads(act.tx, official.code)


def team_of(act: Act, leader: Official) -> list[Official]:
    """Everybody on whose entries this person decides, by given name."""
    possible = summaries.may_decide_on(act.tx, leader.code)
    return _by_name([one for one in possible if _approver_code(act, one) == leader.code])


def _approver_code(act: Act, official: Official) -> str:
    found = approver_of(official, act.organisation)
    return found.code if found else ""


def _by_name(officials: Sequence[Official]) -> list[Official]:
    return sorted(officials, key=lambda one: (name_key(one.name), one.code))


def own_team(act: Act, leader: Official, week: Period, until: date) -> Team:
    """The week of those on whom a leader decides, and of the units below those that the leader heads.

    Args:
        act: the act.
        leader: the leader.
        week: Monday to Sunday.
        until: the last day on which work is missed where there is none.

    Raises:
        Refused: NOT_YOURS for one who has left; NO_TEAM when the person leads nobody.
    """
    refuse_retired(leader)
    if not leads(act, leader):
        raise Refused(Why.NO_TEAM)
    headed = summaries.headed_units(act.tx, leader.code)
    queue = summaries.queue_of(act.tx, leader.code)
    return _team(act, None, team_of(act, leader), queue, headed, week, until)


def unit_team(act: Act, leader: Official, code: str, week: Period, until: date) -> Team:
    """The week of those who serve in a unit that a leader heads, or that is below one, and of the units below it.

    Raises:
        Refused: NOT_YOURS for one who has left; NOT_YOUR_UNIT when another line leads to the unit, or there is none.
    """
    unit = unit_below(act, leader, code)
    members = _by_name(people.officials_of_unit(act.tx, unit.code))
    approvers = {_approver_code(act, one) for one in members} - {""}
    queue = summaries.queue_about(act.tx, [one.code for one in members], sorted(approvers))
    return _team(act, unit, members, queue, [unit.code], week, until)


def unit_below(act: Act, leader: Official, code: str) -> Unit:
    """A unit that this person heads, or one below such.

    Raises:
        Refused: NOT_YOURS for one who has left; NOT_YOUR_UNIT: no such unit, or not in this person's line.
    """
    refuse_retired(leader)
    line = list(line_of_units(code, act.organisation))
    if not any(unit.head == leader.code for unit in line):
        raise Refused(Why.NOT_YOUR_UNIT)
    return line[0]


def _team(
    act: Act,
    unit: Unit | None,
    officials: Sequence[Official],
    queue: Queue,
    above: Sequence[str],
    week: Period,
    until: date,
) -> Team:
    calendar = act.rules.calendar
    works = _sent_works(act, officials, week)
    return Team(
        unit=unit,
        week=week,
        norm=calendar.norm_minutes(week.first, week.last),
        members=_members(act, officials, works, week, until),
        queue=queue,
        flags=tuple(count_flags(works)),
        units=_units_below(act, above, week),
    )


def _sent_works(act: Act, officials: Sequence[Official], week: Period) -> list[Work]:
    """What these people wrote, save their drafts: those are nobody else's business."""
    codes = [one.code for one in officials]
    return summaries.works(act.tx, codes, week.first, week.last, drafts=False)


def _members(
    act: Act, officials: Sequence[Official], works: Sequence[Work], week: Period, until: date
) -> tuple[Member, ...]:
    by_official: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        by_official[work.official].append(work)
    excused: dict[str, set[date]] = defaultdict(set)
    for code, day in summaries.days_off(act.tx, [one.code for one in officials], week.first, week.last):
        excused[code].add(day)
    members = []
    for one in officials:
        figures = figures_of(by_official[one.code])
        missing = missing_days(week, until, act.rules.calendar, figures.days | excused[one.code])
        members.append(Member(one, figures, tuple(missing)))
    return tuple(members)


def _units_below(act: Act, above: Sequence[str], week: Period) -> tuple[UnitSums, ...]:
    """The units right below some, each once, save those that stand above themselves."""
    found = {
        sums.code: sums
        for unit in above
        for sums in summaries.units_right_below(act.tx, unit, week.first, week.last)
        if sums.code != unit
    }
    return tuple(sorted(found.values(), key=lambda sums: (title_key(sums.name), sums.code)))
