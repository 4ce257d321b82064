"""SIGTERM: everything in flight is finished or kept, and the process leaves with 0 within eight seconds."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.support.bot_api_values import Fault
from tests.support.enrolled import AN, add_crowd, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program, free_port
from tests.support.story import LINE, drafted

AT_MOST = 8.0


def ready(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    telegram.wait(lambda: telegram.calls("getupdates"), 15, "first poll")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_of_its_own_leaves_with_0_at_once(
    telegram: FakeTelegram, spawned: Program, number: signal.Signals
) -> None:
    ready(telegram, spawned)
    drafted(telegram)
    started = time.monotonic()
    os.kill(spawned.pid, number)
    assert spawned.ended(AT_MOST) == 0
    assert time.monotonic() - started < 2
    assert "event=stopped" in spawned.log


def test_what_is_in_flight_is_waited_for(telegram: FakeTelegram, program: Program) -> None:
    ready(telegram, program)
    telegram.fail("sendmessage", Fault(delay=1))
    telegram.say(AN, LINE)
    telegram.wait(lambda: telegram.calls("sendmessage"), what="sendMessage")
    assert program.stop(AT_MOST) == 0
    assert len(telegram.messages(AN)) == 1
    assert rows(program.database, "SELECT DISTINCT status FROM outbox") == [{"status": "sent"}]


def test_what_takes_too_long_is_kept_and_comes_with_a_doubt(telegram: FakeTelegram, program: Program) -> None:
    ready(telegram, program)
    telegram.fail("sendmessage", Fault(delay=30))
    telegram.say(AN, LINE)
    telegram.wait(lambda: telegram.calls("sendmessage"), what="sendMessage")
    assert program.stop(AT_MOST) == 0
    program.start()
    assert "có thể trùng" in telegram.wait_for(AN).text


def test_a_crowd_that_is_being_served_is_served_to_the_end_after_a_restart(
    telegram: FakeTelegram, program: Program
) -> None:
    crowd = add_crowd(program.url, 150)
    ready(telegram, program)
    for chat in crowd:
        telegram.say(chat, LINE)
    telegram.wait(lambda: telegram.messages(crowd[20]), 10, "the first answers")
    assert program.stop(AT_MOST) == 0
    program.start()
    telegram.wait(lambda: all(telegram.messages(chat) for chat in crowd), 15, "all answers")
    assert [len(telegram.messages(chat)) for chat in crowd] == [1] * len(crowd)
    assert len(rows(program.database, "SELECT id FROM entries")) == len(crowd)


def test_it_stops_while_telegram_cannot_be_reached(telegram: FakeTelegram, program: Program) -> None:
    telegram.go_down()
    program.settings["WEB_PORT"] = str(free_port())
    program.start()
    telegram.wait(lambda: "cannot be polled" in program.log, 10, "a failed poll")
    assert program.stop(AT_MOST) == 0
