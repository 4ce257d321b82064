"""One attempt to send one row of the outbox through its channel."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from bot.channels.channel import Channel, MaybeDelivered, Painter, Pictures, Rejected, SendError
from bot.channels.results import ANSWER_LIFE, Ended, Result, Sent, verdict
from bot.clock import Clock
from bot.handlers.screen import Screen, from_dict
from bot.services.act import Act, Office
from bot.services.indexing import look_indexed, perform_indexed
from bot.services.telling import FOREVER
from bot.storage import chats, outbox
from bot.storage.chats import Chat
from bot.storage.database import DatabaseError
from bot.storage.outbox import Fate, Kind, Outgoing
from bot.storage.times import from_text, to_text

log = logging.getLogger(__name__)

Render = Callable[[Act, Chat, Mapping[str, Any]], Screen | None]
"""Puts a fact into words at the moment it is sent; None when there is nothing to say any more."""

ATTEMPT_LIMIT = 45.0
"""Seconds one attempt may take: less than a claim lasts."""

MENU = "menu"
"""The kind of fact that tells a channel which commands a chat is offered."""


@runtime_checkable
class Menus(Protocol):
    """A channel that offers commands to choose from."""

    async def set_menu(self, address: str, role: str) -> None:
        """Offer a chat the commands of a `leader`, an `official` or a `stranger`.

        Raises:
            SendError: one of its kinds.
        """
        ...


@dataclass(frozen=True, slots=True)
class Showing:
    """A screen on its way.

    Attributes:
        screen: what is shown.
        message: the message it takes the place of; empty for a new one.
        subject: what it shows.
    """

    screen: Screen
    message: str
    subject: str


class Courier:
    """Sends rows of the outbox.

    Args:
        office: where facts are read.
        clock: the time.
        channels: the channels, by name.
        render: puts facts into words.
        painter: draws charts; without one, texts go alone.
    """

    def __init__(
        self,
        office: Office,
        clock: Clock,
        channels: Mapping[str, Channel],
        render: Render,
        painter: Painter | None = None,
    ) -> None:
        self._office = office
        self._clock = clock
        self._channels = channels
        self._render = render
        self._painter = painter

    async def deliver(self, outgoing: Outgoing) -> Result:
        """Try to send a row; however that ends, it ends in a result."""
        try:
            async with asyncio.timeout(ATTEMPT_LIMIT):
                return await self._deliver(outgoing)
        except TimeoutError:
            return self._verdict(outgoing, MaybeDelivered("no end within the time for one attempt"))
        except SendError as error:
            return self._verdict(outgoing, error)
        except DatabaseError as error:
            return self._verdict(outgoing, SendError(str(error)))
        except Exception as error:
            log.error("outgoing %s (%s) failed inside: %s", outgoing.id, outgoing.kind, type(error).__name__)
            return Ended(outgoing, Fate.FAILED, f"internal error: {type(error).__name__}")

    def _verdict(self, outgoing: Outgoing, error: SendError, *, repeatable: bool = False) -> Result:
        repeatable = repeatable or outgoing.kind is Kind.ANSWER
        return verdict(outgoing, error, self._clock.now(), repeatable=repeatable)

    async def _deliver(self, outgoing: Outgoing) -> Result:
        body = json.loads(outgoing.body)
        channel = self._channels[outgoing.channel]
        if outgoing.kind is Kind.ANSWER:
            return await self._answer(channel, outgoing, body)
        if outgoing.kind is Kind.FACT and body["fact"] == MENU:
            return await _set_menu(channel, outgoing, body)
        showing = await self._showing(outgoing, body)
        return Sent(outgoing) if showing is None else await self._show(channel, outgoing, showing)

    async def _answer(self, channel: Channel, outgoing: Outgoing, body: Mapping[str, Any]) -> Result:
        if self._clock.now() - from_text(outgoing.created_at) > ANSWER_LIFE:
            raise Rejected("too late to answer the press")
        await channel.answer(body["callback"], body["text"])
        return Sent(outgoing)

    async def _showing(self, outgoing: Outgoing, body: Mapping[str, Any]) -> Showing | None:
        if outgoing.kind is Kind.FACT:
            return await self._words_of(outgoing, body)
        screen = from_dict(body["screen"])
        return Showing(screen, body.get("edit", ""), outgoing.subject or screen.subject)

    async def _words_of(self, outgoing: Outgoing, fact: Mapping[str, Any]) -> Showing | None:
        """A fact that is read apart holds up no writing; one that has lapsed is taken back, which writes."""
        now = self._clock.now()
        apart = fact.get("apart") and to_text(now) < fact.get("until", FOREVER)
        run = look_indexed if apart else perform_indexed
        return await run(self._office, now, put_into_words, outgoing, fact, self._render)

    async def _show(self, channel: Channel, outgoing: Outgoing, showing: Showing) -> Result:
        address = outgoing.chat.partition(":")[2]
        if not showing.message or showing.screen.chart:  # a picture never takes the place of a text
            screen = showing.screen.as_doubtful() if outgoing.doubts else showing.screen
            return Sent(outgoing, await self._send(channel, address, screen), showing.subject)
        try:
            message = await channel.edit(address, showing.message, showing.screen)
        except SendError as error:
            return self._verdict(outgoing, error, repeatable=True)
        return Sent(outgoing, message, showing.subject)

    async def _send(self, channel: Channel, address: str, screen: Screen) -> str:
        if isinstance(channel, Pictures):
            picture = await self._picture(screen)
            if picture:
                return await channel.send_picture(address, screen, picture)
        return await channel.send(address, screen)

    async def _picture(self, screen: Screen) -> bytes:
        """The screen's chart as PNG; nothing where there is none, or it cannot be drawn: the text stands alone."""
        if screen.chart is None or self._painter is None:
            return b""
        try:
            return await self._painter.paint(screen.chart)
        except Exception as error:
            log.warning("a text goes without its picture: %s", type(error).__name__)
            return b""


def put_into_words(act: Act, outgoing: Outgoing, fact: Mapping[str, Any], render: Render) -> Showing | None:
    """The screen of a fact as things stand now, and the message that shows the same subject already.

    A fact that only mends what is shown comes to nothing where nothing is shown; one that answers a press names the
    message to `edit`.
    """
    chat = chats.find(act.tx, outgoing.chat)
    screen = render(act, chat, fact) if chat else None
    if screen is None:
        return None
    subject = screen.subject or outgoing.subject
    message = outbox.shown_message(act.tx, outgoing.chat, subject) if subject else fact.get("edit", "")
    if fact.get("mend") and not message:
        return None
    return Showing(screen, message, subject)


async def _set_menu(channel: Channel, outgoing: Outgoing, body: Mapping[str, Any]) -> Result:
    if isinstance(channel, Menus):
        await channel.set_menu(outgoing.chat.partition(":")[2], body["role"])
    return Sent(outgoing)
