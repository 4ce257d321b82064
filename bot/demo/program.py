"""The demo, put together: the parts of `run` on a database of its own, and the stage around them."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.health import Health
from bot.channels.serving import Server, application
from bot.channels.web.service import WebChat
from bot.channels.worker import Worker
from bot.clock import Clock
from bot.demo.actors import Actors
from bot.demo.clock import DemoClock
from bot.demo.history import History, beginning, first_day
from bot.demo.routine import Routine, instant
from bot.demo.samples import bring_in, read_samples
from bot.demo.stage import Stage
from bot.handlers.notices import render
from bot.jobs.catalogue import TELLING
from bot.jobs.running import Runner
from bot.jobs.scheduler import Scheduler
from bot.metrics import Metrics
from bot.office import means_of
from bot.reports.painter import ChartPainter
from bot.services.act import Office
from bot.settings import Settings
from bot.storage.inbox import Incoming
from bot.storage.opening import open_database
from bot.storage.schema import upgrade

HOST = "127.0.0.1"
"""The demo asks nobody for a code: it is for the person in front of this machine."""

NOTICE = "Dữ liệu mẫu – người và việc ở đây không có thật"


class ByPath:
    """Browsers told apart by the path of the page: whoever is in the demo may be anybody, and nobody has to leave."""

    can_leave = False

    def known(self, request: Request) -> str:
        """The code of the official whose phone it is."""
        return str(request.path_params["official"])

    def admit(self, request: Request, response: Response, *, anew: bool = False) -> None:
        """Nothing has to be remembered."""

    def forget(self, response: Response) -> None:
        """Nothing was."""


async def serve(port: int, now: datetime, ready: Callable[[str], None]) -> None:
    """Serve the demo until SIGTERM or SIGINT, then leave nothing behind.

    Args:
        port: where; 0 lets the system choose.
        now: the present instant; the demo begins at nine of that day, or of the next working day.
        ready: told the page's address once it is served.

    Raises:
        PortTaken: another program listens there.
    """
    settings = Settings.model_construct()  # the defaults: nothing of this machine's own settings is used
    rules = means_of(settings, DemoClock(now)).rules
    begins = beginning(now, rules)
    clock = DemoClock(instant(first_day(begins, rules), datetime.min.time(), rules))
    async with _office(settings, clock) as office:
        demo = Demo(office, clock, port)  # first of all: a port that is taken is told at once
        await rehearse(office, clock, begins)
        await demo.serve(ready)


@asynccontextmanager
async def _office(settings: Settings, clock: Clock) -> AsyncIterator[Office]:
    """An office in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kpibot-demo-") as folder:
        database = await open_database(f"sqlite:///{Path(folder) / 'demo.db'}")
        try:
            await upgrade(database, clock.now())
            yield Office(database, means_of(settings, clock))
        finally:
            await database.close()


async def rehearse(office: Office, clock: DemoClock, begins: datetime) -> None:
    """Bring the sample people in, and live through the days before the demo begins.

    Args:
        office: an empty office.
        clock: its time, before all that; `begins` afterwards.
        begins: when the demo begins.
    """
    actors = Actors(office, clock)
    runner = Runner(office, TELLING)
    await actors.act(bring_in, read_samples())
    await History(actors, clock, office.means.rules, lambda: runner.run_due(clock.now())).live(begins)


class Demo:
    """The running demo.

    Args:
        office: where everything is kept.
        clock: the demo's time.
        port: where it is served.

    Raises:
        PortTaken: another program listens there.
    """

    def __init__(self, office: Office, clock: DemoClock, port: int) -> None:
        self._office = office
        self._clock = clock
        self._stop = asyncio.Event()
        self._worker = Worker(office, clock, self._after_step)
        self._painter = ChartPainter()
        self._chat = WebChat(
            office, clock, ByPath(), render, self._kept, _nothing, notice=NOTICE, painter=self._painter
        )
        self._runner = Runner(office, TELLING)
        routine = Routine(Actors(office, clock), clock, office.means.rules)
        self._stage = Stage(office, clock, self._chat.pages, routine, self._run_jobs)
        health = Health(office, clock, Metrics(), (), ("web",))
        self._server = Server(application(health.endpoints, {}, self._stage.routes()), HOST, port)
        self._listen_to_signals()

    async def serve(self, ready: Callable[[str], None]) -> None:
        """Serve until a signal comes."""
        scheduler = Scheduler(self._runner, self._clock, _keep_no_house)
        try:
            async with asyncio.TaskGroup() as tasks:
                for part in (self._worker.run, self._chat.run, self._server.run, scheduler.run):
                    tasks.create_task(part(self._stop))
                ready(f"http://{HOST}:{self._server.port}/")
        finally:
            await self._painter.close()

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)

    async def _run_jobs(self) -> None:
        await self._runner.run_due(self._clock.now())
        self._chat.postman.wake()
        self._chat.streams.wake_all()

    def _after_step(self) -> None:
        self._chat.postman.wake()

    def _kept(self, _: Incoming) -> None:
        self._worker.wake()


def _nothing() -> None:
    """No other process has to be told."""


async def _keep_no_house() -> None:
    """The demo is over before anything grows old."""
