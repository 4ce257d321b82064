"""The log as JSON, CSV and XLSX."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.domain.entry import Status
from bot.services import exports
from bot.services.act import Act
from bot.services.exports import FIELDS, FORMATS, NothingToExport, entries_of_period
from bot.storage import entries
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice
from tests.support.samples import entry
from tests.support.worklogs import MONDAY, approve, draft, later, line, now_of, return_entry, send_one

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def export(office: AnyOffice, **only: str) -> list[dict[str, Any]]:
    return office.perform(entries_of_period, FIRST, LAST, **only)


def ids(office: AnyOffice, **only: str) -> list[str]:
    return [record["id"] for record in export(office, **only)]


def test_every_field_of_the_contract_in_its_order(real_office: RealOffice) -> None:
    entry = send_one(real_office, minutes=195, quantity=1500, product="CV 12", worked_on=MONDAY - timedelta(days=3))
    later(real_office, minutes=30)
    approve(real_office, "TP", entry, minutes=120, reason="Tính 2 giờ")
    (record,) = real_office.look(entries_of_period, FIRST, LAST)
    assert list(record.items()) == [
        ("id", entry.id),
        ("official", "AN"),
        ("unit", "STC-NS"),
        ("item", "B.01"),
        ("item_name", "Soạn thảo văn bản hành chính"),
        ("group", "B"),
        ("date", "2026-11-20"),
        ("minutes_declared", 195),
        ("minutes_approved", 120),
        ("quantity", 1.5),
        ("completed", True),
        ("product", "CV 12"),
        ("status", "approved"),
        ("quality", "đạt"),
        ("quality_self", "đạt"),
        ("reason", "Tính 2 giờ"),
        ("decided_by", "TP"),
        ("on_behalf_of", ""),
        ("channel", "telegram"),
        ("flags", ["late"]),
        ("submitted_at", "2026-11-23T09:30:00.000+07:00"),
        ("decided_at", "2026-11-23T10:00:00.000+07:00"),
    ]
    assert tuple(record) == FIELDS


def test_a_draft_is_there_with_what_it_has(office: MemoryOffice) -> None:
    draft(office, "AN", line(None, item=""))
    (record,) = export(office)
    assert record["status"] == "draft"
    absent = ("minutes_declared", "minutes_approved", "quantity", "submitted_at", "decided_at")
    assert [record[name] for name in absent] == [None] * 5
    assert (record["item"], record["group"], record["flags"]) == ("", "", [])


def test_approved_minutes_are_null_unless_approved(office: MemoryOffice) -> None:
    return_entry(office, "TP", send_one(office))
    (record,) = export(office)
    assert (record["status"], record["minutes_approved"]) == ("returned", None)


@pytest.mark.parametrize(("thousandths", "quantity"), [(None, None), (3000, 3), (1500, 1.5), (1, 0.001), (0, 0)])
def test_a_whole_quantity_is_a_whole_number(
    office: MemoryOffice, thousandths: int | None, quantity: float | None
) -> None:
    send_one(office, quantity=thousandths)
    (record,) = export(office)
    assert record["quantity"] == quantity
    assert type(record["quantity"]) is type(quantity)


def test_both_ends_of_the_period_are_included_and_the_order_is_by_day(real_office: RealOffice) -> None:
    days = [date(2026, 12, 1), LAST, date(2026, 11, 15), FIRST, date(2026, 10, 31)]
    for number, day in enumerate(days):
        real_office.ask(entries.add, entry(f"e{number}", "AN", "TP", worked_on=day))
    assert ids(real_office) == ["e3", "e2", "e1"]


def test_a_unit_brings_those_below_it_and_a_person_only_their_own(real_office: RealOffice) -> None:
    an, binh, gd = (send_one(real_office, code).id for code in ("AN", "BINH", "GD"))
    ysi = send_one(real_office, "YSI").id
    assert ids(real_office) == [an, binh, gd, ysi]
    assert ids(real_office, unit="STC") == [an, binh, gd]
    assert ids(real_office, unit="STC-NS") == [an, binh]
    assert ids(real_office, official="BINH") == [binh]
    assert ids(real_office, unit="BVDK", official="BINH") == []


@pytest.mark.parametrize(
    ("only", "words"),
    [({"unit": "X"}, "không có đơn vị mang mã X"), ({"official": "Y"}, "không có cán bộ mang mã Y")],
)
def test_an_unknown_unit_or_official_is_named(office: MemoryOffice, only: dict[str, str], words: str) -> None:
    with pytest.raises(NothingToExport, match=words):
        export(office, **only)


def test_a_log_longer_than_a_page_comes_whole_and_each_entry_once(real_office: RealOffice) -> None:
    def fill(act: Act) -> None:
        for number in range(1203):
            day = MONDAY - timedelta(days=number % 3)
            entries.add(act.tx, entry(f"e{number:04d}", "AN", "TP", worked_on=day))

    real_office.perform(fill)
    found = ids(real_office)
    assert len(found) == len(set(found)) == 1203


def test_a_log_of_exactly_one_page_is_no_longer_than_that(
    office: MemoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PAGE", 2)
    sent = [send_one(office, minutes=15).id for _ in range(4)]
    assert ids(office) == sent


# --- Formats


def written(office: AnyOffice, form: str) -> bytes:
    return FORMATS[form](export(office))


def test_json_is_a_list_of_the_records_with_their_letters(office: MemoryOffice) -> None:
    send_one(office, product="Công văn số 12")
    raw = written(office, "json").decode()
    assert json.loads(raw) == export(office)
    assert "Công văn số 12" in raw
    assert json.loads(FORMATS["json"]([])) == []


def rows_of_csv(raw: bytes) -> list[dict[str, str]]:
    assert raw.startswith(b"\xef\xbb\xbf"), "spreadsheet programs need the mark"
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def rows_of_xlsx(raw: bytes) -> list[dict[str, Any]]:
    head, *rows = load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows()
    names = [str(cell.value) for cell in head]
    assert all(cell.data_type != "f" for row in rows for cell in row)
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]


def test_csv_and_xlsx_hold_the_same_under_the_same_headers(office: MemoryOffice) -> None:
    send_one(office, minutes=495, product="Số 12; “khẩn”\nphụ lục", worked_on=MONDAY - timedelta(days=1))
    draft(office, "AN", line(None))
    (late, _), (sheet, _) = rows_of_csv(written(office, "csv")), rows_of_xlsx(written(office, "xlsx"))
    assert tuple(late) == tuple(sheet) == FIELDS
    assert late["flags"] == sheet["flags"] == "over_day;rest_day;over_norm"
    assert late["product"] == sheet["product"] == "Số 12; “khẩn”\nphụ lục"
    assert (late["minutes_declared"], sheet["minutes_declared"]) == ("495", 495)
    assert (late["completed"], sheet["completed"]) == ("1", 1)
    assert (late["minutes_approved"], sheet["minutes_approved"]) == ("", None)


@pytest.mark.parametrize("words", ["=1+1", "+84 912", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_what_looks_like_a_formula_is_made_text(office: MemoryOffice, words: str) -> None:
    send_one(office, product=words)
    assert rows_of_csv(written(office, "csv"))[0]["product"] == f"'{words}"
    assert rows_of_xlsx(written(office, "xlsx"))[0]["product"] == f"'{words}"
    assert json.loads(written(office, "json"))[0]["product"] == words, "JSON is for programs"


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_log_is_an_empty_file_of_its_format(office: MemoryOffice, form: str) -> None:
    readers: dict[str, Callable[[bytes], object]] = {"json": json.loads, "csv": rows_of_csv, "xlsx": rows_of_xlsx}
    assert readers[form](written(office, form)) == []


def test_exporting_changes_nothing(office: MemoryOffice) -> None:
    entry = send_one(office)
    before = office.dump()
    export(office)
    assert office.dump() == before
    assert now_of(office, entry).status is Status.SUBMITTED
