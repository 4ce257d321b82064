"""The lists a catalog file names: what is stored of them, and what the file may not do to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.domain.catalog import COMMUNES, Group
from bot.services.act import Act
from bot.services.imports.items import CODE, LIST, OWNER, ListedItem, ListKey, list_key, list_words
from bot.services.imports.plan import Changes, Options, Scope, some
from bot.services.imports.refusal import Fault, Place, quoted
from bot.services.imports.sheets import Sheet, recased_codes
from bot.storage import catalogs, people
from bot.storage.catalogs import StoredItem, TaskList

NamedLists = Mapping[ListKey, TaskList]


@dataclass(frozen=True, slots=True)
class StoredCatalog:
    """The catalog as it is.

    Attributes:
        lists: every list by its key.
        by_id: the same by their ids.
        items: every item, retired ones too, by its code.
        active: the codes of each list's active items, by the list's id.
    """

    lists: Mapping[ListKey, TaskList]
    by_id: Mapping[str, TaskList]
    items: Mapping[str, StoredItem]
    active: Mapping[str, list[str]]

    def list_of(self, code: str) -> TaskList | None:
        """The list on which a code is active."""
        found = self.items.get(code)
        return None if found is None or found.retired else self.by_id[found.item.list_id]

    def active_on(self, key: ListKey) -> list[str]:
        """The codes active on a list, which may be new."""
        return self.active[self.lists[key].id] if key in self.lists else []


def stored_catalog(act: Act) -> StoredCatalog:
    """Read the whole catalog."""
    lists = catalogs.all_lists(act.tx)
    items = {one.code: one for one in catalogs.all_items(act.tx)}
    active: defaultdict[str, list[str]] = defaultdict(list)
    for code, one in items.items():
        if not one.retired:
            active[one.item.list_id].append(code)
    by_key = {list_key(one.group, one.unit, one.name): one for one in lists}
    return StoredCatalog(by_key, {one.id: one for one in lists}, items, active)


def named_lists(act: Act, sheet: Sheet[ListedItem], stored: StoredCatalog, draft: bool) -> NamedLists:
    """The lists that occur in the file, as they will be.

    The file is the signed list, so that a C list is approved by it; as a draft it waits, unless it was
    approved before.
    """
    named: dict[ListKey, TaskList] = {}
    for _, one in sheet.rows:
        if one.key not in named:
            group = one.item.group
            known = stored.lists.get(one.key)
            new = TaskList(act.means.new_id(), group, one.owner, one.list_name, approved=False)
            approved = group is not Group.PROFESSIONAL or not draft or (known is not None and known.approved)
            named[one.key] = replace(known or new, approved=approved)
    return named


def words_of(task_list: TaskList) -> str:
    """A stored list in words."""
    return list_words(task_list.group, task_list.unit, task_list.name)


def scopes(stored: StoredCatalog, named: NamedLists, wanted: Mapping[str, StoredItem]) -> tuple[Scope, ...]:
    """Within what the file retires: each list that it names."""
    return tuple(
        Scope(words_of(one), len(active), [code for code in active if code not in wanted])
        for key, one in named.items()
        if (active := stored.active_on(key))
    )


def namesakes(sheet: Sheet[ListedItem]) -> Iterator[str]:
    """Tasks of one name on one list: people see only names, but a signed list may say so."""
    codes: defaultdict[tuple[ListKey, str], list[str]] = defaultdict(list)
    first: dict[tuple[ListKey, str], ListedItem] = {}
    for _, one in sheet.rows:
        key = (one.key, one.item.name.casefold())
        codes[key].append(one.code)
        first.setdefault(key, one)
    for key, alike in codes.items():
        if len(alike) > 1:
            words = f"{len(alike)} đầu công việc cùng tên {quoted(first[key].item.name)}: {some(alike)}"
            yield f"{first[key].list_words} có {words}; người khai khó phân biệt, nên ghi rõ khác nhau ở chỗ nào"


# ---------------------------------------------------------------------- what is refused


def faults(act: Act, sheet: Sheet[ListedItem], stored: StoredCatalog, named: NamedLists) -> Iterator[Fault]:
    """What is wrong with the rows as the catalog stands."""
    yield from _unknown_owners(act, sheet)
    yield from _unnamed(sheet)
    yield from _crowded(act, sheet, stored)
    yield from _taken(sheet, stored, named)
    yield from recased_codes(sheet, stored.items.keys(), CODE)


def _unknown_owners(act: Act, sheet: Sheet[ListedItem]) -> Iterator[Fault]:
    """C lists of units that are not there."""
    owners = {COMMUNES, *(unit.code for unit in people.all_units(act.tx) if not unit.retired)}
    for row, one in sheet.rows:
        if one.owner and one.owner not in owners:
            words = f"{quoted(one.owner)} không phải là đơn vị đang hoạt động; được phép: mã đơn vị, {COMMUNES}"
            yield Fault(words, row, OWNER.name)


def _unnamed(sheet: Sheet[ListedItem]) -> Iterator[Fault]:
    """C rows without a list's name beside named ones: a forgotten cell, which would make another list to count on."""
    group = Group.PROFESSIONAL
    named = {one.owner for _, one in sheet.rows if one.item.group is group and one.list_name != group.full_name}
    for row, one in sheet.rows:
        if one.item.group is group and one.list_name == group.full_name and one.owner in named:
            words = f"để trống, mà dòng khác của {one.owner} có tên danh mục; hãy ghi tên danh mục ở mọi dòng"
            yield Fault(words, row, LIST.name)


def _crowded(act: Act, sheet: Sheet[ListedItem], stored: StoredCatalog) -> Iterator[Fault]:
    """C lists of more tasks than Công văn 7680-CV/VPTU allows, at the first row that is too many."""
    limit = act.rules.group_c_limit
    whole_unit = act.rules.group_c_scope == "unit"
    rows: defaultdict[str | ListKey, list[tuple[Place, ListedItem]]] = defaultdict(list)
    for row, one in sheet.rows:
        if one.item.group is Group.PROFESSIONAL and one.owner:
            rows[one.owner if whole_unit else one.key].append((row, one))
    for counted in rows.values():
        first = counted[0][1]
        elsewhere = _tasks_elsewhere(first.owner, sheet, stored) if whole_unit else 0
        total = elsewhere + len(counted)
        if total > limit:
            what = f"các danh mục Nhóm C của {first.owner}" if whole_unit else first.list_words
            words = f"{what} có {total} đầu công việc; tối đa {limit} (Công văn 7680-CV/VPTU), hãy gộp bớt"
            yield Fault(words, counted[max(limit - elsewhere, 0)][0], LIST.name)


def _tasks_elsewhere(owner: str, sheet: Sheet[ListedItem], stored: StoredCatalog) -> int:
    """How many tasks stand on the owner's C lists that the file does not name."""
    named = {one.key for _, one in sheet.rows}
    others = (key for key in stored.lists if key.owner == owner and key not in named)
    return sum(len(stored.active_on(key)) for key in others)


def _taken(sheet: Sheet[ListedItem], stored: StoredCatalog, named: NamedLists) -> Iterator[Fault]:
    """Codes that stand on a list which the file does not name: only naming both lists moves a task."""
    ids = {one.id for one in named.values()}
    for row, one in sheet.rows:
        holder = stored.list_of(one.code)
        if holder is not None and holder.id not in ids:
            words = f"{quoted(one.code)} đang thuộc {words_of(holder)}, danh mục không có trong tệp"
            yield Fault(f"{words}; hãy dùng mã khác, hoặc nạp cả hai danh mục trong một tệp", row, CODE.name)


def unsigned(stored: StoredCatalog, changes: Changes[StoredItem], options: Options) -> Iterator[Fault]:
    """Approved C lists that a draft would change: what the leader signed stays until a signed list comes."""
    if not options.draft:
        return
    codes = [one.code for one in (*changes.to_write, *changes.retired)]
    touched = {one.item.list_id for one in changes.to_write} | {
        holder.id for holder in map(stored.list_of, codes) if holder is not None
    }
    for one in stored.lists.values():
        if one.id in touched and one.approved and one.group is Group.PROFESSIONAL:
            words = "đã được duyệt, --draft không đổi được; nếu tệp là bản đã ký, hãy chạy lại không có --draft"
            yield Fault(f"{words_of(one)} {words}")
