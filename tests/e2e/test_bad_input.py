"""What is wrong outside the program is said in words; the chats go on wherever they can."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from functools import partial

import pytest

from tests.support.bot_api_values import Message
from tests.support.enrolled import AN, TP, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import carded, drafted, sent

AHEAD = "2036-01-01T00:00:00.000Z"


def test_where_the_page_is_all_there_is_a_port_that_is_taken_ends_it_with_words(program: Program) -> None:
    del program.settings["TELEGRAM_TOKEN"]
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        program.settings["WEB_PORT"] = str(port)
        program.start()
        assert program.ended(10) == 1
    assert f"cổng 127.0.0.1:{port} đã có chương trình khác dùng" in program.log
    assert "Traceback" not in program.log


def test_a_calendar_with_errors_ends_it_with_a_line_each_and_touches_nothing(program: Program) -> None:
    (program.home / "lich.csv").write_text(
        "Ngày,Loại,Tên\n31/02/2027,nghỉ,Tết\n01/01/2027,ngủ,Tết\n2027-01-09,nghỉ,Thứ Bảy\n", encoding="utf-8"
    )
    program.settings["CALENDAR_FILE"] = "lich.csv"
    before = program.database.read_bytes()
    program.start()
    assert program.ended(10) == 1
    lines = program.log.splitlines()
    assert len(lines) == 3
    for row, line in enumerate(lines, 2):
        assert line.startswith("KPIBOT_CALENDAR_FILE=lich.csv")
        assert f"dòng {row}" in line
    assert program.database.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [("BACKUP_TIME", "25:00"), ("BACKUP_KEEP_DAYS", "0"), ("QUIET_HOURS", "19:00"), ("DIGEST_TIMES", "11:15;16:45")],
)
def test_a_setting_that_is_impossible_ends_it_with_a_line(program: Program, name: str, value: str) -> None:
    program.settings[name] = value
    program.start()
    assert program.ended(10) == 1
    (line,) = program.log.splitlines()
    assert line.startswith(f"KPIBOT_{name}: ")


def test_copies_that_cannot_be_made_cost_the_chats_nothing(telegram: FakeTelegram, program: Program) -> None:
    (program.home / "copies").touch()
    program.settings |= {"BACKUP_DIR": "copies", "BACKUP_TIME": "00:00"}
    program.start()
    telegram.wait(lambda: "job backup failed, next try in an hour" in program.log, 10, "a failure")
    assert "Không ghi được vào thư mục copies" in program.log
    drafted(telegram)
    assert program.stop() == 0
    assert "Traceback" not in program.log


def test_what_a_clock_that_ran_years_ahead_left_behind_is_sent_by_the_right_one(
    telegram: FakeTelegram, program: Program
) -> None:
    """The clock was set right while the program was stopped; a card, and a chat on hold, waited for the wrong time."""
    program.start()
    carded(telegram)
    assert program.stop() == 0
    with closing(sqlite3.connect(program.database)) as connection, connection:
        sql = (
            "UPDATE outbox SET status = 'waiting', finished_at = '', created_at = ?, not_before = ? WHERE kind = 'fact'"
        )
        assert connection.execute(sql, [AHEAD, AHEAD]).rowcount
        connection.execute("DELETE FROM shown")
    program.start()
    telegram.wait(lambda: len(telegram.messages(TP)) == 2, 10, "the card")
    sent(telegram, line="1h trực cơ quan")
    assert program.stop() == 0
    assert rows(program.database, "SELECT * FROM outbox WHERE status IN ('waiting', 'sending') AND attempts > 0") == []


def test_officials_without_a_chat_are_no_obstacle_to_a_job(telegram: FakeTelegram, program: Program) -> None:
    """Three of eight are not enrolled; they use nothing up, and are told when they are."""
    at = ("--at", "2026-11-23T16:30:00+07:00")
    assert "gửi 5 người" in program.command("jobs", "run", "daily-reminder", *at).stdout
    program.start()
    telegram.wait_for(AN, lambda message: "Nhắc khai nhật ký" in message.text)
    telegram.say(2001, program.invite("DAT")["DAT"])
    telegram.wait_for(2001, lambda message: "Kính chào" in message.text)
    assert "gửi 1 người" in program.command("jobs", "run", "daily-reminder", *at).stdout
    telegram.wait_for(2001, lambda message: "Nhắc khai nhật ký" in message.text)
    assert program.stop() == 0


def test_markup_in_names_and_words_stays_text_in_everything_unasked(telegram: FakeTelegram, program: Program) -> None:
    name = '<b>Lê & "Ngọc"</b> <script>alert(1)</script> $\\frac{1}{0}$ *_`'
    with closing(sqlite3.connect(program.database)) as connection, connection:
        connection.execute("UPDATE officials SET name = ? WHERE code IN ('AN', 'BINH')", [name])
        connection.execute("UPDATE units SET name = ?", [name])
        connection.execute("UPDATE items SET name = ? WHERE code = 'B.02'", [name])
    program.start()
    sent(telegram, line=f"2h {name}")
    for job in ("daily-reminder", "approval-reminder", "weekly-summary"):
        done = program.command("jobs", "run", job, "--at", "2026-11-27T16:30:00+07:00")
        assert (done.returncode, done.stderr) == (0, "")
    for words in ("Nhắc khai nhật ký", "tuần"):
        telegram.wait_for(TP, partial(says, words), 15)
    telegram.wait(lambda: name in "".join(message.text for message in telegram.messages(TP)), 10, "the name as it is")
    assert program.stop() == 0
    failed = rows(program.database, "SELECT body, error FROM outbox WHERE status NOT IN ('sent', 'waiting')")
    assert failed == [], json.dumps(failed, ensure_ascii=False)


def says(words: str, message: Message) -> bool:
    """Whether a message holds these words, in whatever letters."""
    return words.casefold() in message.text.casefold()
