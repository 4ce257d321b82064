"""Identifiers that sort by the time they were made, also within one millisecond of one process."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from bot.clock import Clock

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_COUNTER_BITS = 12
_RANDOM_BITS = 62


class Uuid7:
    """A source of UUIDv7 texts (RFC 9562, method 1: a counter after the millisecond).

    Attributes:
        clock: where the millisecond comes from; when it stands still or steps back, ids go on rising.
        random: gives that many random bits, as `secrets.randbits` does.
    """

    def __init__(self, clock: Clock, random: Callable[[int], int]) -> None:
        self._clock = clock
        self._random = random
        self._last = 0
        self._lock = Lock()

    def __call__(self) -> str:
        """The next id."""
        with self._lock:
            stamp = int(self._clock.now().timestamp() * 1000) << _COUNTER_BITS
            self._last = max(self._last + 1, stamp)
            millisecond, counter = divmod(self._last, 1 << _COUNTER_BITS)
        number = millisecond << 80 | _VERSION | counter << 64 | _VARIANT | self._random(_RANDOM_BITS)
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
