"""Transactions on SQLite that share a commit: one hop to the connection's thread, one fsync for all who wait."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiosqlite

from bot.storage.database import DatabaseError, Row, Tx, Value
from bot.storage.sqlite_faults import is_fault
from bot.storage.transaction import CLOSED, Transaction, run_step

T = TypeVar("T")


class SqliteTransaction(Transaction):
    """One step's view of the connection."""

    engine = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def _fetch(self, sql: str, values: Mapping[str, Value]) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def _is_fault(self, error: Exception) -> bool:
        return is_fault(error)


@dataclass(slots=True, eq=False)
class _Waiter:
    """Somebody who awaits a step.

    Attributes:
        settled: the outcome is final: committed, or refused with nothing kept.
    """

    step: Callable[[Tx], Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None
    settled: bool = False


class BatchingConnection(aiosqlite.Connection):
    """An aiosqlite connection whose waiting steps run in one transaction.

    Args:
        connector: opens the connection, on the thread; `isolation_level` must be None.
        in_words: turns an error of sqlite3 into the one to raise.
        begin: the statement that opens a transaction.
        end: the statement that ends it.
        most: how many steps share one transaction at most.
    """

    def __init__(
        self,
        connector: Callable[[], sqlite3.Connection],
        in_words: Callable[[BaseException], BaseException],
        *,
        begin: str = "BEGIN IMMEDIATE",
        end: str = "COMMIT",
        most: int = 64,
    ) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._in_words = in_words
        self._begin = begin
        self._end = end
        self._most = most
        self._waiting: deque[_Waiter] = deque()
        self._refusing = False

    async def start(self) -> None:
        """Open the connection on a thread of its own; when that fails, no thread is left.

        Raises:
            sqlite3.Error: whatever the connector raised.
        """
        try:
            await self
        except BaseException:
            await asyncio.to_thread(self._thread.join)  # else its last word may find the event loop closed
            raise

    async def run(self, step: Callable[[Tx], T]) -> T:
        """Run a step after those called before it; it is kept also when the caller is cancelled.

        Raises:
            DatabaseError: the connection is closed, or as `in_words` says.
        """
        if self._refusing:
            raise DatabaseError(CLOSED)
        waiter = _Waiter(step, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        self._tx.put_nowait((None, self._drain))  # the first drain takes all who wait, the others find nobody
        result: T = await waiter.future
        return result

    def refuse(self) -> None:
        """Take no new steps; those that wait are still run."""
        self._refusing = True

    async def close(self) -> None:
        """Refuse new steps, finish those that wait, then end the thread."""
        self.refuse()
        await super().close()

    def _drain(self) -> None:
        """On the connection's thread: run those who wait, and tell them on their loop."""
        batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
        if not batch:
            return
        try:
            self._run_together(batch)
        except BaseException as error:  # nobody is left waiting, whatever went wrong
            _refuse(batch, error)
        batch[0].future.get_loop().call_soon_threadsafe(self._answer, batch)

    def _run_together(self, batch: list[_Waiter]) -> None:
        """Run the batch under one commit; an error of BEGIN, which concerns all alike, is raised.

        Nothing is kept of a batch in which anything fails: its steps are run again, each under a commit of its own.
        Failures are rare, and a savepoint around every step cost each of them a tenth of its time.
        """
        self._conn.execute(self._begin)
        try:
            for waiter in batch:
                waiter.result = run_step(waiter.step, SqliteTransaction(self._conn))
            self._conn.execute(self._end)
        except BaseException as error:  # SystemExit too goes to whoever asked, not to the thread
            self._roll_back()
            self._run_one_by_one(batch, error)
        for waiter in batch:
            waiter.settled = True

    def _run_one_by_one(self, batch: list[_Waiter], error: BaseException) -> None:
        if len(batch) == 1:
            batch[0].error = error
            return
        for waiter in batch:
            self._run_together([waiter])

    def _roll_back(self) -> None:
        if self._conn.in_transaction:
            self._conn.execute("ROLLBACK")

    def _answer(self, batch: list[_Waiter]) -> None:
        for waiter in batch:
            if waiter.future.done():  # cancelled meanwhile
                continue
            if waiter.error is None:
                waiter.future.set_result(waiter.result)
            else:
                waiter.future.set_exception(self._in_words(waiter.error))


def _refuse(batch: list[_Waiter], error: BaseException) -> None:
    for waiter in batch:
        if not waiter.settled:
            waiter.error = error
