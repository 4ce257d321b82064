"""Handling what waits in the inbox: different chats at once, one chat in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.clock import Clock
from bot.handlers.router import HandlingFailed, count_failure, work
from bot.services.act import Office
from bot.services.catalogs import build_index
from bot.services.indexes import IndexKey, IndexMissing
from bot.storage.database import DatabaseError

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
    """

    def __init__(self, office: Office, clock: Clock, after_each: Callable[[], None], clerks: int = CLERKS) -> None:
        self._office = office
        self._clock = clock
        self._after_each = after_each
        self._clerks = clerks
        self._woken = asyncio.Event()
        self._at_work: set[asyncio.Task[None]] = set()
        self._building: dict[IndexKey, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Say that something was written to the inbox."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Handle inputs until `stop` is set, then finish those under way."""
        ender = asyncio.create_task(self._wake_on(stop))
        while not stop.is_set():
            self._woken.clear()
            self._send_for_a_clerk(stop)
            await self._until_woken()
        await ender
        await asyncio.gather(*self._at_work)

    async def _wake_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake()

    async def _until_woken(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_EVERY):
                await self._woken.wait()
        except TimeoutError:
            return

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
        try:
            return await self._office.perform(self._clock.now(), work)
        except IndexMissing as missing:
            await self._build(missing)
        except HandlingFailed as failed:
            await self._note_failure(failed)
        return True

    async def _build(self, missing: IndexMissing) -> None:
        """Build an index once, however many inputs ask for it."""
        task = self._building.get(missing.key)
        if task is None:
            task = asyncio.create_task(build_index(self._office, missing, self._clock.now()))
            self._building[missing.key] = task
            task.add_done_callback(lambda _: self._building.pop(missing.key, None))
        await asyncio.shield(task)

    async def _note_failure(self, failed: HandlingFailed) -> None:
        log.error("an input could not be handled", exc_info=failed.__cause__)
        if await self._office.perform(self._clock.now(), count_failure, failed.received):
            log.error("an input was given up after three attempts")
