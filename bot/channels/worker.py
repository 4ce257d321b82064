"""Handling what waits in the inbox: different chats at once, one chat in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.channels.alarm import Alarm
from bot.clock import Clock
from bot.handlers.router import HandlingFailed, count_failure, work
from bot.metrics import Metrics
from bot.services.act import Office
from bot.services.indexing import perform_indexed
from bot.storage.database import DatabaseError
from bot.storage.inbox import Received
from bot.storage.times import from_text

log = logging.getLogger(__name__)

CLERKS = 16
"""How many inputs are under way at once; their transactions share commits."""

_LOOK_EVERY = 1.0
_PAUSE_AFTER_FAILURE = 0.5


class Worker:
    """Handles inputs until it is stopped.

    Args:
        office: where the inbox is.
        clock: the time.
        after_each: told that something may have to be sent.
        clerks: how many inputs are under way at once.
        metrics: where inputs are counted.
    """

    def __init__(
        self,
        office: Office,
        clock: Clock,
        after_each: Callable[[], None],
        clerks: int = CLERKS,
        metrics: Metrics | None = None,
    ) -> None:
        self._office = office
        self._clock = clock
        self._after_each = after_each
        self._clerks = clerks
        self._metrics = metrics or Metrics()
        self._alarm = Alarm()
        self._at_work: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Say that something was written to the inbox."""
        self._alarm.ring()

    async def run(self, stop: asyncio.Event) -> None:
        """Handle inputs until `stop` is set, then finish those under way."""
        ender = asyncio.create_task(self._alarm.ring_on(stop))
        while not stop.is_set():
            self._alarm.forget()
            self._send_for_a_clerk(stop)
            await self._alarm.wait(_LOOK_EVERY)
        await ender
        await asyncio.gather(*self._at_work)

    def _send_for_a_clerk(self, stop: asyncio.Event) -> None:
        if len(self._at_work) < self._clerks:
            task = asyncio.create_task(self._clerk(stop))
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)

    async def _clerk(self, stop: asyncio.Event) -> None:
        """Handle inputs while there are any; each one found sends for another clerk."""
        while not stop.is_set() and await self._handle_one():
            self._send_for_a_clerk(stop)
            self._after_each()

    async def _handle_one(self) -> bool:
        """Whether there was anything to do; whatever goes wrong, nothing is lost and the next look comes."""
        try:
            return await self._attempt()
        except DatabaseError as error:
            log.warning("inputs wait, nothing is lost: %s", error)
        except Exception as error:
            log.error("inputs wait, nothing is lost", exc_info=error)
        await asyncio.sleep(_PAUSE_AFTER_FAILURE)
        return False

    async def _attempt(self) -> bool:
        began = self._metrics.timer()
        try:
            received = await perform_indexed(self._office, self._clock.now(), work)
        except HandlingFailed as failed:
            await self._note_failure(failed)
        else:
            self._note_success(received, began)
            return received is not None
        return True

    def _note_success(self, received: Received | None, began: float) -> None:
        if received:
            waited = self._clock.now() - from_text(received.received_at)
            self._metrics.step_done(began, waited.total_seconds())

    async def _note_failure(self, failed: HandlingFailed) -> None:
        log.error("an input could not be handled", exc_info=failed.__cause__)
        given_up = await self._office.perform(self._clock.now(), count_failure, failed.received)
        self._metrics.step_broke(given_up=given_up)
        if given_up:
            log.error("an input was given up after three attempts")
