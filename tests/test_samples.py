"""The sample data in catalogs/ keeps the form of CONTRACT, section 2, and its references resolve."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

CATALOGS = Path(__file__).parents[1] / "catalogs"
UNIT_HEADERS = "Mã đơn vị,Tên đơn vị,Đơn vị cấp trên,Khối,Chế độ làm việc,Người đứng đầu,Cấp"
OFFICIAL_HEADERS = "Mã cán bộ,Họ và tên,Mã đơn vị,Chức vụ,Vị trí việc làm,Lãnh đạo,Người duyệt,Quản trị,Đối tượng"
ITEM_HEADERS = (
    "Mã công việc,Tên công việc,Nhóm,Đơn vị,Danh mục,Sản phẩm,Đơn vị tính,"
    "Hệ số,Định mức (giờ),Từ khóa,Nguồn,Vị trí việc làm"
)
COMMUNES = "cấp xã"
GROUP_C_LIMIT = 50
CLASSIFIED = re.compile(r"(?<!bí )\bmật\b", re.IGNORECASE)

Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    with (CATALOGS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


UNITS = {row["Mã đơn vị"]: row for row in rows_of("units-heads.csv")}
OFFICIALS = {row["Mã cán bộ"]: row for row in rows_of("officials.csv")}
LISTS = sorted(path.name for path in CATALOGS.glob("nhom-*.csv"))
C_LISTS = [name for name in LISTS if name.startswith("nhom-c-")]
ITEMS = [row for name in LISTS for row in rows_of(name)]
HEADERS = {
    "units.csv": UNIT_HEADERS,
    "units-heads.csv": UNIT_HEADERS,
    "officials.csv": OFFICIAL_HEADERS,
    **dict.fromkeys(LISTS, ITEM_HEADERS),
}


def text_of(name: str) -> str:
    return (CATALOGS / name).read_text(encoding="utf-8")


def depth(code: str) -> int:
    """How many units stand above this one; a cycle runs out of units and fails."""
    for steps in range(len(UNITS)):
        code = UNITS[code]["Đơn vị cấp trên"]
        if not code:
            return steps
    pytest.fail(f"units form a cycle at {code}")


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_those_of_the_contract(name: str) -> None:
    assert text_of(name).splitlines()[0] == HEADERS[name]


@pytest.mark.parametrize("name", HEADERS)
def test_text_is_nfc_and_no_cell_has_stray_spaces_or_a_formula(name: str) -> None:
    assert unicodedata.is_normalized("NFC", text_of(name))
    for cell in (cell for row in rows_of(name) for cell in row.values()):
        assert cell == " ".join(cell.split())
        assert not cell.startswith(("=", "+", "-", "@"))


def test_every_csv_file_is_checked_here_and_named_in_the_readme() -> None:
    assert {path.name for path in CATALOGS.glob("*.csv")} == set(HEADERS)
    assert all(f"`{name}`" in text_of("README.md") for name in HEADERS)


def test_the_organisation_is_large_enough_to_show() -> None:
    assert len(UNITS) >= 8
    assert len(OFFICIALS) >= 32
    assert {row["Khối"] for row in UNITS.values()} == {"Đảng", "Chính quyền", "MTTQ", "Đoàn thể", "Sự nghiệp"}
    assert {row["Chế độ làm việc"] for row in UNITS.values()} == {"hành chính", "theo ca"}
    assert {row["Cấp"] for row in UNITS.values()} == {"tỉnh", "xã"}


def test_unit_and_official_codes_are_unique() -> None:
    assert len(UNITS) == len(rows_of("units-heads.csv"))
    assert len(OFFICIALS) == len(rows_of("officials.csv"))


def test_the_units_form_one_tree() -> None:
    assert sorted(depth(code) for code in UNITS).count(0) == 1


def test_the_two_unit_files_differ_only_in_the_heads() -> None:
    without_heads = [{**row, "Người đứng đầu": ""} for row in UNITS.values()]
    assert rows_of("units.csv") == without_heads


def test_every_unit_has_a_leading_official_of_its_own_as_head() -> None:
    for code, unit in UNITS.items():
        head = OFFICIALS[unit["Người đứng đầu"]]
        assert (head["Mã đơn vị"], head["Lãnh đạo"]) == (code, "x")


def test_every_official_belongs_to_a_unit_and_is_decided_on_by_another_leading_official() -> None:
    for code, official in OFFICIALS.items():
        assert official["Mã đơn vị"] in UNITS
        approver = official["Người duyệt"]
        assert approver != code
        assert not approver or OFFICIALS[approver]["Lãnh đạo"] == "x"


def test_the_head_of_the_province_has_nobody_above() -> None:
    top = next(unit for unit in UNITS.values() if not unit["Đơn vị cấp trên"])
    assert OFFICIALS[top["Người đứng đầu"]]["Người duyệt"] == ""


def test_every_kind_of_official_and_both_kinds_of_administrator_occur() -> None:
    kinds = {official["Đối tượng"] for official in OFFICIALS.values()}
    administrators = Counter(official["Quản trị"] for official in OFFICIALS.values())
    assert kinds == {"cán bộ", "công chức", "viên chức", "hợp đồng"}
    assert administrators["tỉnh"] >= 1
    assert administrators["đơn vị"] >= 2
    assert set(administrators) == {"", "tỉnh", "đơn vị"}


@pytest.mark.parametrize(("name", "group"), [("nhom-a.csv", "A"), ("nhom-b.csv", "B"), ("nhom-d.csv", "D")])
def test_a_list_of_the_province_has_at_least_forty_five_items(name: str, group: str) -> None:
    assert len(rows_of(name)) >= 45
    assert {(row["Nhóm"], row["Đơn vị"]) for row in rows_of(name)} == {(group, "")}


def test_there_are_enough_group_c_lists() -> None:
    assert len(C_LISTS) >= 5


@pytest.mark.parametrize("name", C_LISTS)
def test_a_group_c_list_is_one_list_within_the_limit(name: str) -> None:
    rows = rows_of(name)
    (owner,) = {row["Đơn vị"] for row in rows}
    assert 20 <= len(rows) <= GROUP_C_LIMIT
    assert {row["Nhóm"] for row in rows} == {"C"}
    assert len({row["Danh mục"] for row in rows}) == 1
    assert owner == COMMUNES or owner in UNITS


def test_item_codes_and_names_are_unique_across_all_lists() -> None:
    assert len({row["Mã công việc"] for row in ITEMS}) == len(ITEMS)
    assert len({row["Tên công việc"].casefold() for row in ITEMS}) == len(ITEMS)


@pytest.mark.parametrize("column", ["Tên công việc", "Danh mục", "Sản phẩm", "Đơn vị tính", "Từ khóa", "Nguồn"])
def test_every_item_says_what_it_yields_how_it_counts_and_where_it_comes_from(column: str) -> None:
    assert [row["Mã công việc"] for row in ITEMS if not row[column]] == []


def test_every_source_is_either_published_or_written_for_the_sample() -> None:
    sources = {row["Nguồn"] for row in ITEMS}
    assert [one for one in sources if one != "Soạn làm mẫu" and not one.startswith("Công bố: ")] == []


def test_coefficients_and_norms_are_positive_with_a_decimal_comma_and_norms_are_quarter_hours() -> None:
    for row in ITEMS:
        assert re.fullmatch(r"\d+(,\d+)?", row["Hệ số"])
        assert Decimal(row["Hệ số"].replace(",", ".")) > 0
        norm = Decimal(row["Định mức (giờ)"].replace(",", ".") or "0.25")
        assert norm > 0
        assert norm % Decimal("0.25") == 0


def test_keywords_of_an_item_differ() -> None:
    for row in ITEMS:
        keywords = row["Từ khóa"].split(";")
        assert 3 <= len(keywords) == len(set(keywords)) <= 6


def test_every_position_an_item_is_meant_for_is_held_by_somebody() -> None:
    held = {official["Vị trí việc làm"] for official in OFFICIALS.values()}
    meant = {post for row in ITEMS for post in row["Vị trí việc làm"].split(";") if post}
    assert meant <= held


def test_no_item_carries_a_classification_mark_or_the_separator_of_entries() -> None:
    texts = [row[column] for row in ITEMS for column in ("Tên công việc", "Sản phẩm", "Từ khóa")]
    assert [text for text in texts if CLASSIFIED.search(text)] == []
    assert [row["Tên công việc"] for row in ITEMS if ";" in row["Tên công việc"]] == []


def test_an_ordinary_official_sees_the_routine_briefing() -> None:
    keywords = [row["Từ khóa"].split(";") for row in ITEMS if row["Nhóm"] in {"B", "D"}]
    assert any("họp giao ban" in words for words in keywords)
