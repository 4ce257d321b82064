"""A PostgreSQL server for tests: the one of `KPIBOT_TEST_POSTGRES_URL`, or a throwaway cluster of our own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

_SUPERUSER = "kpibot"
_NAMES = (f"kpibot_test_{os.getpid()}_{number}" for number in count(1))
_SETTINGS = {
    "listen_addresses": "",  # a socket in a directory of our own: no port to collide on
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "20ms",
    "shared_buffers": "16MB",
    "max_connections": "40",
}
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "128MB"}
_PLENTY = 2 * 1024**3
"""Bytes."""


class PostgresMissingError(Exception):
    """There is no server to test against; the message says what was looked for."""


class Server:
    """A server that makes and drops databases.

    Attributes:
        url: of a database to which an account that may create databases can connect.
    """

    def __init__(self, url: str) -> None:
        self.url = url

    def create(self, options: str = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'") -> str:
        """Make a database and return its URL."""
        name = next(_NAMES)
        self._command(f"CREATE DATABASE {name} {options}")
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def copy(self, url: str) -> str:
        """Make a database with all that another one holds; nobody may be connected to that."""
        return self.create(f"TEMPLATE {database_name(url)}")

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self._command(f"DROP DATABASE IF EXISTS {database_name(url)} WITH (FORCE)")

    def _command(self, sql: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.encode())


def database_name(url: str) -> str:
    """The name of the database a URL leads to."""
    return urlsplit(url).path.removeprefix("/")


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """The server named by the environment, or a cluster of our own while the block lasts.

    Args:
        durable: whether a commit of our own cluster waits for the disk, as in earnest.

    Raises:
        PostgresMissingError: neither is to be had.
    """
    given = os.environ.get("KPIBOT_TEST_POSTGRES_URL")
    if given:
        yield Server(given)
        return
    with _cluster(_programs(), durable=durable) as server:
        yield server


def _programs() -> Path:
    """The directory of initdb, pg_ctl and postgres; Debian keeps it out of PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    if not newest:
        raise PostgresMissingError(
            "no PostgreSQL: neither KPIBOT_TEST_POSTGRES_URL, nor initdb in PATH or /usr/lib/postgresql/*/bin"
        )
    return newest[-1].parent


@contextmanager
def _cluster(programs: Path, *, durable: bool) -> Iterator[Server]:
    home = Path(tempfile.mkdtemp(prefix="kpibot-postgres-", dir=tempfile.gettempdir() if durable else _place()))
    account = _account()
    if account:
        shutil.chown(home, account, account)
    try:
        _run(account, programs / "initdb", "--no-sync", "--auth=trust", f"--username={_SUPERUSER}", home / "data")
        _run(account, programs / "pg_ctl", "start", "--wait", f"--pgdata={home / 'data'}",
             f"--log={home / 'log'}", "-o", _server_options(home, durable=durable))  # fmt: skip
        try:
            yield Server(f"postgresql://{_SUPERUSER}@/postgres?host={home}")
        finally:
            _run(account, programs / "pg_ctl", "stop", "--mode=immediate", f"--pgdata={home / 'data'}")
    finally:
        shutil.rmtree(home)


def _place() -> str:
    """Memory where there is plenty, as each database is some 300 files; else /tmp, as a socket's path must be short."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a directory of our own in it
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _PLENTY
    return str(memory) if roomy else "/tmp"  # noqa: S108 - the same


def _server_options(home: Path, *, durable: bool) -> str:
    settings = {**_SETTINGS, **(_DURABLE if durable else {}), "unix_socket_directories": home}
    return " ".join(f"-c {name}='{value}'" for name, value in settings.items())


def _account() -> str | None:
    """Whom to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in accounts else "nobody"


def _run(account: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        command, user=account, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")
