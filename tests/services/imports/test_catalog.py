"""Importing the catalog: lists, their items, who approves them, and the limit of a C list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.catalog import COMMUNES, Group, Item
from bot.storage import catalogs, people
from bot.storage.catalogs import StoredItem, TaskList
from tests.support.import_files import ITEM_HEADER, catalog_file, csv_file, exported_items, xlsx_file, xlsx_sheets
from tests.support.importing import CATALOG, bring, codes, problems_of_import
from tests.support.memory import MemoryOffice


def row(code: str, group: str = "C", owner: str = "STC", task_list: str = "Mới", **other: str) -> list[str]:
    """A row of a task, with other cells by their headers."""
    cells = {
        "Mã công việc": code,
        "Tên công việc": f"Việc {code}",
        "Nhóm": group,
        "Đơn vị": owner,
        "Danh mục": task_list,
    }
    return [(cells | other).get(name, "") for name in ITEM_HEADER]


def rows(count: int, task_list: str = "Mới", prefix: str = "M") -> list[list[str]]:
    return [row(f"{prefix}.{number:03}", task_list=task_list) for number in range(1, count + 1)]


def item(office: MemoryOffice, code: str) -> Item:
    found = office.ask(catalogs.find_item, code)
    assert found is not None
    return found


def lists(office: MemoryOffice) -> dict[str, TaskList]:
    return {one.name: one for one in office.ask(catalogs.all_lists)}


def exported(province: MemoryOffice, *without: str) -> list[tuple[str, ...]]:
    return [row for row in province.perform(exported_items) if row[0] not in without]


def test_a_list_is_stored_with_all_it_says(province: MemoryOffice) -> None:
    other = {
        "Sản phẩm": "Báo cáo", "Đơn vị tính": "báo cáo", "Hệ số": "1,3", "Định mức (giờ)": "0,25",
        "Từ khóa": "bc; báo cáo tuần;bc", "Nguồn": "Quyết định 1", "Vị trí việc làm": "Chuyên viên; Văn thư viên",
    }  # fmt: skip

    outcome = bring(province, CATALOG, catalog_file(row("M.1", **other)))

    assert codes(outcome.new) == ["M.1"]
    stored = item(province, "M.1")
    assert stored == Item(
        "M.1", "Việc M.1", Group.PROFESSIONAL, stored.list_id, "Báo cáo", "báo cáo", 1300, 15,
        ("bc", "báo cáo tuần"), ("Chuyên viên", "Văn thư viên"), "Quyết định 1",
    )  # fmt: skip
    assert lists(province)["Mới"] == TaskList(stored.list_id, Group.PROFESSIONAL, "STC", "Mới", approved=True)


def test_empty_cells_mean_the_defaults(province: MemoryOffice) -> None:
    bring(province, CATALOG, catalog_file(row("A.9", "a", "", ""), row("M.1")))

    assert (item(province, "M.1").coefficient, item(province, "M.1").norm_minutes) == (1000, None)
    assert item(province, "A.9").list_id == "list-a"


def test_a_row_without_its_lists_name_among_named_ones_is_refused_for_it_would_make_a_list_of_its_own(
    province: MemoryOffice,
) -> None:
    (problem,) = problems_of_import(province, CATALOG, catalog_file(*rows(50), row("M.051", task_list=" ")))
    assert problem.startswith("dòng 52, cột Danh mục: để trống, mà dòng khác của STC có tên danh mục")


def test_a_c_list_whose_rows_all_lack_the_name_bears_its_groups(province: MemoryOffice) -> None:
    bring(province, CATALOG, catalog_file(row("M.1", task_list=""), row("M.2", task_list="")))
    assert lists(province)[Group.PROFESSIONAL.full_name].unit == "STC"


def test_hours_that_may_be_thousands_are_refused(province: MemoryOffice) -> None:
    (problem,) = problems_of_import(province, CATALOG, catalog_file(row("M.1", **{"Định mức (giờ)": "1.000"})))

    assert problem.startswith("dòng 2, cột Định mức (giờ): “1.000” có thể là 1 hoặc 1000; hãy ghi rõ")


def test_hours_that_a_workbook_holds_as_a_number_are_what_it_says(province: MemoryOffice) -> None:
    cells = [*row("M.1")[:7], 1.125, 1.125, *row("M.1")[9:]]

    bring(province, CATALOG, xlsx_file(ITEM_HEADER, cells))

    assert (item(province, "M.1").coefficient, item(province, "M.1").norm_minutes) == (1125, 68)


@pytest.mark.parametrize("retired", [False, True], ids=["active", "retired"])
def test_a_stored_code_in_other_capitals_is_refused_and_retires_nothing(province: MemoryOffice, retired: bool) -> None:
    bring(province, CATALOG, catalog_file(*rows(2)))
    if retired:
        bring(province, CATALOG, catalog_file(*rows(1)))

    (problem,) = problems_of_import(province, CATALOG, catalog_file(row("M.001"), row("m.002")))

    assert problem == (
        "dòng 3, cột Mã công việc: “m.002” chỉ khác chữ hoa, chữ thường với mã đã nạp “M.002”; "
        "hãy ghi đúng “M.002”, hoặc chọn mã khác hẳn nếu là mục mới"
    )


def test_tasks_of_one_name_on_one_list_are_taken_and_pointed_at(province: MemoryOffice) -> None:
    alike = {"Tên công việc": "Việc trùng tên"}
    upper = {"Tên công việc": "VIỆC TRÙNG TÊN"}
    content = catalog_file(row("M.1", **alike), row("M.2", **upper), row("K.1", task_list="Khác", **alike))

    outcome = bring(province, CATALOG, content)

    assert len(outcome.new) == 3
    assert outcome.notes == (
        "danh mục “Mới” (Nhóm C, đơn vị STC) có 2 đầu công việc cùng tên “Việc trùng tên”: M.1, M.2; "
        "người khai khó phân biệt, nên ghi rõ khác nhau ở chỗ nào",
    )


def test_lists_on_several_sheets_of_a_workbook_come_in_together(province: MemoryOffice) -> None:
    sheets = {name: [ITEM_HEADER, *rows(2, name, name)] for name in ("Một", "Hai")}

    outcome = bring(province, CATALOG, xlsx_sheets({**sheets, "Ghi chú": [("Người lập: An",)]}))

    assert (len(outcome.new), set(lists(province)) >= {"Một", "Hai"}) == (4, True)
    assert outcome.notes[0].endswith(": “Ghi chú”")
    assert bring(province, CATALOG, xlsx_sheets(sheets)).wrote is False


def test_what_is_wrong_with_a_row_of_a_second_sheet_says_so(province: MemoryOffice) -> None:
    sheets = {"Một": [ITEM_HEADER, *rows(2)], "Hai": [ITEM_HEADER, row("K.1", owner="AI", task_list="Hai")]}

    (problem,) = problems_of_import(province, CATALOG, xlsx_sheets(sheets))

    assert problem.startswith("trang “Hai”, dòng 2, cột Đơn vị: “AI” không phải là đơn vị")


def test_the_positions_may_be_absent(province: MemoryOffice) -> None:
    bring(province, CATALOG, csv_file(ITEM_HEADER[:-1], row("M.1")[:-1]))

    assert item(province, "M.1").positions == ()


@pytest.mark.parametrize("owner", ["cấp xã", "CẤP XÃ", "cap xa"])
def test_the_communes_common_list_is_theirs(province: MemoryOffice, owner: str) -> None:
    bring(province, CATALOG, catalog_file(row("M.1", owner=owner)))

    assert lists(province)["Mới"].unit == COMMUNES


@pytest.mark.parametrize(("hours", "minutes"), [("2", 120), ("0.5", 30), ("0,33", 20), ("0,1", 6), ("1000", 60_000)])
def test_norms_are_kept_in_whole_minutes(province: MemoryOffice, hours: str, minutes: int) -> None:
    bring(province, CATALOG, catalog_file(row("M.1", **{"Định mức (giờ)": hours})))

    assert item(province, "M.1").norm_minutes == minutes


def test_every_wrong_cell_is_named_and_nothing_is_stored(province: MemoryOffice) -> None:
    content = catalog_file(
        row("", "E", "KHÔNG-CÓ", **{"Tên công việc": ""}),
        row("M.1", "B", "STC", **{"Hệ số": "101", "Định mức (giờ)": "0"}),
        row("M.2", "C", "", **{"Hệ số": "0,3333", "Định mức (giờ)": "0,001"}),
        row("M.3", "C", "S T C", **{"Từ khóa": "=1+1"}),
        row("M.4", "C", "AI", **{"Sản phẩm": "a\0"}),
        row("M.4"),
    )

    said = problems_of_import(province, CATALOG, content)

    assert [line.split(":")[0] for line in said] == [
        "dòng 2, cột Nhóm", "dòng 2, cột Mã công việc", "dòng 2, cột Tên công việc",
        "dòng 3, cột Hệ số", "dòng 3, cột Định mức (giờ)", "dòng 3, cột Đơn vị",
        "dòng 4, cột Hệ số", "dòng 4, cột Định mức (giờ)", "dòng 4, cột Đơn vị",
        "dòng 5, cột Từ khóa", "dòng 5, cột Đơn vị",
        "dòng 6, cột Sản phẩm", "dòng 6, cột Đơn vị", "dòng 7, cột Mã công việc",
    ]  # fmt: skip
    assert said[0].endswith("“E”; được phép: “A”, “B”, “C”, “D”")
    assert said[5].endswith("“STC”; Nhóm B là danh mục chung của tỉnh, ô này phải để trống")
    assert said[8].endswith("để trống; Nhóm C cần mã đơn vị đã nạp hoặc “cấp xã”")
    assert said[12].endswith("“AI” không phải là đơn vị đang hoạt động; được phép: mã đơn vị, cấp xã")


def test_fifty_items_are_a_c_list_and_fifty_one_are_not(province: MemoryOffice) -> None:
    bring(province, CATALOG, catalog_file(*rows(50)))

    (problem,) = problems_of_import(province, CATALOG, catalog_file(*rows(51)))

    assert problem == (
        "dòng 52, cột Danh mục: danh mục “Mới” (Nhóm C, đơn vị STC) có 51 đầu công việc; "
        "tối đa 50 (Công văn 7680-CV/VPTU), hãy gộp bớt"
    )


def test_the_limit_counts_each_list_apart_and_no_other_group(province: MemoryOffice) -> None:
    many_of_b = [row(f"B.{number}", "B", "", "Chuyên môn dùng chung") for number in range(10, 70)]

    outcome = bring(province, CATALOG, catalog_file(*rows(50), *rows(50, "Khác", "K"), *many_of_b))

    assert len(outcome.new) == 160


def test_items_that_a_file_retires_do_not_count(province: MemoryOffice) -> None:
    bring(province, CATALOG, catalog_file(*rows(50)))

    outcome = bring(province, CATALOG, catalog_file(*rows(50, prefix="N")), yes=True)

    assert (len(outcome.new), len(outcome.retired)) == (50, 50)


def test_the_limit_may_count_all_c_lists_of_a_unit(province: MemoryOffice) -> None:
    province.rules = replace(province.rules, group_c_limit=3, group_c_scope="unit")
    bring(province, CATALOG, catalog_file(*rows(2)))

    (problem,) = problems_of_import(province, CATALOG, catalog_file(*rows(2, "Khác", "K")))

    assert problem.startswith("dòng 2, cột Danh mục: các danh mục Nhóm C của STC có 5 đầu công việc; tối đa 3")


def test_items_missing_from_a_file_retire_only_on_the_lists_it_names(province: MemoryOffice) -> None:
    outcome = bring(province, CATALOG, catalog_file(*[row for row in exported(province, "B.01") if row[2] == "B"]))

    assert codes(outcome.retired) == ["B.01"]
    assert province.ask(catalogs.find_item, "B.01") is None
    assert item(province, "C.STC.01").name == "Thẩm định dự toán"


def test_a_retired_item_may_come_back_also_on_another_list(province: MemoryOffice) -> None:
    bring(province, CATALOG, catalog_file(*[row for row in exported(province, "B.01") if row[2] == "B"]))

    outcome = bring(province, CATALOG, catalog_file(row("B.01")))

    assert codes(outcome.changed) == ["B.01"]
    assert item(province, "B.01").list_id == lists(province)["Mới"].id


def test_a_code_on_a_list_that_the_file_does_not_name_is_refused_saying_where(province: MemoryOffice) -> None:
    (problem,) = problems_of_import(province, CATALOG, catalog_file(row("B.01"), row("M.1")))

    assert problem == (
        "dòng 2, cột Mã công việc: “B.01” đang thuộc danh mục “Chuyên môn dùng chung” (Nhóm B), "
        "danh mục không có trong tệp; hãy dùng mã khác, hoặc nạp cả hai danh mục trong một tệp"
    )


def test_an_item_moves_when_the_file_names_both_lists(province: MemoryOffice) -> None:
    others = [row for row in exported(province, "B.01") if row[2] == "B"]

    outcome = bring(province, CATALOG, catalog_file(*others, row("B.01")))

    (change,) = outcome.changed
    assert (change.code, "Danh mục" in change.words, outcome.retired) == ("B.01", True, ())
    assert item(province, "B.01").group is Group.PROFESSIONAL


def test_a_list_is_the_same_whatever_the_case_of_its_name(province: MemoryOffice) -> None:
    bring(province, CATALOG, catalog_file(row("B.09", "B", "", "CHUYÊN MÔN DÙNG CHUNG")))

    assert item(province, "B.09").list_id == "list-b"


def test_a_new_order_is_kept_but_called_neither_new_nor_changed(province: MemoryOffice) -> None:
    outcome = bring(province, CATALOG, catalog_file(*reversed(exported(province))))

    assert (outcome.new, outcome.changed, outcome.retired, outcome.wrote) == ((), (), (), True)
    assert outcome.notes == ("2 đầu công việc đổi thứ tự trong danh mục",)
    assert [(one.code, one.place) for one in b_items(province)] == [("B.01", 2), ("B.02", 1)]


def b_items(office: MemoryOffice) -> list[StoredItem]:
    return [one for one in office.ask(catalogs.all_items) if one.item.list_id == "list-b"]


def test_a_change_tells_everyone_that_their_index_is_old(province: MemoryOffice) -> None:
    before = province.ask(catalogs.version)

    bring(province, CATALOG, catalog_file(*rows(1)))
    bring(province, CATALOG, catalog_file(*rows(1)))

    assert province.ask(catalogs.version) == before + 1


def test_a_draft_waits_and_a_signed_file_approves_it(province: MemoryOffice) -> None:
    draft = bring(province, CATALOG, catalog_file(*rows(2)), draft=True)
    assert not lists(province)["Mới"].approved
    assert draft.notes == ("danh mục “Mới” (Nhóm C, đơn vị STC) chờ lãnh đạo đơn vị duyệt, chưa ai dùng được",)

    signed = bring(province, CATALOG, catalog_file(*rows(2)))

    assert lists(province)["Mới"].approved
    assert (signed.unchanged, signed.wrote) == (2, True)
    assert signed.notes == ("danh mục “Mới” (Nhóm C, đơn vị STC) được duyệt theo tệp này",)


def test_a_draft_may_be_sent_again_and_mended(province: MemoryOffice) -> None:
    bring(province, CATALOG, catalog_file(*rows(2)), draft=True)

    assert not bring(province, CATALOG, catalog_file(*rows(2)), draft=True).wrote
    assert codes(bring(province, CATALOG, catalog_file(*rows(3)), draft=True).new) == ["M.003"]
    assert not lists(province)["Mới"].approved


def test_the_lists_of_the_province_need_no_leader(province: MemoryOffice) -> None:
    outcome = bring(province, CATALOG, catalog_file(row("D.9", "D", "", "Trực")), draft=True)

    assert lists(province)["Trực"].approved
    assert outcome.notes == (
        "--draft không áp dụng cho danh mục “Trực” (Nhóm D): danh mục chung của tỉnh được dùng ngay",
    )


@pytest.mark.parametrize("changed", [rows(3), rows(1), [*rows(1), row("M.002", **{"Hệ số": "2"})]])
def test_a_draft_does_not_touch_what_a_leader_approved(province: MemoryOffice, changed: list[list[str]]) -> None:
    bring(province, CATALOG, catalog_file(*rows(2)))

    (problem,) = problems_of_import(province, CATALOG, catalog_file(*changed), draft=True)

    assert problem.startswith("danh mục “Mới” (Nhóm C, đơn vị STC) đã được duyệt, --draft không đổi được")
    assert not bring(province, CATALOG, catalog_file(*rows(2)), draft=True).wrote
    assert lists(province)["Mới"].approved


def test_retiring_many_items_of_a_list_asks_first(province: MemoryOffice) -> None:
    bring(province, CATALOG, catalog_file(*rows(20)))

    (question,) = problems_of_import(province, CATALOG, catalog_file(*rows(16)))

    assert question.startswith("danh mục “Mới” (Nhóm C, đơn vị STC): 4 trong 20 (20 %) không có trong tệp")


def test_the_list_of_a_closed_unit_is_refused(province: MemoryOffice) -> None:
    province.ask(people.retire_unit, "STC", "2026-01-01T00:00:00.000Z")

    (problem,) = problems_of_import(province, CATALOG, catalog_file(row("M.1")))

    assert "“STC” không phải là đơn vị đang hoạt động" in problem
