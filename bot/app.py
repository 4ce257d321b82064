"""The only place that puts the parts together."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.courier import Courier
from bot.channels.health import Health
from bot.channels.limits import Pace
from bot.channels.sender import Sender
from bot.channels.serving import Endpoint, PortTaken, Server, application
from bot.channels.telegram.bot import make_bot
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.door import Door, Keep, Suggest
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.service import Telegram
from bot.channels.telegram.webhook import PATH, Webhook
from bot.channels.web.service import WebChat
from bot.channels.web.visitors import Cookies
from bot.channels.worker import Worker
from bot.clock import Clock, SystemClock
from bot.handlers.notices import render
from bot.jobs.backup import backups_of
from bot.jobs.catalogue import TELLING
from bot.jobs.housekeeping import housekeeping
from bot.jobs.jobs import Chore, Job
from bot.jobs.lease import Alone, Duty, Lease
from bot.jobs.running import Runner
from bot.jobs.scheduler import Scheduler
from bot.metrics import Metrics
from bot.office import means_of
from bot.pulse import Pulse
from bot.reports.painter import ChartPainter
from bot.services.act import Office
from bot.services.receiving import receive
from bot.services.suggesting import suggest
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.inbox import Incoming
from bot.storage.opening import open_bell, open_database, sole_run
from bot.storage.schema import check_schema, upgrade
from bot.systemd import Systemd

log = logging.getLogger(__name__)

_KEPT_AT_ONCE = 32
"""Inputs a transaction where several share a database: until it ends, their chats are locked against the workers."""

_POLL_LIMIT, _SEND_LIMIT, _TICK_LIMIT = 120.0, 60.0, 600.0
"""Seconds without a sign of life after which a part counts as stuck; a tick may tell 40,000 people or copy the file."""

Part = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""A part of the program that runs until the event is set."""


async def run(settings: Settings) -> None:
    """Serve every configured channel until SIGTERM or SIGINT.

    Raises:
        SettingsError: the calendar's file cannot be used.
        DatabaseError: the database cannot be opened, is served by another process, or its schema does not fit.
    """
    clock = SystemClock()
    means = means_of(settings, clock)  # before the database is touched: a faulty calendar stops here
    with sole_run(settings.database_url):
        database = await open_database(settings.database_url)
        try:
            await _fit_schema(database, clock)
            await _Program(settings, clock, Office(database, means)).run()
        finally:
            await database.close()
    log.info("stopped")


async def _fit_schema(database: Database, clock: Clock) -> None:
    """An embedded database is migrated; one that others may share is migrated by `kpibot db upgrade` alone."""
    if database.engine == "sqlite":
        await upgrade(database, clock.now())
    else:
        await check_schema(database)


@dataclass(frozen=True, slots=True)
class _TelegramParts:
    """Telegram, put together.

    Attributes:
        telegram: what brings updates in.
        channel: what shows screens.
        webhooks: endpoints by path, when Telegram calls us.
    """

    telegram: Telegram
    channel: TelegramChannel
    webhooks: Mapping[str, Endpoint] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Feed:
    """How updates come in, while this process is the one to fetch them."""

    run: Part


def _connect_telegram(settings: Settings, keep: Keep, suggest_: Suggest, duty: Duty, pulse: Pulse) -> _TelegramParts:
    bot = make_bot(settings.telegram_token, settings.telegram_api_url, settings.telegram_proxy)
    door = Door(bot, suggest_)
    channel = TelegramChannel(bot)
    if not settings.uses_webhook:
        polling = Polling(bot, door, keep, pulse=pulse)
        return _TelegramParts(Telegram(bot, door, _Feed(duty.during(polling.run))), channel)
    webhook = Webhook(bot, door, keep, url=settings.public_url, secret=settings.webhook_secret)
    return _TelegramParts(Telegram(bot, door, webhook), channel, {PATH: webhook.receive})


class _Program:
    """The running program: what comes in, what is done with it, what goes out.

    Args:
        settings: the settings.
        clock: the time.
        office: where everything is kept.
    """

    def __init__(self, settings: Settings, clock: Clock, office: Office) -> None:
        self._settings = settings
        self._clock = clock
        self._metrics = Metrics()
        self._office = replace(office, on_fault=self._metrics.database_failed)
        self._polling, self._sending = Pulse("telegram", _POLL_LIMIT), Pulse("sender", _SEND_LIMIT)
        self._carrying = Pulse("web", _SEND_LIMIT)
        self._ticking = Pulse("scheduler", _TICK_LIMIT)
        self._stop = asyncio.Event()
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._alone = office.database.engine == "sqlite"
        self._duty: Duty = Alone() if self._alone else Lease(office, clock, self._owner)
        self._bell = open_bell(settings.database_url)
        self._telegram = self._connect_telegram()
        self._painter = ChartPainter()
        self._sender = self._make_sender()
        self._web = self._make_web()
        self._worker = Worker(self._office, clock, self._after_step, metrics=self._metrics)

    async def run(self) -> None:
        """Serve until told to stop."""
        self._listen_to_signals()
        if self._telegram is None:
            log.warning("only the web chat is served: KPIBOT_TELEGRAM_TOKEN is not set")
        parts = self._parts()  # before any of them runs: a port that is taken is told in words
        try:
            async with asyncio.TaskGroup() as tasks:
                for part in parts:
                    tasks.create_task(part(self._stop))
        finally:
            await self._painter.close()
            if self._telegram:
                await self._telegram.telegram.close()

    def _parts(self) -> list[Part]:
        parts: list[Part] = [self._duty.run, self._hear_others, self._worker.run, self._sender.run, self._web.run]
        parts.append(self._duty.during(self._make_scheduler().run))
        parts.append(Systemd(os.environ).run)
        server = self._server()
        if server:
            parts.append(server.run)
        if self._telegram:
            parts.append(self._telegram.telegram.run)
        return parts

    def _connect_telegram(self) -> _TelegramParts | None:
        if not self._settings.telegram_token:
            return None
        return _connect_telegram(self._settings, self._keep, self._suggest, self._duty, self._polling)

    async def _hear_others(self, stop: asyncio.Event) -> None:
        await self._bell.run(stop, self._wake_all)

    def _wake_all(self) -> None:
        self._worker.wake()
        self._sender.wake()
        self._web.wake()

    def _after_step(self) -> None:
        """Something may have to be sent: by us, or by the process that sends what is spaced out."""
        self._sender.wake()
        self._web.postman.wake()
        if not self._duty.held:
            self._bell.ring()

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)

    def _make_sender(self) -> Sender:
        channels = {self._telegram.channel.name: self._telegram.channel} if self._telegram else {}
        courier = Courier(self._office, self._clock, channels, render, self._painter)
        return Sender(
            self._office,
            self._clock,
            channels,
            courier,
            Pace(self._settings.send_rate),
            owner=self._owner,
            alone=self._alone,
            spaces=lambda: self._duty.held,
            metrics=self._metrics,
            pulse=self._sending,
        )

    def _make_web(self) -> WebChat:
        settings = self._settings
        cookies = Cookies(self._office.means.random, secure=settings.uses_webhook)
        return WebChat(
            self._office,
            self._clock,
            cookies,
            render,
            self._kept,
            self._carried,
            self._carrying,
            public_url=settings.public_url,
            painter=self._painter,
        )

    def _carried(self) -> None:
        """Browsers of other processes have something to show; our worker may have passed by a chat that was locked."""
        self._metrics.attempted("web", "sent")
        if not self._alone:
            self._bell.ring()
            self._worker.wake()

    def _kept(self, incoming: Incoming) -> None:
        self._metrics.received([incoming])
        self._worker.wake()

    async def _keep(self, incomings: Sequence[Incoming]) -> None:
        at_once = max(1, len(incomings)) if self._alone else _KEPT_AT_ONCE
        for first in range(0, len(incomings), at_once):
            await self._office.perform(self._clock.now(), receive, incomings[first : first + at_once])
            self._worker.wake()
        self._metrics.received(incomings)
        if len(incomings) > 1:  # more than we handle at once: let the others help
            self._bell.ring()

    async def _suggest(self, address: str, words: str) -> list[tuple[str, str, str]]:
        return await suggest(self._office, self._clock.now(), "telegram", address, words)

    def _server(self) -> Server | None:
        webhooks = self._telegram.webhooks if self._telegram else {}
        channels = ("telegram", "web") if self._telegram else ("web",)
        pulses = (self._polling, self._sending, self._carrying, self._ticking)
        health = Health(self._office, self._clock, self._metrics, pulses, channels)
        app = application(health.endpoints, webhooks, self._web.pages.routes())
        host, port = self._settings.web_host, self._settings.web_port
        try:
            server = Server(app, host, port)
        except PortTaken as taken:
            if self._settings.uses_webhook or self._telegram is None:
                raise
            log.warning("port %s is taken: /healthz and the web chat are not served, Telegram is", taken)
            return None
        log.info("the web chat is at http://%s:%s/", host, server.port)
        return server

    def _make_scheduler(self) -> Scheduler:
        jobs: list[Job | Chore] = [*TELLING, *backups_of(self._settings, self._office, self._clock)]
        runner = Runner(self._office, jobs, self._duty.guard)
        return Scheduler(runner, self._clock, self._keep_house, self._ticking)

    async def _keep_house(self) -> None:
        await housekeeping(self._office, self._clock, self._settings.retention_days)
