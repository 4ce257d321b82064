"""Running acts that search: an index they miss is built first, outside any transaction, then they run again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.language.search import Index
from bot.services.act import Act, Office
from bot.services.catalogs import read_scope
from bot.services.indexes import IndexKey, IndexMissing

P = ParamSpec("P")
T = TypeVar("T")


async def perform_indexed(
    office: Office, now: datetime, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run one act as one transaction, with whatever indexes it needs.

    Raises:
        DatabaseError: the database cannot serve; nothing of the act was kept.
        Exception: whatever the act raised; nothing of it was kept.
    """
    return await _indexed(office, now, lambda: office.perform(now, step, *args, **kwargs))


async def look_indexed(
    office: Office, now: datetime, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a step that only reads, with whatever indexes it needs."""
    return await _indexed(office, now, lambda: office.look(now, step, *args, **kwargs))


async def _indexed(office: Office, now: datetime, run: Callable[[], Awaitable[T]]) -> T:
    while True:
        try:
            return await run()
        except IndexMissing as missing:
            await _build_once(office, missing.key, now)


async def _build_once(office: Office, key: IndexKey, now: datetime) -> None:
    """Build an index once, however many ask for it, meanwhile or just too late to have seen it."""
    under_way = office.means.indexes.under_way
    if office.means.indexes.holds(key):
        return
    if key not in under_way:
        under_way[key] = asyncio.create_task(build(office, key, now))
        under_way[key].add_done_callback(lambda _: under_way.pop(key, None))
    await asyncio.shield(under_way[key])


async def build(office: Office, key: IndexKey, now: datetime) -> None:
    """Build the index and keep it under the version of the catalog that it shows."""
    version, items = await office.perform(now, read_scope, key.scope)
    index = await asyncio.to_thread(Index, items, meanings=office.means.meanings)
    office.means.indexes.put(IndexKey(key.scope, version), index)
