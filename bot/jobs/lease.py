"""The one process on duty: what only one process of a database may do at a time.

It polls Telegram, runs the scheduler and sends what is spaced out; any process does everything else. Being on duty is a
lease in the database. Its holder renews it; when the holder dies or is cut off from the database, the lease runs out,
and the next process that asks has it. Every job's transaction asks `guard`, so that a holder that slept through the
end of its lease writes nothing more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from bot.clock import Clock
from bot.services.act import Act, Office
from bot.services.duty import Answer, ask, check, give_back
from bot.storage.database import DatabaseError

log = logging.getLogger(__name__)

Part = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""A part of the program that runs until the event is set."""

LASTS = 12.0
"""Seconds a lease lasts: what a restart of the database server takes, and a process more than a few renewals late is
gone. With one renewal's pause it is the longest that nobody is on duty."""
RENEWED_EVERY = 3.0
"""Seconds between renewals, and the most one renewal may take."""

_LAST_WAIT = 2.0


class Duty(Protocol):
    """Whether this process is the one on duty."""

    @property
    def held(self) -> bool:
        """Whether it is, as far as can be known without asking the database."""
        ...

    def guard(self, act: Act) -> None:
        """Make sure of it, until the act's transaction ends.

        Raises:
            LeaseLost: it is not.
        """
        ...

    def during(self, part: Part) -> Part:
        """The part, run only while this process is on duty: it may be ended and begun again."""
        ...

    async def run(self, stop: asyncio.Event) -> None:
        """Keep asking for the duty until `stop` is set, then give it back."""
        ...


class Alone:
    """The duty of a process that shares its database with no other."""

    held = True

    def guard(self, act: Act) -> None:
        """Nobody else could be on duty."""

    def during(self, part: Part) -> Part:
        """The part itself."""
        return part

    async def run(self, stop: asyncio.Event) -> None:
        """Nothing has to be asked for."""
        await stop.wait()


class Lease:
    """The duty of a process among several.

    Args:
        office: where the lease is.
        clock: the time.
        owner: a name of this process that no other has or had; the same as its sender's.
        lasts: how many seconds the lease lasts unless it is renewed.
        every: how many seconds lie between renewals.
    """

    def __init__(
        self, office: Office, clock: Clock, owner: str, *, lasts: float = LASTS, every: float = RENEWED_EVERY
    ) -> None:
        self._office = office
        self._clock = clock
        self._owner = owner
        self._lasts = lasts
        self._every = every
        self._fence = 0
        self._runs_out = 0.0
        self._steady_since: float | None = None
        self._begun = asyncio.Event()
        self._ended = asyncio.Event()
        self._expiry: asyncio.TimerHandle | None = None
        self._at_work: set[asyncio.Task[Any]] = set()

    @property
    def held(self) -> bool:
        """Whether the lease was had when it was last asked for, and cannot have run out since."""
        return self._begun.is_set() and _monotonic() < self._runs_out

    def guard(self, act: Act) -> None:
        """Make sure that the lease stands until the act's transaction ends.

        Raises:
            LeaseLost: it has run out, or another process has it.
        """
        check(act, self._owner, self._fence)

    def during(self, part: Part) -> Part:
        """The part, run while the lease is held."""

        async def on_duty(stop: asyncio.Event) -> None:
            while await _first(self._begun, stop):
                await self._work(part)

        return on_duty

    async def run(self, stop: asyncio.Event) -> None:
        """Ask for the lease and renew it until `stop` is set; then give it back, once nothing needs it any more."""
        asking = asyncio.create_task(self._keep_asking())
        try:
            await stop.wait()
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            self._end()
        if self._at_work:
            await asyncio.wait(set(self._at_work), timeout=_LAST_WAIT)
        await self._give_back()

    async def _work(self, part: Part) -> None:
        """Run a part for one term; whoever gives the lease back waits for it."""
        term = asyncio.create_task(part(self._ended))
        self._at_work.add(term)
        term.add_done_callback(self._at_work.discard)
        await term

    async def _keep_asking(self) -> None:
        while True:
            await self._ask()
            await asyncio.sleep(self._every)

    async def _ask(self) -> None:
        asked = _monotonic()
        try:
            async with asyncio.timeout(self._every):
                answer = await self._office.perform(
                    self._clock.now(), ask, self._owner, self._lasts, presume_dead=self._is_steady(asked)
                )
        except (DatabaseError, TimeoutError):
            self._steady_since = None  # what others could not renew meanwhile says nothing about them
            return
        if self._steady_since is None or not answer.steady:
            self._steady_since = asked
        self._note(answer, asked)

    def _is_steady(self, now: float) -> bool:
        """Whether the database has been in reach for so long that whoever lives has renewed."""
        return self._steady_since is not None and now - self._steady_since > self._lasts

    def _note(self, answer: Answer, asked: float) -> None:
        for owner, doubtful in answer.gone.items():
            level = logging.WARNING if doubtful else logging.INFO
            log.log(level, "process %s is gone; %s messages it was sending are sent again", owner, doubtful)
        if not answer.fence:
            self._end()
            return
        self._runs_out = asked + self._lasts
        self._watch_expiry()
        if answer.fence != self._fence or not self._begun.is_set():
            self._begin(answer.fence)

    def _begin(self, fence: int) -> None:
        self._end()
        self._fence = fence
        self._ended = asyncio.Event()
        self._begun.set()
        log.info("on duty (fence %s): polling, the scheduler and spaced messages", fence)

    def _end(self) -> None:
        if self._begun.is_set():
            self._begun.clear()
            self._ended.set()
            log.info("off duty")

    def _watch_expiry(self) -> None:
        if self._expiry:
            self._expiry.cancel()
        self._expiry = asyncio.get_running_loop().call_at(self._runs_out, self._end)

    async def _give_back(self) -> None:
        if self._expiry:
            self._expiry.cancel()
        try:
            async with asyncio.timeout(_LAST_WAIT):
                await self._office.perform(self._clock.now(), give_back, self._owner)
        except (DatabaseError, TimeoutError):
            log.warning("the duty could not be given back; it runs out by itself")


def _monotonic() -> float:
    return asyncio.get_running_loop().time()


async def _first(begun: asyncio.Event, stop: asyncio.Event) -> bool:
    """Wait for either; whether there is something to do."""
    waits = [asyncio.create_task(event.wait()) for event in (begun, stop)]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        return not stop.is_set()
    finally:
        for each in waits:
            each.cancel()
