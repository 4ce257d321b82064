"""The four groups, and what comes first for whom."""

from __future__ import annotations

import pytest

from bot.domain.catalog import Group, Item, own_position_first


def item(code: str, *positions: str) -> Item:
    return Item(code, f"Việc {code}", Group.SHARED, "list", positions=positions)


def test_the_groups_bear_the_names_of_the_regulation() -> None:
    assert {group.value: group.full_name for group in Group} == {
        "A": "Lãnh đạo, quản lý",
        "B": "Chuyên môn dùng chung",
        "C": "Chuyên môn nghiệp vụ",
        "D": "Công việc khác",
    }


@pytest.mark.parametrize(
    ("position", "meant"),
    [("Văn thư viên", True), ("VĂN THƯ VIÊN", True), ("Kế toán viên", False), ("Bác sĩ", False), ("", False)],
)
def test_an_item_is_meant_for_the_posts_it_names_whatever_their_case(position: str, meant: bool) -> None:
    assert item("B.01", "Văn thư viên", "Lưu trữ viên").is_meant_for(position) is meant


def test_an_item_that_names_no_post_is_meant_for_nobody_in_particular() -> None:
    assert not item("B.01").is_meant_for("Văn thư viên")


def test_items_meant_for_ones_own_post_come_first_and_keep_their_order() -> None:
    items = [item("1"), item("2", "Bác sĩ"), item("3", "Văn thư viên"), item("4"), item("5", "văn thư viên")]
    assert [one.code for one in own_position_first(items, "Văn thư viên")] == ["3", "5", "1", "2", "4"]
    assert own_position_first(items, "") == items
