"""The queries that searching is measured on, the catalogs they search, and the figures that are told of a search."""

from __future__ import annotations

import asyncio
import csv
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, quantiles
from time import thread_time

from benchmarks.sample_office import prepare
from bot.clock import SystemClock
from bot.domain.catalog import Group, Item
from bot.office import open_office
from bot.services.act import Act
from bot.services.catalogs import read_scope
from bot.services.indexes import Scope
from bot.settings import Settings
from bot.storage import people

DATA = Path(__file__).parents[1] / "tests" / "language" / "data"
QUERIES = DATA / "queries_officials.csv"
AGENCIES = DATA / "agencies"
NONSENSE = "nonsense"
_BEST = 5

Search = Callable[[str], Sequence[str]]
"""A query to the codes of the tasks it finds, best first."""


@dataclass(frozen=True)
class Query:
    """One query of an official.

    Attributes:
        official: whose catalog is searched.
        text: what is typed.
        expected: the codes of the right tasks; none when the query means nothing.
        kind: how it is typed.
    """

    official: str
    text: str
    expected: tuple[str, ...]
    kind: str


@dataclass
class Figures:
    """What came of some queries.

    Attributes:
        ranks: the place of the right task in each answer, from 1; 0 when it is not among the best five.
        empty: how many were answered with nothing.
        milliseconds: how long a processor worked on each, which a busy machine changes less.
    """

    ranks: list[int] = field(default_factory=list)
    empty: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def share_within(self, best: int) -> float:
        """The share of queries whose task is among so many best ones (R@1, R@5)."""
        return fmean(0 < rank <= best for rank in self.ranks)

    @property
    def mean_reciprocal_rank(self) -> float:
        """MRR: the mean of 1 ÷ the right task's place."""
        return fmean(1 / rank if rank else 0.0 for rank in self.ranks)

    @property
    def answered_with_nothing(self) -> float:
        """The share of queries that found nothing."""
        return self.empty / len(self.ranks)

    def percentile(self, percent: int) -> float:
        """The milliseconds of work within which so many percent of the queries were answered."""
        return quantiles(self.milliseconds, n=100, method="inclusive")[percent - 1] if len(self.ranks) > 1 else 0.0


def read_queries(path: Path = QUERIES) -> list[Query]:
    """The queries written by hand."""
    return [_query(row) for row in _rows(path)]


def _query(row: Mapping[str, str], official: str = "") -> Query:
    expected = tuple(filter(None, row["expected"].split("|")))
    return Query(official or row["official"], row["query"], expected, row["kind"])


def read_agencies() -> tuple[list[Query], dict[str, list[Item]]]:
    """Catalogs of agencies that are not among the samples, and queries by people who had not seen the search."""
    names = sorted(path.name.removesuffix("-queries.csv") for path in AGENCIES.glob("*-queries.csv"))
    queries = [_query(row, name) for name in names for row in _rows(AGENCIES / f"{name}-queries.csv")]
    return queries, {name: [_item(row) for row in _rows(AGENCIES / f"{name}-catalog.csv")] for name in names}


def _item(row: Mapping[str, str]) -> Item:
    group = Group(row["code"][0])
    keywords = tuple(filter(None, row["keywords"].split(";")))
    return Item(row["code"], row["name"], group, group.value, row["product"], keywords=keywords)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_catalogs(officials: Iterable[str]) -> dict[str, list[Item]]:
    """What each of these officials sees of the sample catalogs, read as the program does."""
    with tempfile.TemporaryDirectory(prefix="kpibot-bench-") as folder:
        return asyncio.run(_read(f"sqlite:///{folder}/kpibot.db", sorted(set(officials))))


async def _read(url: str, officials: Sequence[str]) -> dict[str, list[Item]]:
    await prepare(url, 0)
    clock = SystemClock()
    async with open_office(Settings(_env_file=None, database_url=url), clock) as office:
        return {code: await office.look(clock.now(), _items, code) for code in officials}


def _items(act: Act, code: str) -> list[Item]:
    official = people.find_official(act.tx, code)
    assert official, code
    return read_scope(act, Scope(official.unit, official.leader))[1]


def measure(queries: Iterable[Query], searches: Mapping[str, Search]) -> dict[str, Figures]:
    """The figures of each kind of query; `searches`: the search of each official."""
    figures: dict[str, Figures] = {}
    for query in queries:
        started = thread_time()
        found = list(searches[query.official](query.text))[:_BEST]
        taken = (thread_time() - started) * 1000
        one = figures.setdefault(query.kind, Figures())
        one.milliseconds.append(taken)
        one.empty += not found
        one.ranks.append(next((place for place, code in enumerate(found, 1) if code in query.expected), 0))
    return figures


def together(figures: Mapping[str, Figures], *, meant: bool) -> Figures:
    """The figures of all kinds that mean a task, or of those that mean none."""
    chosen = [one for kind, one in figures.items() if (kind != NONSENSE) is meant]
    return Figures(
        [rank for one in chosen for rank in one.ranks],
        sum(one.empty for one in chosen),
        [taken for one in chosen for taken in one.milliseconds],
    )
