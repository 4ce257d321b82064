"""Copies of a database in use: of one moment, whole or not at all, and kept for a while."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage import backups, seals
from bot.storage.backups import Backup, create, prune
from bot.storage.database import DatabaseError

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NAME = "kpibot-20261123T093000Z.db"


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database in use: its connection writes."""
    path = tmp_path / "kpibot.db"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        yield connection


@pytest.fixture
def path(database: sqlite3.Connection, tmp_path: Path) -> Path:
    return tmp_path / "kpibot.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copies"


def add_unit(connection: sqlite3.Connection, code: str) -> None:
    connection.execute("INSERT INTO units (code, name, bloc, regime, level) VALUES (?, '', '', '', '')", [code])


def add_megabytes(connection: sqlite3.Connection, count: int) -> None:
    connection.execute("CREATE TABLE ballast (bytes BLOB)")
    connection.executemany("INSERT INTO ballast VALUES (?)", [[os.urandom(1 << 20)] for _ in range(count)])


def units(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        return [code for (code,) in connection.execute("SELECT code FROM units ORDER BY code")]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as refused:
        act()
    return str(refused.value)


# --- a copy


def test_a_copy_has_what_was_committed_and_not_what_was_not(
    database: sqlite3.Connection, path: Path, folder: Path
) -> None:
    add_unit(database, "STC")
    database.execute("BEGIN IMMEDIATE")
    add_unit(database, "SNV")
    made = create(path, folder, NOW)
    database.execute("COMMIT")
    assert units(made.path) == ["STC"]


def test_it_is_one_file_named_by_its_instant_and_nobody_elses_to_read(path: Path, folder: Path) -> None:
    made = create(path, folder, NOW)
    assert made == Backup(folder / NAME, made.path.stat().st_size, 0)
    assert names(folder) == [NAME]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o640
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_the_instant_in_its_name_is_in_utc(path: Path, folder: Path) -> None:
    there = NOW.astimezone(datetime.strptime("+07:00", "%z").tzinfo)
    assert create(path, folder, there).path.name == NAME


def test_what_is_written_meanwhile_neither_waits_nor_gets_into_it(
    database: sqlite3.Connection, path: Path, folder: Path
) -> None:
    """Each of these commits would begin the copy anew, were it not made within a transaction of its own."""
    add_megabytes(database, 5)
    written: list[str] = []

    def write_once_more() -> bool:
        written.append(f"U{len(written):03d}")
        add_unit(database, written[-1])
        return False

    made = create(path, folder, NOW, write_once_more)
    assert len(written) > 5
    assert units(made.path) == []
    assert units_in_use(database) == written


def units_in_use(connection: sqlite3.Connection) -> list[str]:
    return [code for (code,) in connection.execute("SELECT code FROM units ORDER BY code")]


def test_making_one_changes_nothing_in_the_database(database: sqlite3.Connection, path: Path, folder: Path) -> None:
    add_unit(database, "STC")
    before = path.read_bytes()
    create(path, folder, NOW)
    assert path.read_bytes() == before


def test_a_copy_is_never_made_over_another(database: sqlite3.Connection, path: Path, folder: Path) -> None:
    first = create(path, folder, NOW).path.read_bytes()
    add_unit(database, "STC")
    assert "đã có" in refusal(lambda: create(path, folder, NOW))
    assert names(folder) == [NAME]
    assert (folder / NAME).read_bytes() == first


def test_two_at_the_same_second_do_not_mix(path: Path, folder: Path) -> None:
    refusals = []

    def begin_another() -> bool:
        refusals.append(refusal(lambda: create(path, folder, NOW)))
        return False

    made = create(path, folder, NOW, begin_another)
    assert all("đã có" in words for words in refusals)
    assert refusals
    assert not seals.is_broken(made.path)


def test_one_that_is_stopped_leaves_nothing_behind_wherever_it_was(
    database: sqlite3.Connection, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While pages are copied, while they are checked, and while they are sealed."""
    monkeypatch.setattr(backups, "_INSTRUCTIONS", 400)
    add_megabytes(database, 4)
    often = how_often_asked(path, folder)
    assert often > 12
    for pulse in range(often):
        answers = iter([False] * pulse)
        words = refusal(partial(create, path, folder, NOW, partial(next, answers, True)))
        assert "dừng giữa chừng" in words
        assert names(folder) == []


def how_often_asked(path: Path, folder: Path) -> int:
    """How often a copy that nobody stops asks whether it is to end."""
    asked: list[bool] = []

    def go_on() -> bool:
        asked.append(True)
        return False

    create(path, folder, NOW, go_on).path.unlink()
    return len(asked)


# --- what stands in the way


def test_a_folder_that_cannot_be_made_is_told(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "copies", Path("/proc/kpibot")):
        words = refusal(partial(create, path, folder, NOW))
        assert words.startswith(f"Không ghi được vào thư mục {folder}")


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """The kernel refuses to write more, as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_leaves_nothing_behind(database: sqlite3.Connection, path: Path, folder: Path) -> None:
    add_megabytes(database, 3)
    with files_limited_to(1_500_000):
        words = refusal(lambda: create(path, folder, NOW))
    assert words.startswith(f"Ổ đĩa chứa {folder}")
    assert names(folder) == []
    assert names(create(path, folder, NOW).path.parent) == [NAME]


def test_a_disk_that_is_full_at_the_last_moment_too(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backups, "sync", full)
    assert "đã đầy" in refusal(lambda: create(path, folder, NOW))
    assert names(folder) == []


def test_a_broken_database_is_not_copied(database: sqlite3.Connection, path: Path, folder: Path) -> None:
    """It would in time push the sound copies out."""
    add_megabytes(database, 1)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[8192:12288] = os.urandom(4096)
    database.close()
    path.write_bytes(content)
    assert "bị hỏng; không giữ bản sao này" in refusal(lambda: create(path, folder, NOW))
    assert names(folder) == []


def test_what_is_no_database_is_told(path: Path, folder: Path, database: sqlite3.Connection) -> None:
    database.close()
    path.write_bytes(b"khong phai co so du lieu " * 400)
    assert "bị hỏng" in refusal(lambda: create(path, folder, NOW))
    path.unlink()
    assert "Không mở được cơ sở dữ liệu" in refusal(lambda: create(path, folder, NOW))
    path.touch()
    assert "chưa có bảng nào" in refusal(lambda: create(path, folder, NOW))
    assert names(folder) == []


# --- the seal


@pytest.fixture(scope="module")
def sealed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(sqlite_template, tmp_path_factory.mktemp("sealed"), NOW).path


def test_a_copy_is_sealed_and_a_database_in_use_is_not(sealed: Path, sqlite_template: Path) -> None:
    assert seals.is_sealed(sealed)
    assert not seals.is_broken(sealed)
    assert not seals.is_sealed(sqlite_template)
    assert not seals.is_broken(sqlite_template)


@settings(max_examples=200)
@given(st.data())
def test_no_flipped_bit_gets_past_the_seal(
    sealed: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(sealed.read_bytes())
    place, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    content[place] ^= 1 << bit
    flipped = tmp_path_factory.getbasetemp() / "flipped.db"
    flipped.write_bytes(content)
    assert seals.is_broken(flipped)


# --- keeping


def touch(folder: Path, *days_ago: float) -> None:
    """Copies of so many days ago."""
    folder.mkdir(exist_ok=True)
    for days in days_ago:
        (folder / backups.name_at(NOW - timedelta(days=days))).touch()


def ages(folder: Path) -> list[int]:
    """How many days ago the copies in a folder were made."""
    made = (datetime.strptime(name, "kpibot-%Y%m%dT%H%M%SZ.db").replace(tzinfo=UTC) for name in names(folder))
    return sorted((NOW - one).days for one in made)


def test_of_nightly_copies_those_of_the_last_days_are_kept(folder: Path) -> None:
    touch(folder, *range(20))
    removed = prune(folder, 14, NOW + timedelta(seconds=1))
    assert ages(folder) == list(range(14))
    assert len(removed) == 6
    assert prune(folder, 14, NOW + timedelta(seconds=1)) == []


@pytest.mark.parametrize("keep_days", [1, 3])
def test_the_newest_stay_however_old_they_are(folder: Path, keep_days: int) -> None:
    """A clock that ran ahead for a night, or a month without a copy, takes no history with it."""
    touch(folder, 400, 500, 600, 700)
    prune(folder, keep_days, NOW)
    assert ages(folder) == [400, 500, 600, 700][:keep_days]


def test_many_of_one_day_are_all_kept_for_their_days(folder: Path) -> None:
    touch(folder, 0.1, 0.2, 0.3, 0.4, 5)
    prune(folder, 2, NOW)
    assert len(names(folder)) == 4


OTHERS = (
    "kpibot.db", "kpibot-20260101T000000Z.db.gz", "kpibot-20260101T000000Z.db-wal", "Kpibot-20260101T000000Z.db",
    "kpibot-20261399T000000Z.db", "copy-20260101T000000Z.db", "kpibot-2026-01-01.db", ".kpibot-x.db.part",
)  # fmt: skip


def test_nothing_but_copies_is_touched(folder: Path) -> None:
    touch(folder, 0, 1, 300)
    for name in OTHERS:
        (folder / name).touch()
    (folder / "kpibot-20250101T000000Z.db").mkdir()
    (removed,) = prune(folder, 1, NOW)
    assert removed.name == backups.name_at(NOW - timedelta(days=300))
    assert set(OTHERS) < set(names(folder))
    assert (folder / "kpibot-20250101T000000Z.db").is_dir()


def test_what_a_kill_left_unfinished_goes_after_a_day(folder: Path) -> None:
    folder.mkdir()
    for name in (f".{NAME}.part", f".{NAME}.part-journal", "another.part"):
        (folder / name).touch()
        os.utime(folder / name, (NOW.timestamp(), NOW.timestamp()))
    prune(folder, 1, NOW + timedelta(hours=23))
    assert len(names(folder)) == 3
    prune(folder, 1, NOW + timedelta(hours=25))
    assert names(folder) == ["another.part"]


def test_a_folder_that_cannot_be_read_is_told(folder: Path) -> None:
    assert str(folder) in refusal(lambda: prune(folder, 1, NOW))
