"""One `run` a file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.database import DatabaseError
from bot.storage.lock import FileLock

HOLD = """
import sys
from pathlib import Path
from bot.storage.lock import FileLock
with FileLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "kpibot.db"


def test_a_second_holder_is_told_who_the_first_is(path: Path) -> None:
    with FileLock(path), pytest.raises(DatabaseError, match=rf"Tiến trình {os.getpid()} đang chạy"), FileLock(path):
        pass


def test_a_lock_let_go_can_be_taken_again(path: Path) -> None:
    for _ in range(2):
        with FileLock(path):
            pass


def test_a_refused_lock_is_still_the_first_holders(path: Path) -> None:
    with FileLock(path):
        for _ in range(2):
            with pytest.raises(DatabaseError), FileLock(path):
                pass


def test_an_error_inside_lets_the_lock_go(path: Path) -> None:
    with pytest.raises(LookupError), FileLock(path):
        raise LookupError
    with FileLock(path):
        pass


def test_a_holder_that_is_killed_lets_the_lock_go(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(DatabaseError, match=f"Tiến trình {other.pid} "), FileLock(path):
            pass
        other.kill()
        other.wait()
    with FileLock(path):
        pass


def test_a_number_longer_than_the_next_one_leaves_nothing_behind(path: Path) -> None:
    path.parent.mkdir()
    lock = path.with_name("kpibot.db.lock")
    lock.write_text("99999999999")
    with FileLock(path):
        assert lock.read_text() == str(os.getpid())


def test_a_lock_that_cannot_be_made_is_said_in_words(path: Path) -> None:
    path.parent.write_text("")
    with pytest.raises(DatabaseError, match=re.escape(f"Không tạo được tệp khóa {path}.lock")), FileLock(path):
        pass
