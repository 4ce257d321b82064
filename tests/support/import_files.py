"""Files as people bring them: written from rows, or from what a database holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

from bot.domain.people import Official, Unit
from bot.services.act import Act
from bot.services.imports import items, officials, units
from bot.storage import catalogs, people
from bot.storage.catalogs import StoredItem, TaskList

UNIT_HEADER = tuple(column.name for column in units.COLUMNS)
OFFICIAL_HEADER = tuple(column.name for column in officials.COLUMNS)
ITEM_HEADER = tuple(column.name for column in items.COLUMNS)


def csv_file(header: Sequence[str], *rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode(encoding)


def xlsx_file(header: Sequence[str], *rows: Sequence[object]) -> bytes:
    """A workbook of one sheet."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Danh sách")
    for row in (header, *rows):
        sheet.append(list(row))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def xlsx_sheets(sheets: Mapping[str, Iterable[Sequence[object]]], hidden: str = "") -> bytes:
    """A workbook of several sheets by their names, one of which may be hidden."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        sheet.sheet_state = "hidden" if title == hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def units_file(*rows: Sequence[str]) -> bytes:
    """A file of units."""
    return csv_file(UNIT_HEADER, *rows)


def officials_file(*rows: Sequence[str]) -> bytes:
    """A file of officials."""
    return csv_file(OFFICIAL_HEADER, *rows)


def catalog_file(*rows: Sequence[str]) -> bytes:
    """A file of tasks."""
    return csv_file(ITEM_HEADER, *rows)


def unit_row(unit: Unit) -> tuple[str, ...]:
    """A unit as a row."""
    return (unit.code, unit.name, unit.parent or "", unit.bloc, unit.regime, unit.head, unit.level)


def official_row(one: Official) -> tuple[str, ...]:
    """An official as a row."""
    leader = "x" if one.leader else ""
    return (one.code, one.name, one.unit, one.title, one.position, leader, one.approver, one.admin, one.kind)


def item_row(stored: StoredItem, task_list: TaskList) -> tuple[str, ...]:
    """A task as a row."""
    item = stored.item
    coefficient = f"{item.coefficient / 1000:g}".replace(".", ",")
    norm = f"{item.norm_minutes / 60:.4f}".replace(".", ",") if item.norm_minutes else ""
    return (
        item.code, item.name, item.group, task_list.unit, task_list.name, item.product, item.unit_of_measure,
        coefficient, norm, ";".join(item.keywords), item.source, ";".join(item.positions),
    )  # fmt: skip


def exported_units(act: Act) -> list[tuple[str, ...]]:
    """Every active unit as a row."""
    return [unit_row(unit) for unit in people.all_units(act.tx) if not unit.retired]


def exported_officials(act: Act) -> list[tuple[str, ...]]:
    """Every active official as a row."""
    return [official_row(one) for one in people.all_officials(act.tx) if not one.retired]


def exported_items(act: Act) -> list[tuple[str, ...]]:
    """Every active task as a row, list by list in its order."""
    lists = {one.id: one for one in catalogs.all_lists(act.tx)}
    active: Iterable[StoredItem] = (one for one in catalogs.all_items(act.tx) if not one.retired)
    ordered = sorted(active, key=lambda one: (one.item.list_id, one.place))
    return [item_row(one, lists[one.item.list_id]) for one in ordered]
