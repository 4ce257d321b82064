"""Lists of tasks and the tasks on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.catalog import Group, Item
from bot.storage.database import Row, Tx

_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class TaskList:
    """One list of the catalog.

    Attributes:
        id: UUIDv7.
        group: A, B, C or D.
        unit: the owner of a C list: a unit's code or `cấp xã`; empty for A, B and D.
        name: the list's name (Danh mục).
        approved: whether the leader has approved it.
    """

    id: str
    group: Group
    unit: str
    name: str
    approved: bool


def _list(row: Row) -> TaskList:
    approved = row["status"] == "approved"
    return TaskList(row["id"], Group(row["task_group"]), row["unit"], row["name"], approved)


def _item(row: Row) -> Item:
    return Item(
        code=row["code"],
        name=row["name"],
        group=Group(row["task_group"]),
        list_id=row["list"],
        product=row["product"],
        unit_of_measure=row["unit_of_measure"],
        coefficient=row["coefficient"],
        norm_minutes=row["norm_minutes"],
        keywords=tuple(filter(None, row["keywords"].split(_SEPARATOR))),
        positions=tuple(filter(None, row["positions"].split(_SEPARATOR))),
        source=row["source"],
    )


_ITEMS = "SELECT items.*, lists.task_group FROM items JOIN lists ON lists.id = items.list"


def version(tx: Tx) -> int:
    """The catalog's version; it grows with every change of any list."""
    return int(tx.execute("SELECT version FROM catalog_version")[0]["version"])


def bump_version(tx: Tx) -> None:
    """Tell everyone who holds an index that it is old."""
    tx.execute("UPDATE catalog_version SET version = version + 1")


def find_item(tx: Tx, code: str) -> Item | None:
    """The item of that code, unless it is retired."""
    rows = tx.execute(f"{_ITEMS} WHERE items.code = :code AND items.retired_at = ''", code=code)
    return _item(rows[0]) if rows else None


def visible_items(tx: Tx, units: Sequence[str], commune: bool, leader: bool) -> list[Item]:
    """The items somebody may pick, by group and place on their list.

    Args:
        tx: the transaction.
        units: the person's unit and the units above it.
        commune: whether the communes' common lists are among them.
        leader: whether Group A is.
    """
    owners = {f"unit{number}": unit for number, unit in enumerate(units)}
    names = ", ".join(f":{name}" for name in owners)
    sql = f"""
        {_ITEMS}
        WHERE items.retired_at = '' AND lists.status = 'approved' AND (
            lists.task_group IN ('B', 'D')
            OR (lists.task_group = 'A' AND :leader = 1)
            OR (lists.task_group = 'C' AND (lists.unit IN ({names}) OR (lists.unit = 'cấp xã' AND :commune = 1)))
        )
        ORDER BY lists.task_group, lists.unit, lists.name, items.place, items.code
    """
    rows = tx.execute(sql, leader=int(leader), commune=int(commune), **owners)
    return [_item(row) for row in rows]


def all_lists(tx: Tx) -> list[TaskList]:
    """Every list, by group, owner and name."""
    return [_list(row) for row in tx.execute("SELECT * FROM lists ORDER BY task_group, unit, name")]


def put_list(tx: Tx, task_list: TaskList) -> None:
    """Add a list or change whether the one of its id is approved."""
    tx.execute(
        """
        INSERT INTO lists (id, task_group, unit, name, status)
        VALUES (:id, :task_group, :unit, :name, :status)
        ON CONFLICT (id) DO UPDATE SET status = excluded.status
        """,
        id=task_list.id,
        task_group=task_list.group,
        unit=task_list.unit,
        name=task_list.name,
        status="approved" if task_list.approved else "draft",
    )


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item with what only the import needs to know.

    Attributes:
        item: the item.
        place: its place on its list, from 1.
        retired: whether a later file left it out.
    """

    item: Item
    place: int
    retired: bool = False

    @property
    def code(self) -> str:
        """The item's code."""
        return self.item.code


def all_items(tx: Tx) -> list[StoredItem]:
    """Every item, retired ones too, by code."""
    rows = tx.execute(f"{_ITEMS} ORDER BY items.code")
    return [StoredItem(_item(row), row["place"], bool(row["retired_at"])) for row in rows]


def put_item(tx: Tx, item: Item, place: int) -> None:
    """Add an item or change the one of its code; it is active afterwards."""
    tx.execute(
        """
        INSERT INTO items (code, list, name, product, unit_of_measure, coefficient, norm_minutes, keywords,
            positions, source, place)
        VALUES (:code, :list, :name, :product, :unit_of_measure, :coefficient, :norm_minutes, :keywords,
            :positions, :source, :place)
        ON CONFLICT (code) DO UPDATE SET list = excluded.list, name = excluded.name, product = excluded.product,
            unit_of_measure = excluded.unit_of_measure, coefficient = excluded.coefficient,
            norm_minutes = excluded.norm_minutes, keywords = excluded.keywords, positions = excluded.positions,
            source = excluded.source, place = excluded.place, retired_at = ''
        """,
        code=item.code,
        list=item.list_id,
        name=item.name,
        product=item.product,
        unit_of_measure=item.unit_of_measure,
        coefficient=item.coefficient,
        norm_minutes=item.norm_minutes,
        keywords=_SEPARATOR.join(item.keywords),
        positions=_SEPARATOR.join(item.positions),
        source=item.source,
        place=place,
    )


def retire_item(tx: Tx, code: str, at: str) -> None:
    """Take an item off its list; what was logged under it stays."""
    tx.execute("UPDATE items SET retired_at = :at WHERE code = :code AND retired_at = ''", code=code, at=at)
