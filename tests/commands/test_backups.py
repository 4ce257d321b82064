"""`backup create`, `verify`, `restore` and `held`."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.lock import FileLock
from bot.storage.schema import shipped
from tests.support.command_line import CommandLine, DatabaseFile

BACKUPS = Path("data/backups")
WRONG_FILES = {
    "missing": None,
    "empty": b"",
    "text": b"khong phai co so du lieu " * 400,
    "an image": b"\x89PNG\r\n\x1a\n" + bytes(4000),
}


def create(kpibot: CommandLine) -> Path:
    said = kpibot.done("backup", "create").out
    found = re.fullmatch(r"Đã sao lưu vào (\S+): \d+,\d MB, 0 mục nhật ký.\n", said)
    assert found
    return Path(found[1])


def kept(folder: Path) -> list[Path]:
    return list((folder / "data").glob("kpibot.before-restore.*.db"))


# --- create


def test_a_copy_goes_where_the_settings_say(kpibot: CommandLine, folder: Path) -> None:
    copy = create(kpibot)
    assert copy.parent == BACKUPS
    assert re.fullmatch(r"kpibot-\d{8}T\d{6}Z\.db", copy.name)
    assert DatabaseFile(copy).dump() == DatabaseFile(folder / "data" / "kpibot.db").dump()


def test_or_where_the_command_says(kpibot: CommandLine, folder: Path) -> None:
    kpibot.done("backup", "create", "noi khác")
    assert len(list((folder / "noi khác").iterdir())) == 1


def test_or_where_another_setting_says(kpibot: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPIBOT_BACKUP_DIR", "luu/hang-dem")
    kpibot.done("backup", "create")
    assert len(list((folder / "luu" / "hang-dem").iterdir())) == 1


def test_without_a_database_there_is_nothing_to_copy(bare: CommandLine, folder: Path) -> None:
    (problem,) = bare("backup", "create").problems
    assert "kpibot db upgrade" in problem
    assert list(folder.iterdir()) == []


def test_a_folder_where_nobody_may_write_is_told(kpibot: CommandLine, folder: Path) -> None:
    (folder / "tep").touch()
    for place in ("tep", "/proc/kpibot"):
        (problem,) = kpibot("backup", "create", place).problems
        assert f"Không ghi được vào thư mục {place}" in problem


def test_an_older_schema_is_copied_as_it_is(kpibot: CommandLine, file: DatabaseFile) -> None:
    """It is what `run` and `db upgrade` ask for before they change it."""
    file.change("DELETE FROM schema_version WHERE version > 1")
    kpibot.done("backup", "create")


# --- verify


def test_a_sound_copy_is_told_with_what_it_holds(kpibot: CommandLine) -> None:
    kpibot.done("invite", "CB032")
    copy = create(kpibot)
    lines = kpibot.done("backup", "verify", copy).out.splitlines()
    assert lines[0].startswith(f"{copy}: nguyên vẹn, ")
    assert re.fullmatch(r"0 mục nhật ký, \d+ cán bộ, lược đồ 2", lines[1])
    assert lines[2:] == ["chuỗi STC-NS: 1 dòng, nguyên vẹn", lines[3]]
    assert lines[3].startswith("chuỗi province: ")
    assert [path.name for path in BACKUPS.iterdir()] == [copy.name]


@pytest.mark.parametrize("kind", WRONG_FILES)
@pytest.mark.parametrize("verb", ["verify", "restore"])
def test_a_wrong_file_is_refused_in_one_line(
    kpibot: CommandLine, file: DatabaseFile, folder: Path, verb: str, kind: str
) -> None:
    before, content = file.path.read_bytes(), WRONG_FILES[kind]
    if content is not None:
        (folder / "wrong.db").write_bytes(content)
    said = kpibot("backup", verb, "wrong.db")
    (problem,) = said.problems
    assert problem.startswith("wrong.db: ")
    assert said.out == ""
    assert file.path.read_bytes() == before
    assert kept(folder) == []


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096)


DAMAGES = {"flipped": (flip_a_bit, "mã kiểm tra không khớp"), "cut off": (cut_off, "bị cắt cụt")}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("verb", ["verify", "restore"])
def test_a_damaged_copy_is_refused_in_one_line(kpibot: CommandLine, file: DatabaseFile, verb: str, damage: str) -> None:
    do, said = DAMAGES[damage]
    copy = create(kpibot)
    do(copy)
    before = file.path.read_bytes()
    (problem,) = kpibot("backup", verb, copy).problems
    assert said in problem
    assert file.path.read_bytes() == before


FOREIGN = {
    "of another program": ("CREATE TABLE notes (text)", "không phải của kpibot"),
    "with a history of nothing": ("CREATE TABLE schema_version (version, name)", "không phải của kpibot"),
    "with a history alone": ("CREATE TABLE schema_version AS SELECT 1 AS version, '' AS name", "không phải của kpibot"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_another_programs_database_is_refused(kpibot: CommandLine, folder: Path, kind: str) -> None:
    sql, said = FOREIGN[kind]
    with closing(sqlite3.connect(folder / "other.db")) as other, other:
        other.execute(sql)
    for verb in ("verify", "restore"):
        (problem,) = kpibot("backup", verb, "other.db").problems
        assert said in problem


@pytest.mark.parametrize("verb", ["verify", "restore"])
def test_a_copy_of_a_newer_program_is_refused(kpibot: CommandLine, file: DatabaseFile, verb: str) -> None:
    file.change("INSERT INTO schema_version VALUES (999, 'later', '2030-01-01T00:00:00.000Z')")
    copy = create(kpibot)
    file.change("DELETE FROM schema_version WHERE version = 999")
    before = file.path.read_bytes()
    (problem,) = kpibot("backup", verb, copy).problems
    assert "phiên bản 999" in problem
    assert "Cài bản kpibot mới hơn" in problem
    assert file.path.read_bytes() == before


def test_a_copy_whose_chains_were_tampered_with_is_refused_with_a_line_each(
    kpibot: CommandLine, file: DatabaseFile
) -> None:
    kpibot.done("invite", "CB032", "CB001")
    file.change("UPDATE audit SET detail = '{}' WHERE n = 1")
    copy = create(kpibot)
    problems = kpibot("backup", "verify", copy).problems
    assert [problem.partition(", dòng")[0] for problem in problems] == [
        f"{copy}: chuỗi KH", f"{copy}: chuỗi STC-NS", f"{copy}: chuỗi province",
    ]  # fmt: skip
    assert kpibot("backup", "restore", copy).problems == problems


def test_a_copy_made_by_other_tools_says_what_cannot_be_known(kpibot: CommandLine, file: DatabaseFile) -> None:
    with closing(sqlite3.connect(file.path)) as live, closing(sqlite3.connect("other.db")) as other:
        live.backup(other)
    assert "Không có mã kiểm tra" in kpibot.done("backup", "verify", "other.db").out


# --- restore


def test_a_restored_database_is_that_of_the_copy_and_the_earlier_one_is_kept(
    kpibot: CommandLine, file: DatabaseFile, folder: Path
) -> None:
    copy = create(kpibot)
    kpibot.done("invite", "CB032")
    before = file.dump()
    said = kpibot.done("backup", "restore", copy).out
    (earlier,) = kept(folder)
    assert str(earlier.relative_to(folder)) in said
    assert DatabaseFile(earlier).dump() == before
    with closing(sqlite3.connect(file.path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM invites").fetchone() == (0,)
    kpibot.done("audit", "verify")
    kpibot.done("invite", "CB032")


def test_restoring_is_written_into_the_provinces_chain(kpibot: CommandLine, file: DatabaseFile) -> None:
    copy = create(kpibot)
    kpibot.done("backup", "restore", copy)
    with closing(sqlite3.connect(file.path)) as connection:
        acts = connection.execute("SELECT chain, actor, subject FROM audit WHERE act = 'restore'").fetchall()
    assert acts == [("province", "kpibot", f"backup:{copy.name}")]


def test_on_a_new_machine_there_is_nothing_to_keep(kpibot: CommandLine, file: DatabaseFile, folder: Path) -> None:
    copy = create(kpibot)
    file.path.unlink()
    said = kpibot.done("backup", "restore", copy).out
    assert "trước đó" not in said
    assert kept(folder) == []
    kpibot.done("audit", "verify")


def test_a_served_database_is_not_replaced(kpibot: CommandLine, file: DatabaseFile) -> None:
    copy, before = create(kpibot), file.path.read_bytes()
    with FileLock(file.path):
        (problem,) = kpibot("backup", "restore", copy).problems
    assert f"Tiến trình {os.getpid()} đang chạy" in problem
    assert file.path.read_bytes() == before


def test_the_database_is_not_restored_from_itself(kpibot: CommandLine, file: DatabaseFile) -> None:
    before = file.path.read_bytes()
    (problem,) = kpibot("backup", "restore", file.path).problems
    assert "chính là cơ sở dữ liệu đang dùng" in problem
    assert file.path.read_bytes() == before


def test_an_older_copy_is_restored_and_left_for_run_to_migrate(kpibot: CommandLine, folder: Path) -> None:
    old = folder / "old.db"
    make_first_version(old)
    assert "kpibot run` sẽ nâng cấp" in kpibot.done("backup", "verify", old).out
    kpibot.done("backup", "restore", old)
    (problem,) = kpibot("audit", "verify").problems
    assert "kpibot db upgrade" in problem
    assert "1 bước nâng cấp" in kpibot.done("db", "upgrade").out
    kpibot.done("audit", "verify")


def make_first_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE schema_version (version BIGINT PRIMARY KEY, name TEXT, applied_at TEXT)")
        connection.execute("INSERT INTO schema_version VALUES (1, 'first', '')")
        for statement in shipped()[0].statements:
            connection.execute(statement)


# --- held


def put(file: DatabaseFile, count: int) -> None:
    with closing(sqlite3.connect(file.path)) as connection, connection:
        connection.execute("INSERT INTO chats (id, channel, address, official) VALUES ('web:1', 'web', '1', 'CB032')")
        connection.executemany(
            """
            INSERT INTO outbox (id, chat, channel, lane, kind, subject, body, status, created_at, not_before)
            VALUES (?, 'web:1', 'web', 3, 'fact', '', '{"secret": "words"}', 'waiting', ?, ?)
            """,
            [(str(number), *["2026-11-23T02:30:00.000Z"] * 2) for number in range(count)],
        )


def restore_with(kpibot: CommandLine, file: DatabaseFile, count: int) -> str:
    """Restore a copy that so many messages were waiting in."""
    put(file, count)
    return kpibot.done("backup", "restore", create(kpibot)).out


def statuses(file: DatabaseFile) -> dict[str, int]:
    with closing(sqlite3.connect(file.path)) as connection:
        return dict(connection.execute("SELECT status, COUNT(*) FROM outbox GROUP BY status"))


def test_what_is_held_is_listed_without_its_words(kpibot: CommandLine, file: DatabaseFile) -> None:
    assert kpibot.done("backup", "held").out == "Không có tin nào đang được giữ.\n"
    assert "250 tin chưa gửi" in restore_with(kpibot, file, 250)
    assert kpibot.done("backup", "held").out.splitlines() == [
        "CB032\tthông báo\t250\ttừ 23/11/2026 09:30", "250 tin đang được giữ: --send để gửi, --drop để bỏ.",
    ]  # fmt: skip
    assert statuses(file) == {"held": 250}


@pytest.mark.parametrize(("option", "status"), [("--send", "waiting"), ("--drop", "failed")])
def test_all_that_is_held_is_sent_or_dropped(kpibot: CommandLine, file: DatabaseFile, option: str, status: str) -> None:
    restore_with(kpibot, file, 250)
    assert "250 tin" in kpibot.done("backup", "held", option).out
    assert statuses(file) == {status: 250}
    assert "0 tin" in kpibot.done("backup", "held", option).out


def test_sending_and_dropping_at_once_is_wrong_usage(kpibot: CommandLine) -> None:
    assert "--drop" in kpibot("backup", "held", "--send", "--drop").misuse


# --- on PostgreSQL


@pytest.mark.parametrize("arguments", [["create"], ["restore", "copy.db"]])
def test_postgresql_has_its_own_tools(
    bare: CommandLine, monkeypatch: pytest.MonkeyPatch, folder: Path, arguments: list[str]
) -> None:
    monkeypatch.setenv("KPIBOT_DATABASE_URL", "postgresql://kpibot:pa55word@nowhere.invalid/kpibot")
    (problem,) = bare("backup", *arguments).problems
    assert "pg_dump" in problem
    assert "PITR" in problem
    assert "pa55word" not in problem
    assert list(folder.iterdir()) == []


def test_a_copy_can_be_verified_on_any_machine(kpibot: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = create(kpibot)
    monkeypatch.setenv("KPIBOT_DATABASE_URL", "postgresql://nowhere.invalid/kpibot")
    kpibot.done("backup", "verify", copy)
