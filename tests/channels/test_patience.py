"""Trying again without outlasting a stop."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.patience import Patience, unless_stopped


async def paused(patience: Patience, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The lengths of four pauses, none of which is waited for."""
    lengths: list[float] = []
    timeout = asyncio.timeout

    def instant(seconds: float) -> asyncio.Timeout:
        lengths.append(seconds)
        return timeout(0)

    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "timeout", instant)
        for _ in range(4):
            await patience.pause(asyncio.Event())
    return lengths


async def test_pauses_double_up_to_the_longest_and_start_anew_after_a_success(monkeypatch: pytest.MonkeyPatch) -> None:
    patience = Patience(first=1, longest=5)
    assert await paused(patience, monkeypatch) == [1, 2, 4, 5]
    patience.reset()
    assert await paused(patience, monkeypatch) == [1, 2, 4, 5]


async def test_a_stop_ends_a_pause() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_soon(stop.set)
    async with asyncio.timeout(1):
        await Patience(first=60).pause(stop)


async def test_work_that_ends_before_the_stop_gives_its_result() -> None:
    assert await unless_stopped(asyncio.sleep(0, "xong"), asyncio.Event()) == "xong"


async def test_work_that_fails_before_the_stop_raises() -> None:
    async def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await unless_stopped(fail(), asyncio.Event())


async def test_a_stop_cancels_the_work() -> None:
    stop, cancelled = asyncio.Event(), asyncio.Event()

    async def work() -> str:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()
        return "xong"

    asyncio.get_running_loop().call_later(0.01, stop.set)
    assert await unless_stopped(work(), stop) is None
    assert cancelled.is_set()
