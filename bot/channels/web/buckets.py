"""How much anybody may send: a bucket of tokens for each, refilled as time passes."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

MOST_KEPT = 10_000
"""Buckets remembered; the longest untouched is forgotten first, by when it is usually full again."""


class Buckets:
    """One bucket a key.

    Args:
        burst: tokens in a full bucket.
        rate: tokens that come back each second.
        most: how many buckets are remembered.
    """

    def __init__(self, burst: float, rate: float, most: int = MOST_KEPT) -> None:
        self._burst = burst
        self._rate = rate
        self._most = most
        self._levels: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def take(self, key: str, now: datetime) -> bool:
        """Take one token; False when there is none, which costs nothing."""
        level, since = self._levels.pop(key, (self._burst, now))
        passed = max(0.0, (now - since).total_seconds())
        level = min(self._burst, level + passed * self._rate)
        taken = level >= 1
        self._levels[key] = (level - 1 if taken else level, now)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return taken
