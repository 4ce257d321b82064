"""What officials type, in their own catalogs: a thousand queries written by hand, most by someone who had not seen the
search, and what they find."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.search_sets import NONSENSE, Figures, Query, Search, measure, read_catalogs, read_queries, together
from bot.language.folding import fold
from bot.language.search import THRESHOLD, Index

QUERIES = read_queries()
MEANT = [query for query in QUERIES if query.kind != NONSENSE]

LEAST_FOUND_FIRST = {"everyday": 0.88, "initials": 0.95}
"""By kind, where it is less than of all kinds together: what everybody says in words of their own is the hardest."""


@pytest.fixture(scope="module")
def indexes() -> Mapping[str, Index]:
    """The catalog of each official, as the program sees it."""
    catalogs = read_catalogs(query.official for query in QUERIES)
    return {code: Index(items) for code, items in catalogs.items()}


@pytest.fixture(scope="module")
def figures(indexes: Mapping[str, Index]) -> Mapping[str, Figures]:
    """What comes of every query, by kind."""

    def search(index: Index) -> Search:
        return lambda query: [hit.code for hit in index.search(query)]

    return measure(QUERIES, {code: search(index) for code, index in indexes.items()})


def test_the_set_is_large_and_names_tasks_that_its_officials_see(indexes: Mapping[str, Index]) -> None:
    assert len(MEANT) >= 600
    assert all(count >= 12 for count in Counter(query.kind for query in QUERIES).values())
    for query in MEANT:
        assert query.expected
        for code in query.expected:
            assert indexes[query.official].item(code), query


def test_the_right_task_is_first_in_97_of_100_queries_and_among_five_in_99(figures: Mapping[str, Figures]) -> None:
    meant = together(figures, meant=True)
    assert meant.share_within(1) >= 0.97
    assert meant.share_within(5) >= 0.99


@pytest.mark.parametrize("kind", sorted({query.kind for query in MEANT}))
def test_each_way_of_typing_finds_the_right_task_first(figures: Mapping[str, Figures], kind: str) -> None:
    assert figures[kind].share_within(1) >= LEAST_FOUND_FIRST.get(kind, 0.97)
    assert figures[kind].share_within(5) >= 0.95


def test_nonsense_is_answered_with_nothing_and_what_is_meant_is_not(figures: Mapping[str, Figures]) -> None:
    assert together(figures, meant=False).answered_with_nothing >= 0.95
    assert together(figures, meant=True).answered_with_nothing <= 0.01


def test_the_first_answer_is_above_the_threshold_and_scores_fall(indexes: Mapping[str, Index]) -> None:
    for query in QUERIES:
        scores = [hit.score for hit in indexes[query.official].search(query.text)]
        assert scores == sorted(scores, reverse=True)
        assert not scores or THRESHOLD <= scores[0] <= 100


def test_a_name_or_code_finds_itself_first_and_without_its_accents_among_five(indexes: Mapping[str, Index]) -> None:
    index = indexes["CB024"]
    for item in index.items:
        for exact in (
            item.name,
            item.name.upper(),
            unicodedata.normalize("NFD", item.name),
            item.code,
            item.code.lower(),
        ):
            assert index.search(exact)[0].name == item.name
        assert item.code in [hit.code for hit in index.search(fold(item.name))]


@settings(max_examples=60)
@given(
    query=st.sampled_from(MEANT),
    capital=st.booleans(),
    form=st.sampled_from(["NFC", "NFD"]),
    blanks=st.sampled_from(" \t\u00a0"),
)
def test_case_form_and_blanks_change_nothing(
    indexes: Mapping[str, Index], query: Query, capital: bool, form: Literal["NFC", "NFD"], blanks: str
) -> None:
    index = indexes[query.official]
    typed = unicodedata.normalize(form, query.text.upper() if capital else query.text)
    found = [hit.code for hit in index.search(f"{blanks}{typed.replace(' ', blanks * 2)} ")]
    assert found == [hit.code for hit in index.search(query.text)]


@settings(max_examples=60)
@given(data=st.data(), noise=st.text(alphabet=st.characters(exclude_categories=()), max_size=12))
def test_no_query_raises_however_it_is_cut_and_mixed(
    indexes: Mapping[str, Index], data: st.DataObject, noise: str
) -> None:
    query = data.draw(st.sampled_from(MEANT))
    cut = data.draw(st.integers(0, len(query.text)))
    assert len(indexes[query.official].search(query.text[:cut] + noise + query.text[cut:])) <= 5
