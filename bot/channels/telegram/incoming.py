"""What a Telegram update means in our own words; of those, `fit_to_keep` drops what may not be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, MessageEntity, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.storage.inbox import Incoming, Kind

CHANNEL = "telegram"
UNKNOWN = "unknown"
"""The address of what came from nobody knows where."""

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def of_plain_text(raw: Mapping[str, Any], name: str) -> Incoming | None:
    """A text typed in a private chat, straight from the update; None for everything else, which the library reads.

    Nearly all updates are of this kind, and turning one into the library's objects took a sixth of an answer's time.
    """
    match raw:
        case {
            "update_id": int(number),
            "message": {
                "message_id": int(message),
                "date": int(),
                "chat": {"id": int(address), "type": ChatType.PRIVATE},
                "text": str(text),
            },
        }:
            words = _without_name(text, name)
            return Incoming(CHANNEL, str(address), str(number), Kind.TEXT, words, str(message))
        case _:
            return None


def of_message(update_id: int, message: Message, name: str) -> Incoming | None:
    """A message: typed text, or something else, of which nothing but its caption leaves.

    Args:
        update_id: the update it came in.
        message: the message.
        name: our user name; empty while it is not known.
    """
    if message.chat.type in _GROUPS:
        return _incoming(update_id, message.chat, Kind.GROUP) if _for_us(message, name) else None
    if message.chat.type != ChatType.PRIVATE:
        return None
    kind = Kind.OTHER if message.text is None else Kind.TEXT
    return _incoming(update_id, message.chat, kind, _text(message, name), str(message.message_id))


def of_edit(update_id: int, message: Message, name: str) -> Incoming | None:
    """A message that was changed after it was sent; a moving location is not one."""
    if message.chat.type != ChatType.PRIVATE or message.location is not None:
        return None
    return _incoming(update_id, message.chat, Kind.EDITED, _text(message, name), str(message.message_id))


def of_press(update_id: int, query: CallbackQuery) -> Incoming:
    """A pressed button, whose press awaits an answer."""
    message = query.message
    private = message is None or message.chat.type == ChatType.PRIVATE
    return Incoming(
        CHANNEL,
        str(query.from_user.id if message is None else message.chat.id),
        str(update_id),
        Kind.PRESS if private else Kind.GROUP,
        query.data or "" if private else "",
        str(message.message_id) if message is not None else "",
        query.id,
    )


def of_membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    """Our own standing in a chat: a person blocked or unblocked us, or a group took us in."""
    gone = change.new_chat_member.status in _GONE
    if change.chat.type == ChatType.PRIVATE:
        return _incoming(update_id, change.chat, Kind.BLOCKED if gone else Kind.UNBLOCKED)
    taken_in = change.old_chat_member.status in _GONE and not gone
    return _incoming(update_id, change.chat, Kind.GROUP) if taken_in and change.chat.type in _GROUPS else None


def of_failed(update: Update) -> Incoming:
    """An update that was parsed, but not understood."""
    chat = update.effective_chat
    address = str(chat.id) if chat is not None and chat.type == ChatType.PRIVATE else UNKNOWN
    return Incoming(CHANNEL, address, str(update.update_id), Kind.UNREADABLE)


def of_unparsable(raw: Mapping[str, Any]) -> Incoming:
    """An update that cannot even be parsed; nothing of it is kept but whence it came, where it says so."""
    return Incoming(CHANNEL, _address_in(raw), str(raw["update_id"]), Kind.UNREADABLE)


def _incoming(update_id: int, chat: Chat, kind: Kind, text: str = "", message: str = "") -> Incoming:
    return Incoming(CHANNEL, str(chat.id), str(update_id), kind, text, message)


def _text(message: Message, name: str) -> str:
    return _without_name(message.text or message.caption or "", name)


def _without_name(text: str, name: str) -> str:
    """The typed text, without our own name behind a command."""
    command, space, rest = text.partition(" ")
    bare, at, whom = command.partition("@")
    if bare.startswith("/") and at and whom.casefold() == name.casefold():
        return f"{bare}{space}{rest}"
    return text


def _for_us(message: Message, name: str) -> bool:
    marks = message.parse_entities([MessageEntity.BOT_COMMAND, MessageEntity.MENTION])
    return any(_names_us(words.casefold(), name.casefold()) for words in marks.values())


def _names_us(mark: str, name: str) -> bool:
    command, at, whom = mark.partition("@")
    return whom == name if at and name else bool(command) and not at


def _address_in(raw: Mapping[str, Any]) -> str:
    for body in raw.values():
        if not isinstance(body, Mapping):
            continue
        message = body.get("message", body)
        chat = message.get("chat") if isinstance(message, Mapping) else None
        if isinstance(chat, Mapping) and chat.get("type") == ChatType.PRIVATE and isinstance(chat.get("id"), int):
            return str(chat["id"])
    return UNKNOWN
