"""How fast things are sent that nobody waits for: evenly overall, and seldom to one chat."""

from __future__ import annotations

from datetime import datetime, timedelta

CHAT_REST = timedelta(seconds=1.05)
"""Telegram takes about one message a second to a chat."""

_MANY_REFUSALS = 3


class Pace:
    """The pace of notices, edits and broadcasts.

    Evenly, not in bursts: a bucket of twenty would let forty out in the first second.

    Args:
        rate: messages a second, over all chats.
    """

    def __init__(self, rate: float) -> None:
        self._interval = timedelta(seconds=1 / rate)
        self._next: datetime | None = None
        self._sent: dict[str, datetime] = {}
        self._refused: dict[str, datetime] = {}

    def free(self, now: datetime) -> int:
        """How many may go now: one or none."""
        late_enough = self._next is None or now + self._interval / 2 >= self._next
        return int(late_enough and not self.halted(now))

    def took(self, now: datetime) -> None:
        """One goes; the next is due an interval later, and up to half an interval of delay is made up for."""
        earliest = now - self._interval / 2
        self._next = (earliest if self._next is None else max(self._next, earliest)) + self._interval

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

    def halted(self, now: datetime) -> bool:
        """Whether so many chats are refused at once that the whole bot is meant."""
        self._refused = {chat: until for chat, until in self._refused.items() if until > now}
        return len(self._refused) >= _MANY_REFUSALS
