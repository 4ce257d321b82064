"""Headers are matched generously and never guessed; every row is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.services.imports.refusal import Place
from bot.services.imports.rows import Column, RowReader
from bot.services.imports.sheets import Sheet, read_sheet
from bot.services.imports.tables import read_table
from tests.support.import_files import csv_file, xlsx_file, xlsx_sheets
from tests.support.importing import problems

CODE = Column("Mã đơn vị")
NORM = Column("Định mức (giờ)")
LEVEL = Column("Cấp", optional=True)
HEADER = ("Mã đơn vị", "Định mức (giờ)", "Cấp")


@dataclass(frozen=True)
class Thing:
    code: str
    norm: str
    level: str


def read_thing(row: RowReader) -> Thing:
    return Thing(row.own_code(CODE), row.text(NORM), row.text(LEVEL))


def sheet_of(header: Sequence[str], *rows: Sequence[str]) -> Sheet[Thing]:
    return sheet_in(csv_file(header, *rows))


def sheet_in(content: bytes) -> Sheet[Thing]:
    return read_sheet(read_table(content, "tep"), (CODE, NORM, LEVEL), read_thing)


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        ("MÃ ĐƠN VỊ", "ĐỊNH MỨC (GIỜ)", "CẤP"),
        ("ma don vi", "dinh muc (gio)", "cap"),
        (" Mã  đơn\nvị ", "Định mức(giờ)", "Cấp*"),
        ("Ma\u0303 đơn vị", "\ufeffĐịnh mức ( giờ )", "cấp"),
        ("ma_don_vi", "Định mức giờ", "CAP"),
    ],
)
def test_headers_match_whatever_their_case_accents_and_spacing(header: Sequence[str]) -> None:
    sheet = sheet_of(header, ("A", "2", "xã"))

    assert sheet.rows == ((Place(row=2), Thing("A", "2", "xã")),)
    assert (sheet.faults, sheet.notes) == ((), ())


def test_the_order_of_the_columns_does_not_matter() -> None:
    assert sheet_of(tuple(reversed(HEADER)), ("xã", "2", "A")).rows == ((Place(row=2), Thing("A", "2", "xã")),)


def test_a_starred_column_may_be_absent() -> None:
    assert sheet_of(HEADER[:2], ("A", "2")).rows == ((Place(row=2), Thing("A", "2", "")),)


def test_other_columns_are_ignored_and_named() -> None:
    sheet = sheet_of((*HEADER, "Ghi chú", "STT"), ("A", "2", "xã", "=1+1", "1"))

    assert sheet.faults == ()
    assert sheet.notes == ("bỏ qua các cột không dùng đến: “Ghi chú”, “STT”",)


def test_missing_columns_are_named_with_all_that_are_expected() -> None:
    assert problems(sheet_of, ("Tên", "Cấp"), ("A", "x")) == [
        "dòng 1: thiếu cột “Mã đơn vị”, “Định mức (giờ)”; tệp cần các cột (dấu * là cột có thể vắng): "
        "Mã đơn vị, Định mức (giờ), Cấp*"
    ]


def test_a_misspelt_header_is_pointed_at_also_where_the_column_might_be_absent() -> None:
    said = problems(sheet_of, ("Mã đơn vj", "Định mức (giờ)", "Cấpp"), ("A", "x", "xã"))

    assert said[0].startswith("dòng 1: thiếu cột “Mã đơn vị”;")
    assert said[1:] == [
        "dòng 1: không có cột “Mã đơn vj”; nếu là “Mã đơn vị”, hãy sửa tên cột",
        "dòng 1: không có cột “Cấpp”; nếu là “Cấp”, hãy sửa tên cột",
    ]


def test_a_repeated_header_is_refused() -> None:
    assert problems(sheet_of, (*HEADER, "MA DON VI"), ("A", "2", "xã", "B")) == [
        "dòng 1: tiêu đề “MA DON VI” lặp lại; mỗi cột chỉ ghi một lần"
    ]


def test_a_header_with_nul_bytes_is_refused() -> None:
    (problem,) = problems(sheet_of, ("Mã đơn vị\0", *HEADER[1:]), ("A", "2", "xã"))

    assert "NUL" in problem


def test_a_code_twice_is_refused_at_its_second_row() -> None:
    sheet = sheet_of(HEADER, ("A", "1", ""), ("B", "1", ""), ("A", "2", ""))

    assert [str(fault) for fault in sheet.faults] == [
        "dòng 4, cột Mã đơn vị: “A” trùng với dòng 2; mỗi mã chỉ được ghi một lần"
    ]


def test_a_code_in_capitals_and_without_is_one_code_twice() -> None:
    sheet = sheet_of(HEADER, ("c.x.9", "1", ""), ("C.X.9", "1", ""))

    assert [str(fault) for fault in sheet.faults] == [
        "dòng 3, cột Mã đơn vị: “C.X.9” chỉ khác chữ hoa, chữ thường với “c.x.9” ở dòng 2; mỗi mã chỉ được ghi một lần"
    ]


def test_rows_without_a_code_are_not_called_alike() -> None:
    sheet = sheet_of(HEADER, ("", "1", ""), ("", "2", ""))

    assert [fault.place.row for fault in sheet.faults] == [2, 3]
    assert sheet.by_code == {}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HEADER, ("A", "Chỉ đạo", " phê duyệt", "xã")),
        (("Mã đơn vị", "", "Định mức (giờ)"), ("A", "phê duyệt", "2")),
    ],
)
def test_text_under_no_header_is_refused_since_a_comma_may_have_moved_it(
    header: Sequence[str], row: Sequence[str]
) -> None:
    (fault,) = sheet_of(header, row).faults

    assert "nằm ngoài các cột có tiêu đề" in str(fault)


def test_empty_cells_under_no_header_do_no_harm() -> None:
    assert sheet_of((*HEADER, "", ""), ("A", "2", "xã", "", " ", "")).faults == ()


def test_in_a_workbook_a_cell_under_no_header_is_named_by_its_column() -> None:
    (fault,) = sheet_in(xlsx_file(HEADER, ("A", 2, "xã", None, "ghi thêm"))).faults

    said = "“ghi thêm” nằm ở cột E không có tiêu đề; hãy xóa ô này hoặc đặt tiêu đề cho cột"
    assert str(fault) == f"dòng 2: {said}"


# --- workbooks of several sheets


def test_all_sheets_under_the_headers_are_read_whatever_the_order_of_their_columns() -> None:
    content = xlsx_sheets({"Sở A": [HEADER, ("A", "1", "xã")], "Sở B": [("", ""), HEADER[1::-1], ("2", "B")]})

    sheet = sheet_in(content)

    assert sheet.rows == (
        (Place(0, 2, "Sở A"), Thing("A", "1", "xã")),
        (Place(1, 3, "Sở B"), Thing("B", "2", "")),
    )
    assert (sheet.faults, sheet.notes) == ((), ())


def test_other_sheets_are_left_alone_and_named_wherever_they_stand() -> None:
    content = xlsx_sheets(
        {
            "Bìa": [("DANH SÁCH NĂM 2026",)],
            "Danh sách": [HEADER, ("A", "1", "xã")],
            "Tổng hợp": [("Row Labels", "Sum of giờ"), ("xã", "1")],
            "Mẫu trống": [HEADER],
        }
    )

    sheet = sheet_in(content)

    assert [value.code for _, value in sheet.rows] == ["A"]
    left_alone = "“Bìa”, “Tổng hợp”"
    assert sheet.notes == (f"không đọc các trang tính khác, vì không có các cột của danh sách: {left_alone}",)


def test_a_code_on_two_sheets_is_refused_with_both_places() -> None:
    content = xlsx_sheets({"Mới": [HEADER, ("A", "1", "")], "Bản cũ": [HEADER, ("A", "1", "")]})

    assert [str(fault) for fault in sheet_in(content).faults] == [
        "trang “Bản cũ”, dòng 2, cột Mã đơn vị: “A” trùng với trang “Mới”, dòng 2; mỗi mã chỉ được ghi một lần"
    ]


def test_a_hidden_sheet_under_the_headers_is_refused_for_nobody_sees_what_it_holds() -> None:
    content = xlsx_sheets({"Mới": [HEADER, ("A", "1", "")], "Cũ": [HEADER, ("B", "1", "")]}, hidden="Cũ")

    assert problems(sheet_in, content) == [
        "trang “Cũ” đang ẩn mà có cùng tiêu đề với danh sách; hãy bỏ ẩn nếu cần nạp, nếu không hãy xóa trang này"
    ]


def test_a_hidden_sheet_of_something_else_is_only_named() -> None:
    content = xlsx_sheets({"Mới": [HEADER, ("A", "1", "")], "Tra cứu": [("Khối",), ("Đảng",)]}, hidden="Tra cứu")

    assert "“Tra cứu”" in sheet_in(content).notes[0]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("Mã đơn vị", "Định mức phút"), ("B", "1")], id="a misspelt header"),
        pytest.param([("Phòng B",), HEADER, ("B", "1", "")], id="a title above the headers"),
    ],
)
def test_a_sheet_whose_headers_are_nearly_right_is_refused_not_left_out(rows: list[tuple[str, ...]]) -> None:
    (problem, *_) = problems(sheet_in, xlsx_sheets({"Sở A": [HEADER, ("A", "1", "")], "Sở B": rows}))

    assert problem.startswith("trang “Sở B”, dòng 1: thiếu cột ")


def test_a_workbook_none_of_whose_sheets_bears_the_headers_is_refused_by_the_first() -> None:
    (problem,) = problems(sheet_in, xlsx_sheets({"Một": [("x",), ("1",)], "Hai": [("y",), ("2",)]}))

    assert problem.startswith("trang “Một”, dòng 1: thiếu cột “Mã đơn vị”")


def test_headers_without_rows_are_no_list_whatever_the_other_sheets_hold() -> None:
    (problem,) = problems(sheet_in, xlsx_sheets({"Danh sách": [HEADER], "Ghi chú": [("x",), ("1",)]}))

    assert problem == "tệp không có dòng dữ liệu nào dưới dòng tiêu đề"
