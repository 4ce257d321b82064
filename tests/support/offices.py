"""Fixtures: an office in memory, and the same office over a real file and a real server."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest

from bot.domain.rules import Rules
from bot.language.search import Index
from bot.services import catalogs
from bot.services.act import Act, Means, Office
from bot.services.indexes import IndexMissing
from bot.storage.database import Value
from bot.storage.opening import open_database
from tests.support.clock import MONDAY_MORNING
from tests.support.ids import FakeIds
from tests.support.memory import MemoryOffice
from tests.support.postgres import Server
from tests.support.samples import fill_province

P = ParamSpec("P")
T = TypeVar("T")

_TABLES = (
    "audit_words", "audit", "chains", "shown", "outbox", "entries", "dialogs", "inbox", "web_messages", "ledger",
    "job_runs", "reminder_choices", "days_off", "chats", "invites", "items", "lists", "officials", "units",
)  # fmt: skip
"""Every table but the catalog's version; those that refer to others before these."""


def _empty(act: Act) -> None:
    act.tx.execute("UPDATE units SET parent = NULL")
    for table in _TABLES:
        act.tx.execute(f"DELETE FROM {table}")
    act.tx.execute("UPDATE catalog_version SET version = 1")


class RealOffice:
    """Performs acts on a real database, used like `MemoryOffice`: without an event loop in sight.

    Attributes:
        now: the instant of the acts; tests set it.
        rules: the province's rules; tests set them.
        url: of the database.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._runner = asyncio.Runner()
        self._database = self._runner.run(open_database(url))
        self._begin()

    def _begin(self) -> None:
        self.now: datetime = MONDAY_MORNING
        self.rules = Rules()
        self._means = Means(self.rules, FakeIds(), Random(7).getrandbits)

    @property
    def engine(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._database.engine

    @property
    def office(self) -> Office:
        """The office itself, for what is asynchronous."""
        return Office(self._database, replace(self._means, rules=self.rules))

    def empty(self) -> None:
        """As if it were new: many times faster than a new database on a server."""
        self._begin()
        self.perform(_empty)

    def close(self) -> None:
        """Finish and let go of the database."""
        self._runner.run(self._database.close())
        self._runner.close()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run something asynchronous to its end."""
        return self._runner.run(coroutine)

    def perform(self, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one act as one transaction: kept whole, or, when it raises, not at all."""
        return self._runner.run(self.office.perform(self.now, step, *args, **kwargs))

    def look(self, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an act that only reads, on the read-only connection."""
        return self._runner.run(self.office.look(self.now, step, *args, **kwargs))

    def together(self, *steps: Callable[[Act], T]) -> list[T | BaseException]:
        """Run acts all at once, each a transaction of its own; what they returned or raised, in order."""

        async def all_at_once() -> list[T | BaseException]:
            acts = (self.office.perform(self.now, step) for step in steps)
            return await asyncio.gather(*acts, return_exceptions=True)

        return self._runner.run(all_at_once())

    def all_together(self, *steps: Callable[[Act], T]) -> list[T]:
        """As `together`, of acts that are not to fail: what they returned, in order."""
        done = []
        for one in self.together(*steps):
            if isinstance(one, BaseException):
                raise one
            done.append(one)
        return done

    def ask(self, question: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """What a repository's function of a transaction says: `office.ask(people.find_unit, "STC")`."""
        return self.perform(lambda act: question(act.tx, *args, **kwargs))

    def rows(self, sql: str, **values: Value) -> list[dict[str, Any]]:
        """The rows of a statement, as plain dictionaries."""
        return self.perform(lambda act: [dict(row) for row in act.tx.execute(sql, **values)])

    def dump(self) -> list[str]:
        """Everything the database holds: equal dumps are equal databases."""
        return sorted(f"{table} {row}" for table in _TABLES for row in self.rows(f"SELECT * FROM {table}"))


AnyOffice = MemoryOffice | RealOffice


def perform(office: AnyOffice, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one act as whoever serves a chat does: an index that is missing is built, then the act runs again."""
    try:
        return office.perform(step, *args, **kwargs)
    except IndexMissing as missing:
        office.perform(_build_index, missing)
        return office.perform(step, *args, **kwargs)


def _build_index(act: Act, missing: IndexMissing) -> None:
    _, items = catalogs.read_scope(act, missing.key.scope)
    act.means.indexes.put(missing.key, Index(items))


@pytest.fixture
def office() -> Iterator[MemoryOffice]:
    """The small province, in memory."""
    with MemoryOffice() as office:
        office.perform(fill_province)
        yield office


@pytest.fixture(scope="session")
def sqlite_office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    """An office over a file, for the whole session."""
    copy = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("office") / "kpibot.db")
    with closing(RealOffice(f"sqlite:///{copy}")) as office:
        yield office


@pytest.fixture(scope="session")
def postgresql_office(postgres_server: Server, postgresql_template: str) -> Iterator[RealOffice]:
    """An office over a server, for the whole session."""
    url = postgres_server.copy(postgresql_template)
    with closing(RealOffice(url)) as office:
        yield office
    postgres_server.drop(url)


@pytest.fixture
def real_office(engine: str, request: pytest.FixtureRequest) -> RealOffice:
    """The small province, on each engine."""
    office: RealOffice = request.getfixturevalue(f"{engine}_office")
    office.empty()
    office.perform(fill_province)
    return office
