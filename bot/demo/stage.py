"""The page around the phones: who can be looked at, what time it is, and pushing the time forward."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from bot.channels.web.pages import Pages
from bot.channels.web.posts import BadPost, read_post
from bot.demo.clock import DemoClock
from bot.demo.leaps import LEAPS, rest_days_passed
from bot.demo.routine import Routine
from bot.domain.people import Official, approver_of
from bot.services.act import Act, Office
from bot.storage import people, web
from bot.storage.chats import chat_id
from bot.storage.web import CHANNEL

STATIC = Path(__file__).parent / "static"
OFFICIAL, LEADER = "CB033", "CB030"
"""Whose phones are shown first."""

_NOBODY = "Trong dữ liệu mẫu không có cán bộ mang mã này.\n"


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
        self._chat = Router(chat.routes())
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
            Mount("/as/{official}", self.phone),
        ]

    async def phone(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The web chat of somebody; nobody else has one."""
        known = await self._office.look(self._clock.now(), _is_official, scope["path_params"]["official"])
        answer = self._chat if known else PlainTextResponse(_NOBODY, 404)
        await answer(scope, receive, send)

    async def page(self, _: Request) -> Response:
        """Two phones side by side."""
        return FileResponse(STATIC / "stage.html")

    async def people(self, _: Request) -> Response:
        """Everybody, unit by unit, with how far their chats have come; and the time, which another tab may push."""
        return JSONResponse(await self._office.perform(self._clock.now(), everybody) | self._time())

    async def clock(self, _: Request) -> Response:
        """The demo's time."""
        return JSONResponse(self._time())

    def _time(self) -> dict[str, str]:
        local = self._office.means.rules.local(self._clock.now())
        return {"now": local.isoformat(timespec="seconds")}

    async def push(self, request: Request) -> Response:
        """Push the time forward: the others go on working meanwhile, and what is due then happens."""
        try:
            posted = await read_post(request, "")
        except BadPost as bad:
            return JSONResponse({"error": bad.words}, bad.status)
        leap = LEAPS.get(str(posted.get("to")))
        if leap is None:
            return JSONResponse({"error": "Không có bước nhảy này."}, 400)
        rules = self._office.means.rules
        async with self._pushing:
            before = self._clock.now()
            until = leap(before, rules)
            await self._push(until, _codes(posted.get("shown")))
        return JSONResponse(self._time() | {"passed": rest_days_passed(before, until, rules)})

    async def _push(self, until: datetime, shown: Collection[str]) -> None:
        await self._routine.go_on(until, shown)
        self._clock.push_to(until)
        await self._run_jobs()


def _codes(shown: object) -> list[str]:
    """The codes of those whose phones somebody looks at."""
    return [code for code in shown if isinstance(code, str)] if isinstance(shown, list) else []


def _is_official(act: Act, code: str) -> bool:
    return people.find_official(act.tx, code) is not None


def everybody(act: Act) -> dict[str, Any]:
    """Units with their people, and whose phones are shown first."""
    units = [(unit.name, _people_of(act, unit.code)) for unit in people.all_units(act.tx) if not unit.retired]
    deciding = {person["approver"] for _, members in units for person in members}
    shown = [
        {"name": name, "people": [_placed(one, deciding) for one in members]} for name, members in units if members
    ]
    return {"units": shown, "official": OFFICIAL, "leader": LEADER}


def _placed(person: dict[str, Any], deciding: Collection[str]) -> Mapping[str, Any]:
    """A person among the leaders, or not: those who decide on nobody have nothing to show there."""
    return person | {"leader": person["code"] in deciding}


def _people_of(act: Act, unit: str) -> list[dict[str, Any]]:
    officials = people.officials_of_unit(act.tx, unit)
    seen = web.changes(act.tx, [chat_id(CHANNEL, official.code) for official in officials] or [""])
    return [_person(act, official, seen) for official in officials]


def _person(act: Act, official: Official, seen: Mapping[str, int]) -> dict[str, Any]:
    approver = approver_of(official, act.organisation)
    return {
        "code": official.code,
        "name": official.name,
        "title": official.title,
        "approver": approver.code if approver else "",
        "changes": seen.get(chat_id(CHANNEL, official.code), 0),
    }
