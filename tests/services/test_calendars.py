"""The province's calendar: against the table of working days of the domain paper (7.2), and as a file to edit."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import pytest

from bot.domain.period import month_period, week_period
from bot.services.calendars import SHIPPED, YEARS, LoadedCalendar, load_calendar, vietnam
from bot.services.imports.refusal import ImportRefused
from tests.support.import_files import csv_file, xlsx_file

CALENDAR = vietnam()

WORKING_DAYS = {
    2025: (17, 20, 21, 21, 20, 21, 23, 21, 20, 23, 20, 23),
    2026: (21, 15, 22, 20, 20, 22, 23, 21, 20, 22, 20, 23),
    2027: (20, 15, 23, 20, 20, 22, 22, 22, 20, 21, 21, 23),
}
DAYS_OF_A_YEAR = {2025: 250, 2026: 249, 2027: 249}


@pytest.mark.parametrize(
    ("year", "month", "days"),
    [(year, month, days) for year, months in WORKING_DAYS.items() for month, days in enumerate(months, 1)],
)
def test_the_working_days_of_each_month(year: int, month: int, days: int) -> None:
    period = month_period(date(year, month, 1))
    assert CALENDAR.norm_minutes(period.first, period.last) == days * 480


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_the_working_days_of_each_year(year: int) -> None:
    assert CALENDAR.norm_minutes(date(year, 1, 1), date(year, 12, 31)) == DAYS_OF_A_YEAR[year] * 480


@pytest.mark.parametrize(
    ("monday", "hours"),
    [
        pytest.param(date(2026, 8, 17), 48, id="a week with a made-up Saturday"),
        pytest.param(date(2026, 8, 31), 16, id="the week of the swapped day and the National Day"),
        pytest.param(date(2026, 11, 16), 40, id="an ordinary week"),
        pytest.param(date(2026, 2, 16), 0, id="the week of the Lunar New Year"),
        pytest.param(date(2026, 11, 23), 32, id="the week of the Day of Culture"),
    ],
)
def test_the_norm_of_a_week_is_the_calendars_and_never_a_fixed_forty(monday: date, hours: int) -> None:
    week = week_period(monday)
    assert CALENDAR.norm_minutes(week.first, week.last) == hours * 60


@pytest.mark.parametrize(
    "block",
    [
        (date(2025, 1, 25), date(2025, 2, 2)),
        (date(2025, 4, 30), date(2025, 5, 4)),
        (date(2025, 8, 30), date(2025, 9, 2)),
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 2, 14), date(2026, 2, 22)),
        (date(2026, 4, 25), date(2026, 4, 27)),
        (date(2026, 8, 29), date(2026, 9, 2)),
        (date(2026, 11, 24), date(2026, 11, 24)),
        (date(2027, 4, 30), date(2027, 5, 3)),
    ],
    ids=str,
)
def test_the_published_blocks_of_days_off(block: tuple[date, date]) -> None:
    assert CALENDAR.norm_minutes(*block) == 0
    for edge in (block[0] - timedelta(days=1), block[1] + timedelta(days=1)):
        assert CALENDAR.is_working_day(edge) or edge.weekday() >= 5


@pytest.mark.parametrize("day", [date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
def test_work_is_made_up_on_these_saturdays(day: date) -> None:
    assert day.weekday() == 5
    assert CALENDAR.is_working_day(day)


def test_days_off_have_vietnamese_names() -> None:
    assert CALENDAR.rest_day_name(date(2026, 9, 2)) == "Quốc khánh"
    assert CALENDAR.rest_day_name(date(2026, 1, 2)) == "Hoán đổi với thứ Bảy 10/01/2026"
    assert CALENDAR.rest_day_name(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert all(CALENDAR.days_off.values())


def test_every_year_of_the_calendar_has_its_holidays() -> None:
    assert {day.year for day in CALENDAR.days_off} == set(YEARS)
    assert all(date(year, 5, 1) in CALENDAR.days_off for year in YEARS)


# --- the shipped file


def test_the_shipped_corrections_are_all_of_use_and_each_names_its_source() -> None:
    assert load_calendar().notes == ()
    with SHIPPED.open(encoding="utf-8", newline="") as opened:
        assert all(row["Nguồn"] for row in csv.DictReader(opened))


def test_it_says_of_2027_that_no_official_plan_is_known() -> None:
    rows = [line for line in SHIPPED.read_text(encoding="utf-8").splitlines() if "/02/2027" in line]
    assert len(rows) == 5
    assert all("Chưa có thông báo năm 2027" in row for row in rows)


def test_reckoning_it_takes_no_part_of_the_second_and_a_half_of_a_start() -> None:
    began = perf_counter()
    load_calendar()
    assert perf_counter() - began < 0.5


# --- a province's own file

HEADER = ("Ngày", "Loại", "Tên", "Nguồn")
TUESDAY, WEDNESDAY, SATURDAY, SUNDAY = "08/09/2026", "02/09/2026", "12/09/2026", "13/09/2026"

Load = Callable[[bytes], LoadedCalendar]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(content: bytes) -> LoadedCalendar:
        path = tmp_path / "lich.csv"
        path.write_bytes(content)
        return load_calendar(str(path))

    return load


def problems(load: Load, *rows: tuple[str, ...]) -> tuple[str, ...]:
    """What is wrong with such a file."""
    with pytest.raises(ImportRefused) as refused:
        load(csv_file(HEADER, *rows))
    return refused.value.problems


def test_it_takes_the_place_of_the_shipped_file(load: Load) -> None:
    loaded = load(csv_file(HEADER, (TUESDAY, "nghỉ", "Ngày hội tỉnh", "")))
    assert loaded.filename == "lich.csv"
    assert loaded.corrected == (date(2026, 9, 8),)
    assert loaded.calendar.rest_day_name(date(2026, 9, 8)) == "Ngày hội tỉnh"
    assert not loaded.calendar.is_working_day(date(2026, 1, 10))
    assert loaded.calendar.is_working_day(date(2026, 1, 2))


def test_each_kind_of_day(load: Load) -> None:
    rows = [(TUESDAY, "nghỉ", "Hội", ""), (SATURDAY, "làm bù", "", ""), (WEDNESDAY, "làm việc", "", "")]
    calendar = load(csv_file(HEADER, *rows)).calendar
    assert calendar.norm_minutes(date(2026, 9, 7), date(2026, 9, 13)) == 5 * 480
    assert calendar.is_working_day(date(2026, 9, 12))
    assert calendar.is_working_day(date(2026, 9, 2))
    assert calendar.rest_day_name(date(2026, 9, 2)) == ""


def test_a_sunday_may_be_worked_too(load: Load) -> None:
    assert load(csv_file(HEADER, (SUNDAY, "làm bù", "", ""))).calendar.is_working_day(date(2026, 9, 13))


def test_a_reckoned_holiday_may_be_given_another_name(load: Load) -> None:
    calendar = load(csv_file(HEADER, (WEDNESDAY, "nghỉ", "Tết Độc lập", ""))).calendar
    assert calendar.rest_day_name(date(2026, 9, 2)) == "Tết Độc lập"


@pytest.mark.parametrize("day", ["08/09/2026", "8/9/2026", "8-9-2026", "8.9.2026", "2026-09-08", " 2026-9-8 "])
def test_how_a_day_may_be_written(load: Load, day: str) -> None:
    assert load(csv_file(HEADER, (day, "nghỉ", "Hội", ""))).corrected == (date(2026, 9, 8),)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(xlsx_file(HEADER, (date(2026, 9, 8), "Nghỉ", "Hội", None)), id="a workbook with real dates"),
        pytest.param(xlsx_file(HEADER, ("8/9/2026", "NGHỈ", "Hội", None)), id="a workbook with dates as text"),
        pytest.param(csv_file(("ngay", "LOAI", "Tên "), (TUESDAY, "nghi", "Hội")), id="without accents and source"),
        pytest.param(csv_file(HEADER, (TUESDAY, "nghỉ", "Hội", ""), delimiter=";", encoding="utf-8-sig"), id="Excel"),
    ],
)
def test_files_are_read_as_the_other_imports_are(load: Load, content: bytes) -> None:
    assert load(content).calendar.rest_day_name(date(2026, 9, 8)) == "Hội"


# --- what may be wrong in it


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(("31/04/2026", "nghỉ", "x"), "cột Ngày: “31/04/2026”; được phép: ngày dạng", id="no such day"),
        pytest.param(("2/1", "nghỉ", "x"), "cột Ngày: “2/1”; được phép: ngày dạng", id="no year"),
        pytest.param(("46024", "nghỉ", "x"), "cột Ngày: “46024”; được phép: ngày dạng", id="a number"),
        pytest.param(("01/06/2206", "nghỉ", "x"), "năm từ 2020 đến 2099", id="a year far away"),
        pytest.param(("2019-12-31", "nghỉ", "x"), "năm từ 2020 đến 2099", id="a year long ago"),
        pytest.param(("", "nghỉ", "x"), "cột Ngày: để trống; ô này bắt buộc", id="no day"),
        pytest.param((TUESDAY, "", "x"), "cột Loại: để trống; được phép: “nghỉ”, “làm bù”, “làm việc”", id="no kind"),
        pytest.param((TUESDAY, "off", "x"), "cột Loại: “off”; được phép: “nghỉ”, “làm bù”", id="unknown kind"),
        pytest.param((TUESDAY, "nghỉ", ""), "cột Tên: để trống; ô này bắt buộc", id="a day off without a name"),
        pytest.param((TUESDAY, "nghỉ", "=A1"), "cột Tên: “=A1” là công thức", id="a formula"),
        pytest.param(
            (TUESDAY, "làm bù", ""), "cột Ngày: “08/09/2026” là thứ Ba: “làm bù” chỉ", id="made up on a weekday"
        ),
        pytest.param((SUNDAY, "nghỉ", "x"), "là Chủ nhật: vốn đã là ngày nghỉ hằng tuần", id="a Sunday off"),
        pytest.param((SATURDAY, "nghỉ", "x"), "là thứ Bảy: vốn đã là ngày nghỉ hằng tuần", id="a Saturday off"),
        pytest.param((SATURDAY, "làm việc", ""), "là thứ Bảy: “làm việc” chỉ", id="worked, on a Saturday"),
    ],
)
def test_what_is_wrong_is_said_with_its_row_and_what_is_allowed(load: Load, row: tuple[str, ...], said: str) -> None:
    (problem,) = problems(load, (WEDNESDAY, "làm việc", "", ""), (*row, ""))
    assert problem.startswith("dòng 3, cột ")
    assert said in problem


def test_every_problem_is_told_and_nothing_is_half_applied(load: Load) -> None:
    rows = [("x", "nghỉ", "a", ""), (TUESDAY, "nghỉ", "a", ""), ("y", "làm", "", "")]
    assert [problem.partition(":")[0] for problem in problems(load, *rows)] == [
        "dòng 2, cột Ngày",
        "dòng 4, cột Ngày",
        "dòng 4, cột Loại",
    ]


def test_a_day_twice_is_refused_however_it_is_written(load: Load) -> None:
    (problem,) = problems(load, (TUESDAY, "nghỉ", "a", ""), ("2026-09-08", "làm việc", "", ""))
    assert problem == "dòng 3, cột Ngày: “08/09/2026” trùng với dòng 2; mỗi ngày chỉ được ghi một lần"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "tệp trống", id="empty"),
        pytest.param(csv_file(HEADER), "không có dòng dữ liệu nào", id="only a header"),
        pytest.param(csv_file(("Ngày", "Tên"), (TUESDAY, "x")), "thiếu cột “Loại”", id="a column missing"),
        pytest.param(csv_file(HEADER, (TUESDAY, "nghỉ", "a", ""), encoding="utf-16"), "UTF-8", id="another encoding"),
        pytest.param(b"PK\x03\x04broken", "XLSX bị hỏng", id="a broken workbook"),
    ],
)
def test_what_is_no_such_table_is_said(load: Load, content: bytes, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        load(content)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="không đọc được tệp"):
        load_calendar(str(tmp_path / "nowhere.csv"))
    with pytest.raises(ImportRefused, match="không đọc được tệp"):
        load_calendar(str(tmp_path))


@pytest.mark.parametrize(
    ("row", "note"),
    [
        pytest.param((TUESDAY, "làm việc", ""), "dòng 2: 08/09/2026 vốn là ngày làm việc", id="worked anyway"),
        pytest.param(("24/11/2029", "làm bù", ""), "dòng 2: 24/11/2029 là Ngày Văn hóa Việt Nam", id="a holiday"),
    ],
)
def test_what_only_looks_odd_is_a_note_since_a_newer_package_must_not_keep_a_file_from_starting(
    load: Load, row: tuple[str, ...], note: str
) -> None:
    (told,) = load(csv_file(HEADER, (*row, ""))).notes
    assert told.startswith(note)


def test_a_column_that_is_not_used_is_noted(load: Load) -> None:
    (note,) = load(csv_file((*HEADER, "Ghi chú"), (TUESDAY, "nghỉ", "Hội", "", "x"))).notes
    assert "“Ghi chú”" in note
