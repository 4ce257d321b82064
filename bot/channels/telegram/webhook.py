"""Updates that Telegram brings: answered "received" only once they are in the inbox."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from telegram.error import TelegramError

from bot.channels.patience import Patience
from bot.channels.telegram.bot import ALLOWED_UPDATES, PatientBot
from bot.channels.telegram.door import Door, Keep
from bot.channels.telegram.errors import reason
from bot.storage.database import DatabaseError

log = logging.getLogger(__name__)

PATH = "/telegram"
LARGEST_BODY = 1_000_000
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Webhook:
    """Telegram's webhook: where it is called, and that it is.

    Args:
        bot: the bot whose updates are brought.
        door: turns updates into inputs.
        keep: stores inputs.
        url: the public https address of this program, without a path.
        secret: what Telegram must show; 1 to 256 of letters, digits, `_` and `-`.
        patience: the pauses after failures to register.

    Raises:
        ValueError: the secret is none that Telegram takes.
    """

    def __init__(
        self, bot: PatientBot, door: Door, keep: Keep, *, url: str, secret: str, patience: Patience | None = None
    ) -> None:
        if not _SECRET.fullmatch(secret):
            raise ValueError("KPIBOT_WEBHOOK_SECRET: 1 to 256 of A-Z, a-z, 0-9, _ and -")
        self._bot = bot
        self._door = door
        self._keep = keep
        self._url = url.rstrip("/") + PATH
        self._secret = secret
        self._patience = patience or Patience()

    async def run(self, stop: asyncio.Event) -> None:
        """Tell Telegram where we are, then let it come until `stop` is set."""
        while not stop.is_set() and not await self._register():
            await self._patience.pause(stop)
        await stop.wait()

    async def receive(self, request: Request) -> Response:
        """One call of Telegram's: 200 once stored, 503 to be called again, 403 and 400 for strangers."""
        shown = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._secret.encode()):
            return PlainTextResponse("wrong secret", 403)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large", 400)
        raw = _update(body)
        return PlainTextResponse("not an update", 400) if raw is None else await self._store(raw)

    async def _store(self, raw: dict[str, Any]) -> Response:
        try:
            incomings = await self._door.read(raw)
            if incomings:
                await self._keep(incomings)
        except DatabaseError as error:
            log.warning("an update cannot be stored, Telegram will bring it again: %s", error)
            return PlainTextResponse("not stored", 503)
        return PlainTextResponse("ok")

    async def _register(self) -> bool:
        try:
            await self._bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES)
        except TelegramError as error:
            log.warning("the webhook could not be set: %s", reason(error))
            return False
        log.info("Telegram was told to bring updates to %s", self._url)
        return True


async def _body(request: Request) -> bytes | None:
    """The body; None when it is larger than any update, whatever its headers say."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return body


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):  # neither JSON, nor JSON that anybody could read
        return None
    return raw if isinstance(raw, dict) and isinstance(raw.get("update_id"), int) else None
