"""One tick, from the start on; what is running ends with the scheduler."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from bot.jobs import scheduler as module
from bot.jobs.scheduler import Scheduler
from bot.pulse import Pulse
from tests.support.clock import FakeClock

Work = Callable[[], Awaitable[None]]


class Watched:
    """A runner that says when it ran, and takes as long as a test wants."""

    def __init__(self, work: Work | None = None) -> None:
        self.ran: list[datetime] = []
        self.begun = asyncio.Event()
        self._work = work

    async def run_due(self, now: datetime) -> None:
        self.ran.append(now)
        self.begun.set()
        if self._work:
            await self._work()


async def nothing() -> None:
    """No house to keep."""


def scheduler(runner: Watched, clock: FakeClock, keep_house: Work = nothing) -> Scheduler:
    return Scheduler(runner, clock, keep_house)  # type: ignore[arg-type]


async def run_until(event: asyncio.Event, made: Scheduler) -> None:
    """Run it until the event is set; it must end then at once."""
    stop = asyncio.Event()
    running = asyncio.create_task(made.run(stop))
    async with asyncio.timeout(15):
        await event.wait()
        stop.set()
        await running


async def test_the_first_tick_is_at_once_by_the_programs_own_clock() -> None:
    runner, clock = Watched(), FakeClock()
    await run_until(runner.begun, scheduler(runner, clock))
    assert runner.ran == [clock.now()]


async def test_it_ticks_again_and_again_and_keeps_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(module, "HOUSEKEEPING_SECONDS", 0.01)
    kept, runner = asyncio.Event(), Watched()

    async def keep_house() -> None:
        if len(runner.ran) > 2:
            kept.set()

    await run_until(kept, scheduler(runner, FakeClock(), keep_house))
    assert len(runner.ran) > 2


async def test_no_tick_begins_while_one_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(module, "HOUSEKEEPING_SECONDS", 0.1)
    later = asyncio.Event()

    async def keep_house() -> None:
        later.set()

    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it says that it waits
    runner = Watched(work=asyncio.Event().wait)  # type: ignore[arg-type]
    await run_until(later, scheduler(runner, FakeClock(), keep_house))
    assert len(runner.ran) == 1


async def test_stopping_ends_what_runs_before_it_returns_and_logs_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    """A lease is given back, and the database closed, only when nothing needs them any more."""
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    runner = Watched(work)
    await run_until(runner.begun, scheduler(runner, FakeClock()))
    assert ended == [True]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_it_shows_signs_of_life_while_it_runs_and_a_tick_that_hangs_shows_none() -> None:
    seconds = [0.0]
    pulse = Pulse("scheduler", 600, lambda: seconds[0])
    hanging = asyncio.Event()
    runner = Watched(hanging.wait)  # type: ignore[arg-type]
    stop = asyncio.Event()
    running = asyncio.create_task(Scheduler(runner, FakeClock(), nothing, pulse).run(stop))  # type: ignore[arg-type]
    async with asyncio.timeout(15):
        await runner.begun.wait()
        seconds[0] = 601
        assert pulse.stuck
        stop.set()
        hanging.set()
        await running
    assert pulse.age is None
