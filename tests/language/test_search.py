"""The right task from a few typed words, in a commune official's catalog of 146 tasks."""

from __future__ import annotations

import csv
import gc
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalog import Group, Item
from bot.language.folding import fold, words
from bot.language.meanings import Meanings, read_table
from bot.language.phrases import texts_of
from bot.language.search import THRESHOLD, Index

DATA = Path(__file__).parent / "data"
CATALOGS = Path(__file__).parents[2] / "catalogs"


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def sample_items() -> list[Item]:
    return [
        Item(r["code"], r["name"], Group(r["group"]), "sample", r["product"], keywords=tuple(r["keywords"].split(";")))
        for r in rows(DATA / "items.csv")
    ]


def shipped_items() -> list[Item]:
    return [
        Item(
            row["Mã công việc"],
            row["Tên công việc"],
            Group(row["Nhóm"]),
            path.stem,
            keywords=tuple(row["Từ khóa"].split(";")),
        )
        for path in sorted(CATALOGS.glob("nhom-*.csv"))
        for row in rows(path)
    ]


ITEMS = sample_items()
INDEX = Index(ITEMS)
QUERIES = list(rows(DATA / "queries.csv"))
MEANT = [row for row in QUERIES if row["kind"] != "nonsense"]
NONSENSE = [row["query"] for row in QUERIES if row["kind"] == "nonsense"]


def item(code: str, name: str, *keywords: str, positions: tuple[str, ...] = ()) -> Item:
    return Item(code, name, Group.SHARED, "sample", keywords=keywords, positions=positions)


def codes(index: Index, query: str, **options: Any) -> list[str]:
    return [hit.code for hit in index.search(query, **options)]


@pytest.mark.parametrize("row", MEANT, ids=lambda row: f"{row['kind']}: {row['query']}")
def test_a_query_finds_its_task_first(row: dict[str, str]) -> None:
    found = codes(INDEX, row["query"])
    assert found, "nothing found"
    assert found[0] in row["expected"].split(";")


@pytest.mark.parametrize("number", range(len(ITEMS)), ids=lambda number: ITEMS[number].code)
def test_a_name_or_code_typed_exactly_finds_its_task_first(number: int) -> None:
    wanted = ITEMS[number]
    for query in (wanted.name, wanted.name.upper(), f"  {wanted.name} ", wanted.code, wanted.code.lower()):
        first = INDEX.search(query)[0]
        assert (first.code, first.name, first.group) == (wanted.code, wanted.name, wanted.group.value)
        assert first.score == 100.0


@pytest.mark.skipif(not any(CATALOGS.glob("nhom-*.csv")), reason="the sample catalogs are elsewhere")
def test_every_name_of_the_shipped_catalogs_together_finds_itself_first() -> None:
    items = shipped_items()
    index = Index(items)
    for wanted in items:
        assert index.search(wanted.name, 1)[0].name == wanted.name


def test_nonsense_is_answered_with_nothing_nineteen_times_in_twenty() -> None:
    answered = [query for query in NONSENSE if INDEX.search(query)]
    assert len(answered) <= len(NONSENSE) / 20, answered


@pytest.mark.parametrize("query", ["", "   ", "\x00", "😀😀", "!!!", "\u200b", "---", "'; DROP TABLE items; --"])
def test_what_holds_no_word_of_the_catalog_finds_nothing(query: str) -> None:
    assert INDEX.search(query) == []


def test_an_item_is_known_by_its_exact_code_whatever_its_case() -> None:
    assert INDEX.item("b.07") is INDEX.item("B.07")
    assert INDEX.item("B.07") in ITEMS
    assert INDEX.item("B07") is None
    assert INDEX.item("") is None


@pytest.mark.parametrize("query", ["B.13 báo cáo", "báo cáo (b.13)", "họp B.13, hội nghị"])
def test_a_code_among_other_words_comes_first(query: str) -> None:
    assert INDEX.search(query)[0].code == "B.13"
    assert INDEX.search(query)[0].score == 100


@pytest.mark.parametrize("begun", ["kie", "kiể", "bá", "tha", "soa"])
def test_a_word_half_typed_suggests_what_begins_so_before_it_means_anything(begun: str) -> None:
    assert INDEX.search(begun) == []
    suggested = INDEX.suggest(begun)
    assert suggested
    names = [words(fold(" ".join(texts_of(known)))) for known in ITEMS if known.code in {hit.code for hit in suggested}]
    assert all(any(word.startswith(fold(begun)) for word in name) for name in names)


@pytest.mark.parametrize("typed", ["qzx", "", "kiể zz"])
def test_nothing_is_suggested_for_what_no_word_begins_with(typed: str) -> None:
    assert INDEX.suggest(typed) == []


@pytest.mark.parametrize("typed", ["họp giao ban", "hgb", "B.13"])
def test_what_means_something_is_suggested_as_it_is_found(typed: str) -> None:
    assert INDEX.suggest(typed) == INDEX.search(typed)


def test_a_code_may_be_typed_without_its_signs_and_zeros() -> None:
    assert codes(INDEX, "b7")[0] == "B.07"
    assert codes(INDEX, "cxa5")[0] == "C.XA.05"


def test_the_name_typed_exactly_comes_before_the_longer_one_that_holds_it() -> None:
    index = Index([item("B.1", "Họp giao ban tuần của phòng"), item("B.2", "Họp giao ban")])
    assert codes(index, "họp giao ban") == ["B.2", "B.1"]


def test_of_two_names_that_differ_in_accents_only_the_typed_one_comes_first() -> None:
    index = Index([item("B.1", "Hợp bàn"), item("B.2", "Họp ban")])
    assert codes(index, "Họp ban")[0] == "B.2"
    assert codes(index, "hợp bàn")[0] == "B.1"


def test_accents_part_what_looks_alike_without_them() -> None:
    index = Index([item("B.1", "Tổng hợp số liệu"), item("B.2", "Dự họp ở sở")])
    assert codes(index, "họp", limit=1) == ["B.2"]
    assert codes(index, "hợp", limit=1) == ["B.1"]


def test_a_name_that_looks_like_a_code_is_a_name() -> None:
    index = Index([item("TO.5", "Trực cơ quan"), item("B.2", "Tổ 5")])
    assert codes(index, "Tổ 5")[0] == "B.2"


def test_own_use_parts_near_ties_only() -> None:
    index = Index([item("B.1", "Báo cáo tháng"), item("B.2", "Báo cáo tuần"), item("B.3", "Trực cơ quan")])
    for own, other in (("B.1", "B.2"), ("B.2", "B.1")):
        assert codes(index, "báo cáo", favourites={own: 1.0, other: 0.1})[:2] == [own, other]
    assert codes(index, "báo cáo tháng", favourites={"B.2": 1.0})[0] == "B.1"
    assert "B.3" not in codes(index, "báo cáo", favourites={"B.3": 1.0})


def test_tasks_meant_for_the_own_post_come_first_among_equals() -> None:
    items = [item("B.1", "Thẩm định hồ sơ đất"), item("B.2", "Thẩm định hồ sơ vay", positions=("Địa chính",))]
    assert codes(Index(items), "thẩm định hồ sơ")[0] == "B.1"
    index = Index(items, "địa chính")
    assert codes(index, "thẩm định hồ sơ")[0] == "B.2"
    assert [one.code for one in index.items] == ["B.2", "B.1"]


def test_scores_fall_from_first_to_last_the_first_one_being_an_answer() -> None:
    for row in MEANT:
        scores = [hit.score for hit in INDEX.search(row["query"])]
        assert scores == sorted(scores, reverse=True)
        assert 100 >= scores[0] >= THRESHOLD


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (-1, 0), (1, 1), (3, 3)])
def test_no_more_than_the_limit_is_returned(limit: int, count: int) -> None:
    assert len(INDEX.search("báo cáo", limit)) == count


def test_an_empty_catalog_finds_nothing() -> None:
    assert Index([]).search("họp") == []
    assert Index([]).item("B.07") is None


def test_a_province_can_bring_its_own_abbreviations_and_everyday_words() -> None:
    items = [item("B.1", "Trực tổng đài"), item("B.2", "Họp giao ban")]
    assert codes(Index(items), "qwx") == codes(Index(items), "ngồi trên đồi") == []
    short = read_table("Viết tắt,Nghĩa\nqwx,trực tổng đài;họp mặt\n", short=True)
    everyday = read_table("Lời thường,Từ hành chính\nngồi nhà đài;ngồi trên đồi,trực tổng đài\n", short=False)
    own = Index(items, meanings=Meanings([*short, *everyday]))
    for query in ("qwx", "ngồi trên đồi", "ngoi nha dai"):
        assert codes(own, query)[0] == "B.1"


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
def test_no_query_raises(query: str) -> None:
    assert len(INDEX.search(query)) <= 5


@settings(max_examples=20)
@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=10))
def test_no_catalog_raises_and_a_name_with_words_finds_itself(names: list[str], query: str) -> None:
    index = Index([item(f"B.{number}", name, name[:3]) for number, name in enumerate(names)])
    index.search(query)
    for name in names:
        if name.isalpha() and name.isascii():
            assert index.search(name)[0].name.casefold() == name.casefold()


@pytest.mark.parametrize("query", ["họp " * 1250, "a" * 5000, "hopgiaoban" * 500, "1 " * 2500, "(" * 5000])
def test_long_queries_are_answered_quickly(query: str) -> None:
    began = time.process_time()
    INDEX.search(query)
    assert time.process_time() - began < 0.25


def test_an_index_is_light() -> None:
    Index(ITEMS)
    gc.collect()
    tracemalloc.start()
    indexes = [Index(ITEMS) for _ in range(4)]
    gc.collect()  # or what the interpreter keeps for the next tuples counts too
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size / len(indexes) < 130_000
