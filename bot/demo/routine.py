"""The working days of the sample people: they log before noon and in the afternoon, and their leaders decide."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.demo.actors import Actors, approve_card, approve_fewer, log_line, queue_of, return_card
from bot.demo.clock import DemoClock
from bot.demo.habits import HABITS, LATE, LEADERS, Habit
from bot.domain.calendar import days_between
from bot.domain.entry import Entry
from bot.domain.rules import Rules
from bot.services.act import Act

NOON, EVENING, DECISIONS = time(11, 10), time(16, 0), time(16, 50)

_RETURNED = "Đề nghị ghi rõ số văn bản và đơn vị được thẩm định"
_FEWER_MINUTES = 180
_GAP = timedelta(minutes=2)


def instant(day: date, moment: time, rules: Rules) -> datetime:
    """That moment of that day in the province, in UTC."""
    return datetime.combine(day, moment, rules.timezone).astimezone(UTC)


def working_days(first: date, last: date, rules: Rules) -> list[date]:
    """The working days between two days, both included."""
    return [day for day in days_between(first, last) if rules.calendar.is_working_day(day)]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part in a day.

    Attributes:
        working: who logs.
        leaders: who decides.
        left: how many entries each leader leaves waiting.
        strict: whether a leader returns one entry and cuts another.
    """

    working: Sequence[Habit]
    leaders: Sequence[str]
    left: int = 0
    strict: bool = False


class Routine:
    """Lives through working days.

    Args:
        actors: the sample people.
        clock: the time; the routine pushes it along.
        rules: the province's rules.
    """

    def __init__(self, actors: Actors, clock: DemoClock, rules: Rules) -> None:
        self._actors = actors
        self._clock = clock
        self._rules = rules

    async def go_on(self, until: datetime, away: Collection[str]) -> None:
        """Live from now to an instant, but for those whose phones somebody holds, and those who log late anyway."""
        working = [habit for habit in HABITS if habit.official not in {*away, *LATE}]
        cast = Cast(working, [leader for leader in LEADERS if leader not in away])
        for day in working_days(self._rules.today(self._clock.now()), self._rules.today(until), self._rules):
            await self.live(day, cast, until)

    async def live(self, day: date, cast: Cast, until: datetime) -> None:
        """Live through what is left of a day, at most until an instant."""
        for moment, scene in ((NOON, self._mornings), (EVENING, self._afternoons), (DECISIONS, self._decisions)):
            at = instant(day, moment, self._rules)
            if self._clock.now() < at <= until:
                self._clock.push_to(at)
                await scene(day, cast, until)

    async def _mornings(self, day: date, cast: Cast, until: datetime) -> None:
        await self._log(cast, until, lambda habit: habit.mornings[day.toordinal() % len(habit.mornings)])

    async def _afternoons(self, day: date, cast: Cast, until: datetime) -> None:
        await self._log(cast, until, lambda habit: habit.afternoons[day.toordinal() % len(habit.afternoons)])

    async def _log(self, cast: Cast, until: datetime, line: Callable[[Habit], str]) -> None:
        for habit in cast.working:
            self._clock.push_to(min(self._clock.now() + _GAP, until))
            with suppress(LookupError):  # somebody has left this phone in the middle of something else
                await self._actors.act(log_line, habit.official, line(habit))

    async def _decisions(self, _: date, cast: Cast, __: datetime) -> None:
        for leader in cast.leaders:
            await self._actors.act(decide, leader, left=cast.left, strict=cast.strict)


def decide(act: Act, leader: str, *, left: int, strict: bool) -> None:
    """A leader goes through the queue and leaves the newest waiting.

    Args:
        act: the act.
        leader: who.
        left: how many to leave.
        strict: whether one is returned and one cut.
    """
    queue = queue_of(act, leader)
    decided = queue[: len(queue) - left]
    returned = next((entry for entry in reversed(decided) if strict and not entry.product), None)
    cut = next((entry for entry in decided if strict and entry is not returned and _is_long(entry)), None)
    for entry in decided:
        if entry is returned:
            return_card(act, leader, entry, _RETURNED)
        elif entry is cut:
            approve_fewer(act, leader, entry, _FEWER_MINUTES)
        else:
            approve_card(act, leader, entry)


def _is_long(entry: Entry) -> bool:
    return (entry.minutes_declared or 0) > _FEWER_MINUTES
