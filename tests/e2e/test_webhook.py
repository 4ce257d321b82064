"""With a public https address Telegram brings updates, and shows the secret."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.bot_api_values import chat_of, user_of
from tests.support.enrolled import AN, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program, free_port
from tests.support.story import LINE

SECRET = "a-Secret_of_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def called(program: Program, telegram: FakeTelegram) -> Program:
    """The program, running, once it has told Telegram where to call."""
    program.settings |= {
        "PUBLIC_URL": "https://kpi.example.vn/",
        "WEBHOOK_SECRET": SECRET,
        "WEB_PORT": str(free_port()),
    }
    program.start()
    telegram.wait(lambda: telegram.calls("setwebhook"), 10, "setWebhook")
    return program


def bring(program: Program, update: Mapping[str, Any], headers: Mapping[str, str]) -> int:
    """Call the program as Telegram does; the status of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", int(program.settings["WEB_PORT"]), timeout=5)
    try:
        body = json.dumps(update)
        connection.request("POST", "/telegram", body, {"Content-Type": "application/json", **headers})
        return connection.getresponse().status
    finally:
        connection.close()


def typed(text: str = LINE, number: int = 5000) -> dict[str, Any]:
    message = {"message_id": 1, "date": 1, "chat": chat_of(AN), "from": user_of(AN), "text": text}
    return {"update_id": number, "message": message}


def test_it_registers_with_its_address_and_secret_and_does_not_poll(telegram: FakeTelegram, called: Program) -> None:
    registered = telegram.calls("setwebhook")[0].values
    assert registered["url"] == "https://kpi.example.vn/telegram"
    assert registered["secret_token"] == SECRET
    assert "callback_query" in json.loads(registered["allowed_updates"])
    assert "drop_pending_updates" not in registered
    assert telegram.calls("getupdates") == []


def test_an_update_with_the_secret_is_answered_in_the_chat(telegram: FakeTelegram, called: Program) -> None:
    assert bring(called, typed(), {HEADER: SECRET}) == 200
    telegram.wait_for(AN, lambda message: "Nháp" in message.text)
    assert bring(called, typed(), {HEADER: SECRET}) == 200
    assert len(rows(called.database, "SELECT update_key FROM inbox")) == 1


@pytest.mark.parametrize("headers", [{}, {HEADER: "a-Secret_of_2"}, {HEADER: ""}], ids=["missing", "wrong", "empty"])
def test_without_the_secret_nothing_is_kept(called: Program, headers: Mapping[str, str]) -> None:
    assert bring(called, typed(), headers) == 403
    assert rows(called.database, "SELECT update_key FROM inbox") == []


def test_it_keeps_trying_to_register_until_telegram_can_be_reached(telegram: FakeTelegram, program: Program) -> None:
    telegram.go_down()
    program.settings |= {"PUBLIC_URL": "https://kpi.example.vn", "WEBHOOK_SECRET": SECRET}
    program.start()
    telegram.wait(lambda: "the webhook could not be set" in program.log, 10, "a failed attempt")
    telegram.go_up()
    telegram.wait(lambda: telegram.calls("setwebhook"), 10, "setWebhook")


def test_the_port_being_taken_ends_it_with_words(called: Program, telegram: FakeTelegram) -> None:
    second = called.command("run")
    assert second.returncode == 1
    assert "đang chạy trên cơ sở dữ liệu này" in second.stderr
    called.settings["DATABASE_URL"] = f"sqlite:///{called.home / 'other.db'}"
    third = called.command("run")
    assert third.returncode == 1
    assert f"cổng 127.0.0.1:{called.settings['WEB_PORT']} đã có chương trình khác dùng" in third.stderr
    assert "Traceback" not in third.stderr


def test_polling_again_takes_the_webhook_away_and_says_so(telegram: FakeTelegram, called: Program) -> None:
    called.stop()
    del called.settings["PUBLIC_URL"]
    telegram.say(AN, LINE)
    called.start()
    telegram.wait_for(AN, lambda message: "Nháp" in message.text)
    assert "a webhook was set for this bot; it is removed" in called.log
    assert telegram.calls("deletewebhook")[0].values.get("drop_pending_updates") in (None, "false")
