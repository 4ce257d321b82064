"""What the web chat answers: the page, its events, and what people type and press in it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.channel import Painter
from bot.channels.web import keeping, posts
from bot.channels.web.bubbles import screen_of
from bot.channels.web.buckets import Buckets
from bot.channels.web.events import events
from bot.channels.web.owners import owner_of
from bot.channels.web.posts import BadPost
from bot.channels.web.streams import Streams
from bot.channels.web.view import Cursor, Manner
from bot.channels.web.visitors import Visitors
from bot.clock import Clock
from bot.handlers.screen import Chart
from bot.services.act import Act, Office
from bot.storage import web
from bot.storage.chats import chat_id
from bot.storage.database import DatabaseError
from bot.storage.inbox import Incoming
from bot.storage.web import CHANNEL

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"

_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_UNKNOWN = "Trình duyệt này chưa được nhận ra. Đồng chí tải lại trang; nếu vẫn vậy, cho phép trang dùng cookie."
_TOO_FAST = "Đồng chí gửi nhanh quá, tin này chưa được nhận. Đợi vài giây rồi gửi lại."
_NOT_SERVED = "Hệ thống đang gián đoạn, tin này chưa được nhận. Đồng chí thử lại sau ít phút."
_TOO_MANY = "Đồng chí đang mở quá nhiều thẻ của trang này; đóng bớt rồi tải lại."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much anybody may send.

    Attributes:
        chat: what one chat may.
        stranger: what all strangers of one network address may together: codes are not to be guessed.
    """

    chat: Buckets
    stranger: Buckets


def usual_limits() -> Limits:
    """A person in a hurry stays below them; an office that enrols on one morning behind one address, too."""
    return Limits(Buckets(burst=30, rate=1), Buckets(burst=120, rate=0.5))


class Pages:
    """The web chat over HTTP.

    Args:
        office: where the chats are.
        clock: the time.
        visitors: tells browsers apart.
        streams: who listens.
        kept: told what was kept, so that it is handled.
        public_url: where people reach us, if that is told.
        painter: draws charts; without one there are no pictures.
        limits: how much anybody may send.
        notice: what stands above every chat, as in the demo.
    """

    def __init__(
        self,
        office: Office,
        clock: Clock,
        visitors: Visitors,
        streams: Streams,
        kept: Callable[[Incoming], None],
        *,
        public_url: str = "",
        painter: Painter | None = None,
        limits: Limits | None = None,
        notice: str = "",
    ) -> None:
        self._office = office
        self._clock = clock
        self._visitors = visitors
        self._streams = streams
        self._kept = kept
        self._public_url = public_url
        self._painter = painter
        self._limits = limits or usual_limits()
        self._manner = Manner(painter is not None, notice)

    def routes(self) -> list[BaseRoute]:
        """What is served, under whatever path the page has."""
        return [
            Route("/", self.page),
            Route("/enter", self.enter, methods=["POST"]),
            Route("/send", self.send, methods=["POST"]),
            Route("/press", self.press, methods=["POST"]),
            Route("/events", self.events),
            Route("/pictures/{place:int}", self.picture),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    async def page(self, _: Request) -> Response:
        """The page itself, the same for everybody."""
        return FileResponse(STATIC / "chat.html")

    async def enter(self, request: Request) -> Response:
        """The page asks to be known."""
        try:
            await posts.read_post(request, self._public_url)
        except BadPost as bad:
            return _refusal(bad)
        response = Response(status_code=204)
        self._visitors.admit(request, response)
        return response

    async def send(self, request: Request) -> Response:
        """A text that was typed."""
        return await self._taken(request, _typed)

    async def press(self, request: Request) -> Response:
        """A button that was pressed."""
        return await self._taken(request, _pressed)

    async def _taken(self, request: Request, read: Callable[[str, posts.Posted], Incoming]) -> Response:
        try:
            posted = await posts.read_post(request, self._public_url)
            address = self._known(request)
            incoming = read(address, posted)
            await self._must_not_flood(request, incoming.chat)
            await self._keep(incoming)
        except BadPost as bad:
            return _refusal(bad)
        except DatabaseError as error:
            log.warning("an input from the web was not kept, and its sender told so: %s", error)
            return _refusal(BadPost(_NOT_SERVED, 503))
        return Response(status_code=202)

    def _known(self, request: Request) -> str:
        address = self._visitors.known(request)
        if not address:
            raise BadPost(_UNKNOWN, 401)
        return address

    async def _must_not_flood(self, request: Request, chat: str) -> None:
        now = self._clock.now()
        if not self._limits.chat.take(chat, now):
            raise BadPost(_TOO_FAST, 429)
        if await self._office.perform(now, owner_of, chat):
            return
        if not self._limits.stranger.take(request.client.host if request.client else "", now):
            raise BadPost(_TOO_FAST, 429)

    async def _keep(self, incoming: Incoming) -> None:
        if await self._office.perform(self._clock.now(), keeping.keep, incoming):
            self._kept(incoming)
            self._streams.changed(incoming.chat)

    async def events(self, request: Request) -> Response:
        """What is in the chat, and whatever changes in it."""
        address = self._visitors.known(request)
        if not address:
            return _refusal(BadPost(_UNKNOWN, 401))
        chat = chat_id(CHANNEL, address)
        if not self._streams.has_room(chat):
            return _refusal(BadPost(_TOO_MANY, 429))
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stream = self._stream(chat, Cursor.read(seen))
        return StreamingResponse(stream, media_type="text/event-stream", headers=_STREAM_HEADERS)

    async def _stream(self, chat: str, cursor: Cursor) -> AsyncIterator[bytes]:
        with self._streams.listening(chat) as listener:
            async for event in events(self._office, self._clock, listener, chat, cursor, self._manner):
                yield event

    async def picture(self, request: Request) -> Response:
        """The chart of a bubble that this person sees."""
        chat, place = chat_id(CHANNEL, self._visitors.known(request)), request.path_params["place"]
        try:
            png = await self._drawn(chat, place)
        except Exception as error:  # whatever it is, the text stands without its picture
            log.warning("a picture was not drawn: %s", type(error).__name__)
            return Response(status_code=503)
        headers = {"Cache-Control": "private, max-age=3600"}
        return Response(png, media_type="image/png", headers=headers) if png else Response(status_code=404)

    async def _drawn(self, chat: str, place: int) -> bytes:
        """The picture at a place; empty where there is none for this person."""
        chart = await self._office.perform(self._clock.now(), _chart_at, chat, place) if place < posts.MOST else None
        return await self._painter.paint(chart) if chart and self._painter else b""


def _typed(address: str, posted: posts.Posted) -> Incoming:
    return keeping.typed(address, posts.key_in(posted), posts.text_in(posted))


def _pressed(address: str, posted: posts.Posted) -> Incoming:
    return keeping.pressed(address, posts.key_in(posted), *posts.press_in(posted))


def _chart_at(act: Act, chat: str, place: int) -> Chart | None:
    message = web.find(act.tx, chat, owner_of(act, chat), place)
    screen = screen_of(message) if message else None
    return screen.chart if screen else None


def _refusal(bad: BadPost) -> Response:
    return JSONResponse({"error": bad.words}, bad.status)
