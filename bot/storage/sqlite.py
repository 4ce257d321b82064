"""SQLite: one file, one writer that shares commits, one reader beside it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from bot.storage.batches import BatchingConnection
from bot.storage.database import DatabaseError, Tx
from bot.storage.sqlite_faults import CORRUPT, UNOPENABLE, in_words, sentence
from bot.storage.transaction import CLOSED

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 5.0
"""Seconds to wait for another process to let go of the file."""

_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers and the writer do not wait for each other
    "PRAGMA synchronous = FULL",  # an approval is an official act: on the disk before it is answered
    "PRAGMA foreign_keys = ON",
)
_CACHED_STATEMENTS = 512


class SqliteDatabase:
    """A database in one file, for the event loop it was opened on."""

    engine = "sqlite"

    def __init__(self, path: Path, writer: BatchingConnection, patience: float) -> None:
        self._path = path
        self._writer = writer
        self._patience = patience
        self._reader: BatchingConnection | None = None
        self._opening_reader = asyncio.Lock()
        self._closed = False

    @classmethod
    async def open(cls, path: Path, *, patience: float = PATIENCE) -> SqliteDatabase:
        """Open the file, made with its directory when there is none (0640 in 0750: it is nobody else's to read).

        Args:
            path: the file.
            patience: seconds a transaction waits for another process's lock before it fails.

        Raises:
            DatabaseError: the file cannot be made or opened, is locked, or is no database.
        """
        _make_file(path)
        return cls(path, await _open_writer(path, patience), patience)

    async def transact(self, step: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` in the order of the calls and commit it, together with others that wait."""
        return await self._writer.run(lambda tx: step(tx, *args, **kwargs))

    async def read(self, step: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` on the read-only connection, which is opened at its first use."""
        reader = await self._the_reader()
        return await reader.run(lambda tx: step(tx, *args, **kwargs))

    async def faults(self) -> list[str]:
        """What SQLite's own check of the whole file finds."""
        try:
            found = await self.read(lambda tx: tx.execute("PRAGMA quick_check(1)"))
        except DatabaseError as error:
            return [str(error)]
        return [] if found[0]["quick_check"] == "ok" else [CORRUPT.format(path=self._path)]

    async def close(self) -> None:
        """Refuse new work, finish what waits, then end both threads.

        The writer goes last: only the last connection folds the write-ahead log into the file, and only a writing one.
        """
        if self._closed:
            return
        self._closed = True
        self._writer.refuse()
        try:
            await self._close_reader()
        finally:
            await self._writer.close()

    async def _close_reader(self) -> None:
        async with self._opening_reader:
            if self._reader is not None:
                await self._reader.close()

    async def _the_reader(self) -> BatchingConnection:
        async with self._opening_reader:
            if self._closed:
                raise DatabaseError(CLOSED)
            if self._reader is None:
                self._reader = await _open_reader(self._path, self._patience)
            return self._reader


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, mode=0o640))
    except OSError as error:
        raise DatabaseError(sentence(path, error)) from error


async def _open_writer(path: Path, patience: float) -> BatchingConnection:
    connector = partial(_connect, path, "rw", patience, _WRITER_PRAGMAS)
    return await _started(path, BatchingConnection(connector, partial(in_words, path)))


async def _open_reader(path: Path, patience: float) -> BatchingConnection:
    """One step a transaction: each sees one moment of the database, its own."""
    connector = partial(_connect, path, "ro", patience, ())
    words = partial(in_words, path)
    return await _started(path, BatchingConnection(connector, words, begin="BEGIN", end="ROLLBACK", most=1))


async def _started(path: Path, connection: BatchingConnection) -> BatchingConnection:
    try:
        await connection.start()
    except sqlite3.Error as error:
        raise DatabaseError(sentence(path, error) or UNOPENABLE.format(path=path)) from error
    return connection


def _connect(path: Path, mode: str, patience: float, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    """Open the file without the module's own transactions: BEGIN and COMMIT are the batch's."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=patience,
        isolation_level=None,
        cached_statements=_CACHED_STATEMENTS,
    )
    connection.row_factory = sqlite3.Row
    try:
        for pragma in pragmas:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
