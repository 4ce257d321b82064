"""Fixtures: a Telegram on loopback, and the program beside it, not started yet."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.enrolled import AN, BINH, GD, TP, TRUONG, make_province
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import ForkServer, Launcher, Program, free_port, spawn
from tests.support.waiting import listens, until
from tests.support.webpages import Site

NewProgram = Callable[[Launcher], Program]


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """Starts programs fast."""
    server = ForkServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file to be copied."""
    path = tmp_path_factory.mktemp("province") / "kpibot.db"
    make_province(f"sqlite:///{path}")
    return path


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A Bot API on loopback that knows everybody who is enrolled."""
    with FakeTelegram() as fake:
        fake.api.people.update({AN, BINH, TP, GD, TRUONG})
        yield fake


@pytest.fixture
def new_program(telegram: FakeTelegram, province: Path, tmp_path: Path) -> Iterator[NewProgram]:
    """Makes the program, on a database of its own."""
    shutil.copyfile(province, tmp_path / "kpibot.db")
    made: list[Program] = []

    def make(launch: Launcher) -> Program:
        made.append(Program(tmp_path, {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}, launch))
        return made[-1]

    yield make
    for program in made:
        program.close()


@pytest.fixture
def program(new_program: NewProgram, fork_server: ForkServer) -> Program:
    """The program as most tests need it: a process of its own, quickly started."""
    return new_program(fork_server)


@pytest.fixture
def spawned(new_program: NewProgram) -> Program:
    """The program as a service manager starts it: `python -m bot run`."""
    return new_program(spawn)


@pytest.fixture
def site(program: Program) -> Iterator[Site]:
    """A running program without Telegram."""
    del program.settings["TELEGRAM_TOKEN"]
    port = free_port()
    program.settings["WEB_PORT"] = str(port)
    program.start()
    until(lambda: listens(port))
    yield Site(program, f"http://127.0.0.1:{port}/")
    assert program.stop() == 0
