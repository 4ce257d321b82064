"""A file written from the database changes nothing when it comes back; the order of rows does not matter."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.act import Act
from bot.storage import catalogs
from tests.support.import_files import (
    ITEM_HEADER,
    OFFICIAL_HEADER,
    UNIT_HEADER,
    csv_file,
    exported_items,
    exported_officials,
    exported_units,
)
from tests.support.importing import CATALOG, OFFICIALS, UNITS, bring
from tests.support.memory import MemoryOffice

LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
NAMES = st.text(LETTERS, min_size=1, max_size=40).map("Việc {} ".format)
FREE = st.one_of(st.just(""), NAMES)
WORDS = st.lists(st.sampled_from(["giao ban", "hgb", "bc", "Chuyên viên"]), max_size=3).map(";".join)
COEFFICIENTS = st.one_of(st.just(""), st.integers(1, 100_000).map(lambda thousandths: f"{thousandths / 1000:g}"))
HOURS = st.one_of(st.just(""), st.integers(1, 6000).map(lambda minutes: f"{minutes / 60:.4f}".replace(".", ",")))
LISTS = st.sampled_from(
    [
        ("A", "", ""),
        ("B", "", "Dùng chung"),
        ("C", "U0", "Một"),
        ("C", "U0", "Hai"),
        ("C", "cấp xã", "Xã"),
        ("D", "", ""),
    ]
)

Rows = list[tuple[str, ...]]


@st.composite
def units_rows(draw: st.DrawFn) -> Rows:
    """A forest: every unit's parent is one drawn before it."""
    rows: Rows = []
    for number in range(draw(st.integers(1, 8))):
        parent = draw(st.sampled_from(["", *(f"U{before}" for before in range(number))]))
        bloc, regime = (
            draw(st.sampled_from(["Đảng", "MTTQ", "su nghiep"])),
            draw(st.sampled_from(["", "theo ca"])),
        )
        rows.append((f"U{number}", draw(NAMES), parent, bloc, regime, "", draw(st.sampled_from(["", "xã", "TỈNH"]))))
    return rows


def official_row(draw: st.DrawFn, number: int, units: Rows, staff: int) -> tuple[str, ...]:
    """Somebody of any unit; the approver is any other one."""
    approver = draw(st.sampled_from(["", *(f"C{other}" for other in range(staff) if other != number)]))
    unit = draw(st.sampled_from(units))[0]
    kind = draw(st.sampled_from(["", "hợp đồng", "VIEN CHUC"]))
    admin = draw(st.sampled_from(["", "đơn vị", "tinh"]))
    return (
        f"C{number}",
        draw(NAMES),
        unit,
        draw(FREE),
        draw(FREE),
        draw(st.sampled_from("xX ")),
        approver,
        admin,
        kind,
    )


def task_row(draw: st.DrawFn, number: int) -> tuple[str, ...]:
    """A task of any list."""
    product, measure, source = draw(FREE), draw(FREE), draw(FREE)
    rest = (product, measure, draw(COEFFICIENTS), draw(HOURS), draw(WORDS), source, draw(WORDS))
    return (f"M.{number}", draw(NAMES), *draw(LISTS), *rest)


@st.composite
def provinces(draw: st.DrawFn) -> tuple[Rows, Rows, Rows]:
    """Rows of units, officials and tasks that fit together."""
    units = draw(units_rows())
    staff = draw(st.integers(1, 8))
    officials = [official_row(draw, number, units, staff) for number in range(staff)]
    tasks = [task_row(draw, number) for number in range(draw(st.integers(1, 12)))]
    return units, officials, tasks


def bring_all(office: MemoryOffice, units: Rows, officials: Rows, tasks: Rows) -> list[bool]:
    """Bring all three in; tells which wrote anything."""
    return [
        bring(office, UNITS, csv_file(UNIT_HEADER, *units, delimiter=";")).wrote,
        bring(office, OFFICIALS, csv_file(OFFICIAL_HEADER, *officials)).wrote,
        bring(office, CATALOG, csv_file(ITEM_HEADER, *tasks)).wrote,
    ]


def export_all(office: MemoryOffice) -> tuple[Rows, Rows, Rows]:
    """Everything that is active, as rows."""
    return office.perform(exported_units), office.perform(exported_officials), office.perform(exported_items)


@given(provinces())
@settings(max_examples=40)
def test_what_is_written_out_comes_back_without_any_change(province: tuple[Rows, Rows, Rows]) -> None:
    with MemoryOffice() as office:
        assert bring_all(office, *province) == [True, True, True]
        written = export_all(office)
        before = office.dump()

        assert bring_all(office, *province) == [False, False, False]
        assert bring_all(office, *written) == [False, False, False]
        assert office.dump() == before


@given(provinces(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_rows_changes_nothing_but_the_places_on_a_list(
    province: tuple[Rows, Rows, Rows], chance: Any
) -> None:
    shuffled = [chance.sample(rows, len(rows)) for rows in province]
    with MemoryOffice() as one, MemoryOffice() as other:
        bring_all(one, *province)
        bring_all(other, *shuffled)

        assert [sorted(rows) for rows in export_all(one)] == [sorted(rows) for rows in export_all(other)]
        assert other.perform(order_of_tasks) == tasks_in_order(shuffled[2])


def order_of_tasks(act: Act) -> dict[tuple[str, str], list[str]]:
    """The codes on each list, in its order."""
    lists = {one.id: (one.unit, one.name) for one in catalogs.all_lists(act.tx)}
    order: dict[tuple[str, str], list[str]] = {}
    for stored in sorted(catalogs.all_items(act.tx), key=lambda stored: stored.place):
        order.setdefault(lists[stored.item.list_id], []).append(stored.code)
    return order


def tasks_in_order(rows: Rows) -> dict[tuple[str, str], list[str]]:
    """The codes of each list, in the order of the file."""
    default = {"A": "Lãnh đạo, quản lý", "D": "Công việc khác"}
    order: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        order.setdefault((row[3], row[4] or default[row[2]]), []).append(row[0])
    return order
