"""One cell after the other is read; what is wrong is said with row, column, value and what is allowed."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from bot.domain.people import Admin, Bloc, Regime
from bot.services.imports.cells import Figure, Moment
from bot.services.imports.refusal import Place
from bot.services.imports.rows import Column, RowReader, choices, members

CELL = Column("Ô")
ABSENT = Column("Vắng", optional=True)


def reader(cell: str) -> RowReader:
    return RowReader(Place(row=7), (cell,), {CELL.name: 0})


def faults(row: RowReader) -> list[str]:
    return [str(fault) for fault in row.faults]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Sở\u00a0Tài  chính ", "Sở Tài chính"),
        (unicodedata.normalize("NFD", "Đơn vị sự nghiệp"), "Đơn vị sự nghiệp"),
        ("hai\r\ndòng\tvà\u2028ba", "hai dòng và ba"),
        ("\u200bkhông\u200d rộng\ufeff", "không rộng"),
        ("\u202eđảo\u202c", "đảo"),
        ("- Báo cáo tuần", "- Báo cáo tuần"),
        ("-12,5", "-12,5"),
        ("Nghị quyết 18 = tinh gọn", "Nghị quyết 18 = tinh gọn"),
        ("<b>&amp;</b> 👍", "<b>&amp;</b> 👍"),
    ],
)
def test_a_text_is_kept_cleaned_on_one_line_and_composed(cell: str, text: str) -> None:
    row = reader(cell)

    assert (row.text(CELL), faults(row)) == (text, [])


def test_a_column_that_is_absent_or_a_row_that_ends_early_reads_as_empty() -> None:
    row = RowReader(Place(row=7), (), {CELL.name: 0})

    assert (row.text(CELL), row.text(ABSENT), faults(row)) == ("", "", [])


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", " =SUM(A1:A9)", "=", "@SUM(1)", "+1+1", "-2+3", "+A1", "-$B$2", "+ SUM(A1)", "-(1)", '+"x"',
        "+cmd|'/C calc'!A0", "=HYPERLINK(\"http://x\")", "\u200b=1+1",
    ],
)  # fmt: skip
def test_a_formula_is_refused(cell: str) -> None:
    row = reader(cell)
    row.text(CELL)

    assert "là công thức; hãy dán giá trị" in faults(row)[0]


@pytest.mark.parametrize("cell", ["#N/A", "#REF!"])
def test_a_spreadsheets_error_is_refused_as_what_it_is(cell: str) -> None:
    row = reader(cell)
    row.text(CELL)

    said = f"“{cell}” là lỗi của bảng tính, không phải giá trị; hãy gõ giá trị đúng"
    assert faults(row) == [f"dòng 7, cột Ô: {said}"]


def test_a_date_is_refused_where_no_date_belongs() -> None:
    row = reader(Moment("2026-11-20 00:00:00"))

    assert row.name(CELL) == ""
    said = "“2026-11-20 00:00:00” là ô kiểu ngày giờ; hãy đổi định dạng ô sang Text (Văn bản) rồi gõ lại"
    assert faults(row) == [f"dòng 7, cột Ô: {said}"]
    assert reader(Moment("2026-11-20")).text(Column(CELL.name, dates=True)) == "2026-11-20"


def test_a_fault_on_one_of_several_sheets_says_which() -> None:
    row = RowReader(Place(1, 7, "Sở A"), ("",), {CELL.name: 0})
    row.name(CELL)

    assert faults(row) == ["trang “Sở A”, dòng 7, cột Ô: để trống; ô này bắt buộc"]


@pytest.mark.parametrize("cell", ["a\0b", "\0", "n\ud800ửa", "\udfff"])
def test_nul_bytes_and_lone_surrogates_are_refused(cell: str) -> None:
    row = reader(cell)
    row.name(CELL)

    assert faults(row) == ["dòng 7, cột Ô: có ký tự hỏng (NUL hoặc nửa ký tự); hãy gõ lại ô này"]


def test_an_endless_text_is_refused_and_quoted_no_longer_than_a_line() -> None:
    row = reader("ă" * 301)
    row.text(CELL)

    assert faults(row) == [f"dòng 7, cột Ô: “{'ă' * 60}…” dài 301 ký tự; tối đa 300"]


def test_the_longest_text_is_still_taken() -> None:
    row = reader("ă" * 300)

    assert len(row.text(CELL)) == 300
    assert faults(row) == []


@pytest.mark.parametrize("cell", ["", "  ", "\u200b", "\u00a0"])
def test_what_must_be_there_is_asked_for_when_it_is_blank(cell: str) -> None:
    row = reader(cell)
    row.name(CELL)

    assert faults(row) == ["dòng 7, cột Ô: để trống; ô này bắt buộc"]


@pytest.mark.parametrize("code", ["A.01", "STC-NS", "XĐK_2/b", "007", "ă" * 16])
def test_codes_are_letters_digits_and_four_signs(code: str) -> None:
    row = reader(f" {code} ")

    assert (row.own_code(CELL), faults(row)) == (code, [])


@pytest.mark.parametrize("cell", ["S T C", "STC;", "a,b", ".A", "_A", "/A", "ă" * 17, "<b>", "2026-02-01 00:00:00"])
def test_any_other_code_is_refused_with_what_is_allowed(cell: str) -> None:
    row = reader(cell)

    assert row.own_code(CELL) == ""
    assert "không phải là mã; mã gồm chữ, số và các dấu . - _ /" in faults(row)[0]
    assert "tối đa 32 byte" in faults(row)[0]


def test_an_own_code_may_not_be_empty_but_a_reference_may() -> None:
    own, reference = reader(""), reader("")

    assert (own.own_code(CELL), reference.code(CELL)) == ("", "")
    assert faults(own)[0].startswith("dòng 7, cột Ô: để trống; mã gồm")
    assert faults(reference) == []


@pytest.mark.parametrize(
    "cell", ["Đoàn thể", "đoàn thể", "ĐOÀN THỂ", "doan  the", unicodedata.normalize("NFD", "Đoàn thể")]
)
def test_a_choice_is_known_whatever_its_case_and_accents(cell: str) -> None:
    row = reader(cell)

    assert (row.choice(CELL, members(Bloc)), faults(row)) == (Bloc.MASS, [])


@pytest.mark.parametrize(("cell", "said"), [("Tư nhân", "“Tư nhân”"), ("", "để trống"), ("x" * 80, f"“{'x' * 60}…”")])
def test_another_word_is_refused_with_those_allowed(cell: str, said: str) -> None:
    row = reader(cell)
    row.choice(CELL, members(Bloc))

    allowed = "“Đảng”, “Chính quyền”, “MTTQ”, “Đoàn thể”, “Sự nghiệp”"
    assert faults(row) == [f"dòng 7, cột Ô: {said}; được phép: {allowed}"]


def test_where_a_cell_may_be_empty_that_is_said_too() -> None:
    row = reader("có")
    row.choice(CELL, choices({"x": True, "": False}))

    assert faults(row) == ["dòng 7, cột Ô: “có”; được phép: “x” hoặc để trống"]


def test_an_empty_cell_means_the_default() -> None:
    assert reader("").choice(CELL, members(Regime, empty=Regime.SHIFTS)) is Regime.SHIFTS
    assert reader("").choice(CELL, members(Admin)) is Admin.NOTHING


def test_a_formula_in_a_choice_is_one_problem_not_two() -> None:
    row = reader("=A1")
    row.choice(CELL, members(Bloc))

    assert len(faults(row)) == 1


def test_words_between_semicolons_are_kept_once_in_their_order() -> None:
    row = reader(" giao ban ;;hgb; giao  ban;họp")

    assert row.several(CELL) == ("giao ban", "hgb", "họp")


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1", "1"), ("1,5", "1.5"), ("1.5", "1.5"), ("0,25", "0.25"), ("100", "100"), (" 2 ", "2")],
)
def test_numbers_take_a_decimal_comma_or_dot(cell: str, number: str) -> None:
    row = reader(cell)

    assert (row.number_above_zero(CELL, 100), faults(row)) == (Decimal(number), [])


@pytest.mark.parametrize("cell", ["0", "0,0", "-1", "101", "1.200,5", "một", "1e3", "٣", "1,", ",5", "1 200", "NaN"])
def test_any_other_number_is_refused(cell: str) -> None:
    row = reader(cell)

    assert row.number_above_zero(CELL, 100) is None
    assert faults(row) == [f"dòng 7, cột Ô: “{cell}”; được phép: số lớn hơn 0, tối đa 100, như 1,5 hoặc 1.5"]


@pytest.mark.parametrize(
    ("cell", "decimal", "whole"), [("1.000", "1", "1000"), ("2.500", "2,5", "2500"), ("10.125", "10,125", "10125")]
)
def test_a_point_before_three_digits_may_part_thousands_and_is_asked_about(cell: str, decimal: str, whole: str) -> None:
    row = reader(cell)

    assert row.number_above_zero(CELL, 10_000) is None
    choice = f"{decimal} hoặc {whole}"
    assert faults(row) == [f"dòng 7, cột Ô: “{cell}” có thể là {choice}; hãy ghi rõ {choice}, không dùng dấu chấm"]


@pytest.mark.parametrize(
    ("cell", "most", "number"),
    [
        pytest.param("1,000", 10_000, "1", id="a comma is decimal"),
        pytest.param("0.125", 10_000, "0.125", id="no thousands begin with 0"),
        pytest.param("1234.125", 10_000, "1234.125", id="nor with four digits"),
        pytest.param("1.0000", 10_000, "1", id="nor are followed by four"),
        pytest.param("1.125", 100, "1.125", id="a column without thousands"),
        pytest.param(Figure("1.125"), 10_000, "1.125", id="a number of a workbook"),
    ],
)
def test_a_point_that_cannot_part_thousands_is_decimal(cell: str, most: int, number: str) -> None:
    row = reader(cell)

    assert (row.number_above_zero(CELL, most), faults(row)) == (Decimal(number), [])


def test_no_number_is_none() -> None:
    row = reader("")

    assert (row.number_above_zero(CELL, 100), faults(row)) == (None, [])
