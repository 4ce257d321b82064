"""An XLSX workbook gives the same rows as the CSV file its owner would have saved."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, time, timedelta
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from bot.services.imports import workbooks
from bot.services.imports.cells import Figure, Moment
from bot.services.imports.refusal import Place
from bot.services.imports.tables import read_table
from tests.support.import_files import xlsx_file, xlsx_sheets
from tests.support.importing import problems

SHEET = "xl/worksheets/sheet1.xml"


def rows(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    (page,) = read_table(content, "tep.xlsx").pages
    return [(place.row, cells) for place, cells in page.rows]


def rewritten(content: bytes, part: str, rewrite: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts replaced."""
    result = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, rewrite(data) if info.filename == part else data)
    return result.getvalue()


def test_texts_and_numbers_come_as_they_would_be_typed() -> None:
    content = xlsx_file("MT", ("A.01", "Sở Tài chính"), (12, 12.0), (0.25, 1.1000000000000001), (None, True))

    assert rows(content) == [
        (2, ("A.01", "Sở Tài chính")), (3, ("12", "12")), (4, ("0.25", "1.1")), (5, ("", "True")),
    ]  # fmt: skip


def test_numbers_and_dates_are_told_apart_from_texts_that_look_like_them() -> None:
    content = xlsx_file("MTN", ("1.125", 1.125, date(2026, 2, 1)), ("2026-02-01 00:00:00", 3, time(8)))

    assert [[type(cell) for cell in cells] for _, cells in rows(content)] == [[str, Figure, Moment]] * 2


def test_a_date_is_told_apart_from_a_code() -> None:
    content = xlsx_file("MTN", (date(2026, 2, 1), time(0, 30), timedelta(hours=30)))

    assert rows(content) == [(2, ("2026-02-01 00:00:00", "00:30:00", "1 day, 6:00:00"))]


def test_the_content_tells_what_the_file_is_not_its_name() -> None:
    workbook, table = read_table(xlsx_file("MT", ("A", "B")), "tep.csv"), read_table(b"M,T\nA,B\n", "tep.xlsx")

    assert (workbook.is_workbook, table.is_workbook) == (True, False)
    assert workbook.pages == table.pages


def test_formulas_come_as_formulas() -> None:
    content = xlsx_file("MTN", ("=1+1", ArrayFormula("B2", "=SUM(A1:A3)"), "#N/A"))

    assert rows(content) == [(2, ("=1+1", "=", "#N/A"))]


def test_rows_keep_their_numbers_across_gaps_and_empty_sheets_are_left_out() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A2"], sheet["A5"], sheet["C5"] = "M", "A", "x"
    workbook.create_sheet("Trống")
    content = io.BytesIO()
    workbook.save(content)

    (page,) = read_table(content.getvalue(), "tep.xlsx").pages

    assert (page.title, page.header_place, page.header) == ("", Place(row=2), ("M",))
    assert page.rows == ((Place(row=5), ("A", "", "x")),)


def test_every_sheet_that_holds_anything_comes_with_its_name_and_its_own_row_numbers() -> None:
    content = xlsx_sheets({"Sở A": [("M",), ("A",)], "Trống": [], "Ẩn": [("M",), ("B",)]}, hidden="Ẩn")

    first, second = read_table(content, "tep.xlsx").pages

    assert (first.title, first.hidden, first.rows) == ("Sở A", False, ((Place(0, 2, "Sở A"), ("A",)),))
    assert (second.title, second.hidden, second.rows) == ("Ẩn", True, ((Place(1, 2, "Ẩn"), ("B",)),))


def test_a_wrong_size_in_the_file_hides_no_rows() -> None:
    content = xlsx_file("MT", ("A", "B"), ("C", "D"))
    lying = rewritten(content, SHEET, lambda xml: re.sub(b"<sheetData>", b'<dimension ref="A1:A1"/><sheetData>', xml))

    assert rows(lying) == [(2, ("A", "B")), (3, ("C", "D"))]


def test_escaped_characters_are_those_they_stand_for() -> None:
    content = xlsx_file("MT", ("A_x000D_B", "_x0000_ _xD800_ _x00g0_"))

    assert rows(content) == [(2, ("A\rB", "\0 \ud800 _x00g0_"))]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 not a zip",
        xlsx_file("MT", ("A", "B"))[:-200],
        rewritten(xlsx_file("MT", ("A", "B")), SHEET, lambda xml: xml[:-40]),
        rewritten(xlsx_file("MT", ("A", "B")), SHEET, lambda xml: xml.replace(b"<t>A", b"<t>&#xD800;")),
        rewritten(xlsx_file("MT", ("A", "B")), "xl/workbook.xml", lambda xml: b"<workbook/>"),
        rewritten(xlsx_file("MT", ("A", "B")), "[Content_Types].xml", lambda xml: b"?"),
    ],
)
def test_a_broken_workbook_is_refused_with_what_to_do(content: bytes) -> None:
    (problem,) = problems(read_table, content, "tep.xlsx")

    assert "XLSX bị hỏng" in problem


def test_a_document_that_is_no_workbook_is_refused() -> None:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    (problem,) = problems(read_table, content.getvalue(), "tep.docx")

    assert "không phải bảng tính" in problem


def test_a_workbook_that_unpacks_to_far_more_than_it_looks_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED_BYTES", 100_000)
    content = rewritten(xlsx_file("MT", ("A", "B")), SHEET, lambda xml: xml + b" " * 100_000)
    assert len(content) < 10_000

    (problem,) = problems(read_table, content, "tep.xlsx")

    assert "quá lớn khi giải nén" in problem


def test_a_made_up_row_number_does_not_keep_us_busy_for_ever() -> None:
    content = rewritten(
        xlsx_file("MT", ("A", "B"), ("C", "D")),
        SHEET,
        lambda xml: xml.replace(b'<row r="3"', b'<row r="99999999999"'),
    )

    (problem,) = problems(read_table, content, "tep.xlsx")

    assert "XLSX bị hỏng" in problem


def test_an_entity_bomb_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%b">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
    )
    content = rewritten(
        xlsx_file("MT", ("A", "B")),
        SHEET,
        lambda xml: bomb + b"]>" + xml.split(b"?>", 1)[-1].replace(b"<sheetData>", b"<sheetData>&j;"),
    )

    (problem,) = problems(read_table, content, "tep.xlsx")

    assert "XLSX bị hỏng" in problem
