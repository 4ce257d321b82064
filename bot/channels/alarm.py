"""Waking a part of the program that waits."""

from __future__ import annotations

import asyncio


class Alarm:
    """Something to wait for a while, and be woken by before its end."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, or whoever waits next."""
        self._rung.set()

    def forget(self) -> None:
        """What rang so far has been seen to."""
        self._rung.clear()

    async def wait(self, seconds: float) -> bool:
        """Wait until it rings, and no longer than so many seconds; whether it rang."""
        try:
            async with asyncio.timeout(seconds):
                return await self._rung.wait()
        except TimeoutError:
            return False

    async def ring_on(self, stop: asyncio.Event) -> None:
        """Ring once `stop` is set."""
        await stop.wait()
        self.ring()
