"""What the program prints, and what it made of a line, is read back the same."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.handlers.words import day_words, hours, hours_twice, long_date, number, short_date
from bot.language.folding import fold
from bot.language.reading import parse_date, parse_minutes, read
from bot.language.times import hhmm
from tests.language.test_reading_sets import LINES, TODAY

CATALOGS = Path(__file__).parents[2] / "catalogs"
DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))
BACK = st.integers(0, 300).map(lambda days: timedelta(days=days))
MINUTES = st.integers(1, 23 * 60)
NAMES_OF_DAYS = {"giao ban đầu tuần", "ngày thứ bảy tình nguyện", "trực chủ nhật", "trực thứ bảy", "chiếu sáng"}
"""Names that a line reads as a day, or that are nothing but a part of one."""


def names() -> list[str]:
    """Every name, keyword and product of the sample catalogs."""
    found: set[str] = set()
    for path in sorted(CATALOGS.glob("nhom-*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found |= {row["Tên công việc"], row["Sản phẩm"], *row["Từ khóa"].split(";")}
    return sorted({name.strip() for name in found} - {""} - NAMES_OF_DAYS)


@pytest.mark.parametrize("typed", [str, str.lower, fold], ids=["as written", "in lower case", "without accents"])
def test_the_names_of_a_catalog_stay_whole_beside_hours(typed: Callable[[str], str]) -> None:
    """No word of any task is taken for hours, a day or a quantity: `hành chính`, `đầu tư`, `trung tâm`."""
    for name in map(typed, names()):
        for line in (f"{name} 2h", f"2h {name}", f"{name} hôm qua 2h"):
            reading = read(line, TODAY)
            day = TODAY - timedelta(days="hôm qua" in line)
            assert (line, reading.minutes, reading.quantity, reading.date) == (line, 120, None, day)


@given(MINUTES)
def test_hours_as_they_are_shown(minutes: int) -> None:
    for words in (hours(minutes), hours_twice(minutes)):
        assert parse_minutes(words) == minutes
        assert read(f"{words} họp", TODAY).minutes == minutes
        assert read(f"họp giao ban: {words}", TODAY).task == "họp giao ban"


@given(DAYS, BACK)
def test_days_as_they_are_shown(today: date, back: timedelta) -> None:
    day = today - back
    for words in (short_date(day), long_date(day, today), day_words(day, today), day.isoformat()):
        assert parse_date(words, today) == day
        reading = read(f"họp {words} 2h", today)
        assert (reading.date, reading.minutes, reading.task) == (day, 120, "họp")


@given(st.integers(1, 10**7))
def test_quantities_as_they_are_shown(thousandths: int) -> None:
    reading = read(f"soạn {number(thousandths)} báo cáo 2h", TODAY)
    assert (round((reading.quantity or 0) * 1000), reading.minutes) == (thousandths, 120)


@given(st.integers(0, 1439), st.integers(1, 1439))
def test_ranges_as_they_are_shown(start: int, length: int) -> None:
    begin, end = hhmm(start), hhmm(start + length)
    for words in (f"{begin}-{end}", f"{begin}–{end}", f"từ {begin} đến {end}"):
        reading = read(f"{words} họp", TODAY)
        assert (reading.minutes, reading.start, reading.end, reading.task) == (length, begin, end, "họp")


@given(st.sampled_from(LINES))
@settings(max_examples=400)
def test_a_reading_is_read_back_the_same(row: dict[str, str]) -> None:
    first = read(row["line"], TODAY)
    if not first.is_entry or "ambiguous_date" in first.problems:
        return
    counted = "" if first.quantity is None else f" x{number(round(first.quantity * 1000))}"
    product = f" sp: {first.product}" if first.product else ""
    told = f"{first.task} {hours(first.minutes or 0)}{counted} {short_date(first.date)}{product}"
    again = read(told, TODAY)
    assert (again.minutes, again.date, again.quantity) == (first.minutes, first.date, first.quantity), told
    assert (again.task, again.product) == (first.task, first.product), told
