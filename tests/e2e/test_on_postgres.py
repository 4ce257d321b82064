"""The same program on PostgreSQL."""

from __future__ import annotations

from functools import partial

import psycopg
import pytest

from tests.support.enrolled import AN, add_crowd, make_province
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import LINE, decided

BREAK_ALL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def on_postgres(program: Program, postgresql_url: str) -> Program:
    """The program, on a database of a server's."""
    make_province(postgresql_url)
    program.settings["DATABASE_URL"] = postgresql_url
    return program


def test_log_decide_and_be_told(telegram: FakeTelegram, on_postgres: Program) -> None:
    on_postgres.start()
    decided(telegram)
    telegram.wait_for(AN, lambda message: "đã được duyệt" in message.text)
    assert on_postgres.stop() == 0
    verified = on_postgres.command("audit", "verify")
    assert "STC-NS: 2 dòng, nguyên vẹn" in verified.stdout


def test_connections_that_break_lose_and_fail_nothing(telegram: FakeTelegram, on_postgres: Program) -> None:
    url = on_postgres.settings["DATABASE_URL"]
    crowd = add_crowd(url, 60)
    for chat in crowd:
        telegram.say(chat, LINE)
    on_postgres.start()
    with psycopg.connect(url, autocommit=True) as connection:
        for answered in range(0, 50, 10):
            telegram.wait(partial(more_sent_to, telegram, crowd, answered), 15, f"{answered} answers")
            connection.execute(BREAK_ALL)
        telegram.wait(lambda: sent_to(telegram, crowd) == len(crowd), 15, "all answers")
        assert connection.execute("SELECT DISTINCT status, attempts FROM inbox").fetchall() == [("done", 0)]
        assert connection.execute("SELECT COUNT(*) FROM entries").fetchone() == (len(crowd),)
    assert on_postgres.stop() == 0
    assert "Traceback" not in on_postgres.log


def sent_to(telegram: FakeTelegram, crowd: list[int]) -> int:
    """How many of a crowd have been answered."""
    return sum(bool(telegram.messages(chat)) for chat in crowd)


def more_sent_to(telegram: FakeTelegram, crowd: list[int], than: int) -> bool:
    return sent_to(telegram, crowd) > than


def test_an_old_schema_ends_it_with_words(program: Program, empty_postgresql_url: str) -> None:
    program.settings["DATABASE_URL"] = empty_postgresql_url
    program.start()
    assert program.ended(10) == 1
    assert "Chạy `kpibot db upgrade`" in program.log
    assert len(program.log.splitlines()) == 1
