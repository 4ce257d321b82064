"""A clock that stands still until it is pushed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
"""Half past nine in Khánh Hòa on an ordinary working day."""


class FakeClock:
    """The time a test says it is."""

    def __init__(self, start: datetime = MONDAY_MORNING) -> None:
        self._now = start

    def now(self) -> datetime:
        """The present instant, aware."""
        return self._now

    def advance(self, **units: float) -> None:
        """Let time pass: `clock.advance(hours=2)`."""
        self._now += timedelta(**units)

    def set(self, instant: datetime) -> None:
        """Jump to an instant, aware."""
        self._now = instant
