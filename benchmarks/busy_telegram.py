"""A Bot API that costs little, to which people write now and then while much goes out that nobody asked for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.cheap_telegram import Exchange, chat_of, update


@dataclass
class Seen:
    """What has arrived since it was last looked at; instants are of the monotonic clock.

    Attributes:
        answers: seconds from handing an update over to the message that answers it.
        unasked: when each message arrived that answers nothing.
        edits: when each edit arrived.
    """

    answers: list[float] = field(default_factory=list)
    unasked: list[float] = field(default_factory=list)
    edits: list[float] = field(default_factory=list)

    @property
    def sent(self) -> list[float]:
        """When anything arrived that answers nothing."""
        return sorted([*self.unasked, *self.edits])


class BusyTelegram:
    """Hands updates over as soon as people write, and notes what comes back.

    Args:
        delay: seconds until a sending is answered, as on a real network.
    """

    def __init__(self, delay: float) -> None:
        self.seen = Seen()
        self.polled = asyncio.Event()
        self.port = 0
        self._delay = delay
        self._changed = asyncio.Event()
        self._updates: list[bytes] = []
        self._handed_over: dict[int, float] = {}
        self._poll: tuple[Exchange, int] | None = None

    def say(self, chat: int) -> None:
        """Somebody writes a line."""
        self._updates.append(update(len(self._updates), chat))
        self._handed_over[chat] = time.monotonic()
        if self._poll:
            exchange, offset = self._poll
            self._poll = None
            self.poll(exchange, offset)

    def poll(self, exchange: Exchange, offset: int) -> None:
        """Hand over what there is from that update on, or keep the poll until there is something."""
        self.polled.set()
        if offset < len(self._updates):
            exchange.respond(b'{"ok":true,"result":[' + b",".join(self._updates[offset:]) + b"]}")
        else:
            self._poll = (exchange, offset)

    def note_message(self, exchange: Exchange, body: bytes, answer: bytes) -> None:
        """A message: to whoever awaits an answer it is that, to others it comes unasked."""
        began = self._handed_over.pop(chat_of(body), None)
        if began is None:
            self.seen.unasked.append(time.monotonic())
            self._changed.set()
        else:
            self.seen.answers.append(time.monotonic() - began)
        self._respond_later(exchange, answer)

    def note_other(self, exchange: Exchange, request: bytes, answer: bytes) -> None:
        """Anything else that is called."""
        if b"/editMessageText" in request:
            self.seen.edits.append(time.monotonic())
            self._changed.set()
        self._respond_later(exchange, answer)

    def look(self) -> Seen:
        """What has arrived since the last look."""
        seen, self.seen = self.seen, Seen()
        return seen

    async def until(self, count: int) -> None:
        """Wait until so much has arrived, since the last look, that answers nothing."""
        while len(self.seen.unasked) + len(self.seen.edits) < count:
            self._changed.clear()
            await self._changed.wait()

    def _respond_later(self, exchange: Exchange, answer: bytes) -> None:
        asyncio.get_running_loop().call_later(self._delay, exchange.respond, answer)


@asynccontextmanager
async def serving(delay: float) -> AsyncIterator[BusyTelegram]:
    """A Bot API on loopback while the block lasts."""
    telegram = BusyTelegram(delay)
    server = await asyncio.get_running_loop().create_server(lambda: Exchange(telegram), "127.0.0.1", 0)
    telegram.port = server.sockets[0].getsockname()[1]
    try:
        yield telegram
    finally:
        server.close()
