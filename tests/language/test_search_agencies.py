"""What people of other agencies type: ten catalogs and 1,950 queries, written without having seen the search."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from benchmarks.search_sets import NONSENSE, Figures, Search, measure, read_agencies, together
from bot.language.search import Index

QUERIES, CATALOGS = read_agencies()


@pytest.fixture(scope="module")
def indexes() -> Mapping[str, Index]:
    """The catalog of each agency."""
    return {agency: Index(items) for agency, items in CATALOGS.items()}


def found(indexes: Mapping[str, Index], agency: str) -> dict[str, Figures]:
    def search(index: Index) -> Search:
        return lambda query: [hit.code for hit in index.search(query)]

    queries = [query for query in QUERIES if query.official == agency]
    return measure(queries, {agency: search(indexes[agency])})


@pytest.mark.parametrize("agency", CATALOGS)
def test_each_query_means_a_task_of_the_catalog_or_nothing(agency: str) -> None:
    codes = {item.code for item in CATALOGS[agency]}
    queries = [query for query in QUERIES if query.official == agency]
    assert len(codes) >= 100
    assert len(queries) >= 180
    assert all((query.kind == NONSENSE) == (not query.expected) for query in queries)
    assert codes.issuperset(code for query in queries for code in query.expected)


@pytest.mark.parametrize("agency", CATALOGS)
def test_the_right_task_is_first_in_96_of_100_queries_and_among_five_in_99(
    indexes: Mapping[str, Index], agency: str
) -> None:
    meant = together(found(indexes, agency), meant=True)
    assert meant.share_within(1) >= 0.96
    assert meant.share_within(5) >= 0.985
    assert meant.answered_with_nothing <= 0.015


@pytest.mark.parametrize("agency", CATALOGS)
def test_nonsense_is_answered_with_nothing(indexes: Mapping[str, Index], agency: str) -> None:
    assert together(found(indexes, agency), meant=False).answered_with_nothing >= 0.94
