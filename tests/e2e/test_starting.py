"""What is wrong at the start is said in words; what may pass is waited for."""

from __future__ import annotations

import socket

import pytest

from tests.support.enrolled import AN
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import LINE, drafted


def test_a_second_run_on_the_same_file_ends_with_words(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    drafted(telegram)
    second = program.command("run")
    assert second.returncode == 1
    assert f"Tiến trình {program.pid} đang chạy trên cơ sở dữ liệu này" in second.stderr
    assert "Traceback" not in second.stderr
    drafted(telegram)


def test_after_a_kill_the_file_is_free_again(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    drafted(telegram)
    program.kill()
    program.start()
    drafted(telegram)


def test_a_port_that_is_taken_costs_the_health_page_and_nothing_else(telegram: FakeTelegram, program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        program.settings["WEB_PORT"] = str(other.getsockname()[1])
        program.start()
        drafted(telegram)
    assert "is taken: /healthz and the web chat are not served, Telegram is" in program.log


def test_a_token_that_telegram_does_not_know_is_said_once(telegram: FakeTelegram, program: Program) -> None:
    program.settings["TELEGRAM_TOKEN"] = "123456789:AAWrongTokenThatMustNotBeSeenEither"
    program.start()
    telegram.wait(lambda: len(telegram.calls("getupdates")) > 1, 15, "a second poll")
    assert program.stop() == 0
    assert program.log.count("Telegram does not know the token") == 1
    assert "AAWrongToken" not in program.log


def test_without_any_token_it_runs_and_says_that_nobody_is_served(program: Program, telegram: FakeTelegram) -> None:
    del program.settings["TELEGRAM_TOKEN"]
    program.start()
    telegram.wait(lambda: "only the web chat is served" in program.log, 10, "a warning")
    assert program.stop() == 0


def test_what_was_typed_before_the_start_is_read(telegram: FakeTelegram, program: Program) -> None:
    telegram.say(AN, LINE)
    program.start()
    assert "Nháp" in telegram.wait_for(AN).text


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"TELEGRM_TOKEN": "1:a"}, "KPIBOT_TELEGRM_TOKEN: không có thiết lập này; có phải KPIBOT_TELEGRAM_TOKEN?"),
        ({"WEB_PORT": "99999"}, "KPIBOT_WEB_PORT: lớn nhất là 65535"),
        ({"PUBLIC_URL": "https://kpi.vn"}, "KPIBOT_WEBHOOK_SECRET: bắt buộc"),
        ({"DATABASE_URL": "mysql://u:pa55word@h/d"}, "KPIBOT_DATABASE_URL không dùng được"),
        ({"TIMEZONE": "Asia/Nhatrang"}, "KPIBOT_TIMEZONE: không có múi giờ này"),
    ],
)
def test_wrong_settings_end_it_with_one_line_each(program: Program, settings: dict[str, str], said: str) -> None:
    program.settings |= settings
    program.start()
    assert program.ended(10) == 1
    assert said in program.log
    assert len(program.log.splitlines()) == 1
    assert "pa55word" not in program.log
