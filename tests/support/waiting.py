"""Waiting for what has no event of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(find: Callable[[], Awaitable[T | None]], within: float = 5.0) -> T:
    """What `find` finds, as soon as it is something.

    Raises:
        TimeoutError: it is nothing all the time.
    """
    async with asyncio.timeout(within):
        while True:
            found = await find()
            if found:
                return found
            await asyncio.sleep(0.005)
