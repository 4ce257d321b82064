"""Which browsers are listening, and waking them when something has changed in their chat."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from bot.channels.alarm import Alarm
from bot.clock import Clock
from bot.services.act import Act, Office
from bot.storage import web
from bot.storage.database import DatabaseError

log = logging.getLogger(__name__)

MOST_OF_A_CHAT = 8
"""Tabs of one person; a browser holds six connections to a server at most."""

MOST = 4000
"""Open streams of one process."""

_LOOK_EVERY = 1.0
_AT_ONCE = 500


class Listener:
    """One open stream."""

    def __init__(self) -> None:
        self._alarm = Alarm()
        self.ended = False

    def wake(self) -> None:
        """Have it look."""
        self._alarm.ring()

    def end(self) -> None:
        """Have it end."""
        self.ended = True
        self.wake()

    def heed(self) -> None:
        """It is about to look: what comes from now on wakes it again."""
        self._alarm.forget()

    async def wait(self, seconds: float) -> bool:
        """Wait to be woken; False when nothing came in that time."""
        return await self._alarm.wait(seconds)


class Streams:
    """The open streams of this process, by chat.

    Args:
        office: where the chats are.
        clock: the time.
        alone: whether no other process writes into the chats, so that nothing has to be looked for.
    """

    def __init__(self, office: Office, clock: Clock, *, alone: bool) -> None:
        self._office = office
        self._clock = clock
        self._alone = alone
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._seen: dict[str, int] = {}
        self._hurry = asyncio.Event()
        self._closing = False

    def has_room(self, chat: str) -> bool:
        """Whether this chat, and this process, may have one more open stream."""
        return len(self._listeners.get(chat, ())) < MOST_OF_A_CHAT and self.count < MOST

    @contextmanager
    def listening(self, chat: str) -> Iterator[Listener]:
        """A listener for as long as the block lasts."""
        listener = Listener()
        listener.ended = self._closing
        self._listeners[chat].add(listener)
        try:
            yield listener
        finally:
            self._forget(chat, listener)

    def _forget(self, chat: str, listener: Listener) -> None:
        self._listeners[chat].discard(listener)
        if not self._listeners[chat]:
            del self._listeners[chat]
            self._seen.pop(chat, None)

    @property
    def count(self) -> int:
        """How many streams are open."""
        return sum(len(listeners) for listeners in self._listeners.values())

    def changed(self, chat: str) -> None:
        """Something has changed in that chat."""
        for listener in self._listeners.get(chat, ()):
            listener.wake()

    def wake_all(self) -> None:
        """Something may have changed in any chat."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.wake()

    def look_around(self) -> None:
        """Another process has written something, perhaps into a chat that is listened to here."""
        self._hurry.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Look for what other processes write until `stop` is set, then end every stream."""
        looking = asyncio.create_task(self._keep_looking()) if not self._alone else None
        await stop.wait()
        self._closing = True
        if looking:
            looking.cancel()
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.end()

    async def _keep_looking(self) -> None:
        while True:
            await self._until_hurried()
            try:
                await self._look()
            except DatabaseError as error:
                log.debug("the web chats cannot be read: %s", error)

    async def _until_hurried(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_EVERY):
                await self._hurry.wait()
        except TimeoutError:
            pass
        self._hurry.clear()

    async def _look(self) -> None:
        chats = list(self._listeners)
        for begin in range(0, len(chats), _AT_ONCE):
            found = await self._office.look(self._clock.now(), _changes, chats[begin : begin + _AT_ONCE])
            for chat, change in found.items():
                if self._seen.get(chat) != change:
                    self._seen[chat] = change
                    self.changed(chat)


def _changes(act: Act, chats: Collection[str]) -> dict[str, int]:
    return web.changes(act.tx, chats)
