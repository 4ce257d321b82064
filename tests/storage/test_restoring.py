"""A copy takes the place of a database: what was there is kept, and whatever goes wrong changes nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage import seals
from bot.storage.backups import create
from bot.storage.database import DatabaseError, Tx
from bot.storage.restoring import restore
from tests.storage.test_backups import add_unit, files_limited_to, names, refusal, units

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
KEPT = "kpibot.before-restore.20261123T093000Z.db"


@pytest.fixture
def copy(sqlite_template: Path, tmp_path: Path) -> Path:
    """A copy with the unit OLD."""
    source = Path(shutil.copyfile(sqlite_template, tmp_path / "source.db"))
    with closing(sqlite3.connect(source, isolation_level=None)) as connection:
        add_unit(connection, "OLD")
    made = create(source, tmp_path / "copies", NOW).path
    source.unlink()
    return made


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Path:
    """The present database, with the unit NEW."""
    (tmp_path / "data").mkdir()
    path = Path(shutil.copyfile(sqlite_template, tmp_path / "data" / "kpibot.db"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        add_unit(connection, "NEW")
    return path


def nothing(_: Tx) -> str:
    return "ready"


def crash_leaving_a_log(path: Path) -> None:
    """A process added the unit LOG and died: it stands in the write-ahead log alone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        add_unit(connection, "LOG")
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{path}{suffix}", f"{path}.dead{suffix}")
    for suffix in ("", "-wal"):
        os.replace(f"{path}.dead{suffix}", f"{path}{suffix}")


def test_the_copy_is_served_and_the_earlier_database_is_kept(copy: Path, database: Path) -> None:
    done = restore(copy, database, NOW, nothing)
    assert (done.result, done.kept) == ("ready", database.with_name(KEPT))
    assert units(database) == ["OLD"]
    assert units(database.with_name(KEPT)) == ["NEW"]
    assert names(database.parent) == [KEPT, "kpibot.db"]
    assert not seals.is_sealed(database)


def test_the_copy_itself_stays_as_it_is(copy: Path, database: Path) -> None:
    before = copy.read_bytes()
    restore(copy, database, NOW, lambda tx: tx.execute("DELETE FROM units"))
    assert copy.read_bytes() == before


def test_it_is_made_ready_before_it_is_in_its_place(copy: Path, database: Path) -> None:
    def ready(tx: Tx) -> None:
        assert units(database) == ["NEW"]
        tx.execute("UPDATE units SET code = 'READY'")

    restore(copy, database, NOW, ready)
    assert units(database) == ["READY"]


def test_what_a_killed_process_left_in_its_log_is_kept_too(copy: Path, database: Path) -> None:
    crash_leaving_a_log(database)
    done = restore(copy, database, NOW, nothing)
    assert done.kept
    assert units(done.kept) == ["LOG", "NEW"]
    assert units(database) == ["OLD"]
    assert names(database.parent) == [KEPT, "kpibot.db"]


def test_where_there_was_none_nothing_is_kept(copy: Path, tmp_path: Path) -> None:
    database = tmp_path / "new" / "machine" / "kpibot.db"
    assert restore(copy, database, NOW, nothing).kept is None
    assert units(database) == ["OLD"]
    assert names(database.parent) == ["kpibot.db"]


def test_a_log_without_its_database_is_not_taken_for_the_new_ones(copy: Path, database: Path) -> None:
    crash_leaving_a_log(database)
    database.unlink()
    restore(copy, database, NOW, nothing)
    assert names(database.parent) == [f"{KEPT}-wal", "kpibot.db"]
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT code FROM units").fetchall() == [("OLD",)]


def test_a_broken_database_is_kept_as_it_is_with_its_log(copy: Path, database: Path) -> None:
    crash_leaving_a_log(database)
    log = database.with_name("kpibot.db-wal").read_bytes()
    database.write_bytes(b"\0" * 9000)
    restore(copy, database, NOW, nothing)
    assert database.with_name(KEPT).read_bytes() == b"\0" * 9000
    assert database.with_name(f"{KEPT}-wal").read_bytes() == log
    assert units(database) == ["OLD"]


@pytest.mark.parametrize("begun", ["BEGIN", "BEGIN IMMEDIATE"])
def test_a_database_that_a_program_has_open_is_left_alone(copy: Path, database: Path, begun: str) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute(begun)
        other.execute("SELECT * FROM units").fetchall()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.storage.backups.PATIENCE", 0.01)
            assert "đang bị một tiến trình khác khóa" in refusal(lambda: restore(copy, database, NOW, nothing))
        other.execute("COMMIT")
        add_unit(other, "YET")
    assert units(database) == ["NEW", "YET"]
    assert names(database.parent) == ["kpibot.db"]


def unchanged(copy: Path, database: Path, act: Callable[[], object]) -> str:
    """Restoring is refused, and nothing has changed."""
    before = database.read_bytes()
    words = refusal(act)
    assert database.read_bytes() == before
    assert names(database.parent) == ["kpibot.db"]
    return words


def test_a_disk_that_fills_up_changes_nothing(copy: Path, database: Path) -> None:
    with files_limited_to(copy.stat().st_size // 2):
        words = unchanged(copy, database, lambda: restore(copy, database, NOW, nothing))
    assert "cơ sở dữ liệu hiện có còn nguyên" in words


def test_a_copy_that_decays_while_it_is_read_changes_nothing(
    copy: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "is_broken", lambda path: path.name == ".kpibot.db.restoring")
    assert "chưa thay đổi gì" in unchanged(copy, database, lambda: restore(copy, database, NOW, nothing))


def test_a_step_that_fails_changes_nothing(copy: Path, database: Path) -> None:
    def fail(_: Tx) -> None:
        raise DatabaseError("không được")

    assert unchanged(copy, database, lambda: restore(copy, database, NOW, fail)) == "không được"


def test_what_cannot_be_replaced_is_told(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "kpibot.db").mkdir()
    assert str(tmp_path / "kpibot.db") in refusal(lambda: restore(copy, tmp_path / "kpibot.db", NOW, nothing))
    assert (tmp_path / "kpibot.db").is_dir()
    assert "/proc" in refusal(lambda: restore(copy, Path("/proc/kpibot/kpibot.db"), NOW, nothing))


def test_twice_within_a_second_no_kept_database_is_lost(copy: Path, database: Path) -> None:
    restore(copy, database, NOW, nothing)
    assert "đã có" in refusal(lambda: restore(copy, database, NOW, nothing))
    assert units(database.with_name(KEPT)) == ["NEW"]
    assert units(database) == ["OLD"]


def test_a_file_system_without_second_names_gets_a_copy(
    copy: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    restore(copy, database, NOW, nothing)
    assert units(database.with_name(KEPT)) == ["NEW"]
    assert units(database) == ["OLD"]


def test_a_second_name_that_a_kill_left_behind_is_taken_away(copy: Path, database: Path) -> None:
    """Else two names would lead to the file in use, and only one of them to its log."""
    left = database.with_name("kpibot.before-restore.20261122T000000Z.db")
    os.link(database, left)
    other = database.with_name("kpibot.before-restore.20261121T000000Z.db")
    other.write_bytes(b"an earlier one")
    restore(copy, database, NOW, nothing)
    assert not left.exists()
    assert other.read_bytes() == b"an earlier one"
    assert units(database.with_name(KEPT)) == ["NEW"]
