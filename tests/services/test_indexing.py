"""Acts that search get the indexes they need, built outside any transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.catalog import Item
from bot.language.meanings import Meanings
from bot.language.search import Index
from bot.services import catalogs, indexing
from bot.services.act import Act
from bot.services.indexing import look_indexed, perform_indexed
from bot.storage import people
from tests.support.offices import RealOffice


def found(act: Act, query: str) -> list[str]:
    official = people.find_official(act.tx, "AN")
    assert official is not None
    return [hit.code for hit in catalogs.search(act, official, query)]


def test_an_act_that_searches_is_run_again_once_its_index_is_built(real_office: RealOffice) -> None:
    codes = real_office.run(perform_indexed(real_office.office, real_office.now, found, "họp giao ban"))
    assert codes[0] == "B.02"


def test_a_step_that_only_reads_gets_its_index_too(real_office: RealOffice) -> None:
    codes = real_office.run(look_indexed(real_office.office, real_office.now, found, "họp giao ban"))
    assert codes[0] == "B.02"


def test_an_index_that_many_wait_for_is_built_once(real_office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    office, now, built = real_office.office, real_office.now, []

    def counted(items: Sequence[Item], meanings: Meanings) -> Index:
        built.append(len(items))
        return Index(items, meanings=meanings)

    async def many() -> None:
        await asyncio.gather(*(perform_indexed(office, now, found, "họp") for _ in range(8)))

    monkeypatch.setattr(indexing, "Index", counted)
    real_office.run(many())
    assert len(built) == 1
    assert office.means.indexes.under_way == {}
