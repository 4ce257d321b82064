"""What python-telegram-bot's errors mean for a message: did it arrive, may it have, will it ever."""

from __future__ import annotations

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.channel import (
    MaybeDelivered,
    NotDelivered,
    Rejected,
    RetryLater,
    SendError,
    Unreachable,
)
from bot.channels.telegram.requests import NEVER_SENT

_NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty", "user is deactivated")
_LONGEST_REASON = 120


def reason(error: TelegramError) -> str:
    """Why, for logs and the outbox: never an address, which holds the token, nor what a person typed.

    Telegram quotes what it could not read; a broken answer is quoted by the library.
    """
    if _is_telegrams_word(error) and isinstance(error, BadRequest | Forbidden):
        unquoted = error.message.partition('"')[0]
        return f"{type(error).__name__}: {unquoted[:_LONGEST_REASON]}"
    return " from ".join(type(each).__name__ for each in (error, error.__cause__) if each is not None)


def says(error: TelegramError, *words: str) -> bool:
    """Whether Telegram's own description holds one of these words."""
    return any(word in error.message.casefold() for word in words)


def translate(error: TelegramError) -> SendError:
    """The kind of failure that an error is, for something that must not be shown twice."""
    words = reason(error)
    if isinstance(error, RetryAfter):
        return RetryLater(seconds_of(error))
    if isinstance(error, InvalidToken):
        return NotDelivered(words)
    if isinstance(error, Forbidden | BadRequest | ChatMigrated):
        return _refusal(error, words)
    if isinstance(error.__cause__, NEVER_SENT):
        return NotDelivered(words)
    return MaybeDelivered(words)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    pause = error.retry_after
    return float(pause) if isinstance(pause, int) else pause.total_seconds()


def _refusal(error: TelegramError, words: str) -> SendError:
    if not _is_telegrams_word(error):  # a firewall's or a relay's page, not a refusal of Telegram's
        return NotDelivered(words)
    if isinstance(error, Forbidden) or says(error, *_NOBODY_THERE):
        return Unreachable(words)
    return Rejected(words)


def _is_telegrams_word(error: TelegramError) -> bool:
    """Whether the answer was Telegram's JSON; the library chains its parsing error otherwise."""
    return not isinstance(error.__cause__, TelegramError)
