"""Instants as the database keeps them: fixed-width UTC text that sorts as time does."""

from __future__ import annotations

from datetime import UTC, datetime

NEVER = ""
"""Stands for an instant that has not come; not NULL, so that it can be ordered by."""


def to_text(instant: datetime) -> str:
    """An aware instant as `2026-11-23T09:30:00.000Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """The instant that `to_text` wrote."""
    return datetime.fromisoformat(text)
