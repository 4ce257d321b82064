"""`run`: serving until told to stop."""

from __future__ import annotations

import asyncio
import sys

from bot import app, logs
from bot.channels.serving import PortTaken
from bot.commands.console import fail, said_in_words, secrets_of, settings


def run() -> None:
    """Serve until SIGTERM or SIGINT."""
    found = settings()
    logs.configure(sys.stderr, "INFO", secrets_of(found))
    try:
        with said_in_words():
            asyncio.run(app.run(found))
    except PortTaken as taken:
        fail([f"cổng {taken} đã có chương trình khác dùng; đặt KPIBOT_WEB_PORT khác"])
