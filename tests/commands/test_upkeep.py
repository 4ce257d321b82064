"""`db upgrade` and `audit verify`."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import CATALOGS, CommandLine, DatabaseFile


def test_the_first_upgrade_makes_the_database_and_the_next_changes_nothing(bare: CommandLine, folder: Path) -> None:
    assert "đã sẵn sàng" in bare.done("db", "upgrade").out
    made = DatabaseFile(folder / "data" / "kpibot.db")
    before = made.dump()
    assert "bản mới nhất" in bare.done("db", "upgrade").out
    assert made.dump() == before


def test_a_new_database_is_nobody_elses_to_read(bare: CommandLine, folder: Path) -> None:
    bare.done("db", "upgrade")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder / "data").iterdir()}
    assert [name for name, mode in modes.items() if mode & stat.S_IRWXO] == []


def test_an_upgrade_keeps_what_is_there(kpibot: CommandLine, file: DatabaseFile) -> None:
    before = file.dump()
    kpibot.done("db", "upgrade")
    assert file.dump() == before


def test_an_upgrade_leaves_the_database_of_a_newer_program_alone(kpibot: CommandLine, file: DatabaseFile) -> None:
    file.change("INSERT INTO schema_version VALUES (999, 'later', '2030-01-01T00:00:00.000Z')")
    before = file.dump()
    (problem,) = kpibot("db", "upgrade").problems
    assert "999" in problem
    assert file.dump() == before


def test_an_upgrade_leaves_a_file_that_is_no_database_alone(bare: CommandLine, folder: Path) -> None:
    (folder / "data").mkdir()
    path = folder / "data" / "kpibot.db"
    path.write_bytes(b"Day la mot tep van ban, khong phai co so du lieu. " * 100)
    before = path.read_bytes()
    (problem,) = bare("db", "upgrade").problems
    assert "kpibot.db" in problem
    assert path.read_bytes() == before


FOREIGN = {
    "a table of the same name": "CREATE TABLE units (a)",
    "other tables": "CREATE TABLE t (a)",
    "a history of its own": "CREATE TABLE schema_version (version TEXT)",
    "ours, without its history": "DELETE FROM schema_version",
}


@pytest.mark.parametrize("verb", [("db", "upgrade"), ("check",), ("run",), ("backup", "create")])
@pytest.mark.parametrize("made", FOREIGN)
def test_the_database_of_another_program_is_refused_in_words_and_left_as_it_is(
    bare: CommandLine, sample_database: Path, folder: Path, made: str, verb: tuple[str, ...]
) -> None:
    path = folder / "data" / "kpibot.db"
    path.parent.mkdir()
    if made == "ours, without its history":
        shutil.copyfile(sample_database, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(FOREIGN[made])
    before = path.read_bytes()
    (problem,) = bare(*verb).problems
    assert "không phải của kpibot" in problem
    assert path.read_bytes() == before


# --- audit verify


def test_before_anything_happened_there_is_no_chain(bare: CommandLine) -> None:
    bare.done("db", "upgrade")
    assert "chưa có chuỗi nào" in bare.done("audit", "verify").out


def test_whole_chains_are_told_with_their_lengths(kpibot: CommandLine) -> None:
    imports = 3 + len(list(CATALOGS.glob("nhom-*.csv")))
    kpibot.done("invite", "--unit", "STC-NS")
    lines = kpibot.done("audit", "verify").out.splitlines()
    assert [line.partition(",")[0] for line in lines] == ["chuỗi STC-NS: 4 dòng", f"chuỗi province: {imports} dòng"]


TAMPERINGS = {
    "changed": ("UPDATE audit SET actor = 'CB001' WHERE chain = 'province' AND n = 3", 3),
    "removed": ("DELETE FROM audit WHERE chain = 'province' AND n = 5", 6),
    "cut off": ("DELETE FROM audit WHERE chain = 'province' AND n >= 9", 9),
    "another head": ("UPDATE chains SET head = previous FROM audit WHERE chain = name AND audit.n = 4", 14),
}


def test_a_tampered_row_is_named_as_the_first_bad_one(kpibot: CommandLine, file: DatabaseFile) -> None:
    kpibot.done("invite", "CB032")
    intact = file.path.read_bytes()
    for sql, row in TAMPERINGS.values():
        file.path.write_bytes(intact)
        file.change(sql)
        said = kpibot("audit", "verify")
        (problem,) = said.problems
        assert problem.startswith(f"chuỗi province, dòng {row}: ")
        assert said.out == "chuỗi STC-NS: 1 dòng, nguyên vẹn\n"


def test_each_broken_chain_has_its_line(kpibot: CommandLine, file: DatabaseFile) -> None:
    kpibot.done("invite", "CB032", "CB001")
    file.change("UPDATE audit SET detail = '{}' WHERE n = 1")
    problems = kpibot("audit", "verify").problems
    assert [problem.partition(":")[0] for problem in problems] == [
        "chuỗi KH, dòng 1", "chuỗi STC-NS, dòng 1", "chuỗi province, dòng 1",
    ]  # fmt: skip


def test_a_chain_whose_head_is_gone_is_broken(kpibot: CommandLine, file: DatabaseFile) -> None:
    file.change("DELETE FROM chains WHERE name = 'province'")
    (problem,) = kpibot("audit", "verify").problems
    assert "province" in problem


def test_verifying_needs_a_database_with_tables(bare: CommandLine) -> None:
    (problem,) = bare("audit", "verify").problems
    assert "kpibot db upgrade" in problem
