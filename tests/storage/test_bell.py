"""One process rings, the others hear it; a bell that breaks is mended, and never in anybody's way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psycopg
import pytest

from bot.storage import postgres_bell
from bot.storage.bell import Bell
from bot.storage.opening import open_bell

SOON = 5.0
BREAK_ALL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class Ear:
    """How often a process heard the bell."""

    bell: Bell
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def hears(self) -> None:
        async with asyncio.timeout(SOON):
            await self.heard.wait()
        self.heard.clear()


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Ear]:
    """A process that listens while the block lasts."""
    ear = Ear(open_bell(url))
    stop = asyncio.Event()
    task = asyncio.create_task(ear.bell.run(stop, ear.heard.set))
    try:
        if url.startswith("postgresql"):
            await ear.hears()  # once when it begins to listen, for what was rung before
        yield ear
    finally:
        stop.set()
        async with asyncio.timeout(SOON):
            await task


async def test_the_others_hear_it(postgresql_url: str) -> None:
    async with listening(postgresql_url) as one, listening(postgresql_url) as two, listening(postgresql_url) as three:
        one.bell.ring()
        await two.hears()
        await three.hears()


async def test_nobody_hears_himself(postgresql_url: str) -> None:
    async with listening(postgresql_url) as one, listening(postgresql_url) as two:
        one.bell.ring()
        await two.hears()
        two.bell.ring()
        await one.hears()
        assert not two.heard.is_set()


async def test_many_rings_in_a_row_cost_few(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_bell, "_AT_MOST_EVERY", 0.2)
    async with listening(postgresql_url) as one, listening(postgresql_url) as two:
        one.bell.ring()
        await two.hears()
        for _ in range(1000):
            one.bell.ring()
        await two.hears()
        await asyncio.sleep(0.3)
        assert not two.heard.is_set()


async def test_after_its_connections_broke_it_is_heard_again(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And whatever was rung meanwhile is made up for by one look."""
    monkeypatch.setattr(postgres_bell, "_PAUSE", 0.05)
    async with listening(postgresql_url) as one, listening(postgresql_url) as two:
        async with await psycopg.AsyncConnection.connect(postgresql_url, autocommit=True) as administrator:
            await administrator.execute(BREAK_ALL)
        await two.hears()
        await one.hears()

        async def rung() -> None:
            while not two.heard.is_set():
                one.bell.ring()
                await asyncio.sleep(0.05)

        async with asyncio.timeout(SOON):
            await rung()


async def test_without_a_server_it_is_silent_and_stops_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_bell, "_PAUSE", 0.01)
    bell = open_bell("postgresql://kpibot@127.0.0.1:1/kpibot")
    stop = asyncio.Event()
    task = asyncio.create_task(bell.run(stop, lambda: None))
    bell.ring()
    await asyncio.sleep(0.05)
    assert not task.done()
    stop.set()
    async with asyncio.timeout(SOON):
        await task


async def test_a_file_has_no_other_process_to_tell() -> None:
    async with listening("sqlite:///kpibot.db") as one:
        one.bell.ring()
        assert not one.heard.is_set()
