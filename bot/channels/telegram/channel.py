"""Showing screens on Telegram."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import Any, TypeVar

from telegram import BotCommandScopeChat, InputFile
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.channel import MaybeDelivered, NotDelivered, Rejected, RetryLater, Unreachable
from bot.channels.telegram.bot import PatientBot
from bot.channels.telegram.errors import says, translate
from bot.channels.telegram.menus import commands_for
from bot.channels.telegram.rendering import LONGEST_ANSWER, Keyboard, caption, keyboard, parts, shortened
from bot.handlers.screen import Screen

log = logging.getLogger(__name__)

T = TypeVar("T")

_NO_PREVIEW = {"is_disabled": True}
_PICTURE_NAME = "bieu-do.png"
_UNCHANGED = "message is not modified"
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not",
    "there is no text in the message",
)


class TelegramChannel:
    """Telegram, for the sender."""

    name = "telegram"

    def __init__(self, bot: PatientBot) -> None:
        self._bot = bot
        self._token_refused = False

    async def send(self, address: str, screen: Screen) -> str:
        """Show a screen as a new message, or several where it is long; returns the name of the last.

        Raises:
            SendError: one of its kinds.
        """
        return await self._send_parts(address, parts(screen), screen)

    async def send_picture(self, address: str, screen: Screen, picture: bytes) -> str:
        """Show a screen below a picture; alone where it is too long, or Telegram does not take the picture.

        Raises:
            SendError: one of its kinds.
        """
        words = caption(screen)
        if not words:
            return await self.send(address, screen)
        try:
            return await self._send_photo(address, words, screen, picture)
        except Rejected as error:
            log.warning("Telegram does not take the picture: %s", error)
            return await self.send(address, screen)

    async def edit(self, address: str, message: str, screen: Screen) -> str:
        """Show a screen in the place of an earlier message; as a new one where that is gone.

        Raises:
            SendError: one of its kinds.
        """
        first, *rest = parts(screen)
        try:
            await self._edit_text(address, message, first, None if rest else self._keyboard(screen))
        except BadRequest as error:
            if says(error, *_GONE):
                return await self.send(address, screen)
            if not says(error, _UNCHANGED):
                raise translate(error) from None
        return await self._send_parts(address, rest, screen) if rest else message

    async def answer(self, callback: str, text: str) -> None:
        """Tell Telegram that a press was taken, with a few words.

        Raises:
            SendError: one of its kinds; `Rejected` when it is too late.
        """
        words = shortened(text, LONGEST_ANSWER) or None
        await self._call(self._bot.call("answerCallbackQuery", callback_query_id=callback, text=words))

    async def set_menu(self, address: str, role: str) -> None:
        """Offer a chat the commands of its role; to a stranger, those that everybody is offered.

        Raises:
            SendError: one of its kinds.
        """
        scope = BotCommandScopeChat(_chat(address))
        commands = commands_for(role)
        if commands:
            await self._call(self._bot.set_my_commands(commands, scope))
        else:
            await self._call(self._bot.delete_my_commands(scope))

    def _keyboard(self, screen: Screen) -> Keyboard | None:
        return keyboard(screen, searching=self._bot.can_search)

    async def _send_parts(self, address: str, texts: list[str], screen: Screen) -> str:
        last = len(texts) - 1
        message = ""
        for place, text in enumerate(texts):
            markup = self._keyboard(screen) if place == last else None
            try:
                message = await self._send_text(address, text, markup, silent=screen.silent)
            except (NotDelivered, RetryLater) as error:
                if not place:
                    raise
                raise MaybeDelivered(f"{place} of {last + 1} parts arrived; {error}") from None
        return message

    async def _send_text(self, address: str, text: str, markup: Keyboard | None, *, silent: bool) -> str:
        sending = self._bot.call(
            "sendMessage", chat_id=_chat(address), disable_notification=silent, **_content(text, markup)
        )
        return str((await self._call(sending))["message_id"])

    async def _send_photo(self, address: str, words: str, screen: Screen, picture: bytes) -> str:
        sending = self._bot.call(
            "sendPhoto",
            chat_id=_chat(address),
            photo=InputFile(picture, filename=_PICTURE_NAME),
            caption=words,
            parse_mode="HTML",
            reply_markup=self._keyboard(screen),
            disable_notification=screen.silent,
        )
        return str((await self._call(sending))["message_id"])

    async def _edit_text(self, address: str, message: str, text: str, markup: Keyboard | None) -> None:
        """Edit a message; a refusal is raised as it came."""
        editing = self._bot.call(
            "editMessageText", chat_id=_chat(address), message_id=int(message), **_content(text, markup)
        )
        await self._call(editing, passing=BadRequest)

    async def _call(self, request: Awaitable[T], passing: type[TelegramError] | tuple[()] = ()) -> T:
        """Make a request and translate its error, unless it is of the kind to pass on."""
        try:
            result = await request
        except passing:
            raise
        except TelegramError as error:
            self._note_refused_token(error)
            raise translate(error) from None  # the cause names the address, and with it the token
        self._token_refused = False
        return result

    def _note_refused_token(self, error: TelegramError) -> None:
        if isinstance(error, InvalidToken) and not self._token_refused:
            self._token_refused = True
            log.error("Telegram does not know the token in KPIBOT_TELEGRAM_TOKEN; nothing can be sent")


def _content(text: str, markup: Keyboard | None) -> dict[str, Any]:
    """What new and edited messages have in common."""
    return {"text": text, "parse_mode": "HTML", "reply_markup": markup, "link_preview_options": _NO_PREVIEW}


def _chat(address: str) -> int:
    try:
        return int(address)
    except ValueError:
        raise Unreachable("no chat of Telegram's has such an address") from None
