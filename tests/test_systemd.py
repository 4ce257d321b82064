"""What a service manager hears from us."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.systemd import Systemd


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket on which systemd listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


async def heard(manager: socket.socket) -> str:
    async with asyncio.timeout(15):
        return (await asyncio.get_running_loop().sock_recv(manager, 100)).decode()


async def test_it_hears_that_we_serve_that_we_live_and_that_we_stop(manager: socket.socket) -> None:
    stop = asyncio.Event()
    environment = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "20000"}
    task = asyncio.create_task(Systemd(environment).run(stop))
    assert [await heard(manager) for _ in range(3)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
    stop.set()
    await task
    last = ""
    while last != "STOPPING=1":
        last = await heard(manager)


async def test_without_a_watchdog_only_begin_and_end_are_told(manager: socket.socket) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(Systemd({"NOTIFY_SOCKET": manager.getsockname()}).run(stop))
    assert await heard(manager) == "READY=1"
    stop.set()
    await task
    assert [await heard(manager) for _ in range(2)] == ["WATCHDOG=1", "STOPPING=1"]


@pytest.mark.parametrize("environment", [{}, {"WATCHDOG_USEC": "1"}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
async def test_nobody_to_tell_is_no_failure(environment: dict[str, str]) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(Systemd(environment).run(stop))
    stop.set()
    async with asyncio.timeout(15):
        await task


async def test_an_abstract_socket_is_understood(manager: socket.socket) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0kpibot-test-" + manager.getsockname())
        listening.setblocking(False)
        stop = asyncio.Event()
        stop.set()
        name = "@kpibot-test-" + manager.getsockname()
        await Systemd({"NOTIFY_SOCKET": name}).run(stop)
        assert await heard(listening) == "READY=1"
