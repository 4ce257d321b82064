"""Importing units: the tree, its heads, and what is refused."""

from __future__ import annotations

import pytest

from bot.domain.people import Bloc, Level, Regime, Unit
from bot.services.act import Act
from bot.storage import people
from tests.support.import_files import UNIT_HEADER, csv_file, exported_units, units_file
from tests.support.importing import UNITS, bring, codes, problems_of_import
from tests.support.memory import MemoryOffice
from tests.support.samples import official, unit

KH = ("KH", "Tỉnh Khánh Hòa", "", "Đảng", "", "", "")
STC = ("STC", "Sở Tài chính", "KH", "Chính quyền", "hành chính", "", "tỉnh")
PNT = ("PNT", "Phường Nha Trang", "KH", "chinh quyen", "THEO CA", "", "xã")


def stored(office: MemoryOffice, code: str) -> Unit:
    found = office.ask(people.find_unit, code)
    assert found is not None
    return found


def test_units_are_stored_with_their_defaults(office: MemoryOffice) -> None:
    outcome = bring(office, UNITS, units_file(KH, STC, PNT))

    assert (codes(outcome.new), outcome.unchanged, outcome.wrote) == (["KH", "STC", "PNT"], 0, True)
    assert stored(office, "KH") == Unit("KH", "Tỉnh Khánh Hòa", None, Bloc.PARTY, Regime.OFFICE, Level.PROVINCE)
    assert stored(office, "PNT") == Unit("PNT", "Phường Nha Trang", "KH", Bloc.GOVERNMENT, Regime.SHIFTS, Level.COMMUNE)


def test_the_level_may_be_absent(office: MemoryOffice) -> None:
    bring(office, UNITS, csv_file(UNIT_HEADER[:-1], KH[:-1]))

    assert stored(office, "KH").level is Level.PROVINCE


def test_children_may_stand_before_their_parents(office: MemoryOffice) -> None:
    deepest = ("NS", "Phòng Ngân sách", "STC", "Chính quyền", "", "", "")

    bring(office, UNITS, units_file(deepest, STC, PNT, KH))

    assert stored(office, "NS").parent == "STC"


def test_a_parent_may_be_stored_already(province: MemoryOffice) -> None:
    bring(province, UNITS, units_file(("NS2", "Phòng mới", "STC", "Chính quyền", "", "", "")))

    assert stored(province, "NS2").parent == "STC"


def test_what_changes_is_told_by_column(province: MemoryOffice) -> None:
    outcome = bring(province, UNITS, units_file(("STC", "Sở Tài chính mới", "KH", "Đảng", "", "GD", "")))

    assert [(one.code, one.words) for one in outcome.changed] == [("STC", "Tên đơn vị, Khối")]
    assert (outcome.new, outcome.retired) == ((), ())


def test_every_wrong_cell_is_named_and_nothing_is_stored(office: MemoryOffice) -> None:
    content = units_file(
        ("", "Không mã", "", "Đảng", "", "", ""),
        ("A", "", "KHÔNG-CÓ", "Tư nhân", "ca đêm", "CB9", "huyện"),
        ("province", "Tỉnh", "", "Đảng", "", "", ""),
        KH,
    )

    said = problems_of_import(office, UNITS, content)

    assert [line.split(":")[0] for line in said] == [
        "dòng 2, cột Mã đơn vị", "dòng 3, cột Tên đơn vị", "dòng 3, cột Khối", "dòng 3, cột Chế độ làm việc",
        "dòng 3, cột Cấp", "dòng 3, cột Đơn vị cấp trên", "dòng 3, cột Người đứng đầu", "dòng 4, cột Mã đơn vị",
    ]  # fmt: skip


def test_an_unknown_parent_is_refused_with_what_is_allowed(office: MemoryOffice) -> None:
    assert problems_of_import(office, UNITS, units_file(STC)) == [
        "dòng 2, cột Đơn vị cấp trên: “KH” không có trong tệp hay các đơn vị đã nạp; được phép: mã đơn vị hoặc để trống"
    ]


def test_a_retired_parent_is_unknown(province: MemoryOffice) -> None:
    province.ask(people.retire_unit, "STC", "2026-01-01T00:00:00.000Z")

    said = problems_of_import(province, UNITS, units_file(("NS2", "Phòng", "STC", "Chính quyền", "", "", "")))

    assert "“STC” không có" in said[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("A", "A")], ["dòng 2, cột Đơn vị cấp trên: vòng lặp A → A; "]),
        ([("A", "B"), ("B", "A")], ["dòng 2, cột Đơn vị cấp trên: vòng lặp A → B → A; "]),
        (
            [("X", "B"), ("A", "B"), ("B", "C"), ("C", "A")],
            ["dòng 2, cột Đơn vị cấp trên: vòng lặp B → C → A → B; "],
        ),
        (
            [("A", "A"), ("B", "C"), ("C", "B")],
            [
                "dòng 2, cột Đơn vị cấp trên: vòng lặp A → A; ",
                "dòng 3, cột Đơn vị cấp trên: vòng lặp B → C → B; ",
            ],
        ),
    ],
)
def test_every_cycle_is_named_once(office: MemoryOffice, rows: list[tuple[str, str]], said: list[str]) -> None:
    content = units_file(*[(code, code, parent, "Đảng", "", "", "") for code, parent in rows])

    found = problems_of_import(office, UNITS, content)

    assert found == [f"{line}một đơn vị không thể đứng trên chính mình" for line in said]


def test_a_cycle_through_stored_units_is_found(province: MemoryOffice) -> None:
    content = units_file(("KH", "Tỉnh", "STC-NS", "Đảng", "", "TRUONG", ""))

    (problem,) = problems_of_import(province, UNITS, content)

    assert "vòng lặp KH → STC-NS → STC → KH" in problem


def test_a_head_must_be_an_official_who_serves(province: MemoryOffice) -> None:
    province.ask(people.retire_official, "GD", "2026-01-01T00:00:00.000Z")
    content = units_file(("STC", "Sở", "KH", "Đảng", "", "GD", ""), ("BVDK", "BV", "KH", "Đảng", "", "AI", ""))

    first, second = problems_of_import(province, UNITS, content)

    assert first.startswith("dòng 2, cột Người đứng đầu: “GD” không phải là cán bộ đang công tác")
    assert second.startswith("dòng 3, cột Người đứng đầu: “AI” không phải là cán bộ đang công tác")
    assert "để trống, nạp cán bộ, rồi nạp lại tệp đơn vị" in second


def test_units_without_a_head_are_noted(office: MemoryOffice) -> None:
    assert "2 đơn vị chưa có người đứng đầu: KH, STC" in bring(office, UNITS, units_file(KH, STC)).notes


def test_a_head_that_a_file_leaves_empty_stays_as_it_is(province: MemoryOffice) -> None:
    """The files come in three steps, units without heads first: the first one again must not leave anybody alone."""
    before = stored(province, "STC").head

    outcome = bring(province, UNITS, units_file(("STC", "Sở mới", "KH", "Chính quyền", "", "", "")))

    assert before
    assert stored(province, "STC").head == before
    assert [one.code for one in outcome.changed] == ["STC"]


def test_units_missing_from_a_file_stay(province: MemoryOffice) -> None:
    outcome = bring(province, UNITS, units_file(("KH", "Tỉnh", "", "Đảng", "", "TRUONG", "")))

    assert outcome.retired == ()
    assert not stored(province, "STC").retired


def complete_without(province: MemoryOffice, *missing: str) -> bytes:
    return units_file(*[row for row in province.perform(exported_units) if row[0] not in missing])


def test_a_complete_file_retires_the_units_it_leaves_out(province: MemoryOffice) -> None:
    outcome = bring(province, UNITS, complete_without(province, "BVDK"), complete=True)

    assert codes(outcome.retired) == ["BVDK"]
    assert stored(province, "BVDK").retired
    assert outcome.notes[-1] == (
        "1 đơn vị ngừng hoạt động còn cán bộ: BVDK; hãy nạp tệp cán bộ có đơn vị mới của họ; "
        "ai thôi công tác thì nạp danh sách đầy đủ với --complete"
    )


def test_in_a_complete_file_a_parent_must_stand_in_the_file(province: MemoryOffice) -> None:
    (problem,) = problems_of_import(province, UNITS, complete_without(province, "STC"), complete=True)

    assert "“STC” không có trong tệp, mà --complete cho ngừng mọi đơn vị ngoài tệp" in problem


def test_a_retired_unit_that_comes_back_works_again(province: MemoryOffice) -> None:
    whole = complete_without(province)
    bring(province, UNITS, complete_without(province, "BVDK"), complete=True)

    outcome = bring(province, UNITS, whole)

    assert [(one.code, one.words) for one in outcome.changed] == [("BVDK", "hoạt động trở lại")]
    assert not stored(province, "BVDK").retired


def test_retiring_many_units_asks_first(office: MemoryOffice) -> None:
    def four_and_more(act: Act) -> None:
        for number in range(9):
            people.put_unit(act.tx, unit(f"U{number}"))
        people.put_official(act.tx, official("AN", "U1"))

    office.perform(four_and_more)
    content = units_file(*[(f"U{number}", f"Đơn vị U{number}", "", "Chính quyền", "", "", "") for number in range(5)])

    (question,) = problems_of_import(office, UNITS, content, complete=True)

    assert question == (
        "danh sách đơn vị: 4 trong 9 (44 %) không có trong tệp, sẽ ngừng hoạt động: U5, U6, U7, U8; "
        "nếu đúng, hãy chạy lại với --yes; nếu không, hãy bổ sung vào tệp"
    )
    assert len(bring(office, UNITS, content, complete=True, yes=True).retired) == 4


def test_a_stored_code_in_other_capitals_is_refused(province: MemoryOffice) -> None:
    rows = [row for row in province.perform(exported_units) if row[0] == "BVDK"]

    (problem,) = problems_of_import(province, UNITS, units_file(("bvdk", *rows[0][1:])))

    assert "“bvdk” chỉ khác chữ hoa, chữ thường với mã đã nạp “BVDK”" in problem
