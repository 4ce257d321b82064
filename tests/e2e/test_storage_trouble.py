"""A database that cannot be used: clear words, nothing half done, nothing lost.

What stands in the way is chosen so that it stands in root's way too: a directory in the file's place, a file in the
directory's, a part of the system where nobody may write, another program's lock, and a limit on the size of files, at
which the kernel refuses to write as it does on a full disk.
"""

from __future__ import annotations

import http.client
import resource
import sqlite3
from contextlib import closing

import pytest

from bot.services.receiving import receive
from bot.storage.inbox import Incoming, Kind
from tests.support.enrolled import AN, broken_links, perform, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program, free_port
from tests.support.story import LINE, drafted

HEADER_ONLY = 2000
"""Bytes: the header of SQLite's write-ahead log fits, and the lines of our log; not one page of the database."""


def a_directory(program: Program) -> None:
    program.database.unlink()
    program.database.mkdir()


def a_file_for_a_directory(program: Program) -> None:
    program.settings["DATABASE_URL"] = f"sqlite:///{program.database}/kpibot.db"


def a_forbidden_place(program: Program) -> None:
    program.settings["DATABASE_URL"] = "sqlite:////proc/kpibot/kpibot.db"


def corrupt(program: Program) -> None:
    program.database.write_bytes(b"This is not a database. " * 500)


def newer(program: Program) -> None:
    with closing(sqlite3.connect(program.database)) as connection, connection:
        connection.execute("INSERT INTO schema_version VALUES (99, 'from the future', '')")


TROUBLES = {
    "a directory in its place": (a_directory, "Không mở được cơ sở dữ liệu"),
    "a file in the place of its directory": (a_file_for_a_directory, "Không tạo được tệp khóa"),
    "a place where nobody may write": (a_forbidden_place, "Không tạo được tệp khóa"),
    "corrupt": (corrupt, "bị hỏng hoặc không phải là cơ sở dữ liệu SQLite"),
    "made by a newer program": (newer, "do một bản kpibot mới hơn tạo ra"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_database_that_cannot_be_opened_ends_it_with_words(program: Program, trouble: str) -> None:
    make, said = TROUBLES[trouble]
    make(program)
    program.start()
    assert program.ended(10) == 1
    assert said in program.log
    assert len(program.log.splitlines()) == 1


def test_a_newer_database_is_left_as_it_is(program: Program) -> None:
    newer(program)
    before = program.database.read_bytes()
    program.start()
    assert program.ended(10) == 1
    assert program.database.read_bytes() == before


def limit_files(program: Program, size: int) -> None:
    _, most = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (size, most))


def test_a_disk_that_is_full_at_the_start_ends_it_with_words(program: Program) -> None:
    program.start()
    limit_files(program, HEADER_ONLY)
    assert program.ended(10) == 1
    assert "Ổ đĩa chứa" in program.log
    assert len(program.log.splitlines()) == 1


def test_what_cannot_be_stored_stays_with_telegram_until_it_can(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    telegram.wait(lambda: telegram.calls("getupdates"), 10, "first poll")
    limit_files(program, HEADER_ONLY)
    telegram.say(AN, LINE)
    telegram.wait(lambda: "updates cannot be stored" in program.log, 10, "a failure to store")
    assert "Ổ đĩa chứa" in program.log
    assert len(telegram.api.waiting) == 1
    assert rows(program.database, "SELECT * FROM inbox") == []
    limit_files(program, resource.RLIM_INFINITY)
    assert "Nháp" in telegram.wait_for(AN, within=15).text
    assert program.stop() == 0
    assert "Traceback" not in program.log


def test_what_is_stored_and_cannot_be_handled_waits_until_it_can(telegram: FakeTelegram, program: Program) -> None:
    typed = Incoming("telegram", str(AN), "1", Kind.TEXT, LINE, "1")
    program.start()
    telegram.wait(lambda: telegram.calls("getupdates"), 10, "first poll")
    limit_files(program, HEADER_ONLY)
    perform(program.url, lambda act: receive(act, [typed]))
    telegram.wait(lambda: program.log.count("inputs wait, nothing is lost") >= 3, 10, "failures to handle")
    limit_files(program, resource.RLIM_INFINITY)
    assert "Nháp" in telegram.wait_for(AN, within=15).text
    assert rows(program.database, "SELECT status, attempts FROM inbox") == [{"status": "done", "attempts": 0}]
    assert program.stop() == 0
    assert "Traceback" not in program.log


def test_stopping_while_nothing_can_be_stored_leaves_with_0(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    telegram.wait(lambda: telegram.calls("getupdates"), 10, "first poll")
    limit_files(program, HEADER_ONLY)
    telegram.say(AN, LINE)
    telegram.wait(lambda: "updates cannot be stored" in program.log, 10, "a failure to store")
    assert program.stop() == 0
    assert len(telegram.api.waiting) == 1
    program.start()
    telegram.wait_for(AN)


def test_while_another_program_holds_the_file_it_waits_and_says_so(telegram: FakeTelegram, program: Program) -> None:
    program.settings["WEB_PORT"] = str(free_port())
    program.start()
    drafted(telegram)
    with closing(sqlite3.connect(program.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        telegram.say(AN, "1h trực cơ quan")
        assert health(program) == 503
        assert len(telegram.api.waiting) == 1
        other.execute("ROLLBACK")
    telegram.wait_for(AN, lambda message: "D.01" in message.text, within=15)
    assert health(program) == 200
    assert broken_links(program.database) == []


def health(program: Program) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", int(program.settings["WEB_PORT"]), timeout=15)
    with closing(connection):
        connection.request("GET", "/healthz")
        return connection.getresponse().status
