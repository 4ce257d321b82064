"""An office whose database lives in memory: acts run at once, without an event loop and without a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from bot.domain.rules import Rules
from bot.services.act import Act, Means, perform
from bot.storage.database import Row, Value
from bot.storage.transaction import Transaction, run_step
from tests.support.clock import MONDAY_MORNING
from tests.support.ids import FakeIds

P = ParamSpec("P")
T = TypeVar("T")

MIGRATIONS = Path(__file__).parents[2] / "bot" / "storage" / "migrations"


class MemoryTx(Transaction):
    """A transaction on a connection of the standard library."""

    engine = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def _fetch(self, sql: str, values: Mapping[str, Value]) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()


def memory_connection() -> sqlite3.Connection:
    """An empty database with the schema."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    for migration in sorted(MIGRATIONS.glob("*.sql")):
        connection.executescript(migration.read_text(encoding="utf-8"))
    return connection


class MemoryOffice:
    """Performs acts as `Office` does, but at once.

    with MemoryOffice() as office:
        office.perform(some_service, "argument")

    Attributes:
        now: the instant of the acts; tests set it.
        rules: the province's rules; tests set them.
    """

    def __init__(self, now: datetime = MONDAY_MORNING, rules: Rules | None = None) -> None:
        self.now = now
        self.rules = rules or Rules()
        self._means = Means(self.rules, FakeIds(), Random(7).getrandbits)
        self._connection = memory_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def perform(self, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one act as one transaction: kept whole, or, when it raises, not at all."""
        means = replace(self._means, rules=self.rules)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            result = run_step(
                lambda tx: perform(tx, self.now, means, step, *args, **kwargs), MemoryTx(self._connection)
            )
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
        return result

    def ask(self, question: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """What a repository's function of a transaction says: `office.ask(people.find_unit, "STC")`."""
        return self.perform(lambda act: question(act.tx, *args, **kwargs))

    def rows(self, sql: str, **values: Value) -> list[dict[str, Any]]:
        """The rows of a statement, as plain dictionaries."""
        return [dict(row) for row in MemoryTx(self._connection).execute(sql, **values)]

    def dump(self) -> list[str]:
        """Everything the database holds, as statements: equal dumps are equal databases."""
        return list(self._connection.iterdump())
