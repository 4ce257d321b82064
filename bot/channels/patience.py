"""Trying again after ever longer pauses, without outlasting a stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


class Patience:
    """Pauses between attempts, doubled each time.

    Args:
        first: the first pause, in seconds.
        longest: the longest, in seconds.
    """

    def __init__(self, first: float = 1.0, longest: float = 30.0) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def reset(self) -> None:
        """Start anew: an attempt succeeded."""
        self._next = self._first

    async def pause(self, stop: asyncio.Event) -> None:
        """Wait for the next attempt, or until `stop` is set."""
        seconds, self._next = self._next, min(self._longest, self._next * 2)
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            pass


async def unless_stopped(work: Awaitable[T], stop: asyncio.Event) -> T | None:
    """What the work returns; None when `stop` is set first: the work is then cancelled.

    Raises:
        Exception: whatever the work raises.
    """
    task = asyncio.ensure_future(work)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for each in (task, stopped):
            each.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)
