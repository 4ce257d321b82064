"""Whatever happens, no log at INFO holds a token, a word that people typed, or a traceback."""

from __future__ import annotations

import pytest

from tests.support.bot_api import TOKEN
from tests.support.bot_api_values import Fault, chat_of
from tests.support.enrolled import AN, STRANGER, TP
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import carded, drafted

TYPED = "ngựa vằn"
TROUBLES = {
    "cut before": Fault(drop="before"),
    "cut after": Fault(drop="after"),
    "server error": Fault(500, raw=b"Internal Server Error"),
    "bad gateway": Fault(502, raw=f"<html>/bot{TOKEN}/sendMessage {TYPED}</html>".encode()),
    "refusal that quotes": Fault(400, description=f'Bad Request: can\'t parse "{TYPED}" /bot{TOKEN}/'),
    "too many": Fault(429, "Too Many Requests: retry after 1", retry_after=1),
    "no JSON": Fault(200, raw=f"{TYPED} {TOKEN}".encode()),
}


def clean(log: str) -> None:
    """Fail on anything a log must not hold."""
    assert log, "there is no log to read"
    assert TOKEN not in log
    assert TOKEN.partition(":")[2] not in log
    assert TYPED not in log.casefold()
    assert "ng\\u1ef1a" not in log
    assert "Traceback" not in log


def test_an_ordinary_day_leaves_a_clean_log(telegram: FakeTelegram, spawned: Program) -> None:
    spawned.start()
    card = carded(telegram, line=f"2h họp giao ban {TYPED}")
    telegram.press(TP, "Trả lại", card)
    telegram.wait_for(TP, lambda message: "Lý do trả lại" in message.text)
    telegram.say(TP, f"thiếu {TYPED}")
    telegram.say(AN, f"Tối mật: {TYPED} 2h")
    telegram.wait_for(AN, lambda message: "dấu hiệu độ mật" in message.text)
    telegram.say(STRANGER, f"{TYPED} 0123456789")
    telegram.wait_for(STRANGER)
    assert spawned.stop() == 0
    assert "level=info" in spawned.log
    clean(spawned.log)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_on_the_network_leaves_a_clean_log(telegram: FakeTelegram, program: Program, trouble: str) -> None:
    for method in ("getme", "getupdates", "sendmessage", "setmycommands"):
        telegram.fail(method, TROUBLES[trouble])
    program.start()
    telegram.say(AN, f"2h họp giao ban {TYPED}")
    telegram.wait(lambda: not telegram.api.faults.get("sendmessage"), 15, "the failure")
    telegram.say(TP, TYPED)
    telegram.wait_for(TP, within=15)
    assert program.stop() == 0
    assert "level=warning" in program.log
    clean(program.log)


def test_being_out_of_reach_leaves_a_clean_log(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    drafted(telegram, line=f"2h {TYPED}")
    telegram.go_down()
    telegram.wait(lambda: "cannot be polled" in program.log, 10, "a failed poll")
    telegram.say(AN, TYPED)
    telegram.go_up()
    telegram.wait(lambda: len(telegram.messages(AN)) > 1, 15, "an answer")
    assert program.stop() == 0
    clean(program.log)


def test_updates_that_nobody_can_read_leave_a_clean_log(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    broken = {"message_id": "x", "date": TYPED, "chat": chat_of(AN), "text": TYPED}
    telegram.send_update({"message": broken})
    telegram.send_update({"callback_query": {"id": 7, "data": TYPED}})
    telegram.send_update({"nobody_knows_this": {"text": TYPED}})
    drafted(telegram, TP, f"2h {TYPED}")
    assert program.stop() == 0
    assert "cannot be parsed" in program.log
    clean(program.log)
