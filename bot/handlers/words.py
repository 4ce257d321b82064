"""Figures, days and names as Vietnamese people write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.calendar import WEEKDAYS
from bot.domain.catalog import Group
from bot.domain.people import Official
from bot.domain.rules import Rules

_SUNDAY = 6
_NEAR = {0: "hôm nay", 1: "hôm qua", 2: "hôm kia"}
LABEL_LENGTH = 48
_ROUNDED_FROM = 24 * 60
QUOTE_LENGTH = 60


def number(thousandths: int) -> str:
    """A number kept in thousandths, with a decimal comma and dots between thousands: `1.992`, `2,5`."""
    whole, rest = divmod(abs(thousandths), 1000)
    sign = "-" if thousandths < 0 else ""
    decimals = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{sign}{whole:,}".replace(",", ".") + decimals


def hours(minutes: int) -> str:
    """Minutes as hours: `2,5 giờ`; sums of drafts that are no quarters are rounded: `khoảng 89,6 giờ`."""
    if minutes % 3 and minutes >= _ROUNDED_FROM:
        return f"khoảng {number(round(minutes / 6) * 100)} giờ"
    return f"{number(minutes * 1000 // 60)} giờ" if minutes % 3 == 0 else f"{minutes} phút"


def hours_twice(minutes: int) -> str:
    """Minutes as hours, and in the other way where it is not whole: `2,5 giờ (2h30)`, `0,25 giờ (15 phút)`."""
    whole, rest = divmod(minutes, 60)
    other = f"{whole}h{rest:02d}" if whole else f"{rest} phút"
    return hours(minutes) if not rest or hours(minutes) == other else f"{hours(minutes)} ({other})"


def short_date(day: date) -> str:
    """`23/11/2026`."""
    return f"{day:%d/%m/%Y}"


def long_date(day: date, today: date) -> str:
    """A day in words: `hôm qua, Chủ nhật 22/11/2026`."""
    near = _NEAR.get((today - day).days)
    plain = plain_date(day)
    return f"{near}, {plain}" if near else plain[0].upper() + plain[1:]


def plain_date(day: date) -> str:
    """A day in words that stay true on a message that stays: `thứ Ba 17/11/2026`."""
    return f"{WEEKDAYS[day.weekday()]} {short_date(day)}"


def day_words(day: date, today: date) -> str:
    """A day inside a sentence: `hôm qua, Chủ nhật 22/11/2026`, `thứ Tư 25/11/2026`, `Chủ nhật 29/11/2026`."""
    words = long_date(day, today)
    return words if day.weekday() == _SUNDAY else words[0].lower() + words[1:]


def moment(instant: datetime, rules: Rules) -> str:
    """An instant as clocks in the province show it: `09:30 ngày 23/11/2026`."""
    return f"{rules.local(instant):%H:%M ngày %d/%m/%Y}"


def comrade(official: Official | None) -> str:
    """How a person is named: `đồng chí Nguyễn Văn An`."""
    return f"đồng chí {official.name}" if official else "một đồng chí"


def group_name(group: str) -> str:
    """`Nhóm B – Chuyên môn dùng chung`."""
    return f"Nhóm {group} – {Group(group).full_name}" if group else ""


def shorten(text: str, length: int = LABEL_LENGTH) -> str:
    """The text, cut at a word where it is longer than a button is wide."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut).rstrip(" ,;–-") + "…"


def joined(parts: Sequence[str], separator: str = "\n") -> str:
    """The parts that are not empty, joined."""
    return separator.join(part for part in parts if part)
