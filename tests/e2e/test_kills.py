"""kill -9 between any two steps: nothing is lost, nothing happens twice.

A step is one statement of SQLite's that changes something (BEGIN, COMMIT and the writes between them), one call to
Telegram, or the arrival of its answer; the kill comes right before it. Each of the three acts of an everyday entry
(typing the line, pressing `Gửi duyệt`, pressing `Duyệt`) is carried out once to count its steps, from the start of the
process until everybody has been told. Then it is carried out again and again from the same beginning, and killed at
every single step.

After each kill the program is started again, on the same file and with the same Telegram, which keeps what was not
confirmed; and then everything must be as if nothing had happened, but that a message in flight may say "có thể trùng".
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.storage.times import to_text
from tests.support.bot_api import BotApi
from tests.support.bot_api_values import Message
from tests.support.enrolled import AN, TP, broken_links, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.killing import KILL, RECORD
from tests.support.running import ForkServer, Program

DOUBT = "có thể trùng"
SHARES = 4


@dataclass(frozen=True)
class Deed:
    """What a person does, and what must have come of it.

    Attributes:
        do: does it.
        check: fails unless exactly that has come of it.
    """

    do: Callable[[FakeTelegram], object]
    check: Callable[[FakeTelegram, Path], None]


@dataclass(frozen=True)
class Beginning:
    """Where a deed begins: a database at rest, and what stands on the phones."""

    database: Path
    api: BotApi


def check_logged(telegram: FakeTelegram, database: Path) -> None:
    (entry,) = rows(database, "SELECT * FROM entries")
    assert (entry["status"], entry["minutes_declared"]) == ("draft", 120)
    arrived_once(telegram.messages(AN), "Nháp")


def check_sent(telegram: FakeTelegram, database: Path) -> None:
    (entry,) = rows(database, "SELECT * FROM entries")
    assert (entry["status"], entry["approver"]) == ("submitted", "TP")
    assert acts(database) == ["submit"]
    (sheet,) = telegram.messages(AN)
    assert "Đã gửi" in sheet.text
    arrived_once(telegram.messages(TP), "Họp giao ban")
    assert list(telegram.api.answers.values()) == ["Đã gửi"]


def check_decided(telegram: FakeTelegram, database: Path) -> None:
    (entry,) = rows(database, "SELECT * FROM entries")
    assert (entry["status"], entry["minutes_approved"], entry["decided_by"]) == ("approved", 120, "TP")
    assert acts(database) == ["submit", "approve"]
    (card,) = telegram.messages(TP)
    assert "Đã duyệt" in card.text
    assert card.button("Duyệt") is None
    sheet, *told = telegram.messages(AN)
    assert "Đã duyệt" in sheet.text
    arrived_once(told, "đã được duyệt")
    assert len(telegram.api.answers) == 1


def acts(database: Path) -> list[str]:
    return [row["act"] for row in rows(database, "SELECT act FROM audit WHERE subject LIKE 'entry:%' ORDER BY n")]


def arrived_once(messages: list[Message], words: str) -> None:
    """One message without doubt, or one or two of which all but one say that they may be a copy."""
    assert 1 <= len(messages) <= 2
    assert all(words in message.text for message in messages)
    assert sum(DOUBT not in message.text for message in messages) <= 1


DEEDS = {
    "log": Deed(lambda telegram: telegram.say(AN, "2h họp giao ban"), check_logged),
    "send": Deed(lambda telegram: telegram.press(AN, "Gửi duyệt"), check_sent),
    "decide": Deed(lambda telegram: telegram.press(TP, "Duyệt"), check_decided),
}


def at_rest(telegram: FakeTelegram, database: Path) -> bool:
    """Whether Telegram has been told that everything was received, and nothing waits to be handled or sent."""
    soon = to_text(datetime.now(UTC) + timedelta(minutes=1))
    waiting = """
        SELECT (SELECT COUNT(*) FROM inbox WHERE status = 'waiting')
            + (SELECT COUNT(*) FROM outbox WHERE status = 'sending' OR (status = 'waiting' AND not_before < :soon)) AS n
    """
    return not telegram.api.waiting and rows(database, waiting, soon=soon)[0]["n"] == 0


@contextmanager
def begun(beginning: Beginning, home: Path, launch: ForkServer) -> Iterator[tuple[FakeTelegram, Program]]:
    """A Telegram and a program as they were at that beginning; the program is not started."""
    home.mkdir()
    shutil.copyfile(beginning.database, home / "kpibot.db")
    with FakeTelegram() as telegram:
        telegram.api.go_on_from(beginning.api)
        program = Program(home, {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}, launch)
        try:
            yield telegram, program
        finally:
            program.close()


@dataclass(frozen=True)
class Rehearsed:
    """A deed that went well once.

    Attributes:
        deed: the deed.
        beginning: where it began.
        steps: the names of the steps it took.
    """

    deed: Deed
    beginning: Beginning
    steps: list[str]


@pytest.fixture(scope="session")
def rehearsed(
    province: Path, fork_server: ForkServer, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Rehearsed]:
    """Every deed, carried out once after the other; the beginning of each is where the one before it ended."""
    api = BotApi()
    api.people.update({AN, TP})
    beginning = Beginning(province, api)
    found = {}
    for name, deed in DEEDS.items():
        home = tmp_path_factory.mktemp("rehearsal") / name
        with begun(beginning, home, fork_server) as (telegram, program):
            deed.do(telegram)
            program.start(RECORD, str(home / "steps"))
            telegram.wait(partial(at_rest, telegram, program.database), 15)
            found[name] = Rehearsed(deed, beginning, (home / "steps").read_text().splitlines())
            assert {"COMMIT", "call sendMessage", "answered sendMessage"} <= {*found[name].steps}
            deed.check(telegram, program.database)
            assert program.stop() == 0
            beginning = Beginning(program.database, telegram.api)
    return found


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("name", DEEDS)
def test_a_kill_loses_nothing_and_doubles_nothing(
    rehearsed: dict[str, Rehearsed], name: str, share: int, fork_server: ForkServer, tmp_path: Path
) -> None:
    chosen = range(1 + share, len(rehearsed[name].steps) + 1, SHARES)
    died = sum(dies_and_recovers(rehearsed[name], step, fork_server, tmp_path / str(step)) for step in chosen)
    assert died > 0.8 * len(chosen), "the deed takes fewer steps than it took when they were counted"


def dies_and_recovers(rehearsed: Rehearsed, step: int, launch: ForkServer, home: Path) -> bool:
    """Kill at a step, start again, and check; returns whether the step was reached at all."""
    deed = rehearsed.deed
    with begun(rehearsed.beginning, home, launch) as (telegram, program):
        deed.do(telegram)
        program.start(KILL, str(step))
        telegram.wait(lambda: program.has_ended() or at_rest(telegram, program.database), 15, f"end at step {step}")
        died = program.has_ended()
        program.close()
        in_flight = rows(program.database, "SELECT * FROM outbox WHERE status = 'sending'")
        program.start(RECORD, os.devnull)  # as briefly at rest as before
        telegram.wait(lambda: at_rest(telegram, program.database), 15, f"rest after a kill at step {step}")
        deed.check(telegram, program.database)
        check_whole(telegram, program.database, len(in_flight))
    return died


def check_whole(telegram: FakeTelegram, database: Path, in_flight: int) -> None:
    """Chains whole, each update handled once, and no message in doubt but those that were in flight."""
    assert broken_links(database) == []
    assert rows(database, "SELECT * FROM inbox WHERE status <> 'done' OR attempts > 0") == []
    assert rows(database, "SELECT * FROM outbox WHERE status IN ('failed', 'uncertain')") == []
    doubtful = [message for message in telegram.api.messages.values() if DOUBT in message.text]
    assert len(doubtful) <= in_flight
