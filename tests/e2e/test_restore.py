"""The drill: a copy is made while people work, more happens, the copy is restored, and life goes on from there.

And kill -9 at every step of making and of restoring a copy: afterwards the old database or the new one is there, whole.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.enrolled import AN, TP, broken_links, perform, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.killing import KILL, RECORD
from tests.support.running import ForkServer, Program, environment
from tests.support.story import decided, drafted, sent


def copies(program: Program) -> list[Path]:
    return sorted((program.home / "copies").glob("kpibot-*.db"))


def make_copy(program: Program) -> Path:
    made = program.command("backup", "create", "copies")
    assert (made.returncode, made.stderr) == (0, "")
    (copy,) = copies(program)
    return copy


def statuses(database: Path) -> dict[str, str]:
    return {row["item"]: row["status"] for row in rows(database, "SELECT item, status FROM entries")}


def entries(database: Path) -> list[dict[str, object]]:
    return rows(database, "SELECT * FROM entries ORDER BY id")


def restored(program: Program, copy: Path) -> str:
    done = program.command("backup", "restore", str(copy))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_drill(telegram: FakeTelegram, program: Program) -> None:
    """Copied while running; what came later is gone; chains are whole; new entries work."""
    program.start()
    decided(telegram)
    sent(telegram, line="1h trực cơ quan")
    telegram.wait(lambda: len(telegram.messages(TP)) == 2, what="second card")
    copy = make_copy(program)
    as_copied = entries(program.database)
    sent(telegram, line="3h thẩm định dự toán")
    refused = program.command("backup", "restore", str(copy))
    assert refused.returncode == 1
    assert f"Tiến trình {program.pid} đang chạy" in refused.stderr
    assert program.stop() == 0
    assert statuses(program.database) == {"B.02": "approved", "D.01": "submitted", "C.STC.01": "submitted"}

    assert "2 mục nhật ký" in restored(program, copy)
    assert entries(program.database) == as_copied
    (kept,) = program.home.glob("kpibot.before-restore.*.db")
    assert statuses(kept) == {"B.02": "approved", "D.01": "submitted", "C.STC.01": "submitted"}
    assert broken_links(program.database) == []

    program.start()
    sent(telegram, line="2h soạn công văn")
    telegram.wait(lambda: any("B.01" in message.text for message in telegram.messages(TP)), what="its card")
    assert program.stop() == 0
    assert statuses(program.database) == {"B.02": "approved", "D.01": "submitted", "B.01": "submitted"}
    assert broken_links(program.database) == []
    assert program.command("backup", "verify", str(copy)).returncode == 0
    assert "Traceback" not in program.log


def test_what_was_not_sent_when_the_copy_was_made_goes_only_when_somebody_says_so(
    telegram: FakeTelegram, program: Program
) -> None:
    program.start()
    drafted(telegram)
    assert program.stop() == 0
    put_back(program.database)
    copy = make_copy(program)
    assert "1 tin chưa gửi lúc sao lưu được giữ lại" in restored(program, copy)

    program.start()
    drafted(telegram, line="1h trực cơ quan")
    assert copies_of(telegram, "Họp giao ban") == 1
    told = program.command("backup", "held").stdout
    assert told.splitlines()[0].startswith("AN\ttrả lời\t1\t")
    assert "Sẽ gửi 1 tin" in program.command("backup", "held", "--send").stdout
    again = telegram.wait_for(AN, lambda message: "có thể trùng" in message.text, within=10)
    assert "Họp giao ban" in again.text
    assert program.command("backup", "held").stdout == "Không có tin nào đang được giữ.\n"
    assert program.stop() == 0


def put_back(database: Path) -> None:
    """As if the copy were made right before the draft was sent."""
    with closing(sqlite3.connect(database)) as connection, connection:
        sql = "UPDATE outbox SET status = 'waiting', finished_at = '' WHERE kind = 'screen'"
        assert connection.execute(sql).rowcount == 1


def copies_of(telegram: FakeTelegram, words: str) -> int:
    return sum(words in message.text for message in telegram.messages(AN))


def test_what_was_not_handled_when_the_copy_was_made_is_handled_then(telegram: FakeTelegram, program: Program) -> None:
    """What people typed has no other trace."""
    program.start()
    drafted(telegram)
    assert program.stop() == 0
    with closing(sqlite3.connect(program.database)) as connection, connection:
        connection.execute("UPDATE inbox SET status = 'waiting', finished_at = ''")
        connection.execute("DELETE FROM entries")
    restored(program, make_copy(program))
    program.start()
    telegram.wait(lambda: copies_of(telegram, "Nháp") == 2, what="the draft once more")
    assert program.stop() == 0
    assert statuses(program.database) == {"B.02": "draft"}


def test_the_program_makes_its_own_copy_once_a_day(telegram: FakeTelegram, program: Program) -> None:
    program.settings |= {"BACKUP_DIR": "copies", "BACKUP_TIME": "00:00"}
    program.start()
    (copy,) = telegram.wait(lambda: copies(program), 10, "a copy")
    drafted(telegram)
    assert program.command("backup", "verify", str(copy)).returncode == 0
    assert program.stop() == 0
    program.start()
    drafted(telegram, line="1h trực cơ quan")
    told = program.command("jobs", "list").stdout
    assert program.stop() == 0
    assert copies(program) == [copy]
    assert any(line.startswith("backup ") and "kỳ" in line for line in told.splitlines())
    assert "job backup, period" in program.log


# --- kill -9


@pytest.fixture
def killed(program: Program, fork_server: ForkServer) -> Program:
    """A program whose database differs from its one copy, and which is not running."""
    make_copy(program)
    perform(program.url, lambda act: act.tx.execute("UPDATE units SET name = 'Sở mới' WHERE code = 'STC'"))
    perform(program.url, lambda act: act.tx.execute("UPDATE chains SET n = n"))
    return program


def steps_of(program: Program, launch: ForkServer, home: Path, verb: Sequence[str]) -> list[str]:
    """The names of the steps a verb takes on a database like that one."""
    settle(program, home)
    child = launch(home, seen(home), home / "log", [RECORD, str(home / "steps")], verb)
    assert child.wait(20) == 0, (home / "log").read_text()
    return (home / "steps").read_text().splitlines()


def settle(program: Program, home: Path) -> None:
    home.mkdir()
    shutil.copyfile(program.database, home / "kpibot.db")
    shutil.copytree(program.home / "copies", home / "copies")


def seen(home: Path) -> dict[str, str]:
    return environment(home, {"DATABASE_URL": "sqlite:///kpibot.db"})


def unit_name(database: Path) -> str:
    return str(rows(database, "SELECT name FROM units WHERE code = 'STC'")[0]["name"])


def is_whole(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and broken_links(database) == []


def test_killed_at_any_step_of_making_a_copy_there_is_no_copy_or_a_whole_one(
    killed: Program, fork_server: ForkServer, tmp_path: Path
) -> None:
    verb = ("backup", "create", "made")
    steps = steps_of(killed, fork_server, tmp_path / "rehearsal", verb)
    assert {"backup", "page", "os.rename"} <= {*steps}
    for number in range(1, len(steps) + 1):
        home = tmp_path / str(number)
        settle(killed, home)
        fork_server(home, seen(home), home / "log", [KILL, str(number)], verb).wait(20)
        assert unit_name(home / "kpibot.db") == "Sở mới"
        assert all(is_whole(copy) for copy in (home / "made").glob("kpibot-*.db"))
        done = fork_server(home, seen(home), home / "log", (), ("backup", "create", "again"))
        assert done.wait(20) == 0


def test_killed_at_any_step_of_restoring_the_old_database_or_the_new_one_is_there_whole(
    killed: Program, fork_server: ForkServer, tmp_path: Path
) -> None:
    verb = ("backup", "restore", f"copies/{copies(killed)[0].name}")
    steps = steps_of(killed, fork_server, tmp_path / "rehearsal", verb)
    assert {"shutil.copyfile", "os.link", "os.rename", "COMMIT"} <= {*steps}
    found = [dies_while_restoring(killed, fork_server, tmp_path / str(at), at, verb) for at in range(1, len(steps) + 1)]
    assert found == sorted(found, reverse=True), "the new one stays once it is there"
    assert {*found} == {"Sở mới", "Sở Tài chính"}


def dies_while_restoring(program: Program, launch: ForkServer, home: Path, number: int, verb: Sequence[str]) -> str:
    """The name that tells which database is there after a kill; where it is the old one, restoring again works."""
    settle(program, home)
    assert launch(home, seen(home), home / "log", [KILL, str(number)], verb).wait(20) == -9
    database = home / "kpibot.db"
    found = unit_name(database)
    assert is_whole(database)
    if found == "Sở mới":
        assert launch(home, seen(home), home / "log", (), verb).wait(20) == 0, (home / "log").read_text()
        assert is_whole(database)
    assert unit_name(database) == "Sở Tài chính"
    (kept,) = home.glob("kpibot.before-restore.*.db")
    assert unit_name(kept) == "Sở mới"
    return found
