"""The days before the demo begins: everybody enrols, then works until it is nine on the demo's own day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta

from bot.demo.actors import Actors, deliver, log_line, type_line
from bot.demo.clock import DemoClock
from bot.demo.habits import HABITS, LATE, LEADERS, THIS_MORNING
from bot.demo.routine import Cast, Routine, instant, working_days
from bot.domain.period import week_period
from bot.domain.rules import Rules
from bot.services import enrolment
from bot.services.act import Act
from bot.storage import chats, people
from bot.storage.web import CHANNEL

_GAP = timedelta(minutes=2)
_LEFT_WAITING = 2


def first_day(begins: datetime, rules: Rules) -> date:
    """The first day of the history: the Monday of the week before the one in which the demo begins."""
    return week_period(rules.today(begins)).first - timedelta(days=7)


def beginning(now: datetime, rules: Rules) -> datetime:
    """When the demo begins: at nine on a working day, today if it is one, else the next."""
    today = rules.today(now)
    days = working_days(today, today + timedelta(days=30), rules)
    return instant(days[0] if days else today, time(9), rules)


class History:
    """Lives through the days before the demo.

    Args:
        actors: the sample people.
        clock: the time; the history pushes it along.
        rules: the province's rules.
        run_jobs: runs what is due.
    """

    def __init__(self, actors: Actors, clock: DemoClock, rules: Rules, run_jobs: Callable[[], Awaitable[None]]) -> None:
        self._actors = actors
        self._clock = clock
        self._rules = rules
        self._run_jobs = run_jobs
        self._routine = Routine(actors, clock, rules)

    async def live(self, begins: datetime) -> None:
        """Live until the demo begins."""
        today = self._rules.today(begins)
        first = first_day(begins, self._rules)
        self._clock.push_to(instant(first, time(7, 30), self._rules))
        await self._actors.act(enrol_everybody)
        days = working_days(first, today - timedelta(days=1), self._rules)
        for place, day in enumerate(days):
            await self._routine.live(day, _cast(place, len(days) - 1 - place), begins)
            await self._sum_up(day)
        await self._this_morning(today)
        self._clock.push_to(begins)

    async def _sum_up(self, day: date) -> None:
        """On the week's last working day its summary comes."""
        week = week_period(day)
        if day == self._rules.calendar.last_working_day(week.first, week.last):
            self._clock.push_to(instant(day, time(17), self._rules))
            await self._run_jobs()
            await self._actors.act(deliver)

    async def _this_morning(self, day: date) -> None:
        self._clock.push_to(instant(day, time(8), self._rules))
        for official, line in THIS_MORNING:
            self._clock.push_to(self._clock.now() + _GAP)
            await self._actors.act(log_line, official, line)


def _cast(place: int, following: int) -> Cast:
    """Who works on a day of the history; `following` more come before the demo's own."""
    working = [habit for habit in HABITS if LATE.get(habit.official, 0) <= following]
    return Cast(working, LEADERS, left=0 if following else _LEFT_WAITING, strict=place == 1)


def enrol_everybody(act: Act) -> None:
    """Every sample official binds a phone with a code of their own, as anybody does."""
    officials = [official.code for official in people.all_officials(act.tx)]
    for made in enrolment.invite(act, "kpibot", officials):
        chats.next_seq(act.tx, CHANNEL, made.official.code)
        type_line(act, made.official.code, made.code)
