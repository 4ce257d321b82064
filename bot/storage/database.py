"""The small face behind which two databases look alike.

A transaction is a plain function: `await database.transact(step, …)` runs `step(tx, …)` whole, on the
database's own thread, and commits. No network call can hold it open and no interleaving can split it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Value = str | int | None


class Row(Protocol):
    """One row: `row["column"]`, `row.keys()`, `dict(row)`; what both drivers give, and no more."""

    def keys(self) -> Iterable[str]:
        """The columns' names, in the order of the statement."""
        ...

    def __getitem__(self, column: str, /) -> Any: ...


class DatabaseError(Exception):
    """The database cannot serve: its message is for people, says what is wrong and what to do."""


class Tx(Protocol):
    """One open transaction."""

    @property
    def engine(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    def execute(self, sql: str, /, **values: Value) -> list[Row]:
        """Run one statement with `:named` parameters and fetch all its rows.

        All, because an unfetched RETURNING blocks SQLite's COMMIT. A statement that fails fails the whole step,
        even if the step catches the error: the transaction is no longer whole.
        """
        ...


class Database(Protocol):
    """A database that runs whole transactions."""

    @property
    def engine(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    async def transact(self, step: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` in a transaction of its own and commit it.

        The step may run more than once (a failed commit is re-run), so it has no effect beyond `tx`. When the
        waiter is cancelled the step still commits.

        Raises:
            DatabaseError: the database is locked, full, read-only, corrupt or gone; nothing of the step was kept.
            Exception: whatever the step raised; nothing of it was kept.
        """
        ...

    async def read(self, step: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` on a second, read-only connection: for exports and reports of any length.

        The step sees one moment of the database throughout and holds up nobody's writing.

        Raises:
            DatabaseError: as `transact` does, and when the step tries to write.
            Exception: whatever the step raised.
        """
        ...

    async def faults(self) -> list[str]:
        """What is wrong with the database itself, one sentence a fault, for `kpibot check`; empty when sound.

        Reads the whole of an SQLite file.
        """
        ...

    async def close(self) -> None:
        """Refuse new work, finish what waits, then stop; later calls raise DatabaseError.

        Calling it twice does no harm; never calling it keeps the process from ending.
        """
        ...
