"""Carrying what the outbox holds for browsers into the chat: each row once, in the transaction that ends it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

from bot.channels.alarm import Alarm
from bot.channels.courier import MENU, Render, Showing, put_into_words
from bot.channels.results import ANSWER_LIFE
from bot.channels.web.bubbles import body_of_screen, body_of_words
from bot.channels.web.owners import owner_of
from bot.clock import Clock
from bot.handlers.screen import from_dict
from bot.pulse import Pulse
from bot.services.act import Act, Office
from bot.services.indexes import IndexMissing
from bot.services.indexing import perform_indexed
from bot.storage import outbox, web
from bot.storage.database import DatabaseError
from bot.storage.outbox import Fate, Kind, Outgoing
from bot.storage.times import from_text
from bot.storage.web import Side

log = logging.getLogger(__name__)

CARRIERS = 4
"""How many transactions are under way at once when there is a crowd; on SQLite they share commits."""

_LOOK_EVERY = 1.0


class NotShown(Exception):
    """A row could not be shown; nothing of the attempt was kept."""

    def __init__(self, outgoing: Outgoing) -> None:
        super().__init__(outgoing.id)
        self.outgoing = outgoing


def deliver_next(act: Act, render: Render) -> str:
    """Show the next row that is due, and end it; returns the chat, or nothing when none is due.

    Raises:
        IndexMissing: a search index has to be built first; nothing is done yet.
        NotShown: putting it into words failed; the row has to be given up in a transaction of its own.
    """
    outgoing = web.claim(act.tx, act.at)
    if outgoing is None:
        return ""
    try:
        fate = _show(act, outgoing, render)
    except (IndexMissing, DatabaseError):
        raise
    except Exception as error:
        raise NotShown(outgoing) from error
    web.finish(act.tx, outgoing.id, fate, act.at)
    return outgoing.chat


def give_up(act: Act, outgoing: Outgoing, error: str) -> None:
    """End a row that cannot be shown, so that it does not keep the others waiting."""
    web.finish(act.tx, outgoing.id, Fate.FAILED, act.at, error)


def _show(act: Act, outgoing: Outgoing, render: Render) -> Fate:
    body = json.loads(outgoing.body)
    if outgoing.kind is Kind.ANSWER:
        return _toast(act, outgoing, body)
    if body.get("fact") != MENU:  # a browser is told its commands when it connects
        showing = _showing(act, outgoing, body, render)
        if showing:
            _put(act, outgoing.chat, showing)
    return Fate.SENT


def _toast(act: Act, outgoing: Outgoing, body: dict[str, Any]) -> Fate:
    if act.now - from_text(outgoing.created_at) > ANSWER_LIFE:
        return Fate.FAILED
    words = body_of_words(body["text"], body["callback"])
    web.add(act.tx, outgoing.chat, owner_of(act, outgoing.chat), Side.TOAST, words, act.at)
    return Fate.SENT


def _showing(act: Act, outgoing: Outgoing, body: dict[str, Any], render: Render) -> Showing | None:
    if outgoing.kind is Kind.FACT:
        return put_into_words(act, outgoing, body, render)
    screen = from_dict(body["screen"])
    return Showing(screen, body.get("edit", ""), outgoing.subject or screen.subject)


def _put(act: Act, chat: str, showing: Showing) -> None:
    body = body_of_screen(showing.screen)
    owner = owner_of(act, chat)
    place = _place(showing.message)
    if not place or not web.edit(act.tx, chat, place, owner, body, act.at):
        place = web.add(act.tx, chat, owner, Side.OUT, body, act.at)
    if showing.subject:
        outbox.note_shown(act.tx, chat, showing.subject, str(place), act.at)


def _place(message: str) -> int:
    """The place that a message's name tells; 0 for a name we never gave."""
    return int(message) if message.isdecimal() and message.isascii() and len(message) < 16 else 0


class Postman:
    """Carries until it is stopped.

    Args:
        office: where the outbox is.
        clock: the time.
        render: puts facts into words.
        carried: told which chat has changed.
        pulse: beats with every round.
    """

    def __init__(
        self,
        office: Office,
        clock: Clock,
        render: Render,
        carried: Callable[[str], None],
        pulse: Pulse | None = None,
    ) -> None:
        self._office = office
        self._clock = clock
        self._render = render
        self._carried = carried
        self._pulse = pulse or Pulse()
        self._alarm = Alarm()

    def wake(self) -> None:
        """Say that something was written to the outbox."""
        self._alarm.ring()

    async def run(self, stop: asyncio.Event) -> None:
        """Carry until `stop` is set; what is left then is carried at the next start."""
        ender = asyncio.create_task(self._alarm.ring_on(stop))
        while not stop.is_set():
            self._alarm.forget()
            self._pulse.beat()
            if await self._carry_one():
                await asyncio.gather(*(self._carry_all(stop) for _ in range(CARRIERS)))
            await self._alarm.wait(_LOOK_EVERY)
        await ender

    async def _carry_all(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and await self._carry_one():
            pass

    async def _carry_one(self) -> bool:
        """Whether there may be more; whatever goes wrong, nothing is lost and the next look comes."""
        try:
            return await self._attempt()
        except DatabaseError as error:
            log.warning("the web chat waits, nothing is lost: %s", error)
        return False

    async def _attempt(self) -> bool:
        try:
            chat = await perform_indexed(self._office, self._clock.now(), deliver_next, self._render)
        except NotShown as failed:
            await self._give_up(failed)
            return True
        if chat:
            self._carried(chat)
        return bool(chat)

    async def _give_up(self, failed: NotShown) -> None:
        reason = f"internal error: {type(failed.__cause__).__name__}"
        log.error("web: given up outgoing %s", failed.outgoing.id, exc_info=failed.__cause__)
        await self._office.perform(self._clock.now(), give_up, failed.outgoing, reason)
