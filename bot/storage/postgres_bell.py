"""The bell of a PostgreSQL database: NOTIFY, on connections of its own.

PostgreSQL lets one transaction with a NOTIFY commit at a time, each holding the turn until its commit is on the disk
(`PreCommit_Notify` in its async.c). Rung inside the steps it would make all steps queue; here it is a transaction of
its own, which writes nothing and waits for no disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import psycopg
from psycopg.rows import DictRow

from bot.storage.postgres import CONNECT

log = logging.getLogger(__name__)

_CHANNEL = "kpibot"
_AT_MOST_EVERY = 0.05
"""Seconds between two rings: one tells of everything written meanwhile."""
_PAUSE = 1.0
"""Seconds before connecting again; whoever listens looks by itself as often."""
_NO_WAITING = "SET synchronous_commit = off"
_RING = f"NOTIFY {_CHANNEL}"
_LISTEN = f"LISTEN {_CHANNEL}"

AsyncConnection = psycopg.AsyncConnection[DictRow]


class PostgresBell:
    """Rings with NOTIFY.

    Args:
        url: of the database.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._to_ring = asyncio.Event()
        self._own = 0

    def ring(self) -> None:
        """Let the others know, as soon as it is this process's turn to."""
        self._to_ring.set()

    async def run(self, stop: asyncio.Event, heard: Callable[[], None]) -> None:
        """Ring and listen until `stop` is set, connecting again whenever a connection is lost."""
        tasks = [
            asyncio.create_task(self._again_and_again(self._ringing)),
            asyncio.create_task(self._again_and_again(lambda connection: self._listening(connection, heard))),
        ]
        try:
            await stop.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _again_and_again(self, work: Callable[[AsyncConnection], Awaitable[None]]) -> None:
        while True:
            try:
                async with await AsyncConnection.connect(self._url, autocommit=True, **CONNECT) as connection:
                    await work(connection)
            except psycopg.Error as error:
                log.debug("the bell is silent for a while: SQLSTATE %s", error.sqlstate)
            await asyncio.sleep(_PAUSE)

    async def _ringing(self, connection: AsyncConnection) -> None:
        await connection.execute(_NO_WAITING)
        self._own = connection.info.backend_pid
        while True:
            await self._to_ring.wait()
            self._to_ring.clear()
            await connection.execute(_RING)
            await asyncio.sleep(_AT_MOST_EVERY)

    async def _listening(self, connection: AsyncConnection, heard: Callable[[], None]) -> None:
        await connection.execute(_LISTEN)
        heard()  # what was rung while nobody listened
        async for notice in connection.notifies():
            if notice.pid != self._own:
                heard()
