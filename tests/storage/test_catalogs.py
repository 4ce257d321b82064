"""Lists and items as they are kept, and who may pick them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.catalog import Item
from bot.storage import catalogs
from bot.storage.catalogs import StoredItem
from tests.support.offices import RealOffice
from tests.support.samples import ITEMS, LISTS


def codes(office: RealOffice, units: Sequence[str], *, commune: bool = False, leader: bool = False) -> list[str]:
    return [item.code for item in office.ask(catalogs.visible_items, units, commune, leader)]


def test_lists_and_items_come_back_as_they_were_written(real_office: RealOffice) -> None:
    kept = real_office.ask(catalogs.all_lists)
    assert {task_list.id: task_list for task_list in kept} == {task_list.id: task_list for task_list in LISTS}
    assert [task_list.group for task_list in kept] == ["A", "B", "C", "C", "D"]
    assert [stored.item for stored in real_office.ask(catalogs.all_items)] == list(ITEMS)
    assert real_office.ask(catalogs.find_item, "B.01") == ITEMS[1]
    assert real_office.ask(catalogs.find_item, "X.99") is None


def test_each_sees_the_groups_and_lists_meant_for_them(real_office: RealOffice) -> None:
    assert codes(real_office, ["STC-NS", "STC", "KH"]) == ["B.01", "B.02", "C.STC.01", "D.01"]
    assert codes(real_office, ["STC", "KH"], leader=True) == ["A.01", "B.01", "B.02", "C.STC.01", "D.01"]
    assert codes(real_office, ["PNT", "KH"], commune=True) == ["B.01", "B.02", "C.XA.01", "D.01"]
    assert codes(real_office, ["BVDK"]) == ["B.01", "B.02", "D.01"]


def test_a_list_that_nobody_approved_and_a_retired_item_are_not_seen(real_office: RealOffice) -> None:
    real_office.ask(catalogs.put_list, replace(LISTS[2], approved=False))
    real_office.ask(catalogs.retire_item, "B.02", "2026-11-23")
    real_office.ask(catalogs.retire_item, "B.02", "2026-11-24")

    assert codes(real_office, ["STC"]) == ["B.01", "D.01"]
    assert real_office.ask(catalogs.find_item, "B.02") is None
    retired = [stored for stored in real_office.ask(catalogs.all_items) if stored.retired]
    assert retired == [StoredItem(ITEMS[2], 2, retired=True)]
    assert [stored.code for stored in retired] == ["B.02"]


def test_writing_a_code_again_changes_it_and_brings_it_back(real_office: RealOffice) -> None:
    changed = replace(ITEMS[2], name="Họp giao ban tuần", list_id="list-d", group=LISTS[4].group, norm_minutes=None)
    real_office.ask(catalogs.retire_item, "B.02", "2026-11-23")
    real_office.ask(catalogs.put_item, changed, 7)
    assert real_office.ask(catalogs.find_item, "B.02") == changed


def test_items_come_by_group_and_place_on_their_list(real_office: RealOffice) -> None:
    first = Item("B.99", "Việc mới", LISTS[1].group, "list-b")
    real_office.ask(catalogs.put_item, first, 0)
    assert codes(real_office, ["STC"])[:2] == ["B.99", "B.01"]


def test_the_version_grows(real_office: RealOffice) -> None:
    before = real_office.ask(catalogs.version)
    real_office.ask(catalogs.bump_version)
    assert real_office.ask(catalogs.version) == before + 1
