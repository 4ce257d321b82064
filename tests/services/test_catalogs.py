"""Who sees which tasks, and the indexes over them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.language.search import Index
from bot.services import catalogs, indexing
from bot.services.indexes import Indexes, IndexKey, IndexMissing, Scope
from bot.storage import catalogs as stored
from bot.storage import people
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice, perform
from tests.support.samples import UNITS
from tests.support.worklogs import add_official, draft, line, person

EVERYONES = ["B.01", "B.02", "D.01"]


def seen(office: AnyOffice, who: str) -> list[str]:
    return [item.code for item in perform(office, catalogs.index_for, person(office, who)).items]


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        pytest.param("AN", ["B.01", "B.02", "C.STC.01", "D.01"], id="C of a unit above"),
        pytest.param("GD", ["A.01", "B.01", "B.02", "C.STC.01", "D.01"], id="a leading post sees A"),
        pytest.param("YSI", EVERYONES, id="no C of another unit"),
        pytest.param("DAT", ["B.01", "B.02", "C.XA.01", "D.01"], id="the communes' common list"),
        pytest.param("TRUONG", ["A.01", *EVERYONES], id="no C of units below"),
    ],
)
def test_each_sees_the_part_of_the_catalog_meant_for_them(real_office: RealOffice, who: str, codes: list[str]) -> None:
    assert seen(real_office, who) == codes


def test_a_unit_below_a_commune_sees_the_communes_list_too(office: MemoryOffice) -> None:
    office.ask(people.put_unit, replace(UNITS[2], code="PNT-VP", parent="PNT", head=""))
    add_official(office, "DAT", "HA", unit="PNT-VP")
    assert "C.XA.01" in seen(office, "HA")


def test_a_list_that_no_leader_has_approved_is_not_seen(office: MemoryOffice) -> None:
    office.rows("UPDATE lists SET status = 'draft' WHERE id = 'list-c'")
    assert seen(office, "AN") == EVERYONES


def test_a_task_is_found_by_its_words_and_by_its_code(office: MemoryOffice) -> None:
    an = person(office, "AN")
    assert perform(office, catalogs.search, an, "hop giao ban")[0].code == "B.02"
    found = perform(office, catalogs.find, an, "c.stc.01")
    assert found is not None
    assert found.name == "Thẩm định dự toán"
    assert perform(office, catalogs.find, an, "A.01") is None
    assert perform(office, catalogs.search, an, "chi dao xay dung ke hoach cong tac") == []


def test_recent_tasks_leave_out_what_is_no_longer_seen(office: MemoryOffice) -> None:
    draft(office, "AN", line(item="B.01"), line(item="B.02"))
    office.ask(stored.retire_item, "B.02", "2026-11-23")
    office.ask(stored.bump_version)
    assert [item.code for item in perform(office, catalogs.recent_items, person(office, "AN"), 5)] == ["B.01"]


def test_who_has_no_habits_has_no_favourites(office: MemoryOffice) -> None:
    assert office.perform(catalogs.favourites, person(office, "AN")) == {}


# --- Indexes


def test_an_index_that_is_missing_is_asked_for_and_nothing_is_done(office: MemoryOffice) -> None:
    before = office.dump()
    with pytest.raises(IndexMissing) as missing:
        office.perform(catalogs.search, person(office, "AN"), "họp")
    assert missing.value.key == IndexKey(Scope("STC-NS", leader=False), 1)
    assert office.dump() == before


def test_an_index_is_built_outside_the_act_and_serves_until_the_catalog_changes(real_office: RealOffice) -> None:
    an = person(real_office, "AN")
    for version in (1, 2):
        with pytest.raises(IndexMissing) as missing:
            real_office.perform(catalogs.search, an, "họp giao ban")
        assert missing.value.key.version == version
        real_office.run(indexing.build(real_office.office, missing.value.key, real_office.now))
        assert real_office.perform(catalogs.search, an, "họp giao ban")[0].code == "B.02"
        real_office.ask(stored.bump_version)


def test_an_index_built_while_the_catalog_changed_is_kept_under_the_version_it_shows(real_office: RealOffice) -> None:
    an = person(real_office, "AN")
    with pytest.raises(IndexMissing) as missing:
        real_office.perform(catalogs.index_for, an)
    real_office.ask(stored.retire_item, "B.02", "2026-11-23")
    real_office.ask(stored.bump_version)
    real_office.run(indexing.build(real_office.office, missing.value.key, real_office.now))
    assert [item.code for item in real_office.perform(catalogs.index_for, an).items] == ["B.01", "C.STC.01", "D.01"]


def key(number: int) -> IndexKey:
    return IndexKey(Scope(str(number), leader=False), 1)


def test_the_least_recently_used_index_is_dropped_first() -> None:
    indexes = Indexes(most=2)
    first, second, third = (Index([]) for _ in range(3))
    indexes.put(key(1), first)
    indexes.put(key(2), second)
    assert indexes.get(key(1)) is first
    indexes.put(key(3), third)
    with pytest.raises(IndexMissing):
        indexes.get(key(2))
    assert (indexes.get(key(1)), indexes.get(key(3))) == (first, third)
