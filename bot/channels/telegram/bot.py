"""python-telegram-bot's Bot, made to start without a network and to hand over updates as they came."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from telegram import Bot, Update

from bot.channels.telegram.requests import AiohttpRequest

# The library warns each time it is told to wait, unless one opts into its next version's type.
os.environ.setdefault("PTB_TIMEDELTA", "1")

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]

POLL_SECONDS = 25
_POLL_SLACK = 10.0


class PatientBot(Bot):
    """A Bot that does not ask who it is before it works: Telegram may be out of reach for hours."""

    async def initialize(self) -> None:
        """Open the connections' pools, and ask nothing."""
        await asyncio.gather(*(request.initialize() for request in self._request))
        self._requests_initialized = True

    async def introduce(self) -> None:
        """Learn our own name.

        Raises:
            TelegramError: Telegram is out of reach, or does not know the token.
        """
        await super().initialize()

    @property
    def known_name(self) -> str:
        """Our user name, without `@`; empty until `introduce` has succeeded."""
        return (self._bot_user.username or "") if self._bot_user else ""

    @property
    def can_search(self) -> bool:
        """Whether search as one types is switched on for us (`/setinline`); not until `introduce` has succeeded.

        Telegram refuses a whole message for a button that opens such a search where it is not.
        """
        return bool(self._bot_user and self._bot_user.supports_inline_queries)

    async def call(self, method: str, **values: Any) -> Any:
        """Call a method of the Bot API and return what it returns, as it came.

        The library's own method makes objects of every value and of the answer, at three times the cost.

        Args:
            method: its name, as `sendMessage`.
            **values: its parameters; those that are None are left out.

        Raises:
            TelegramError: Telegram is out of reach, or refuses.
        """
        return await self._post(method, values)

    async def fetch(self, offset: int | None, seconds: int = POLL_SECONDS) -> list[dict[str, Any]]:
        """The waiting updates as they came, which confirms those below `offset`.

        Not `get_updates`: one update that it cannot parse makes it log the whole batch and raise, for ever.

        Args:
            offset: the first update not to be confirmed; None confirms nothing.
            seconds: how long Telegram may wait for the first one.

        Raises:
            TelegramError: Telegram is out of reach, or refuses.
        """
        data = {"offset": offset, "timeout": seconds, "allowed_updates": ALLOWED_UPDATES}
        updates = await self._post("getUpdates", data, read_timeout=seconds + _POLL_SLACK)
        return list(updates)


def make_bot(token: str, api_url: str, proxy: str = "") -> PatientBot:
    """A bot for a token.

    Args:
        token: the token, from BotFather.
        api_url: `https://api.telegram.org`, or one's own server or relay.
        proxy: the URL of a proxy; empty for none.
    """
    return PatientBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=AiohttpRequest(proxy),
        get_updates_request=AiohttpRequest(proxy),
    )
