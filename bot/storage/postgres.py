"""PostgreSQL: a pool of connections, each used by one thread at a time."""

from __future__ import annotations

import asyncio
import logging
import select
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from bot.storage.database import DatabaseError, Row, Tx, Value
from bot.storage.dialect import ADAPTERS, for_psycopg
from bot.storage.postgres_faults import MALFORMED, in_words, sentence
from bot.storage.transaction import CLOSED, Transaction, run_step

P = ParamSpec("P")
T = TypeVar("T")
Connection = psycopg.Connection[DictRow]

LOG = logging.getLogger(__name__)

WRITERS = 4
"""Steps that run at once: four workers did 1,091 steps a second on two cores."""
READERS = 2
"""Exports and reports that run at once, apart from the writers so as not to hold them up."""
PATIENCE = 5
"""Seconds to wait for the server, for a connection or for a lock."""
LONGEST_IDLE = 10
"""Seconds a transaction may lie idle: the server ends those of a process that froze or was cut off, and its locks."""

_AGAIN = frozenset({"40001", "40P01"})
"""serialization_failure and deadlock_detected: nothing was kept, and the next attempt may win."""
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Seconds before each further attempt."""

CONNECT: dict[str, Any] = {
    "context": ADAPTERS,
    "row_factory": dict_row,
    "client_encoding": "utf8",
    "connect_timeout": PATIENCE,
    "keepalives_idle": PATIENCE,
    "keepalives_interval": PATIENCE,
    "keepalives_count": 2,
    "tcp_user_timeout": 2000 * PATIENCE,
}
"""How every connection is made. A server that falls silent is given up after some fifteen seconds, not after the
two hours and more that TCP waits by itself."""
_RECREATE = "Tạo lại: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'."
_READ_ONLY = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL idle_in_transaction_session_timeout = 0",  # a report may take its time: it locks nothing
)


class PostgresTransaction(Transaction):
    """One step's view of a connection."""

    engine = "postgresql"

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        self._answered = False

    @property
    def never_began(self) -> bool:
        """Whether the connection was lost before the server answered anything."""
        return self._connection.closed and not self._answered

    def _fetch(self, sql: str, values: Mapping[str, Value]) -> list[Row]:
        cursor = self._connection.execute(for_psycopg(sql), values)
        self._answered = True
        return list(cursor.fetchall()) if cursor.description else []

    def _is_fault(self, error: Exception) -> bool:
        return isinstance(error, psycopg.Error) and sentence("", error) is not None


class PostgresDatabase:
    """A database on a server, which several processes may share."""

    engine = "postgresql"

    def __init__(self, url: str, place: str) -> None:
        self._url = url
        self._place = place
        self._pool = ConnectionPool(
            url,
            connection_class=Connection,
            kwargs=CONNECT,
            configure=_configure,
            check=_check,  # so that a restart of the server goes unnoticed
            min_size=1,
            max_size=WRITERS + READERS,
            timeout=PATIENCE,
            reconnect_timeout=PATIENCE,  # then anew: left to itself it pauses twice as long each time, for minutes
            open=False,
        )
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="postgres-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="postgres-reader")
        self._closed = False

    @classmethod
    async def open(cls, url: str) -> PostgresDatabase:
        """Connect to the server.

        Raises:
            DatabaseError: the address is malformed, or nobody answers there, or not to this account.
        """
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # its messages may hold typed text
        database = cls(url, place_of(url))
        await asyncio.to_thread(database._start)
        return database

    async def transact(self, step: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` at READ COMMITTED on one of the writers' threads and commit it."""
        return await self._hop(self._writers, (), lambda tx: step(tx, *args, **kwargs))

    async def read(self, step: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` in a read-only REPEATABLE READ transaction on one of the readers' threads."""
        return await self._hop(self._readers, _READ_ONLY, lambda tx: step(tx, *args, **kwargs))

    async def faults(self) -> list[str]:
        """Whether the database keeps and sorts text as SQLite does."""
        try:
            return await self.read(_text_faults)
        except DatabaseError as error:
            return [str(error)]

    async def close(self) -> None:
        """Refuse new work, finish what waits, then close the connections."""
        self._closed = True
        await asyncio.to_thread(self._stop)

    async def _hop(self, threads: ThreadPoolExecutor, prelude: Sequence[str], step: Callable[[Tx], T]) -> T:
        """Run on a thread; shielded, because a cancelled waiter's step still commits."""
        if self._closed:
            raise DatabaseError(CLOSED)
        running = asyncio.get_running_loop().run_in_executor(threads, self._run, prelude, step)
        running.add_done_callback(_note_end)
        return await asyncio.shield(running)

    def _start(self) -> None:
        """Connect once before the pool does: the pool would try for long and hide the reason."""
        try:
            psycopg.connect(self._url, **CONNECT).close()
        except psycopg.Error as error:
            raise in_words(self._place, error) from None
        self._pool.open()

    def _stop(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self._pool.close()

    def _run(self, prelude: Sequence[str], step: Callable[[Tx], T]) -> T:
        pauses = iter(_PAUSES)
        while True:
            try:
                return self._run_once(prelude, step)
            except psycopg.Error as error:
                LOG.warning("postgresql refused a step: SQLSTATE %s", error.sqlstate)
                pause = next(pauses, None) if error.sqlstate in _AGAIN else None
                if pause is None:
                    raise in_words(self._place, error) from None  # its message may hold typed text
            except _NeverBeganError as never_began:
                pause = next(pauses, None)
                if pause is None:
                    raise in_words(self._place, never_began.error) from None
            time.sleep(pause)

    def _run_once(self, prelude: Sequence[str], step: Callable[[Tx], T]) -> T:
        with self._pool.connection() as connection:
            tx = PostgresTransaction(connection)
            try:
                for sql in prelude:
                    tx.execute(sql)
                return run_step(step, tx)
            except psycopg.OperationalError as error:
                if tx.never_began:
                    raise _NeverBeganError(error) from None
                raise


class _NeverBeganError(Exception):
    """The connection was lost before a step's first statement; another one may do better."""

    def __init__(self, error: psycopg.Error) -> None:
        super().__init__()
        self.error = error


def place_of(url: str) -> str:
    """Where a URL leads, fit to be shown: `host:port/database`, without account and password.

    Raises:
        DatabaseError: the URL is malformed.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        raise DatabaseError(MALFORMED) from None  # its message holds the URL, and so the password
    port = str(parts.get("port", 5432)).strip(",")  # of several hosts, as many commas and perhaps no port at all
    return f"{parts.get('host', 'localhost')}{port and ':'}{port}/{parts.get('dbname', '')}"


def _note_end(running: asyncio.Future[Any]) -> None:
    """Take note of a failure, for whose step nobody waits any more."""
    if not running.cancelled():
        running.exception()


def _check(connection: Connection) -> None:
    """Ask the server only where it has said something unasked, which is mostly goodbye: asking costs a round trip."""
    said = select.poll()  # select() itself knows no file past the thousandth: every open browser is one
    said.register(connection.fileno(), select.POLLIN)
    if said.poll(0):
        ConnectionPool.check_connection(connection)


def _configure(connection: Connection) -> None:
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'".encode())
    connection.execute(f"SET idle_in_transaction_session_timeout = '{LONGEST_IDLE}s'".encode())
    connection.commit()


def _text_faults(tx: Tx) -> list[str]:
    """Judged by what the database does: since version 15 the collation's name alone does not say who sorts."""
    found = tx.execute("SELECT current_setting('server_encoding') AS encoding, 'Z' < 'a' AS by_code_point")[0]
    wrong = []
    if found["encoding"] != "UTF8":
        wrong.append(f"Cơ sở dữ liệu dùng bảng mã {found['encoding']}, cần UTF8. {_RECREATE}")
    if not found["by_code_point"]:
        wrong.append(f"Cơ sở dữ liệu sắp xếp chữ theo ngôn ngữ, cần LC_COLLATE là C hoặc C.UTF-8. {_RECREATE}")
    return wrong
