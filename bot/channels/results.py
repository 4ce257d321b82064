"""How an attempt to send ended, and what the outbox remembers of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.channel import MaybeDelivered, Rejected, RetryLater, SendError, Unreachable
from bot.services.act import Act
from bot.storage import chats, outbox
from bot.storage.outbox import Fate, Lane, Outgoing
from bot.storage.times import from_text, to_text

ANSWER_LIFE = timedelta(seconds=15)
"""How long a platform takes the answer to a press."""

_LONGEST_PAUSE = 60
_GIVE_UP_AFTER = timedelta(hours=24)
_GIVE_UP_ATTEMPTS = 8
_DOUBTFUL_PAUSES = (1, 10, 60, 300)
"""Seconds between copies that may each have arrived: few copies, spread over the minutes an outage takes."""

_LONGEST_HOLD = timedelta(seconds=30)
"""How long a chat's other messages wait behind one that is tried again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived, as that message; or nothing was left to send.

    Attributes:
        outgoing: the row.
        message: the platform's name of the message; empty for what leaves none.
        subject: what the message shows; empty for nothing that is shown again.
    """

    outgoing: Outgoing
    message: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """It is tried again.

    Attributes:
        outgoing: the row.
        at: when.
        error: why it was not sent.
        doubtful: whether it may have arrived all the same.
        refused: whether the platform asked to wait.
    """

    outgoing: Outgoing
    at: datetime
    error: str
    doubtful: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """It is given up: failed or uncertain."""

    outgoing: Outgoing
    fate: Fate
    error: str


@dataclass(frozen=True, slots=True)
class Lost:
    """The person cannot be reached any more; what else waits for the chat is given up too."""

    outgoing: Outgoing
    error: str


Result = Sent | Again | Ended | Lost


def outcome(result: Result) -> str:
    """The result in a word: `sent`, `retried`, `uncertain` or `failed`."""
    match result:
        case Sent():
            return "sent"
        case Again():
            return "retried"
        case Ended(fate=fate):
            return str(fate)
        case Lost():
            return "failed"


def verdict(outgoing: Outgoing, error: SendError, now: datetime, *, repeatable: bool) -> Result:
    """What follows from a failure.

    Args:
        outgoing: the row.
        error: how sending it failed.
        now: this instant.
        repeatable: whether a second copy does no harm, as of an edit.
    """
    words = str(error)
    match error:
        case Unreachable():
            return Lost(outgoing, words)
        case Rejected():
            return Ended(outgoing, Fate.FAILED, words)
        case RetryLater():
            return Again(outgoing, now + timedelta(seconds=error.seconds), words, refused=True)
        case MaybeDelivered() if not repeatable:
            return _doubtful(outgoing, words, now)
        case _:
            return _undelivered(outgoing, words, now)


def _doubtful(outgoing: Outgoing, words: str, now: datetime) -> Result:
    if outgoing.doubts >= len(_DOUBTFUL_PAUSES):
        return Ended(outgoing, Fate.UNCERTAIN, words)
    pause = timedelta(seconds=_DOUBTFUL_PAUSES[outgoing.doubts])
    return Again(outgoing, now + pause, words, doubtful=True)


def _undelivered(outgoing: Outgoing, words: str, now: datetime) -> Result:
    """Hours without a network lose nothing: what certainly did not arrive is tried for a day."""
    old = now - from_text(outgoing.created_at) > _GIVE_UP_AFTER
    if old and outgoing.attempts >= _GIVE_UP_ATTEMPTS:
        return Ended(outgoing, Fate.FAILED, words)
    pause = min(_LONGEST_PAUSE, 2 ** min(outgoing.attempts, _GIVE_UP_ATTEMPTS))
    return Again(outgoing, now + timedelta(seconds=pause), words)


def mark(act: Act, result: Result, owner: str = "") -> None:
    """Write down how an attempt ended; a row that another process has taken over since is that one's to end."""
    outgoing = result.outgoing
    match result:
        case Sent(message=message, subject=subject):
            outbox.finish(act.tx, outgoing.id, Fate.SENT, act.at, owner=owner)
            if message and subject:
                outbox.note_shown(act.tx, outgoing.chat, subject, message, act.at)
        case Again():
            outbox.postpone(act.tx, outgoing.id, to_text(result.at), result.error, result.doubtful, owner=owner)
            _hold_chat(act, result)
        case Ended():
            outbox.finish(act.tx, outgoing.id, result.fate, act.at, result.error, owner=owner)
        case Lost():
            outbox.finish(act.tx, outgoing.id, Fate.FAILED, act.at, result.error, owner=owner)
            outbox.drop_waiting_of_chat(act.tx, outgoing.chat, act.at, result.error)
            chats.set_unreachable(act.tx, outgoing.chat, act.at)


def _hold_chat(act: Act, again: Again) -> None:
    """What was written later must not overtake what is tried again."""
    if again.outgoing.lane is Lane.ANSWER:
        return
    until = again.at if again.refused else min(again.at, act.now + _LONGEST_HOLD)
    chats.hold_sending(act.tx, again.outgoing.chat, to_text(until))
