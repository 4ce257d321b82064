"""What is typed behind options: read into values, or refused with what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from typer import BadParameter

from bot.commands.usage import unknown

E = TypeVar("E", bound=StrEnum)

_EXAMPLE = "ví dụ đúng: 2026-11-23T16:30:00+07:00"

_YEARS_OF_NOW = range(1900, 2101)
"""Far from the calendar's ends, beyond which words such as “tuần trước” would lead."""

_YEARS_OF_AT = range(2000, 2101)


def whole(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds."""

    def read(text: str) -> int:
        with suppress(ValueError):
            if least <= int(text) <= most:
                return int(text)
        raise BadParameter(f"“{text}” không hợp lệ; chỉ nhận số nguyên từ {least} đến {most}")

    return read


def one_of(kinds: type[E], what: str) -> Callable[[str], E]:
    """A reader of names."""

    def read(text: str) -> E:
        with suppress(ValueError):
            return kinds(text)
        raise BadParameter(unknown(what, text, kinds))

    return read


def day(text: str) -> date:
    """Read a day."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    raise BadParameter(f"“{text}” không phải ngày dạng YYYY-MM-DD; ví dụ đúng: 2026-11-30")


def now(text: str) -> datetime:
    """Read the instant of `--now`; without an offset it is as clocks in the province show it."""
    return _instant(text, _YEARS_OF_NOW)


def at(text: str) -> datetime:
    """Read the instant of `--at`, which has an offset."""
    instant = _instant(text, _YEARS_OF_AT)
    if instant.tzinfo is None:
        raise BadParameter(f"“{text}” thiếu chênh lệch múi giờ; {_EXAMPLE}")
    return instant


def _instant(text: str, years: range) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadParameter(f"“{text}” không phải thời điểm ISO 8601; {_EXAMPLE}") from None
    if instant.year not in years:
        raise BadParameter(f"năm {instant.year} không hợp lệ; chỉ nhận từ {years[0]} đến {years[-1]}")
    return instant
