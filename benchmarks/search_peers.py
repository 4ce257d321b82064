"""Search beside what others would have used: the same queries, the same catalogs, a row each.

    python -m benchmarks.search_peers

The queries are those of officials of the sample organisation and of five agencies whose catalogs were written for this.
Every peer sees codes, names and keywords as the program does, case and accents evened out on both sides, and is asked
in the way that suits it: rapidfuzz and the trigrams take a task's best phrase, the full-text engines any of the words,
the last one as a prefix. None of them knows when to answer nothing. tantivy is compared when it is installed.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from rapidfuzz import fuzz, process

from benchmarks.search_sets import Figures, Query, Search, measure, read_agencies, read_catalogs, read_queries, together
from bot.domain.catalog import Item
from bot.language.folding import fold, words
from bot.language.phrases import texts_of
from bot.language.search import Index

RESULTS = Path(__file__).parents[1] / "build" / "benchmarks"
OURS = "kpibot"
GOALS = {"R@1": 0.95, "R@5": 0.99, "nonsense": 0.95}
_BEST = 5
_MOST_COMPARED = 60
"""A task has some five phrases: so many of the best hold five tasks."""

Make = Callable[[Sequence[Item]], Search]


def main() -> int:
    """Measure, print, save; 1 when a goal is missed or a peer is ahead."""
    queries, (foreign, catalogs) = read_queries(), read_agencies()
    catalogs |= read_catalogs(query.official for query in queries)
    everything = [*queries, *foreign]
    rows = {name: _measure(everything, catalogs, make) for name, make in _peers().items()}
    _print(rows)
    _save(rows)
    return 0 if _is_ahead(rows) else 1


def _measure(queries: Sequence[Query], catalogs: Mapping[str, Sequence[Item]], make: Make) -> dict[str, Figures]:
    return measure(queries, {who: make(items) for who, items in catalogs.items()})


def _peers() -> dict[str, Make]:
    peers: dict[str, Make] = {
        OURS: _kpibot,
        "rapidfuzz WRatio": lambda items: _rapidfuzz(items, fuzz.WRatio),
        "rapidfuzz token_set": lambda items: _rapidfuzz(items, fuzz.token_set_ratio),
        "rapidfuzz token_sort": lambda items: _rapidfuzz(items, fuzz.token_sort_ratio),
        "FTS5 unicode61": lambda items: _fts5(items, "unicode61", _terms),
        "FTS5 trigram": lambda items: _fts5(items, "trigram", _grams),
        "trigram Jaccard": _jaccard,
    }
    if find_spec("tantivy"):
        return peers | {"tantivy": _tantivy}
    print("tantivy is not installed: python -m pip install tantivy\n")
    return peers


def _kpibot(items: Sequence[Item]) -> Search:
    index = Index(items)
    return lambda query: [hit.code for hit in index.search(query, _BEST)]


def _text(text: str) -> str:
    return " ".join(words(fold(text)))


def _document(item: Item) -> str:
    return " . ".join(map(_text, (item.code, *texts_of(item))))


def _phrases(items: Sequence[Item]) -> tuple[list[str], list[str]]:
    """Every name and keyword, and the codes of their tasks."""
    pairs = [(_text(text), item.code) for item in items for text in (item.code, *texts_of(item))]
    return [phrase for phrase, _ in pairs], [code for _, code in pairs]


def _first_ones(codes: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(codes))[:_BEST]


def _rapidfuzz(items: Sequence[Item], scorer: Callable[..., float]) -> Search:
    phrases, codes = _phrases(items)

    def search(query: str) -> Sequence[str]:
        found = process.extract(_text(query), phrases, scorer=scorer, limit=_MOST_COMPARED)
        return _first_ones([codes[number] for _, _, number in found])

    return search


def _fts5(items: Sequence[Item], tokenizer: str, expression: Callable[[str], str]) -> Search:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE tasks USING fts5(code UNINDEXED, text, tokenize = '{tokenizer}')")
    rows = [(item.code, _document(item)) for item in items]
    connection.executemany("INSERT INTO tasks VALUES (?, ?)", rows)
    sql = f"SELECT code FROM tasks WHERE tasks MATCH ? ORDER BY bm25(tasks) LIMIT {_BEST}"

    def search(query: str) -> Sequence[str]:
        wanted = expression(_text(query))
        return [code for (code,) in connection.execute(sql, (wanted,))] if wanted else []

    return search


def _terms(text: str) -> str:
    return " OR ".join(f'"{word}"' for word in text.split()) + "*" * bool(text)


def _grams(text: str) -> str:
    return " OR ".join(f'"{gram}"' for gram in _trigrams(text))


def _trigrams(text: str) -> list[str]:
    return sorted({text[start : start + 3] for start in range(len(text) - 2)})


def _jaccard(items: Sequence[Item]) -> Search:
    phrases, codes = _phrases(items)
    grams = [frozenset(_trigrams(f" {phrase} ")) for phrase in phrases]

    def search(query: str) -> Sequence[str]:
        wanted = frozenset(_trigrams(f" {_text(query)} "))
        alike = Counter({at: len(own & wanted) / len(own | wanted) for at, own in enumerate(grams) if own & wanted})
        return _first_ones([codes[at] for at, _ in alike.most_common(_MOST_COMPARED)])

    return search


def _tantivy(items: Sequence[Item]) -> Search:
    import tantivy  # noqa: PLC0415 - not everybody has it

    schema = tantivy.SchemaBuilder().add_text_field("code", stored=True).add_text_field("text").build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=15_000_000, num_threads=1)
    for item in items:
        writer.add_document(tantivy.Document(code=item.code, text=_document(item)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(query: str) -> Sequence[str]:
        wanted = _text(query)
        if not wanted:
            return []
        parsed = index.parse_query(wanted, ["text"])
        return [searcher.doc(address)["code"][0] for _, address in searcher.search(parsed, _BEST).hits]

    return search


def _summary(figures: Mapping[str, Figures]) -> dict[str, float]:
    meant, nonsense = together(figures, meant=True), together(figures, meant=False)
    return {
        "R@1": meant.share_within(1),
        "R@5": meant.share_within(_BEST),
        "MRR": meant.mean_reciprocal_rank,
        "nothing": meant.answered_with_nothing,
        "nonsense": nonsense.answered_with_nothing,
        "p50": meant.percentile(50),
        "p99": meant.percentile(99),
    }


def _print(rows: Mapping[str, Mapping[str, Figures]]) -> None:
    summaries = {name: _summary(figures) for name, figures in rows.items()}
    titles = list(summaries[OURS])
    print(f"{'':22}" + "".join(f"{title:>9}" for title in titles) + "   (p50, p99 in ms)")
    for name, summary in summaries.items():
        print(f"{name:22}" + "".join(f"{summary[title]:9.3f}" for title in titles))
    kinds = sorted(kind for kind in rows[OURS])
    print("\nR@1 by kind" + "".join(f"\n{kind:14}" + _by_kind(rows, kind) for kind in kinds))


def _by_kind(rows: Mapping[str, Mapping[str, Figures]], kind: str) -> str:
    shares = ((name, figures[kind].share_within(1)) for name, figures in rows.items())
    return f"{len(rows[OURS][kind].ranks):4}  " + "  ".join(f"{name} {share:.2f}" for name, share in shares)


def _save(rows: Mapping[str, Mapping[str, Figures]]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    told = {
        name: {"all": _summary(figures), "kinds": {kind: _kind(one) for kind, one in figures.items()}}
        for name, figures in rows.items()
    }
    stamp = time.strftime("%Y%m%dT%H%M%S")
    (RESULTS / f"search_peers-{stamp}.json").write_text(json.dumps(told, indent=2))


def _kind(one: Figures) -> dict[str, float]:
    return {
        "queries": len(one.ranks),
        "R@1": one.share_within(1),
        "R@5": one.share_within(_BEST),
        "MRR": one.mean_reciprocal_rank,
        "nothing": one.answered_with_nothing,
        "p50": one.percentile(50),
        "p99": one.percentile(99),
    }


def _is_ahead(rows: Mapping[str, Mapping[str, Figures]]) -> bool:
    """Whether the goals are met and no peer finds as much."""
    summaries = {name: _summary(figures) for name, figures in rows.items()}
    ours = summaries.pop(OURS)
    met = all(ours[name] >= goal for name, goal in GOALS.items())
    return met and all(ours[name] > peer[name] for peer in summaries.values() for name in ("R@1", "R@5"))


if __name__ == "__main__":
    sys.exit(main())
