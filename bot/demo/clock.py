"""A clock that runs on from wherever it was pushed to."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta


class DemoClock:
    """Runs as time passes, and can be pushed forward; never back.

    Args:
        start: the instant it begins at, aware.
        monotonic: seconds that only grow.
    """

    def __init__(self, start: datetime, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._since = monotonic()
        self._then = start

    def now(self) -> datetime:
        """The present instant of the demo, aware."""
        return self._then + timedelta(seconds=self._monotonic() - self._since)

    def push_to(self, instant: datetime) -> None:
        """Jump forward to an instant; one that has passed already changes nothing."""
        if instant > self.now():
            self._then = instant
            self._since = self._monotonic()
