"""Who sees which part of the catalog, and searching in it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.catalog import Item
from bot.domain.people import Level, Official, line_of_units
from bot.language.search import Hit, Index
from bot.services.act import Act
from bot.services.indexes import IndexKey, Scope
from bot.storage import catalogs, entries

_RECENT_ENTRIES = 60


def index_for(act: Act, official: Official) -> Index:
    """The search index over this person's catalog.

    Raises:
        IndexMissing: it has to be built first, outside the transaction.
    """
    if official.code not in act.indexes_in_use:
        key = IndexKey(Scope(official.unit, official.leader), catalogs.version(act.tx))
        act.indexes_in_use[official.code] = act.means.indexes.get(key)
    return act.indexes_in_use[official.code]


def search(act: Act, official: Official, query: str, limit: int = 5) -> list[Hit]:
    """The person's tasks that fit a query, best first; the own recent and frequent ones break ties."""
    return index_for(act, official).search(query, limit, favourites(act, official))


def suggest(act: Act, official: Official, query: str, limit: int) -> list[Hit]:
    """As `search`, for somebody who is still typing."""
    return index_for(act, official).suggest(query, limit, favourites(act, official))


def find(act: Act, official: Official, code: str) -> Item | None:
    """The item of that code, if this person sees it."""
    return index_for(act, official).item(code)


def favourites(act: Act, official: Official) -> Mapping[str, float]:
    """How much each task is the person's own habit, from 0 to 1."""
    used = entries.item_use(act.tx, official.code, _RECENT_ENTRIES)
    most = max(used.values(), default=1)
    return {code: count / most for code, count in used.items()}


def recent_items(act: Act, official: Official, limit: int) -> list[Item]:
    """The person's tasks as last used, newest first; those no longer seen are left out."""
    index = index_for(act, official)
    found = (index.item(code) for code in entries.item_use(act.tx, official.code, _RECENT_ENTRIES))
    return [item for item in found if item is not None][:limit]


def read_scope(act: Act, scope: Scope) -> tuple[int, list[Item]]:
    """The catalog's version and what is seen of it: A by leading posts, B, D, and C of the unit and of those above."""
    units = list(line_of_units(scope.unit, act.organisation))
    commune = any(unit.level is Level.COMMUNE for unit in units)
    items = catalogs.visible_items(act.tx, [unit.code for unit in units], commune, scope.leader)
    return catalogs.version(act.tx), items
