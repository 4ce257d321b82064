"""Fixtures: the command line in a folder of its own, on a database that holds the sample province."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.support.command_line import CATALOGS, CommandLine, DatabaseFile
from tests.support.fake_telegram import FakeTelegram

_LOGGERS = ("", "telegram", "httpx", "httpcore", "aiosqlite", "psycopg", "psycopg.pool", "apscheduler", "asyncio")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working folder, and no setting of the machine's own."""
    for name in [name for name in os.environ if name.upper().startswith("KPIBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TERMINAL_WIDTH", "200")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def loggers() -> Iterator[None]:
    """Puts back what a command does to the logs of this process."""
    levels = {name: logging.getLogger(name).level for name in _LOGGERS}
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database filled from catalogs/ by the command line itself, to be copied."""
    folder, kpibot = tmp_path_factory.mktemp("sample"), CommandLine()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("KPIBOT_DATABASE_URL", "sqlite:///kpibot.db")
        kpibot.done("db", "upgrade")
        for kind, name in (("units", "units"), ("officials", "officials"), ("units", "units-heads")):
            kpibot.done("import", kind, CATALOGS / f"{name}.csv")
        for path in sorted(CATALOGS.glob("nhom-*.csv")):
            kpibot.done("import", "catalog", path)
    return folder / "kpibot.db"


@pytest.fixture
def bare() -> CommandLine:
    """The command line where nothing has been set up yet."""
    return CommandLine()


@pytest.fixture
def database(sample_database: Path, folder: Path) -> Path:
    """The sample province where the command line looks for it."""
    (folder / "data").mkdir()
    return Path(shutil.copyfile(sample_database, folder / "data" / "kpibot.db"))


@pytest.fixture
def kpibot(database: Path) -> CommandLine:
    """The command line on the sample province."""
    return CommandLine()


@pytest.fixture
def file(database: Path) -> DatabaseFile:
    """The database behind the program's back."""
    return DatabaseFile(database)


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTelegram]:
    """A Bot API on loopback, and the settings that lead there."""
    with FakeTelegram() as fake:
        monkeypatch.setenv("KPIBOT_TELEGRAM_TOKEN", fake.token)
        monkeypatch.setenv("KPIBOT_TELEGRAM_API_URL", fake.url)
        yield fake
