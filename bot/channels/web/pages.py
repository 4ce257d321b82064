"""What the web chat answers: the page, its events, and what people type and press in it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.channel import Painter
from bot.channels.web import keeping, owners, posts, sessions, view
from bot.channels.web.bubbles import screen_of
from bot.channels.web.buckets import Buckets
from bot.channels.web.events import events
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

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"

_NOT_CACHED = {"Cache-Control": "no-store"}
_STREAM_HEADERS = {**_NOT_CACHED, "X-Accel-Buffering": "no"}
_TOO_FAST = "Đồng chí gửi nhanh quá, tin này chưa được nhận. Đợi vài giây rồi gửi lại."
_NOT_KEPT = "Hệ thống đang gián đoạn, tin này chưa được nhận. Đồng chí thử lại sau ít phút."
_NOT_ENDED = "Hệ thống đang gián đoạn, chưa đăng xuất được. Đồng chí thử lại sau ít phút."
_NOT_SERVED = "Hệ thống đang gián đoạn. Đồng chí đợi ít phút."
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
        self._manner = Manner(painter is not None, notice, visitors.can_leave)

    def routes(self) -> list[BaseRoute]:
        """What is served, under whatever path the page has."""
        leaving = [Route("/sign-out", self.sign_out, methods=["POST"])] if self._visitors.can_leave else []
        return [
            *leaving,
            Route("/", self.page),
            Route("/enter", self.enter, methods=["POST"]),
            Route("/send", self.send, methods=["POST"]),
            Route("/press", self.press, methods=["POST"]),
            Route("/events", self.events),
            Route("/older", self.older),
            Route("/pictures/{place:int}", self.picture),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    async def page(self, _: Request) -> Response:
        """The page itself, the same for everybody."""
        return FileResponse(STATIC / "chat.html")

    async def enter(self, request: Request) -> Response:
        """The page asks to be known; after a sign-out whose answer was lost, as somebody else than before."""
        return await _answered(self._enter(request), _NOT_SERVED)

    async def _enter(self, request: Request) -> Response:
        await posts.read_post(request, self._public_url)
        address = self._visitors.known(request)
        ended = bool(address) and await self._look(sessions.has_ended, chat_id(CHANNEL, address))
        response = Response(status_code=204)
        self._visitors.admit(request, response, anew=ended)
        return response

    async def sign_out(self, request: Request) -> Response:
        """The person leaves this browser: what it tells of itself is worth nothing from now on."""
        return await _answered(self._sign_out(request), _NOT_ENDED)

    async def _sign_out(self, request: Request) -> Response:
        await posts.read_post(request, self._public_url)
        address = self._visitors.known(request)
        if address:
            leaving = sessions.sign_out(address)
            await self._must_be_welcome(request, leaving.chat)
            await self._keep(sessions.end, leaving)
        response = Response(status_code=204)
        self._visitors.forget(response)
        return response

    async def send(self, request: Request) -> Response:
        """A text that was typed."""
        return await _answered(self._taken(request, _typed), _NOT_KEPT)

    async def press(self, request: Request) -> Response:
        """A button that was pressed."""
        return await _answered(self._taken(request, _pressed), _NOT_KEPT)

    async def _taken(self, request: Request, read: Callable[[str, posts.Posted], Incoming]) -> Response:
        posted = await posts.read_post(request, self._public_url)
        incoming = read(self._known(request), posted)
        await self._must_be_welcome(request, incoming.chat, posts.name_in(posted))
        await self._keep(keeping.keep, incoming)
        return Response(status_code=202)

    def _known(self, request: Request) -> str:
        address = self._visitors.known(request)
        if not address:
            raise sessions.NoSession
        return address

    async def _must_be_welcome(self, request: Request, chat: str, name: str = "") -> None:
        now = self._clock.now()
        if not self._limits.chat.take(chat, now):
            raise BadPost(_TOO_FAST, 429)
        if await self._office.perform(now, owners.owner_meant, chat, name):
            return
        if not self._limits.stranger.take(request.client.host if request.client else "", now):
            raise BadPost(_TOO_FAST, 429)

    async def _keep(self, keep: Callable[[Act, Incoming], bool], incoming: Incoming) -> None:
        if await self._office.perform(self._clock.now(), keep, incoming):
            self._kept(incoming)
            self._streams.changed(incoming.chat)

    async def events(self, request: Request) -> Response:
        """What is in the chat, and whatever changes in it."""
        return await _answered(self._events(request), _NOT_SERVED)

    async def _events(self, request: Request) -> Response:
        chat = chat_id(CHANNEL, self._known(request))
        await self._look(sessions.must_be_open, chat)
        if not self._streams.has_room(chat):
            raise BadPost(_TOO_MANY, 429)
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stream = self._stream(chat, Cursor.read(seen))
        return StreamingResponse(stream, media_type="text/event-stream", headers=_STREAM_HEADERS)

    async def _stream(self, chat: str, cursor: Cursor) -> AsyncIterator[bytes]:
        with self._streams.listening(chat) as listener:
            async for event in events(self._office, self._clock, listener, chat, cursor, self._manner):
                yield event

    async def older(self, request: Request) -> Response:
        """What stands above the bubbles that the page has."""
        return await _answered(self._older(request), _NOT_SERVED)

    async def _older(self, request: Request) -> Response:
        chat, asked = chat_id(CHANNEL, self._known(request)), request.query_params
        name, before = posts.name_in(asked), posts.place_in(asked)
        past = await self._look(view.look_back, chat, name, before, self._manner)
        return JSONResponse(past, headers=_NOT_CACHED)

    async def picture(self, request: Request) -> Response:
        """The chart of a bubble that this person sees."""
        chat, place = chat_id(CHANNEL, self._visitors.known(request)), request.path_params["place"]
        try:
            chart = await self._look(_chart_at, chat, place) if place < posts.MOST else None
            held = request.headers.get("if-none-match", "")
            return await _drawn(self._painter, chart, held) if chart and self._painter else Response(status_code=404)
        except Exception as error:  # whatever it is, the text stands without its picture
            log.warning("a picture was not drawn: %s", type(error).__name__)
            return Response(status_code=503)

    async def _look(self, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._office.look(self._clock.now(), step, *args, **kwargs)


def _typed(address: str, posted: posts.Posted) -> Incoming:
    return keeping.typed(address, posts.key_in(posted), posts.text_in(posted))


def _pressed(address: str, posted: posts.Posted) -> Incoming:
    return keeping.pressed(address, posts.key_in(posted), *posts.press_in(posted))


def _chart_at(act: Act, chat: str, place: int) -> Chart | None:
    message = None if sessions.has_ended(act, chat) else web.find(act.tx, chat, owners.owner_of(act, chat), place)
    screen = screen_of(message) if message else None
    return screen.chart if screen else None


async def _drawn(painter: Painter, chart: Chart, held: str) -> Response:
    """The picture, unless the browser holds it; it asks every time, for its session may have ended meanwhile."""
    tag = f'"{hashlib.sha256(repr(chart).encode()).hexdigest()[:32]}"'
    headers = {"Cache-Control": "private, no-cache", "ETag": tag}
    if held == tag:
        return Response(status_code=304, headers=headers)
    return Response(await painter.paint(chart), media_type="image/png", headers=headers)


async def _answered(answer: Awaitable[Response], when_disturbed: str) -> Response:
    """The answer; words, where it is refused or the database cannot serve."""
    try:
        return await answer
    except BadPost as bad:
        return _refusal(bad)
    except DatabaseError as error:
        log.warning("the web chat could not answer a browser, and told it so: %s", error)
        return _refusal(BadPost(when_disturbed, 503))


def _refusal(bad: BadPost) -> Response:
    return JSONResponse({"error": bad.words}, bad.status)
