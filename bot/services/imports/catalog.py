"""A file of tasks against the stored catalog: what it adds, changes, moves, retires and approves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.domain.catalog import Group
from bot.services.act import Act
from bot.services.imports import items, lists
from bot.services.imports.items import ListedItem, ListKey
from bot.services.imports.lists import NamedLists, StoredCatalog, words_of
from bot.services.imports.plan import Named, Options, Plan, compare
from bot.services.imports.refusal import refuse_if_any
from bot.services.imports.sheets import Sheet, read_sheet
from bot.services.imports.tables import Table
from bot.storage import catalogs
from bot.storage.catalogs import StoredItem, TaskList

_ATTRIBUTES = {
    "item.name": items.NAME,
    "item.list_id": items.LIST,
    "item.product": items.PRODUCT,
    "item.unit_of_measure": items.MEASURE,
    "item.coefficient": items.COEFFICIENT,
    "item.norm_minutes": items.NORM,
    "item.keywords": items.KEYWORDS,
    "item.source": items.SOURCE,
    "item.positions": items.POSITIONS,
}


def read(table: Table) -> Sheet[ListedItem]:
    """Read a table of tasks.

    Raises:
        ImportRefused: the headers are wrong.
    """
    return read_sheet(table, items.COLUMNS, items.read_item)


def plan(act: Act, sheet: Sheet[ListedItem], options: Options) -> Plan:
    """Compare a sheet of tasks with the stored catalog; a missing task retires only on the lists it names.

    Raises:
        ImportRefused: with everything that is wrong.
    """
    stored = lists.stored_catalog(act)
    named = lists.named_lists(act, sheet, stored, options.draft)
    refuse_if_any([*sheet.faults, *lists.faults(act, sheet, stored, named)])
    wanted = _placed(sheet, named)
    scopes = lists.scopes(stored, named, wanted)
    gone = [stored.items[code] for scope in scopes for code in scope.retired]
    changes = compare(_in_place(stored, wanted), wanted, gone, _ATTRIBUTES)
    refuse_if_any(list(lists.unsigned(stored, changes, options)))
    moved = [one for code, one in wanted.items() if code in stored.items and stored.items[code].place != one.place]
    relisted = [one for key, one in named.items() if one != stored.lists.get(key)]
    return Plan(
        new=tuple(Named(one.code, one.item.name) for one in changes.new),
        changed=tuple(Named(one.code, words) for one, words in changes.changed),
        retired=tuple(Named(one.code, one.item.name) for one in gone),
        unchanged=changes.unchanged,
        scopes=scopes,
        notes=(*sheet.notes, *lists.namesakes(sheet), *_undrafted(named, options), *_notes(stored, named, moved)),
        writes=bool(changes.to_write or gone or moved or relisted),
        write=partial(_write, relisted=relisted, put=[*changes.to_write, *moved], gone=gone),
    )


def _placed(sheet: Sheet[ListedItem], named: NamedLists) -> dict[str, StoredItem]:
    """The tasks on their lists, each at its place."""
    places: Counter[ListKey] = Counter()
    placed: dict[str, StoredItem] = {}
    for code, one in sheet.by_code.items():
        places[one.key] += 1
        placed[code] = StoredItem(replace(one.item, list_id=named[one.key].id), places[one.key])
    return placed


def _in_place(stored: StoredCatalog, wanted: Mapping[str, StoredItem]) -> dict[str, StoredItem]:
    """The stored tasks as if they stood at their new places: who only moves up is not called changed."""
    known = ((stored.items[code], one) for code, one in wanted.items() if code in stored.items)
    return {one.code: replace(old, place=one.place) for old, one in known}


def _notes(stored: StoredCatalog, named: NamedLists, moved: Sequence[StoredItem]) -> Iterator[str]:
    for key, one in named.items():
        known = stored.lists.get(key)
        if not one.approved:
            yield f"{words_of(one)} chờ lãnh đạo đơn vị duyệt, chưa ai dùng được"
        elif known is not None and not known.approved:
            yield f"{words_of(one)} được duyệt theo tệp này"
    if moved:
        yield f"{len(moved)} đầu công việc đổi thứ tự trong danh mục"


def _undrafted(named: NamedLists, options: Options) -> Iterator[str]:
    for one in named.values():
        if options.draft and one.group is not Group.PROFESSIONAL:
            yield f"--draft không áp dụng cho {words_of(one)}: danh mục chung của tỉnh được dùng ngay"


def _write(
    act: Act, relisted: Sequence[TaskList], put: Sequence[StoredItem], gone: Sequence[StoredItem]
) -> Mapping[str, int]:
    for task_list in relisted:
        catalogs.put_list(act.tx, task_list)
    for one in put:
        catalogs.put_item(act.tx, one.item, one.place)
    for one in gone:
        catalogs.retire_item(act.tx, one.code, act.at)
    catalogs.bump_version(act.tx)
    return {"lists": len(relisted)}
