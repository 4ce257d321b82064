"""Any program's CSV file becomes rows of text, or is refused in words."""

from __future__ import annotations

from hashlib import sha256

import pytest

from bot.services.imports import tables
from bot.services.imports.refusal import Place
from bot.services.imports.tables import Cells, Page, read_table
from tests.support.import_files import csv_file
from tests.support.importing import problems

HEADER = ("Mã", "Tên")


def page_of(content: bytes) -> Page:
    (page,) = read_table(content, "tep.csv").pages
    return page


def rows(page: Page) -> list[tuple[int, Cells]]:
    return [(place.row, cells) for place, cells in page.rows]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_comma_and_semicolon_with_or_without_a_bom_are_read(delimiter: str, encoding: str) -> None:
    content = csv_file(HEADER, ("A", "Sở; ban, ngành"), delimiter=delimiter, encoding=encoding)

    page = page_of(content)

    assert (page.header, rows(page)) == (HEADER, [(2, ("A", "Sở; ban, ngành"))])


def test_a_comma_inside_a_quoted_header_does_not_make_it_a_comma_file() -> None:
    assert page_of('"Mã, số";Tên\nA;B\n'.encode()).header == ("Mã, số", "Tên")


def test_rows_are_numbered_as_the_file_counts_them_and_empty_ones_are_left_out() -> None:
    page = page_of(b"\n,\nM,T\n\n ,\t\nA,B\n,,\n")

    assert (page.header_place, page.header) == (Place(row=3), ("M", "T"))
    assert page.rows == ((Place(row=6), ("A", "B")),)


def test_a_cell_may_hold_line_ends_and_quotes() -> None:
    page = page_of(b'M,T\r\n"A ""x""","1\r\n2"\r\nB,3\r\n')

    assert rows(page) == [(2, ('A "x"', "1\r\n2")), (3, ("B", "3"))]


def test_the_file_is_known_by_its_own_name_and_digest() -> None:
    content = csv_file(HEADER, ("A", "B"))

    table = read_table(content, "thu-muc/đơn vị\udcff.csv")

    assert (table.filename, table.sha256) == ("đơn vị.csv", sha256(content).hexdigest())


@pytest.mark.parametrize(
    "content",
    [
        "Mã,Tên\nA,Đơn vị\n".encode("utf-16"),
        "Mã,Tên\nA,B\nC,".encode() + "Vương".encode("cp1258", "replace") + b"\xfd\n",
        "Mã,Tên\nA,B\nC,".encode() + "\ud800".encode("utf-8", "surrogatepass"),
        b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n",
    ],
    ids=["utf-16", "windows-1258", "lone surrogate", "pdf"],
)
def test_other_encodings_are_refused_with_how_to_save_the_file(content: bytes) -> None:
    (problem,) = problems(read_table, content, "tep.csv")

    assert "CSV UTF-8" in problem


def test_the_row_of_the_first_unreadable_character_is_named() -> None:
    (problem,) = problems(read_table, "Mã,Tên\nA,B\nC,".encode() + b"\xff\n", "tep.csv")

    assert problem.startswith("dòng 3: có ký tự không đọc được theo UTF-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tệp trống"),
        (b"\xef\xbb\xbf\n \n", "không có dòng dữ liệu"),
        (b"M,T\n", "không có dòng dữ liệu"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "(.xls)"),
        (b"x" * (tables.MOST_BYTES + 1), "quá 20 MB"),
    ],
)
def test_a_file_without_rows_or_too_large_is_refused(content: bytes, words: str) -> None:
    (problem,) = problems(read_table, content, "tep.csv")

    assert words in problem


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b'M,T\nA,"B\nC,D\n', "dòng 2: "),
        (b'M,T\nA,B\nC,"D" E\n', "dòng 3: "),
        (b"M,T\nA," + b"x" * 140_000, "dòng 2: "),
        (b'"M,T\nA,B\n', "dòng 1: "),
        (b"x" * 140_000 + b",T\nA,B\n", "dòng 1: "),
    ],
)
def test_a_quote_left_open_or_an_endless_cell_is_refused_with_its_row(content: bytes, row: str) -> None:
    (problem,) = problems(read_table, content, "tep.csv")

    assert problem.startswith(row)
    assert "nháy kép" in problem


def test_more_rows_than_an_import_takes_are_refused_in_words() -> None:
    content = b"M\n" + b"1\n" * (tables.MOST_ROWS + 1)

    (problem,) = problems(read_table, content, "tep.csv")

    assert "quá 200.000 dòng" in problem
