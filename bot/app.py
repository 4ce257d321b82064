"""The only place that puts the parts together."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.channels.courier import Courier
from bot.channels.limits import Pace
from bot.channels.sender import Sender
from bot.channels.telegram.bot import make_bot
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.door import Door, Keep, Suggest
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.service import Telegram
from bot.channels.telegram.webhook import PATH, Webhook
from bot.channels.web import Endpoint, PortTaken, Server, application
from bot.channels.worker import Worker
from bot.clock import Clock, SystemClock
from bot.handlers.notices import render
from bot.jobs.housekeeping import housekeeping
from bot.office import means_of
from bot.services.act import Office
from bot.services.receiving import receive
from bot.services.suggesting import suggest
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.inbox import Incoming
from bot.storage.opening import open_database, sole_run
from bot.storage.schema import check_schema, upgrade

log = logging.getLogger(__name__)

_HOUSEKEEPING_SECONDS = 3600

Part = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""A part of the program that runs until the event is set."""


async def run(settings: Settings) -> None:
    """Serve every configured channel until SIGTERM or SIGINT.

    Raises:
        DatabaseError: the database cannot be opened, is served by another process, or its schema does not fit.
    """
    clock = SystemClock()
    with sole_run(settings.database_url):
        database = await open_database(settings.database_url)
        try:
            await _fit_schema(database, clock)
            await _Program(settings, clock, Office(database, means_of(settings, clock))).run()
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


def _connect_telegram(settings: Settings, keep: Keep, suggest_: Suggest) -> _TelegramParts:
    bot = make_bot(settings.telegram_token, settings.telegram_api_url, settings.telegram_proxy)
    door = Door(bot, suggest_)
    channel = TelegramChannel(bot)
    if not settings.uses_webhook:
        return _TelegramParts(Telegram(bot, door, Polling(bot, door, keep)), channel)
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
        self._office = office
        self._stop = asyncio.Event()
        self._telegram = _connect_telegram(settings, self._keep, self._suggest) if settings.telegram_token else None
        self._sender = self._make_sender()
        self._worker = Worker(office, clock, self._sender.wake)

    async def run(self) -> None:
        """Serve until told to stop."""
        self._listen_to_signals()
        if self._telegram is None:
            log.warning("no channel is configured: set KPIBOT_TELEGRAM_TOKEN")
        parts = self._parts()  # before any of them runs: a port that is taken is told in words
        scheduler = self._start_scheduler()
        try:
            async with asyncio.TaskGroup() as tasks:
                for part in parts:
                    tasks.create_task(part(self._stop))
        finally:
            scheduler.shutdown(wait=False)
            if self._telegram:
                await self._telegram.telegram.close()

    def _parts(self) -> list[Part]:
        parts: list[Part] = [self._worker.run, self._sender.run]
        server = self._server()
        if server:
            parts.append(server.run)
        if self._telegram:
            parts.append(self._telegram.telegram.run)
        return parts

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)

    def _make_sender(self) -> Sender:
        channels = {self._telegram.channel.name: self._telegram.channel} if self._telegram else {}
        courier = Courier(self._office, self._clock, channels, render)
        owner = f"{os.getpid()}:{secrets.token_hex(4)}"
        pace = Pace(self._settings.send_rate)
        alone = self._office.database.engine == "sqlite"
        return Sender(self._office, self._clock, channels, courier, pace, owner=owner, alone=alone)

    async def _keep(self, incomings: Sequence[Incoming]) -> None:
        await self._office.perform(self._clock.now(), receive, incomings)
        self._worker.wake()

    async def _suggest(self, address: str, words: str) -> list[tuple[str, str, str]]:
        return await suggest(self._office, self._clock.now(), "telegram", address, words)

    def _server(self) -> Server | None:
        webhooks = self._telegram.webhooks if self._telegram else {}
        app = application(self._office, self._clock, webhooks)
        try:
            return Server(app, self._settings.web_host, self._settings.web_port)
        except PortTaken as taken:
            if self._settings.uses_webhook:
                raise
            log.warning("port %s is taken: /healthz is not served, the chats are", taken)
            return None

    def _start_scheduler(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(timezone=self._settings.timezone)
        arguments = [self._office, self._clock, self._settings.retention_days]
        scheduler.add_job(
            housekeeping, "interval", arguments, seconds=_HOUSEKEEPING_SECONDS, misfire_grace_time=None, coalesce=True
        )
        scheduler.start()
        return scheduler
