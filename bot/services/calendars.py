"""The province's calendar: public holidays of Viet Nam, corrected by a file that the province can edit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

import holidays

from bot.domain.calendar import WEEKDAYS, Calendar, is_weekend
from bot.services.imports.refusal import Fault, quoted, refuse_if_any
from bot.services.imports.rows import LONGEST_TEXT, Column, RowReader, members
from bot.services.imports.sheets import read_sheet
from bot.services.imports.tables import read_table_at

YEARS = range(2020, 2100)
"""The years whose holidays are reckoned: as far as the lunar tables of the package reach; all together take 15 ms."""

SHIPPED = Path(__file__).with_name("calendar.csv")
"""The corrections known when this version was made, each with its source."""

DAY = Column("Ngày", dates=True)
KIND = Column("Loại")
NAME = Column("Tên")
SOURCE = Column("Nguồn", optional=True)

_ISO = re.compile("(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?: 00:00:00)?")  # so do workbooks end
_DAY_FIRST = re.compile("(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})")
_DAY_RULE = f"ngày dạng 31/12/2026 hoặc 2026-12-31, năm từ {YEARS.start} đến {YEARS[-1]}"

_UNREAD = date.max
"""Stands for a day that could not be read; the file is refused anyway."""


class Kind(StrEnum):
    """What a row says of its day."""

    OFF = "nghỉ"
    MADE_UP = "làm bù"
    WORKED = "làm việc"


_NOT_ON_WEEKENDS = {
    Kind.OFF: "vốn đã là ngày nghỉ hằng tuần; hãy bỏ dòng này",
    Kind.WORKED: f"“{Kind.WORKED}” chỉ dùng cho ngày lễ từ thứ Hai đến thứ Sáu; đi làm bù thì ghi “{Kind.MADE_UP}”",
}
_NOT_ON_WEEKDAYS = {
    Kind.MADE_UP: f"“{Kind.MADE_UP}” chỉ dùng cho thứ Bảy, Chủ nhật; ngày lễ mà đi làm thì ghi “{Kind.WORKED}”",
}


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of the file.

    Attributes:
        day: the day.
        kind: what it is.
        name: what people call it.
    """

    day: date
    kind: Kind
    name: str

    @property
    def code(self) -> str:
        """What the file's rows are told apart by."""
        return "" if self.day == _UNREAD else f"{self.day:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class LoadedCalendar:
    """The calendar and where it comes from.

    Attributes:
        calendar: the calendar.
        filename: the name of the province's own file; empty for the shipped one.
        corrected: the days that the file speaks of, in order.
        notes: what in the file has no effect or looks odd, one line each; nothing of it is an error.
    """

    calendar: Calendar
    filename: str
    corrected: tuple[date, ...]
    notes: tuple[str, ...]


def vietnam() -> Calendar:
    """The calendar with the shipped corrections."""
    return load_calendar().calendar


def load_calendar(path: str = "") -> LoadedCalendar:
    """Reckon the holidays and correct them with the file, CSV or XLSX; an empty path means the shipped one.

    Raises:
        ImportRefused: the file cannot be read or something in it is wrong: every problem, with its row.
    """
    chosen = Path(path) if path else SHIPPED
    sheet = read_sheet(read_table_at(chosen), (DAY, KIND, NAME, SOURCE), _read_row)
    refuse_if_any(sheet.faults)
    public = _public_holidays()
    corrections = [row for _, row in sheet.rows]
    odd = [str(Fault(words, number)) for number, row in sheet.rows if (words := _odd(row, public))]
    return LoadedCalendar(
        calendar=_corrected(public, corrections),
        filename=chosen.name if path else "",
        corrected=tuple(sorted(row.day for row in corrections)),
        notes=(*sheet.notes, *odd),
    )


def _read_row(row: RowReader) -> Correction:
    day, kind = _read_day(row), row.choice(KIND, members(Kind))
    if row.is_right(DAY) and row.is_right(KIND):
        _refuse_misfit(row, day, kind)
    name = row.name(NAME) if kind is Kind.OFF and row.is_right(KIND) else row.text(NAME)
    row.text(SOURCE, LONGEST_TEXT)
    return Correction(day, kind, name)


def _read_day(row: RowReader) -> date:
    text = row.name(DAY)
    day = _day(text)
    if day is None and row.is_right(DAY):
        row.refuse(DAY, f"{quoted(text)}; được phép: {_DAY_RULE}")
    return day or _UNREAD


def _day(text: str) -> date | None:
    found = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    try:
        day = date(*(int(found[part]) for part in ("year", "month", "day"))) if found else None
    except ValueError:  # such as 31/4
        return None
    return day if day and day.year in YEARS else None


def _refuse_misfit(row: RowReader, day: date, kind: Kind) -> None:
    words = (_NOT_ON_WEEKENDS if is_weekend(day) else _NOT_ON_WEEKDAYS).get(kind)
    if words:
        row.refuse(DAY, f"{quoted(f'{day:%d/%m/%Y}')} là {WEEKDAYS[day.weekday()]}: {words}")


@cache
def _public_holidays() -> Mapping[date, str]:
    return MappingProxyType(dict(holidays.country_holidays("VN", years=YEARS, language="vi")))


def _odd(row: Correction, public: Mapping[date, str]) -> str:
    """What may be a slip, but may also come from a newer release of the package: never a reason not to start."""
    if row.kind is Kind.WORKED and row.day not in public:
        return f"{row.code} vốn là ngày làm việc; dòng này không đổi gì"
    if row.kind is Kind.MADE_UP and row.day in public:
        return f"{row.code} là {public[row.day]}; theo dòng này vẫn đi làm"
    return ""


def _corrected(public: Mapping[date, str], corrections: Sequence[Correction]) -> Calendar:
    off = {one.day: one.name for one in corrections if one.kind is Kind.OFF}
    worked = {one.day for one in corrections if one.kind is Kind.WORKED}
    made_up = frozenset(one.day for one in corrections if one.kind is Kind.MADE_UP)
    return Calendar({day: name for day, name in {**public, **off}.items() if day not in worked}, made_up)
