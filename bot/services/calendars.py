"""The province's calendar: public holidays of Viet Nam, with the swaps of working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import holidays

from bot.domain.calendar import Calendar

YEARS = range(2025, 2031)

_SWAPPED_OFF = {date(2026, 1, 2): "nghỉ bù, làm bù ngày 10/01/2026"}
"""Days the package lacks (0.109): the swap of 2 January 2026, see docs/decisions.md."""

_SWAPPED_ON = frozenset({date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)})


def vietnam(years: Iterable[int] = YEARS) -> Calendar:
    """The calendar of those years, Lunar New Year and Hùng Kings' day reckoned, swaps added."""
    days = holidays.country_holidays("VN", years=years, language="vi")
    named = dict(sorted(days.items()))
    return Calendar({**named, **_SWAPPED_OFF}, _SWAPPED_ON)
