"""A week's figures in words: the lines that one's own summary and a team's have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.calendar import WEEKDAYS
from bot.domain.catalog import Group
from bot.domain.period import Period
from bot.domain.summary import NOTABLE_OTHER_PERCENT, Amount, Figures
from bot.handlers.words import hours, joined, number, short_date

_SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def week_name(week: Period) -> str:
    """`23/11 – 29/11/2026`."""
    return f"{week.first:%d/%m} – {short_date(week.last)}"


def short_days(days: Iterable[date]) -> str:
    """`T4, T6`: days of a week that is known."""
    return ", ".join(_SHORT_WEEKDAYS[day.weekday()] for day in days)


def day_label(day: date) -> str:
    """`T4 25/11`, under a bar."""
    return f"{_SHORT_WEEKDAYS[day.weekday()]} {day:%d/%m}"


def long_days(days: Iterable[date]) -> str:
    """`thứ Tư 25/11, thứ Sáu 27/11`."""
    return ", ".join(f"{WEEKDAYS[day.weekday()]} {day:%d/%m}" for day in days)


def about(minutes: int) -> str:
    """Minutes as hours, rounded to a tenth: for what is divided by a number of people."""
    return f"{number(round(minutes / 6) * 100)} giờ"


def amount(found: Amount) -> str:
    """`2,5 giờ (3 mục)`."""
    return f"{hours(found.minutes)} ({found.count} mục)"


def result_line(figures: Figures) -> str:
    """What was approved, beside what was declared."""
    if not figures.declared.count:
        return "Chưa có mục nào được khai."
    return f"Đã duyệt: {amount(figures.approved)} / đã khai: {amount(figures.declared)}"


def groups_line(figures: Figures) -> str:
    """Hours of each group, approved and declared; Group D's share where it is notable. Empty when there are none."""
    parts = [f"{group} {_bare(of.approved)}/{_bare(of.declared)}" for group, of in figures.groups.items()]
    if not parts:
        return ""
    percent = figures.other_percent
    share = f"; nhóm {Group.OTHER} chiếm {percent}% giờ khai" if percent >= NOTABLE_OTHER_PERCENT else ""
    return f"Theo nhóm (giờ duyệt/khai): {' · '.join(parts)}{share}"


def _bare(minutes: int) -> str:
    return hours(minutes).removesuffix(" giờ").removeprefix("khoảng ")


def norm_line(norm: int) -> str:
    """The week's norm, and what it is not."""
    if not norm:
        return "Tuần không có ngày làm việc, không có giờ chuẩn."
    return f"Giờ chuẩn của tuần: {hours(norm)} (để đối chiếu, không phải chỉ tiêu)"


def cut(parts: Sequence[str], most: int, rest: str, separator: str = ", ") -> str:
    """The parts, at most so many, and how many more there are: `rest` holds `{}` for that number."""
    more = [rest.format(len(parts) - most)] if len(parts) > most else []
    return joined([*parts[:most], *more], separator)
