"""The log as a file: JSON, CSV or XLSX, with the fields of CONTRACT, section 3."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from bot.domain.entry import Entry
from bot.services.act import Act
from bot.storage import entries, people

PAGE = 500

FIELDS = (
    "id", "official", "unit", "item", "item_name", "group", "date", "minutes_declared", "minutes_approved",
    "quantity", "completed", "product", "status", "quality", "quality_self", "reason", "decided_by",
    "on_behalf_of", "channel", "flags", "submitted_at", "decided_at",
)  # fmt: skip

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class NothingToExport(Exception):
    """The unit or official that was named does not exist."""


def entries_of_period(act: Act, first: date, last: date, unit: str = "", official: str = "") -> list[dict[str, Any]]:
    """The log of a period as records of `FIELDS`.

    Args:
        act: the act; a read-only one will do.
        first: the first day.
        last: the last day, included.
        unit: only this unit and those below it; empty means all.
        official: only this person; empty means everyone.

    Raises:
        NothingToExport: there is no such unit or official.
    """
    if unit and people.find_unit(act.tx, unit) is None:
        raise NothingToExport(f"không có đơn vị mang mã {unit}")
    if official and people.find_official(act.tx, official) is None:
        raise NothingToExport(f"không có cán bộ mang mã {official}")
    units = people.units_below(act.tx, unit) if unit else []
    return [_record(act, entry) for entry in _pages(act, first, last, units, official)]


def _pages(act: Act, first: date, last: date, units: list[str], official: str) -> Iterator[Entry]:
    after = ("", "")
    while True:
        page = entries.of_period(act.tx, first, last, units, official, after, PAGE)
        yield from page
        if len(page) < PAGE:
            return
        after = (page[-1].worked_on.isoformat(), page[-1].id)


def _record(act: Act, entry: Entry) -> dict[str, Any]:
    record = {name: getattr(entry, name) for name in FIELDS if name not in {"date", "flags", "quantity"}}
    return (
        dict.fromkeys(FIELDS)
        | record
        | {
            "date": entry.worked_on.isoformat(),
            "status": entry.status.value,
            "quantity": _quantity(entry.quantity),
            "flags": [flag.kind.value for flag in entry.flags],
            "submitted_at": _local(act, entry.submitted_at),
            "decided_at": _local(act, entry.decided_at),
        }
    )


def _quantity(thousandths: int | None) -> float | int | None:
    if thousandths is None:
        return None
    return thousandths // 1000 if thousandths % 1000 == 0 else thousandths / 1000


def _local(act: Act, instant: datetime | None) -> str | None:
    return act.rules.local(instant).isoformat(timespec="milliseconds") if instant else None


def to_json(records: Iterable[dict[str, Any]]) -> bytes:
    """A JSON list."""
    return (json.dumps(list(records), ensure_ascii=False, indent=1) + "\n").encode()


def to_csv(records: Iterable[dict[str, Any]]) -> bytes:
    """CSV in UTF-8 with a BOM, as spreadsheet programs expect it; what looks like a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    writer.writerows([_cell(record[name]) for name in FIELDS] for record in records)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(records: Iterable[dict[str, Any]]) -> bytes:
    """An XLSX workbook with one sheet."""
    from openpyxl import Workbook  # noqa: PLC0415 - loaded only when needed

    book = Workbook(write_only=True)
    sheet = book.create_sheet("nhat-ky")
    sheet.append(FIELDS)
    for record in records:
        sheet.append([_cell(record[name]) for name in FIELDS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


FORMATS = {"json": to_json, "csv": to_csv, "xlsx": to_xlsx}
"""How an export is written, by the name of its format."""
