"""Fetching updates ourselves, so that Telegram forgets only what is already in the inbox."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.patience import Patience, unless_stopped
from bot.channels.telegram.bot import POLL_SECONDS, PatientBot
from bot.channels.telegram.door import Door, Keep
from bot.channels.telegram.errors import reason, seconds_of
from bot.pulse import Pulse
from bot.storage.database import DatabaseError
from bot.storage.inbox import Incoming

log = logging.getLogger(__name__)

Batch = list[dict[str, Any]]


class Polling:
    """Long polling.

    The library's own polling confirms updates while they still wait in memory, and once more at shutdown: a kill
    or a stop would lose what people typed. Here the next request, which confirms, is made only after storing.

    Args:
        bot: the bot whose updates are fetched.
        door: turns updates into inputs.
        keep: stores inputs.
        patience: the pauses after failures.
        seconds: how long one request may wait for updates.
        pulse: beats whenever Telegram has answered.
    """

    def __init__(
        self,
        bot: PatientBot,
        door: Door,
        keep: Keep,
        patience: Patience | None = None,
        seconds: int = POLL_SECONDS,
        pulse: Pulse | None = None,
    ) -> None:
        self._bot = bot
        self._door = door
        self._keep = keep
        self._patience = patience or Patience()
        self._seconds = seconds
        self._pulse = pulse or Pulse()
        self._offset: int | None = None
        self._failing = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch and store until `stop` is set; what is fetched and not stored by then comes again.

        It may be run again: another process may have polled meanwhile, so nothing is confirmed at first.
        """
        self._offset = None
        self._pulse.beat()
        try:
            while not stop.is_set():
                await self._round(stop)
        finally:
            self._pulse.rest()

    async def _round(self, stop: asyncio.Event) -> None:
        batch = await self._fetch(stop)
        if batch and await self._store(batch, stop):
            self._offset = max(raw["update_id"] for raw in batch) + 1

    async def _fetch(self, stop: asyncio.Event) -> Batch:
        try:
            fetched = await unless_stopped(self._bot.fetch(self._offset, self._seconds), stop)
        except TelegramError as error:
            await self._recover(error, stop)
            return []
        self._pulse.beat()
        self._works_again()
        numbered = [raw for raw in fetched or [] if isinstance(raw.get("update_id"), int)]
        if fetched and not numbered:
            await self._patience.pause(stop)  # nothing to confirm: the same would come again at once
        return numbered

    async def _store(self, batch: Batch, stop: asyncio.Event) -> bool:
        """Store a batch, as often as it takes; False when we are stopped before."""
        incomings = [found for raw in batch for found in await self._door.read(raw)]
        while not await self._kept(incomings):
            await self._patience.pause(stop)
            if stop.is_set():
                return False
        return True

    async def _kept(self, incomings: list[Incoming]) -> bool:
        try:
            if incomings:
                await self._keep(incomings)
        except DatabaseError as error:
            self._fails(f"updates cannot be stored: {error}")
            return False
        self._works_again()
        return True

    async def _recover(self, error: TelegramError, stop: asyncio.Event) -> None:
        if isinstance(error, Conflict) and await self._gave_up_webhook():
            return
        if isinstance(error, InvalidToken):
            self._fails("Telegram does not know the token in KPIBOT_TELEGRAM_TOKEN", logging.ERROR)
        else:
            self._fails(f"Telegram cannot be polled: {reason(error)}")
        if isinstance(error, RetryAfter):
            await unless_stopped(asyncio.sleep(seconds_of(error)), stop)
        else:
            await self._patience.pause(stop)

    async def _gave_up_webhook(self) -> bool:
        """Polling and a webhook exclude each other; what waits for the webhook stays, for us to fetch."""
        try:
            if not (await self._bot.get_webhook_info()).url:
                return False
            log.warning("a webhook was set for this bot; it is removed, because KPIBOT_PUBLIC_URL is not set")
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            log.warning("the webhook could not be removed: %s", reason(error))
            return False
        return True

    def _fails(self, words: str, level: int = logging.WARNING) -> None:
        """Say a failure once, not at every attempt."""
        if words != self._failing:
            self._failing = words
            log.log(level, "%s", words)

    def _works_again(self) -> None:
        self._patience.reset()
        if self._failing:
            self._failing = ""
            log.info("updates from Telegram come in again")
