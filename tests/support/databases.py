"""Fixtures: a fresh database for each test, on both engines, copied from one that has the schema."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.schema import upgrade
from tests.support.clock import MONDAY_MORNING
from tests.support.postgres import PostgresMissingError, Server, running_server

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Both engines, one after the other."""
    return str(request.param)


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest) -> str:
    """A fresh database with the schema, on each engine."""
    return str(request.getfixturevalue(f"{engine}_url"))


@pytest.fixture
def empty_database_url(engine: str, request: pytest.FixtureRequest) -> str:
    """A database without any table, on each engine."""
    return str(request.getfixturevalue(f"empty_{engine}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database with the schema, on each engine."""
    async with opened(database_url) as database:
        yield database


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database, open while the block lasts."""
    database = await open_database(url)
    try:
        yield database
    finally:
        await database.close()


# --- SQLite


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "kpibot.db"
    _make_schema(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite file with the schema."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'kpibot.db')}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """An SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


# --- PostgreSQL


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One server a session; without one its tests are skipped, or fail where they must run."""
    try:
        with running_server() as server:
            yield server
    except PostgresMissingError as missing:
        if os.environ.get("CI") == "true" or os.environ.get("KPIBOT_TEST_REQUIRE_POSTGRES") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgresql_template(postgres_server: Server) -> Iterator[str]:
    """A database with the schema, to be copied."""
    url = postgres_server.create()
    _make_schema(url)
    yield url
    postgres_server.drop(url)


@pytest.fixture
def postgresql_url(postgres_server: Server, postgresql_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with the schema."""
    url = postgres_server.copy(postgresql_template)
    yield url
    postgres_server.drop(url)


@pytest.fixture
def empty_postgresql_url(postgres_server: Server) -> Iterator[str]:
    """A PostgreSQL database without any table."""
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)


def _make_schema(url: str) -> None:
    """On a thread of its own: the test that asked first may have an event loop here."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _upgrade(url)).result()


async def _upgrade(url: str) -> None:
    async with opened(url) as database:
        await upgrade(database, MONDAY_MORNING)
