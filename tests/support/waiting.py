"""Waiting for what has no event of its own."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(find: Callable[[], Awaitable[T | None]], within: float = 15.0) -> T:
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


def until(true: Callable[[], bool], within: float = 15.0) -> None:
    """Wait for something that happens in another process.

    Raises:
        TimeoutError: it does not.
    """
    end = time.monotonic() + within
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


def listens(port: int) -> bool:
    """Whether a program answers at a port of loopback's."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
