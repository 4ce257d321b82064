"""Whether a part of the program still moves: it shows a sign of life whenever it has done its round."""

from __future__ import annotations

import math
import time
from collections.abc import Callable


class Pulse:
    """The signs of life of one part.

    Monotonic time, so that a clock set back or forward makes no part look dead.

    Args:
        part: the part's name.
        limit: seconds without a sign after which it counts as stuck.
        monotonic: seconds that only grow.
    """

    def __init__(
        self, part: str = "", limit: float = math.inf, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.part = part
        self.limit = limit
        self._monotonic = monotonic
        self._last: float | None = None

    def beat(self) -> None:
        """Show a sign of life; the first one says that the part has begun."""
        self._last = self._monotonic()

    def rest(self) -> None:
        """Say that the part has ended, or is another process's to do: nothing is expected of it."""
        self._last = None

    @property
    def age(self) -> float | None:
        """Seconds since the last sign; None while nothing is expected."""
        return None if self._last is None else self._monotonic() - self._last

    @property
    def stuck(self) -> bool:
        """Whether a sign is overdue."""
        age = self.age
        return age is not None and age > self.limit
