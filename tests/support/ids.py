"""Identifiers that a test can foretell."""

from __future__ import annotations

from itertools import count


class FakeIds:
    """Rising ids of the shape of a UUIDv7: `00000001-0000-7000-8000-000000000000` first."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self) -> str:
        """The next id."""
        return f"{next(self._numbers):08x}-0000-7000-8000-000000000000"
