"""Units and officials as they are kept."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.people import Admin, Kind, Official, Unit
from bot.services.act import Act
from bot.storage import entries, people
from bot.storage.people import StoredOrganisation
from tests.support.offices import RealOffice
from tests.support.samples import OFFICIALS, UNITS, entry


def test_units_come_back_as_they_were_written(real_office: RealOffice) -> None:
    assert real_office.ask(people.all_units) == sorted(UNITS, key=lambda unit: unit.code)
    assert real_office.ask(people.find_unit, "NONE") is None


def test_officials_come_back_as_they_were_written(real_office: RealOffice) -> None:
    rare = Official("HD", "Ðặng Ỷ", "STC", "Lái xe", "Lái xe", True, "GD", Admin.PROVINCE, Kind.CONTRACT)
    real_office.ask(people.put_official, rare)
    assert real_office.ask(people.all_officials) == sorted([*OFFICIALS, rare], key=lambda one: one.code)
    assert real_office.ask(people.find_official, "NONE") is None


def test_writing_a_code_again_changes_it_and_brings_it_back(real_office: RealOffice) -> None:
    unit = replace(UNITS[2], name="Phòng mới", head="AN", parent=None)
    official = replace(OFFICIALS[3], name="Vương Bảo An", approver="GD", leader=True)

    def rewrite(act: Act) -> tuple[Unit | None, Official | None]:
        people.retire_unit(act.tx, unit.code, act.at)
        people.retire_official(act.tx, official.code, act.at)
        people.put_unit(act.tx, unit)
        people.put_official(act.tx, official)
        return people.find_unit(act.tx, unit.code), people.find_official(act.tx, official.code)

    assert real_office.perform(rewrite) == (unit, official)


def test_who_is_retired_is_still_found_and_keeps_the_first_date(real_office: RealOffice) -> None:
    for at in ("2026-01-01", "2026-02-02"):
        real_office.ask(people.retire_official, "AN", at)
        real_office.ask(people.retire_unit, "BVDK", at)

    assert real_office.ask(people.find_official, "AN") == replace(OFFICIALS[3], retired=True)
    assert real_office.ask(people.find_unit, "BVDK") == replace(UNITS[3], retired=True)
    dates = real_office.rows("SELECT retired_at FROM officials UNION SELECT retired_at FROM units ORDER BY retired_at")
    assert [row["retired_at"] for row in dates] == ["", "2026-01-01"]


def test_the_officials_of_a_unit_are_those_who_still_serve_in_that_very_unit(real_office: RealOffice) -> None:
    real_office.ask(people.retire_official, "BINH", "2026-01-01")
    assert [one.code for one in real_office.ask(people.officials_of_unit, "STC-NS")] == ["AN", "TP"]
    assert [one.code for one in real_office.ask(people.officials_of_unit, "STC")] == ["GD"]


def test_the_units_below_include_the_unit_itself(real_office: RealOffice) -> None:
    assert real_office.ask(people.units_below, "STC") == ["STC", "STC-NS"]
    assert real_office.ask(people.units_below, "KH") == ["BVDK", "KH", "PNT", "STC", "STC-NS"]
    assert real_office.ask(people.units_below, "NONE") == []


def test_a_cycle_of_units_ends_the_walk_down(real_office: RealOffice) -> None:
    real_office.ask(people.put_unit, replace(UNITS[1], parent="STC-NS"))
    assert real_office.ask(people.units_below, "STC") == ["STC", "STC-NS"]


def test_who_has_people_to_decide_on(real_office: RealOffice) -> None:
    """Named as approver, head of a unit, or awaited by an entry; each only while it stands."""

    def decides(code: str) -> bool:
        return real_office.ask(people.has_people_to_decide_on, code)

    real_office.ask(people.put_official, replace(OFFICIALS[3], approver="YSI"))
    real_office.ask(entries.add, entry("e", "TP", "DAT"))
    assert [code for code in ("YSI", "GD", "TP", "DAT", "AN", "BINH") if decides(code)] == ["YSI", "GD", "TP", "DAT"]

    real_office.ask(people.retire_official, "AN", "2026-01-01")
    real_office.ask(people.retire_unit, "STC-NS", "2026-01-01")
    real_office.rows("UPDATE entries SET status = 'approved'")
    assert [code for code in ("YSI", "TP", "DAT") if decides(code)] == []


def test_the_stored_organisation_looks_up_both(real_office: RealOffice) -> None:
    def look(act: Act) -> tuple[Unit | None, Official | None]:
        organisation = StoredOrganisation(act.tx)
        return organisation.unit("STC"), organisation.official("GD")

    assert real_office.perform(look) == (UNITS[1], OFFICIALS[1])


def test_holding_an_official_counts_their_writes(real_office: RealOffice) -> None:
    real_office.ask(people.hold_official, "AN")
    real_office.ask(people.hold_official, "AN")
    assert real_office.rows("SELECT code FROM officials WHERE writes = 2") == [{"code": "AN"}]
