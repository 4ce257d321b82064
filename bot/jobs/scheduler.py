"""The one tick by which everything unasked happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.jobs.running import Runner
from bot.pulse import Pulse

TICK_SECONDS = 20
HOUSEKEEPING_SECONDS = 3600

Work = Callable[[], Awaitable[None]]


class Scheduler:
    """Runs what is due every twenty seconds, from its start on, and keeps house every hour.

    Where several processes share a database: `duty.during(scheduler.run)`, with a runner that has `duty.guard`.

    Args:
        runner: runs the jobs.
        clock: the time by which jobs are due; APScheduler's own only paces the ticks.
        keep_house: what is done every hour.
        pulse: beats after every tick.
    """

    def __init__(self, runner: Runner, clock: Clock, keep_house: Work, pulse: Pulse | None = None) -> None:
        self._runner = runner
        self._clock = clock
        self._keep_house = keep_house
        self._pulse = pulse or Pulse()
        self._at_work: set[asyncio.Task[Any]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set, and leave nothing running. The first tick is at once: it catches up."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        tick, house = partial(self._do, self._tick), partial(self._do, self._keep_house)
        scheduler.add_job(tick, "interval", seconds=TICK_SECONDS, next_run_time=datetime.now(UTC), **options)
        scheduler.add_job(house, "interval", seconds=HOUSEKEEPING_SECONDS, **options)
        scheduler.start()
        self._pulse.beat()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            if self._at_work:
                await asyncio.wait(set(self._at_work))
            self._pulse.rest()

    async def _tick(self) -> None:
        await self._runner.run_due(self._clock.now())
        self._pulse.beat()

    async def _do(self, work: Work) -> None:
        """Do one job of the scheduler's; being stopped is no failure for it to log."""
        task = asyncio.current_task()
        assert task  # noqa: S101 - the scheduler runs coroutines as tasks
        self._at_work.add(task)
        try:
            with suppress(asyncio.CancelledError):
                await work()
        finally:
            self._at_work.discard(task)
