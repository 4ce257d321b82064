"""Several processes on one PostgreSQL: each chat in its order, nothing twice, one on duty; killed, frozen and cut off.

Leases are as in earnest: a process that dies is noticed within fifteen seconds.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, LiteralString

import psycopg
import pytest

from tests.support.bot_api_values import Fault
from tests.support.bringing import Bringing
from tests.support.enrolled import AN, add_crowd, make_province
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import ForkServer, Program, free_port
from tests.support.story import LINE, decided
from tests.support.waiting import listens, until

DOUBT = "có thể trùng"
PRODUCT = re.compile(r"\bv(\d+)\b")
REMINDED = "2026-11-23T16:30:00+07:00"
SECRET = "a-Secret_of_1"
BREAK_ALL: LiteralString = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
HAND_OVER = 30
"""Seconds within which somebody else is on duty."""
LINES_EACH = 10
KILLS = 5

Start = Callable[..., list[Program]]


@pytest.fixture(scope="session")
def launchers() -> Iterator[list[ForkServer]]:
    """Each starts one process at a time."""
    servers = [ForkServer() for _ in range(3)]
    yield servers
    for server in servers:
        server.close()


@pytest.fixture
def start(launchers: list[ForkServer], telegram: FakeTelegram, postgresql_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts so many processes on one database, with updates brought to them or fetched by them."""
    make_province(postgresql_url)
    programs: list[Program] = []

    def starting(count: int, **more: str) -> list[Program]:
        for number, launch in enumerate(launchers[:count]):
            home = tmp_path / str(number)
            home.mkdir()
            settings = {
                "DATABASE_URL": postgresql_url,
                "TELEGRAM_TOKEN": telegram.token,
                "TELEGRAM_API_URL": telegram.url,
                "WEB_PORT": str(free_port()),
                **more,
            }
            programs.append(Program(home, settings, launch))
            programs[-1].start()
        return programs

    yield starting
    for program in programs:
        program.close()


@pytest.fixture
def database(postgresql_url: str) -> Iterator[psycopg.Connection]:
    """What the processes share, to look into."""
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        yield connection


def fetch(database: psycopg.Connection, sql: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
    return database.execute(sql, values).fetchall()


def on_duty(database: psycopg.Connection, programs: list[Program]) -> Program | None:
    """The process whose lease stands."""
    rows = fetch(database, "SELECT holder, until::timestamptz > clock_timestamp() FROM leases WHERE name = 'duty'")
    if not rows or not rows[0][1]:
        return None
    pid = int(rows[0][0].split(":")[1])
    return next((program for program in programs if not program.has_ended() and program.pid == pid), None)


def awaited(find: Callable[[], Any], within: float, what: str) -> Any:
    deadline = time.monotonic() + within
    while not (found := find()):
        assert time.monotonic() < deadline, f"no {what} within {within} s"
        time.sleep(0.05)
    return found


# --- updates brought by webhook, and processes killed


def test_killed_at_random_they_lose_nothing_double_nothing_and_keep_each_chats_order(
    start: Start, telegram: FakeTelegram, database: psycopg.Connection, postgresql_url: str
) -> None:
    seed = int(os.environ.get("KPIBOT_TEST_SEED", time.time_ns() % 100_000))
    print(f"KPIBOT_TEST_SEED={seed}")  # noqa: T201 - shown when it fails
    random = Random(seed)
    crowd = add_crowd(postgresql_url, 20)
    telegram.api.people.update(crowd)
    programs = start(3, PUBLIC_URL="https://kpi.example.vn", WEBHOOK_SECRET=SECRET)
    ports = [int(program.settings["WEB_PORT"]) for program in programs]
    telegram.fail("sendmessage", Fault(delay=0.03), 1000)  # so that a kill finds something in flight
    doubtful = 0
    with Bringing(telegram, ports, SECRET, seed):
        awaited(lambda: on_duty(database, programs), HAND_OVER, "process on duty")
        for number in range(LINES_EACH):
            for chat in crowd:
                telegram.say(chat, f"{LINE} sp: v{number}")
            if number % 2:
                doubtful += kill_one(random, programs, database)
        remind_thrice_at_once(programs)
        awaited(lambda: on_duty(database, programs), HAND_OVER, "hand-over")
        awaited(lambda: at_rest(database, LINES_EACH * len(crowd)), 60, "rest")
    check_handled_once(database, crowd)
    check_delivered(telegram, crowd, doubtful)
    check_reminded_once(telegram, crowd)
    assert [program.stop() for program in programs] == [0, 0, 0]
    assert not any("Traceback" in program.log for program in programs)


def kill_one(random: Random, programs: list[Program], database: psycopg.Connection) -> int:
    """Kill the process on duty or any other, and start it again; how many messages it was sending."""
    time.sleep(random.uniform(0, 0.4))
    victim = on_duty(database, programs) if random.random() < 0.5 else None
    victim = victim or random.choice(programs)
    pid = victim.pid
    victim.kill()
    rows = fetch(database, "SELECT id FROM outbox WHERE status = 'sending' AND owner LIKE %s", f"%:{pid}:%")
    time.sleep(random.uniform(0, 0.2))
    victim.start()
    return len(rows)


def remind_thrice_at_once(programs: list[Program]) -> None:
    with ThreadPoolExecutor() as threads:
        runs = [
            threads.submit(program.command, "jobs", "run", "daily-reminder", "--at", REMINDED) for program in programs
        ]
    assert [run.result().returncode for run in runs] == [0, 0, 0]


def at_rest(database: psycopg.Connection, inputs: int) -> bool:
    """Whether so many inputs were handled and nothing waits."""
    ((done, waiting, unsent),) = fetch(
        database,
        """
        SELECT (SELECT COUNT(*) FROM inbox WHERE status = 'done'),
            (SELECT COUNT(*) FROM inbox WHERE status = 'waiting'),
            (SELECT COUNT(*) FROM outbox WHERE status IN ('waiting', 'sending'))
        """,
    )
    return bool(done == inputs and not waiting and not unsent)


def check_handled_once(database: psycopg.Connection, crowd: list[int]) -> None:
    products = [f"v{number}" for number in range(LINES_EACH)]
    for chat in crowd:
        sql = "SELECT product FROM entries WHERE official = %s ORDER BY id"
        assert [product for (product,) in fetch(database, sql, f"N{chat}")] == products
    assert fetch(database, "SELECT DISTINCT status, attempts FROM inbox") == [("done", 0)]
    assert fetch(database, "SELECT id FROM outbox WHERE status <> 'sent'") == []


def check_delivered(telegram: FakeTelegram, crowd: list[int], doubtful: int) -> None:
    """Every answer in its order and once; once more only what was in flight at a kill, and that says so."""
    repeated = 0
    for chat in crowd:
        drafts = [message for message in telegram.messages(chat) if "Nháp" in message.text]
        shown = [number_of(message.text) for message in drafts]
        assert shown == sorted(shown), (chat, shown)
        assert sorted(set(shown)) == list(range(LINES_EACH)), (chat, shown)
        sure = [number_of(message.text) for message in drafts if DOUBT not in message.text]
        assert len(sure) == len(set(sure)), (chat, sure)
        repeated += len(drafts) - len(sure)
    assert repeated <= doubtful


def check_reminded_once(telegram: FakeTelegram, crowd: list[int]) -> None:
    for chat in crowd:
        reminders = [message.text for message in telegram.messages(chat) if "Nhắc khai" in message.text]
        of_that_day = [text for text in reminders if "23/11" in text and DOUBT not in text]
        assert len(of_that_day) == 1, (chat, reminders)


def number_of(text: str) -> int:
    """The number at the end of what was typed, as the draft repeats it."""
    found = PRODUCT.search(text)
    assert found, text
    return int(found[1])


# --- updates fetched by whoever is on duty


def test_only_the_one_on_duty_fetches_and_when_it_freezes_another_does(
    start: Start, telegram: FakeTelegram, database: psycopg.Connection
) -> None:
    """Two that fetch at once would be told apart by Telegram's 409. One that wakes up again stays off duty."""
    first = start(2)
    holder = awaited(lambda: on_duty(database, first), HAND_OVER, "process on duty")
    other = next(program for program in first if program is not holder)
    decided(telegram)
    telegram.wait_for(AN, lambda message: "đã được duyệt" in message.text)
    awaited(lambda: not fetch(database, "SELECT id FROM outbox WHERE status = 'sending'"), 5, "rest")
    assert "on duty" not in other.log
    os.kill(holder.pid, signal.SIGSTOP)
    frozen = time.monotonic()
    telegram.say(AN, "1h trực cơ quan")
    telegram.wait_for(AN, lambda message: "D.01" in message.text, HAND_OVER)
    assert time.monotonic() - frozen < HAND_OVER
    os.kill(holder.pid, signal.SIGCONT)
    awaited(lambda: "off duty" in holder.log, 5, "end of the first one's duty")
    assert other.stop() == 0
    telegram.say(AN, "3h tập huấn chuyển đổi số")
    telegram.wait_for(AN, lambda message: "3 giờ" in message.text, within=6)
    assert len(telegram.messages(AN)) == 4
    assert fetch(database, "SELECT DISTINCT status, attempts FROM inbox") == [("done", 0)]
    assert not any("Traceback" in program.log for program in first)


# --- the database goes away


def test_cut_off_from_the_database_again_and_again_they_recover_by_themselves(
    start: Start, telegram: FakeTelegram, database: psycopg.Connection, postgresql_url: str
) -> None:
    """Nobody was killed, so nothing may come twice, not even as doubtful."""
    crowd = add_crowd(postgresql_url, 20)
    telegram.api.people.update(crowd)
    programs = start(2, PUBLIC_URL="https://kpi.example.vn", WEBHOOK_SECRET=SECRET)
    ports = [int(program.settings["WEB_PORT"]) for program in programs]
    with Bringing(telegram, ports, SECRET, seed=1):
        awaited(lambda: on_duty(database, programs), HAND_OVER, "process on duty")
        until(lambda: all(map(listens, ports)))  # whoever cannot reach the database when it starts, ends
        for number in range(LINES_EACH):
            for chat in crowd:
                telegram.say(chat, f"{LINE} sp: v{number}")
            database.execute(BREAK_ALL)
            time.sleep(0.2)
        awaited(lambda: at_rest(database, LINES_EACH * len(crowd)), 30, "rest")
    check_handled_once(database, crowd)
    check_delivered(telegram, crowd, doubtful=0)
    assert [program.stop() for program in programs] == [0, 0]
    assert not any("Traceback" in program.log for program in programs)
