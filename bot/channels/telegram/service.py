"""Telegram as a whole: who we are, what comes in, and the door closed at the end."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from telegram.error import TelegramError

from bot.channels.patience import Patience
from bot.channels.telegram.bot import PatientBot
from bot.channels.telegram.door import Door
from bot.channels.telegram.errors import reason
from bot.channels.telegram.menus import EVERYBODY

log = logging.getLogger(__name__)


class Feed(Protocol):
    """How updates come in: `Polling` or `Webhook`."""

    async def run(self, stop: asyncio.Event) -> None:
        """Bring updates in until `stop` is set."""
        ...


class Telegram:
    """Telegram's side of the program.

    Args:
        bot: the bot.
        door: turns updates into inputs.
        feed: how updates come in.
        patience: the pauses between attempts to introduce ourselves.
    """

    def __init__(self, bot: PatientBot, door: Door, feed: Feed, patience: Patience | None = None) -> None:
        self._bot = bot
        self._door = door
        self._feed = feed
        self._patience = patience or Patience()

    @property
    def name(self) -> str:
        """Our user name for deep links; empty until Telegram was reached once."""
        return self._bot.known_name

    async def run(self, stop: asyncio.Event) -> None:
        """Let updates in until `stop` is set; sending goes on until `close`."""
        await self._door.open()
        introduction = asyncio.create_task(self._introduce(stop))
        try:
            await self._feed.run(stop)
        finally:
            introduction.cancel()
            await asyncio.gather(introduction, return_exceptions=True)

    async def close(self) -> None:
        """Close the connections, when nothing is sent any more."""
        await self._door.close()

    async def _introduce(self, stop: asyncio.Event) -> None:
        """Learn our name and show the commands, while updates already come in."""
        while not stop.is_set():
            try:
                await self._bot.introduce()
                await self._bot.set_my_commands(EVERYBODY)
            except TelegramError as error:
                log.debug("not introduced yet: %s", reason(error))
                await self._patience.pause(stop)
            else:
                log.info("Telegram: @%s", self._bot.known_name)
                return
