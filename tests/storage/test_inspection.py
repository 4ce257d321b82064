"""A look into a file that claims to be a copy: whatever it is, words come of it, and nothing is left beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.chains import walk
from bot.storage import inspection, seals
from bot.storage.backups import create
from bot.storage.database import Tx
from bot.storage.inspection import Unsound, counts, look_into
from tests.support.enrolled import make_province

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in its everyday form, with its log folded in."""
    path = tmp_path_factory.mktemp("inspected") / "kpibot.db"
    make_province(f"sqlite:///{path}")
    return path


@pytest.fixture
def copy(province: Path, tmp_path: Path) -> Path:
    """A sealed copy."""
    return create(province, tmp_path / "copies", NOW).path


@pytest.fixture
def unsealed(province: Path, tmp_path: Path) -> Path:
    """A copy made with other tools."""
    return Path(shutil.copyfile(province, tmp_path / "unsealed.db"))


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(Unsound) as unsound:
        look_into(path, counts)
    return unsound.value.problems


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def test_a_sound_copy_is_read_and_nothing_is_left_beside_it(copy: Path, unsealed: Path) -> None:
    for path in (copy, unsealed):
        before = path.read_bytes()
        assert look_into(path, counts).officials == 8
        assert path.read_bytes() == before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert not list(unsealed.parent.glob("unsealed.db-*"))


def test_a_copy_where_nobody_may_write_is_read_too(copy: Path) -> None:
    copy.chmod(0o440)
    copy.parent.chmod(0o550)
    assert look_into(copy, counts).officials == 8


def test_a_copy_cannot_be_written_from_here(copy: Path) -> None:
    def write(tx: Tx) -> None:
        tx.execute("DELETE FROM entries")

    with pytest.raises(Unsound):
        look_into(copy, write)
    assert look_into(copy, counts).officials == 8


WRONG = {
    "empty": (b"", "tệp rỗng"),
    "text": (b"Day khong phai la co so du lieu. " * 200, "không phải là cơ sở dữ liệu SQLite"),
    "a spreadsheet": (b"PK\x03\x04" + bytes(5000), "không phải là cơ sở dữ liệu SQLite"),
    "the beginning of a header": (b"SQLite format 3\0", "bị cắt cụt"),
    "a header of nothing": (b"SQLite format 3\0" + bytes(84), "bị hỏng"),
    "a header of anything": (b"SQLite format 3\0" + b"\xff" * 9000, "bị cắt cụt"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_told_in_one_line(tmp_path: Path, kind: str) -> None:
    content, said = WRONG[kind]
    path = tmp_path / "wrong.db"
    path.write_bytes(content)
    (problem,) = problems(path)
    assert said in problem
    assert [one.name for one in tmp_path.iterdir()] == ["wrong.db"]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere.db") == (inspection.MISSING,)
    assert problems(tmp_path) == (inspection.NO_FILE,)
    assert problems(Path("/dev/null")) == (inspection.NO_FILE,)


def test_what_cannot_be_read_is_told(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(seals, "is_broken", refuse)
    assert problems(copy) == ("không đọc được tệp (không có quyền)",)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.999])
def test_a_file_that_was_cut_off_is_told_with_what_is_missing(copy: Path, unsealed: Path, share: float) -> None:
    for path in (copy, unsealed):
        size = path.stat().st_size
        os.truncate(path, int(size * share))
        (problem,) = problems(path)
        assert f"có {int(size * share)} byte, cần {size}" in problem


def test_a_sealed_copy_that_somebody_changed_is_told(copy: Path) -> None:
    change(copy, "UPDATE units SET name = 'Sở khác' WHERE code = 'STC'")
    assert problems(copy) == (inspection.CHANGED,)


def test_a_database_in_use_is_no_copy(unsealed: Path) -> None:
    """Its newest entries stand in its log, without which it would be verified as less than it is."""
    with closing(sqlite3.connect(unsealed)) as live:
        live.execute("PRAGMA journal_mode = WAL")
        live.execute("UPDATE units SET name = name || '.'")
        live.commit()
        (problem,) = problems(unsealed)
    assert "unsealed.db-wal" in problem
    assert look_into(unsealed, counts).officials == 8


def test_rows_that_refer_to_nothing_are_counted(unsealed: Path) -> None:
    change(unsealed, "UPDATE officials SET unit = 'XXX' WHERE code IN ('AN', 'BINH')")
    assert problems(unsealed) == ("bảng officials: 2 dòng trỏ đến dòng không có trong bảng units",)


def test_a_broken_structure_is_told(unsealed: Path) -> None:
    content = bytearray(unsealed.read_bytes())
    content[4096 * 3 + 8 : 4096 * 3 + 400] = b"\xff" * 392
    unsealed.write_bytes(content)
    assert all("bị hỏng" in problem for problem in problems(unsealed))


@settings(max_examples=150)
@given(st.data())
def test_whatever_flips_in_a_file_without_a_seal_words_or_figures_come_of_it(
    province: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(province.read_bytes())
    for _ in range(data.draw(st.integers(1, 40))):
        content[data.draw(st.integers(16, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "flipped.db"
    path.write_bytes(content)
    with suppress(Unsound):
        look_into(path, lambda tx: (counts(tx), walk(tx)))


def test_a_step_that_finds_something_wrong_says_so_itself(copy: Path) -> None:
    def refuse(_: Tx) -> None:
        raise Unsound("một điều", "hai điều")

    with pytest.raises(Unsound) as unsound:
        look_into(copy, refuse)
    assert unsound.value.problems == ("một điều", "hai điều")
