"""How fast things are sent that nobody waits for: evenly overall, and seldom to one chat."""

from __future__ import annotations

from datetime import datetime, timedelta

CHAT_REST = timedelta(seconds=1.05)
"""Telegram takes about one message a second to a chat."""

_MANY_REFUSALS = 3
_STRICT_RATE = 40
_CATCH_UP = timedelta(milliseconds=100)


class Pace:
    """The pace of decisions told, notices, edits and broadcasts.

    Evenly, not in bursts: a bucket of twenty would let forty out in the first second. Half an interval of delay is made
    up for; at more than 40 a second, which no public platform takes, 100 ms: nobody can be asked every 5 ms.

    Args:
        rate: messages a second, over all chats.
    """

    def __init__(self, rate: float) -> None:
        self._interval = timedelta(seconds=1 / rate)
        self._catch_up = self._interval / 2 if rate <= _STRICT_RATE else _CATCH_UP
        self._next: datetime | None = None
        self._sent: dict[str, datetime] = {}
        self._refused: dict[str, datetime] = {}

    def free(self, now: datetime) -> int:
        """How many may go now."""
        due = self._due(now)
        if now + self._interval / 2 < due or self.halted(now):
            return 0
        return max(1, (now - due) // self._interval + 1)

    def took(self, now: datetime) -> None:
        """One goes; the next is due an interval later."""
        self._next = self._due(now) + self._interval

    def next_change(self, now: datetime) -> datetime | None:
        """When more may go than at this instant: in all, or to a chat that rests; None when nothing is in the way."""
        rested = [at + CHAT_REST for at in self._sent.values()]
        return min([instant for instant in (self._due(now), *rested) if instant > now], default=None)

    def _due(self, now: datetime) -> datetime:
        earliest = now - self._catch_up
        return earliest if self._next is None else max(self._next, earliest)

    def sent(self, chat: str, now: datetime) -> None:
        """One has gone to this chat, which now rests."""
        self._sent[chat] = now

    def resting(self, now: datetime) -> list[str]:
        """The chats that had something less than 1.05 s ago."""
        self._sent = {chat: at for chat, at in self._sent.items() if now - at < CHAT_REST}
        return list(self._sent)

    def refused(self, chat: str, until: datetime) -> None:
        """The platform wants us to wait with this chat."""
        self._refused[chat] = until

    def forget(self) -> None:
        """Begin anew: the clock was set back, and what was noted lies ahead."""
        self._next = None
        self._sent.clear()
        self._refused.clear()

    def halted(self, now: datetime) -> bool:
        """Whether so many chats are refused at once that the whole bot is meant."""
        self._refused = {chat: until for chat, until in self._refused.items() if until > now}
        return len(self._refused) >= _MANY_REFUSALS
