"""Fixtures: a web chat on each engine, asked in-process."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import httpx
import pytest

from bot.channels.serving import application
from bot.channels.web.buckets import Buckets
from bot.channels.web.events import events
from bot.channels.web.pages import Limits, Pages
from bot.channels.web.postman import deliver_next
from bot.channels.web.streams import Listener, Streams
from bot.channels.web.view import Cursor, Manner
from bot.channels.web.visitors import COOKIE, Cookies
from bot.handlers import notices, router
from bot.handlers.screen import Chart
from bot.storage.inbox import Incoming
from tests.support.offices import RealOffice, perform
from tests.support.samples import bind_chat

HERE = "https://kpi.example"
SECRET = "5e" * 32
ADDRESS = sha256(SECRET.encode()).hexdigest()[:32]
KEY = "0d9f7f9e-4c0e-4b53-9d5b-1a"


class OfficeClock:
    """The office's own time."""

    def __init__(self, office: RealOffice) -> None:
        self._office = office

    def now(self) -> datetime:
        return self._office.now


class FakePainter:
    """Draws nothing, or fails."""

    def __init__(self) -> None:
        self.painted: list[Chart] = []
        self.broken = False

    async def paint(self, chart: Chart) -> bytes:
        if self.broken:
            raise RuntimeError("no paint")
        self.painted.append(chart)
        return b"\x89PNG"


class Site:
    """A web chat, and one browser in front of it.

    Attributes:
        office: where everything is kept.
        kept: what was kept of the browser's posts.
        streams: the open streams.
        painter: draws its charts.
        cookies: the browser's.
    """

    def __init__(self, office: RealOffice) -> None:
        self.office = office
        self.kept: list[Incoming] = []
        self.painter = FakePainter()
        clock = OfficeClock(office)
        self.streams = Streams(office.office, clock, alone=True)
        self.pages = Pages(
            office.office,
            clock,
            Cookies(office.office.means.random, secure=True),
            self.streams,
            self.kept.append,
            public_url=HERE,
            painter=self.painter,
            limits=Limits(Buckets(5, 1), Buckets(3, 1)),
        )
        self._transport = httpx.ASGITransport(application({}, {}, self.pages.routes()))
        self.cookies = {COOKIE: SECRET}

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for something."""
        return self._request("GET", path, headers=headers)

    def post(self, path: str, body: object, **headers: str | None) -> httpx.Response:
        """Post JSON as our own page does; a header that is None is left out."""
        usual: Mapping[str, str | None] = {"content-type": "application/json", "sec-fetch-site": "same-origin"}
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in {**usual, **told}.items() if value is not None}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._request("POST", path, content=content, headers=sent)

    def say(self, text: str, key: str = KEY) -> httpx.Response:
        """Type something."""
        return self.post("/send", {"text": text, "key": key})

    def press(self, message: int, action: str, key: str = KEY) -> httpx.Response:
        """Press something."""
        return self.post("/press", {"message": message, "action": action, "key": key})

    def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.office.run(self._ask(method, path, **options))

    async def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url=HERE, cookies=self.cookies) as client:
            return await client.request(method, path, **options)

    def stream(self, listener: Listener, cursor: Cursor | None = None) -> AsyncIterator[bytes]:
        """The events of the browser's chat."""
        clock = OfficeClock(self.office)
        manner = Manner(can_leave=True)
        return events(self.office.office, clock, listener, f"web:{ADDRESS}", cursor or Cursor(), manner)

    def settle(self) -> None:
        """Have everything handled and delivered."""
        while perform(self.office, router.work):
            pass
        while self.office.perform(deliver_next, notices.render):
            pass

    def bubbles(self) -> list[dict[str, Any]]:
        """What stands in the chat, with its side."""
        rows = self.office.rows("SELECT * FROM web_messages ORDER BY chat, place")
        return [{**json.loads(row["body"]), "side": row["side"], "place": row["place"]} for row in rows]


@pytest.fixture
def site(real_office: RealOffice) -> Site:
    """A web chat whose browser is a stranger's."""
    return Site(real_office)


@pytest.fixture
def an(site: Site) -> Site:
    """A web chat whose browser is AN's."""
    site.office.perform(bind_chat, "AN", ADDRESS, "web")
    return site
