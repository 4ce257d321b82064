"""Asking Telegram who we are, for a command that does nothing else with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.bot import make_bot

PATIENCE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """What Telegram answered.

    Attributes:
        name: our user name, without `@`; empty when there was no answer.
        fault: why there was none, in words; empty when there was.
    """

    name: str
    fault: str = ""


async def ask_identity(token: str, api_url: str, proxy: str = "") -> Identity:
    """Our user name on Telegram, or what is wrong; within five seconds."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return Identity(await _ask(token, api_url, proxy))
    except InvalidToken:
        return Identity("", "Telegram không nhận KPIBOT_TELEGRAM_TOKEN")
    except (TelegramError, TimeoutError):
        return Identity("", f"không kết nối được Telegram tại {api_url}")


async def _ask(token: str, api_url: str, proxy: str) -> str:
    bot = make_bot(token, api_url, proxy)
    await bot.initialize()
    try:
        await bot.introduce()
        return bot.known_name
    finally:
        await bot.shutdown()
