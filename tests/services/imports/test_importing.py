"""What holds for every import: all or nothing, once is enough, a dry run only tells, and the audit knows."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from bot.domain.rules import Rules
from bot.services.act import Means, Office
from bot.services.imports.importing import import_file, read_file
from bot.services.imports.kind import Kind
from bot.storage import catalogs, people
from bot.storage.database import Database
from tests.support.clock import MONDAY_MORNING
from tests.support.ids import FakeIds
from tests.support.import_files import OFFICIAL_HEADER, csv_file, officials_file, units_file, xlsx_file
from tests.support.importing import CATALOG, OFFICIALS, UNITS, bring, codes, problems, problems_of_import
from tests.support.memory import MemoryOffice

CATALOGS = Path(__file__).parents[3] / "catalogs"
LISTS = sorted(CATALOGS.glob("nhom-*.csv"))
NORMAL_ORDER = [
    (UNITS, CATALOGS / "units.csv"),
    (OFFICIALS, CATALOGS / "officials.csv"),
    (UNITS, CATALOGS / "units-heads.csv"),
    *((CATALOG, path) for path in LISTS),
]
LAST_STATE = [step for step in NORMAL_ORDER if step[1].name != "units.csv"]
NEWCOMER = ("MOI", "Người mới", "BVDK", "", "", "", "", "", "")


def bring_samples(office: MemoryOffice) -> None:
    for kind, path in NORMAL_ORDER:
        bring(office, kind, path.read_bytes())


def test_the_shipped_samples_come_in_whole(office: MemoryOffice) -> None:
    bring_samples(office)

    assert len(office.ask(people.all_units)) >= 20
    assert all(unit.head for unit in office.ask(people.all_units))
    assert len(office.ask(people.all_officials)) >= 60
    assert {one.group for one in office.ask(catalogs.all_lists)} == {"A", "B", "C", "D"}
    assert all(one.approved for one in office.ask(catalogs.all_lists))


def test_the_same_files_again_change_nothing_and_leave_no_audit_record(office: MemoryOffice) -> None:
    bring_samples(office)
    before = office.dump()

    for kind, path in LAST_STATE:
        outcome = bring(office, kind, path.read_bytes())
        assert (outcome.new, outcome.changed, outcome.retired, outcome.wrote) == ((), (), (), False)

    assert office.dump() == before


def test_xlsx_and_csv_of_the_same_rows_are_the_same(office: MemoryOffice) -> None:
    bring_samples(office)

    for kind, path in LAST_STATE:
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        assert not bring(office, kind, xlsx_file(header, *rows)).wrote


def test_a_dry_run_tells_the_same_and_changes_nothing(province: MemoryOffice) -> None:
    before = province.dump()
    content = officials_file(NEWCOMER)

    told = bring(province, OFFICIALS, content, dry_run=True)

    assert province.dump() == before
    done = bring(province, OFFICIALS, content)
    assert told == replace(done, wrote=False)
    assert (codes(done.new), codes(done.retired)) == (["MOI"], ["YSI"])


def test_a_dry_run_tells_what_would_ask_for_yes(office: MemoryOffice) -> None:
    bring(office, UNITS, units_file(*[(f"U{n}", "Đơn vị", "", "Đảng", "", "", "") for n in range(9)]))
    one = units_file(("U0", "Đơn vị", "", "Đảng", "", "", ""))

    told = bring(office, UNITS, one, complete=True, dry_run=True)

    assert len(told.retired) == 8
    assert told.notes[-1].startswith("danh sách đơn vị: 8 trong 9 (89 %)")


def test_a_dry_run_is_refused_for_what_is_wrong_as_the_import_is(province: MemoryOffice) -> None:
    content = officials_file(("A B", "", "AI", "", "", "", "", "", ""))

    assert problems(bring, province, OFFICIALS, content, dry_run=True) == problems_of_import(
        province, OFFICIALS, content
    )


def test_one_wrong_row_among_many_refuses_the_whole_file(province: MemoryOffice) -> None:
    rows = [(f"M{number}", "Người mới", "BVDK", *[""] * 6) for number in range(500)]
    rows[321] = ("M321", "Người mới", "BVDK2", *[""] * 6)

    (problem,) = problems_of_import(province, OFFICIALS, officials_file(*rows))

    assert problem.startswith("dòng 323, cột Mã đơn vị: “BVDK2”")


def test_a_file_of_another_kind_is_refused_by_its_headers() -> None:
    (problem,) = problems(read_file, UNITS, officials_file(NEWCOMER), "tep.csv")

    assert problem.startswith("dòng 1: thiếu cột “Tên đơn vị”, “Đơn vị cấp trên”")


def test_the_audit_says_which_file_changed_how_much(province: MemoryOffice) -> None:
    content = officials_file(NEWCOMER)

    bring(province, OFFICIALS, content)

    (row,) = province.rows("SELECT chain, actor, act, subject, detail FROM audit")
    detail = json.loads(row.pop("detail"))
    assert row == {"chain": "province", "actor": "kpibot", "act": "import", "subject": "import:officials"}
    assert detail == {
        "file": "tep.csv", "sha256": sha256(content).hexdigest(), "new": 1, "changed": 0, "retired": 1,
        "rerouted": 0, "unbound": 0,
    }  # fmt: skip


def test_a_failure_while_writing_leaves_nothing_behind(province: MemoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    before = province.dump()
    monkeypatch.setattr(people, "retire_official", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        bring(province, OFFICIALS, officials_file(NEWCOMER))

    assert province.dump() == before


def test_a_hundred_thousand_officials_come_in(office: MemoryOffice) -> None:
    bring(office, UNITS, units_file(*[(f"U{n}", "Đơn vị", "", "Đảng", "", "", "") for n in range(200)]))
    rows = ((f"C{n}", f"Nguyễn Văn {n}", f"U{n % 200}", "Chuyên viên", "", "", "", "", "") for n in range(100_000))
    file = read_file(OFFICIALS, csv_file(OFFICIAL_HEADER, *rows), "tep.csv")

    assert len(office.perform(import_file, file).new) == 100_000
    assert office.perform(import_file, file).unchanged == 100_000


async def test_imports_work_on_both_engines(database: Database) -> None:
    office = Office(database, Means(Rules(), FakeIds(), lambda bits: 1))

    for kind, path in NORMAL_ORDER:
        file = read_file(kind, path.read_bytes(), path.name)
        told = await office.look(MONDAY_MORNING, import_file, file, dry_run=True)
        done = await office.perform(MONDAY_MORNING, import_file, file)
        assert done.wrote
        assert told == replace(done, wrote=False)

    again = read_file(Kind.OFFICIALS, (CATALOGS / "officials.csv").read_bytes(), "officials.csv")
    assert not (await office.perform(MONDAY_MORNING, import_file, again)).wrote
