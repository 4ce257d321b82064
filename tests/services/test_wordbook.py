"""A province's own short forms and everyday words, as a file to edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.catalog import Group, Item
from bot.language.meanings import standard
from bot.language.search import Index
from bot.services.imports.refusal import ImportRefused
from bot.services.wordbook import load_wordbook
from tests.support.import_files import csv_file, xlsx_file

HEADER = ("Từ", "Loại", "Nghĩa", "Nguồn")
OWN = (
    ("QWX; qwz", "viết tắt", "trực tổng đài", "Sở Nội vụ"),
    ("ngồi nhà đài;ngồi trên đồi", "Lời thường", "trực tổng đài", ""),
    ("TB", "viết tắt", "thiết bị", ""),
)
ITEMS = [
    Item(code, name, Group.SHARED, "")
    for code, name in (("B.1", "Trực tổng đài"), ("B.2", "Kiểm kê thiết bị"), ("B.3", "Soạn thông báo"))
]


def write(folder: Path, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> str:
    path = folder / "tu.csv"
    path.write_bytes(csv_file(header, *rows))
    return str(path)


def first(path: str, query: str) -> str:
    return next((hit.code for hit in Index(ITEMS, meanings=load_wordbook(path).meanings).search(query)), "")


def problems(path: str) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        load_wordbook(path)
    return refused.value.problems


def test_without_a_file_search_knows_what_comes_with_the_program() -> None:
    book = load_wordbook()
    assert book.meanings is standard()
    assert (book.filename, book.rows, book.notes) == ("", 0, ())


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_what_the_file_teaches_is_found(tmp_path: Path, make: Callable[..., bytes]) -> None:
    path = tmp_path / "tu-cua-tinh"
    path.write_bytes(make(HEADER, *OWN))
    book = load_wordbook(str(path))
    assert (book.filename, book.rows) == ("tu-cua-tinh", 3)
    for query in ("qwx", "QWZ", "ngồi trên đồi", "ngoi nha dai"):
        assert first(str(path), query) == "B.1"


def test_the_shipped_words_stay(tmp_path: Path) -> None:
    assert first(write(tmp_path, *OWN), "đánh máy thông báo") == "B.3"


def test_a_form_in_the_file_means_what_the_file_says_alone(tmp_path: Path) -> None:
    assert first("", "soạn tb") == "B.3"
    assert first(write(tmp_path, *OWN), "kiểm kê tb") == "B.2"
    assert first(write(tmp_path, OWN[2]), "tb") == "B.2"


def test_the_source_may_be_absent_and_other_columns_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, ("qwx", "viết tắt", "trực tổng đài", "gấp"), header=(*HEADER[:3], "Ghi chú"))
    assert load_wordbook(path).notes == ("bỏ qua các cột không dùng đến: “Ghi chú”",)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("", "viết tắt", "a", ""), "dòng 2, cột Từ: để trống"),
        (("?!", "viết tắt", "a", ""), "dòng 2, cột Từ: “?!”; được phép: chữ hoặc số"),
        (("hai tiếng", "viết tắt", "a", ""), "dòng 2, cột Từ: “hai tiếng” quá dài; “viết tắt” có tối đa 1 tiếng"),
        (("a b c d e f g h i", "lời thường", "a", ""), "dòng 2, cột Từ: “a b c d e f g h i” quá dài"),
        (("qwx", "tắt", "a", ""), "dòng 2, cột Loại: “tắt”; được phép: “viết tắt”, “lời thường”"),
        (("qwx", "viết tắt", "", ""), "dòng 2, cột Nghĩa: để trống"),
        (("qwx", "viết tắt", "một; ?", ""), "dòng 2, cột Nghĩa: “?”; được phép: chữ hoặc số"),
    ],
)
def test_a_wrong_row_is_told_with_its_place_and_what_is_allowed(
    tmp_path: Path, row: tuple[str, ...], problem: str
) -> None:
    (told,) = problems(write(tmp_path, row))
    assert told.startswith(problem)


def test_a_form_written_twice_is_refused(tmp_path: Path) -> None:
    (told,) = problems(write(tmp_path, OWN[2], OWN[2]))
    assert told == "dòng 3, cột Từ: “TB” trùng với dòng 2; mỗi từ chỉ được ghi một lần"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (told,) = problems(str(tmp_path / "none.csv"))
    assert told.startswith("không đọc được tệp")
