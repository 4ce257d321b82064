"""Telling systemd that we serve, and that we still move: what hangs is killed and started again."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from contextlib import suppress


class Systemd:
    """The service manager, if it started us with `Type=notify`; otherwise nobody is told anything.

    It is told that the event loop turns, and nothing about databases and platforms: an outage of theirs we outlive
    better than a restart.

    Args:
        environment: `NOTIFY_SOCKET` says where to tell, `WATCHDOG_USEC` within how many microseconds each time.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        microseconds = environment.get("WATCHDOG_USEC", "")
        self._pause = int(microseconds) / 2_000_000 if microseconds.isdecimal() else None

    async def run(self, stop: asyncio.Event) -> None:
        """Say that we serve, then that we live, twice in each interval, until `stop` is set."""
        self._tell("READY=1")
        while not stop.is_set():
            await self._wait(stop)
            self._tell("WATCHDOG=1")
        self._tell("STOPPING=1")

    async def _wait(self, stop: asyncio.Event) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pause if self._address else None):
                await stop.wait()

    def _tell(self, words: str) -> None:
        """A service manager that is gone is no reason to fail."""
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel, suppress(OSError):
            channel.setblocking(False)
            channel.sendto(words.encode(), self._address.replace("@", "\0", 1))
