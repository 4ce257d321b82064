"""Where updates come in: python-telegram-bot's Application, whose handlers only turn them into inputs to keep."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.error import TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.channels.telegram import incoming
from bot.channels.telegram.bot import PatientBot
from bot.channels.telegram.errors import reason
from bot.storage.database import DatabaseError
from bot.storage.inbox import Incoming

log = logging.getLogger(__name__)

Keep = Callable[[Sequence[Incoming]], Awaitable[object]]
"""Stores inputs, all or none; returns when they are safe, raises DatabaseError when they are not."""

Suggest = Callable[[str, str], Awaitable[Iterable[tuple[str, str, str]]]]
"""From a person's address and words typed so far to (code, name, group) of likely tasks; none for strangers."""

Context = CallbackContext[Any, Any, Any, Any]

_MOST_SUGGESTIONS = 50
_SAID_BY_TELEGRAM = filters.StatusUpdate.ALL.check_update
_collected: ContextVar[list[Incoming]] = ContextVar("collected")


class Door:
    """Turns raw updates into inputs.

    Args:
        bot: the bot they come to.
        suggest: what is offered while a person types a search.
    """

    def __init__(self, bot: PatientBot, suggest: Suggest) -> None:
        self._bot = bot
        self._suggest = suggest
        self._answering: set[asyncio.Task[None]] = set()
        self._application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
        self._application.add_handlers(
            [
                MessageHandler(filters.UpdateType.MESSAGE, self._on_message),
                MessageHandler(filters.UpdateType.EDITED_MESSAGE, self._on_edit),
                CallbackQueryHandler(self._on_press),
                ChatMemberHandler(self._on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
                InlineQueryHandler(self._on_search),
            ]
        )
        self._application.add_error_handler(self._on_error)

    async def open(self) -> None:
        """Get ready; asks nothing of the network."""
        await self._application.initialize()

    async def close(self) -> None:
        """End the answers under way and the connections."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)
        await self._application.shutdown()

    async def read(self, raw: Mapping[str, Any]) -> list[Incoming]:
        """What an update asks us to keep: mostly one input, or none; one that cannot be read is kept as such."""
        plain = incoming.of_plain_text(raw, self._bot.known_name)
        if plain:
            return [plain]
        try:
            update = Update.de_json(dict(raw), self._bot)
        except Exception as error:  # whatever the library trips over, the updates behind it must come through
            log.warning("update %s cannot be parsed: %s", raw["update_id"], type(error).__name__)
            return [incoming.of_unparsable(raw)]
        collected: list[Incoming] = []
        token = _collected.set(collected)
        try:
            await self._application.process_update(update)
        finally:
            _collected.reset(token)
        return collected

    async def _on_message(self, update: Update, _: Context) -> None:
        if update.message and not _is_telegrams_own(update):
            _collect(incoming.of_message(update.update_id, update.message, self._bot.known_name))

    async def _on_edit(self, update: Update, _: Context) -> None:
        if update.edited_message:
            _collect(incoming.of_edit(update.update_id, update.edited_message, self._bot.known_name))

    async def _on_press(self, update: Update, _: Context) -> None:
        if update.callback_query:
            _collect(incoming.of_press(update.update_id, update.callback_query))

    async def _on_membership(self, update: Update, _: Context) -> None:
        if update.my_chat_member:
            _collect(incoming.of_membership(update.update_id, update.my_chat_member))

    async def _on_error(self, update: object, context: Context) -> None:
        """A fault of ours must not stop the updates behind this one."""
        log.error("an update was not understood: %s", type(context.error).__name__)
        if isinstance(update, Update):
            _collect(incoming.of_failed(update))

    async def _on_search(self, update: Update, _: Context) -> None:
        """Search as one types is answered at once, beside the inbox: late suggestions are worth nothing."""
        query = update.inline_query
        if query is None:
            return
        task = asyncio.create_task(self._answer_search(query.id, str(query.from_user.id), query.query))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer_search(self, query: str, address: str, words: str) -> None:
        try:
            found = list(await self._suggest(address, words))[:_MOST_SUGGESTIONS]
            results = [_result(*suggestion) for suggestion in found]
            await self._bot.answer_inline_query(query, results, cache_time=0, is_personal=True)
        except TelegramError as error:
            log.info("a search was not answered: %s", reason(error))
        except DatabaseError as error:
            log.warning("a search was not answered: %s", error)


def _is_telegrams_own(update: Update) -> bool:
    """What Telegram itself says in a chat (somebody pinned a message) is nothing a person did for us.

    Asked only where there is no text: the question goes through two dozen filters.
    """
    return update.message is not None and update.message.text is None and bool(_SAID_BY_TELEGRAM(update))


def _collect(found: Incoming | None) -> None:
    if found is not None:
        _collected.get().append(found)


def _result(code: str, name: str, group: str) -> InlineQueryResultArticle:
    choosing = InputTextMessageContent(f"/chon {code}")
    return InlineQueryResultArticle(code, name, choosing, description=f"{code} · {group}")
