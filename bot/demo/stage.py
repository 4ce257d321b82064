"""The page around the phones: who can be looked at, what time it is, and pushing the time forward."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.web.pages import Pages
from bot.channels.web.posts import BadPost, read_post
from bot.demo.clock import DemoClock
from bot.demo.routine import Routine, instant
from bot.domain.calendar import days_between
from bot.domain.people import Official
from bot.domain.period import week_period
from bot.domain.rules import Rules
from bot.services.act import Act, Office
from bot.services.enrolment import is_leader
from bot.storage import people, web
from bot.storage.chats import chat_id
from bot.storage.web import CHANNEL

STATIC = Path(__file__).parent / "static"
OFFICIAL, LEADER = "CB033", "CB030"
"""Whose phones are shown first."""

_FAR = timedelta(days=40)


class Stage:
    """The demo's own page.

    Args:
        office: where everything is kept.
        clock: the demo's time.
        chat: the web chat, served to everybody under a path of their own.
        routine: what the sample people do while time is pushed past them.
        run_jobs: runs what is due.
    """

    def __init__(
        self,
        office: Office,
        clock: DemoClock,
        chat: Pages,
        routine: Routine,
        run_jobs: Callable[[], Awaitable[None]],
    ) -> None:
        self._office = office
        self._clock = clock
        self._chat = chat
        self._routine = routine
        self._pushing = asyncio.Lock()
        self._run_jobs = run_jobs

    def routes(self) -> list[BaseRoute]:
        """What is served."""
        return [
            Route("/", self.page),
            Route("/people", self.people),
            Route("/clock", self.clock, methods=["GET"]),
            Route("/clock", self.push, methods=["POST"]),
            Mount("/stage", StaticFiles(directory=STATIC)),
            Mount("/as/{official}", routes=self._chat.routes()),
        ]

    async def page(self, _: Request) -> Response:
        """Two phones side by side."""
        return FileResponse(STATIC / "stage.html")

    async def people(self, _: Request) -> Response:
        """Everybody, unit by unit, with how far their chats have come."""
        return JSONResponse(await self._office.perform(self._clock.now(), everybody))

    async def clock(self, _: Request) -> Response:
        """The demo's time."""
        local = self._office.means.rules.local(self._clock.now())
        return JSONResponse({"now": local.isoformat(timespec="seconds")})

    async def push(self, request: Request) -> Response:
        """Push the time forward: the others go on working meanwhile, and what is due then happens."""
        try:
            posted = await read_post(request, "")
        except BadPost as bad:
            return JSONResponse({"error": bad.words}, bad.status)
        leap = LEAPS.get(str(posted.get("to")))
        if leap is None:
            return JSONResponse({"error": "Không có bước nhảy này."}, 400)
        async with self._pushing:
            await self._push(leap(self._clock.now(), self._office.means.rules), _codes(posted.get("shown")))
        return await self.clock(request)

    async def _push(self, until: datetime, shown: Collection[str]) -> None:
        await self._routine.go_on(until, shown)
        self._clock.push_to(until)
        await self._run_jobs()


def _codes(shown: object) -> list[str]:
    """The codes of those whose phones somebody looks at."""
    return [code for code in shown if isinstance(code, str)] if isinstance(shown, list) else []


def everybody(act: Act) -> Mapping[str, Any]:
    """Units with their people, and whose phones are shown first."""
    units = [unit for unit in people.all_units(act.tx) if not unit.retired]
    shown = [{"name": unit.name, "people": _people_of(act, unit.code)} for unit in units]
    return {"units": [unit for unit in shown if unit["people"]], "official": OFFICIAL, "leader": LEADER}


def _people_of(act: Act, unit: str) -> list[Mapping[str, Any]]:
    officials = people.officials_of_unit(act.tx, unit)
    seen = web.changes(act.tx, [chat_id(CHANNEL, official.code) for official in officials] or [""])
    return [_person(act, official, seen) for official in officials]


def _person(act: Act, official: Official, seen: Mapping[str, int]) -> Mapping[str, Any]:
    return {
        "code": official.code,
        "name": official.name,
        "title": official.title,
        "leader": is_leader(act, official),
        "changes": seen.get(chat_id(CHANNEL, official.code), 0),
    }


def an_hour_on(now: datetime, _: Rules) -> datetime:
    """One hour later."""
    return now + timedelta(hours=1)


def to_the_reminder(now: datetime, rules: Rules) -> datetime:
    """The next hour at which people are reminded, of a working day."""
    return _next(now, rules, rules.reminder_time, rules.calendar.is_working_day)


def to_the_summary(now: datetime, rules: Rules) -> datetime:
    """The next time a week is summed up: on its last working day."""

    def is_last(day: Any) -> bool:
        week = week_period(day)
        return bool(day == rules.calendar.last_working_day(week.first, week.last))

    return _next(now, rules, rules.summary_time, is_last)


def _next(now: datetime, rules: Rules, moment: time, fits: Callable[[Any], bool]) -> datetime:
    today = rules.today(now)
    days = (day for day in days_between(today, today + _FAR) if fits(day))
    return next((at for day in days if (at := instant(day, moment, rules)) > now), now)


LEAPS: Mapping[str, Callable[[datetime, Rules], datetime]] = {
    "hour": an_hour_on,
    "reminder": to_the_reminder,
    "summary": to_the_summary,
}
