"""`import`: files that come in, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import CATALOGS, CommandLine, DatabaseFile
from tests.support.import_files import OFFICIAL_HEADER as HEADER
from tests.support.import_files import csv_file, official_row, officials_file, units_file, xlsx_file
from tests.support.samples import official

SAMPLES = [
    ("units", "units-heads.csv"),
    ("officials", "officials.csv"),
    *(("catalog", path.name) for path in sorted(CATALOGS.glob("nhom-*.csv"))),
]
NEWCOMER = official_row(official("CB900", "STC-NS"))


def with_row(name: str, row: tuple[str, ...]) -> bytes:
    """A sample file with one row more."""
    return (CATALOGS / name).read_bytes() + csv_file(row)


@pytest.mark.parametrize(("kind", "name"), SAMPLES)
def test_the_same_file_again_changes_nothing(kpibot: CommandLine, file: DatabaseFile, kind: str, name: str) -> None:
    before = file.dump()
    out = kpibot.done("import", kind, CATALOGS / name).out
    assert "0 mới, 0 thay đổi, 0 thôi dùng" in out
    assert file.dump() == before


def test_what_a_file_brings_is_told_and_kept(kpibot: CommandLine, folder: Path) -> None:
    (folder / "them.csv").write_bytes(with_row("officials.csv", NEWCOMER))
    lines = kpibot.done("import", "officials", "them.csv").out.splitlines()
    assert lines[0] == "Đã nhập: 1 mới, 0 thay đổi, 0 thôi dùng, 69 giữ nguyên."
    assert lines[1].startswith("  Mới: CB900")
    assert kpibot.done("invite", "CB900", "--json").json[0]["official"] == "CB900"


def test_a_dry_run_tells_the_same_and_changes_nothing(kpibot: CommandLine, folder: Path, file: DatabaseFile) -> None:
    (folder / "them.csv").write_bytes(with_row("officials.csv", NEWCOMER))
    before = file.dump()
    told = kpibot.done("import", "officials", "them.csv", "--dry-run").out
    assert file.dump() == before
    done = kpibot.done("import", "officials", "them.csv").out
    assert told.startswith("Sẽ có: 1 mới, ")
    assert told.partition(":")[2] == done.partition(":")[2]


def test_a_workbook_is_read_like_a_csv_file(kpibot: CommandLine, folder: Path) -> None:
    (folder / "them.xlsx").write_bytes(xlsx_file(HEADER, NEWCOMER))
    assert "1 mới" in kpibot.done("import", "officials", "them.xlsx", "--yes").out


def test_every_problem_has_a_line_with_file_and_row_and_nothing_is_brought_in(
    kpibot: CommandLine, folder: Path, file: DatabaseFile
) -> None:
    rows = [NEWCOMER, official_row(official("CB901", "KHONG-CO")), official_row(official("CB902", "STC", kind="vua"))]
    (folder / "sai.csv").write_bytes(officials_file(*rows))
    before = file.dump()
    said = kpibot("import", "officials", "sai.csv")
    assert [problem.startswith(f"sai.csv: dòng {row}, ") for problem, row in zip(said.problems, (3, 4), strict=True)]
    assert "KHONG-CO" in said.problems[0]
    assert "công chức" in said.problems[1]
    assert said.out == ""
    assert file.dump() == before


def test_a_dry_run_of_a_wrong_file_is_refused_too(kpibot: CommandLine, folder: Path) -> None:
    (folder / "sai.csv").write_bytes(officials_file(official_row(official("CB901", "KHONG-CO"))))
    assert len(kpibot("import", "officials", "sai.csv", "--dry-run").problems) == 1


def test_retiring_many_asks_for_yes(kpibot: CommandLine, folder: Path, file: DatabaseFile) -> None:
    lines = (CATALOGS / "nhom-b.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "it.csv").write_text("".join(lines[:-5]), encoding="utf-8")
    before = file.dump()
    (problem,) = kpibot("import", "catalog", "it.csv").problems
    assert "--yes" in problem
    assert file.dump() == before
    assert "--yes" in kpibot.done("import", "catalog", "it.csv", "--dry-run").out
    assert "5 thôi dùng" in kpibot.done("import", "catalog", "it.csv", "--yes").out


def test_units_are_retired_only_when_the_file_is_complete(kpibot: CommandLine, folder: Path) -> None:
    lines = (CATALOGS / "units-heads.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    empty = ("TAM", "Tổ công tác tạm thời", "KH", "Chính quyền", "hành chính", "", "tỉnh")
    (folder / "them.csv").write_bytes("".join(lines).encode() + csv_file(empty))
    (folder / "cu.csv").write_text("".join(lines), encoding="utf-8")
    assert "1 mới" in kpibot.done("import", "units", "them.csv").out
    assert "0 thôi dùng" in kpibot.done("import", "units", "cu.csv").out
    assert "1 thôi dùng" in kpibot.done("import", "units", "cu.csv", "--complete").out


def test_a_draft_list_waits_for_the_leader(kpibot: CommandLine, folder: Path) -> None:
    text = (CATALOGS / "nhom-c-so-tai-chinh.csv").read_text(encoding="utf-8")
    text = (
        text.replace("C.STC.", "C.MOI.")
        .replace("Chuyên môn ngành tài chính", "Danh mục mới")
        .replace(",C,STC,", ",C,STC-NS,")
    )
    (folder / "moi.csv").write_text(text, encoding="utf-8")
    kpibot.done("import", "catalog", "moi.csv", "--draft")
    search = ("search", "--official", "CB032", "--limit", "100", "--json", "dự toán ngân sách")
    assert not any(hit["code"].startswith("C.MOI.") for hit in kpibot.done(*search).json["hits"])
    kpibot.done("import", "catalog", "moi.csv")
    assert any(hit["code"].startswith("C.MOI.") for hit in kpibot.done(*search).json["hits"])


@pytest.mark.parametrize(
    ("kind", "option"),
    [("catalog", "--complete"), ("units", "--draft"), ("officials", "--draft")],
)
def test_an_option_of_another_kind_is_wrong_usage(
    kpibot: CommandLine, file: DatabaseFile, kind: str, option: str
) -> None:
    before = file.dump()
    assert option in kpibot("import", kind, CATALOGS / "units.csv", option).misuse
    assert file.dump() == before


@pytest.mark.parametrize("arguments", [["people", "x.csv"], ["units"], [], ["units", "a.csv", "b.csv"]])
def test_another_kind_or_number_of_files_is_wrong_usage(kpibot: CommandLine, arguments: list[str]) -> None:
    assert kpibot("import", *arguments).misuse


@pytest.mark.parametrize("kind", ["units", "officials", "catalog"])
@pytest.mark.parametrize("name", ["khong-co.csv", ".", "data"], ids=["missing", "here", "folder"])
def test_what_is_no_file_is_refused_in_one_line(kpibot: CommandLine, kind: str, name: str) -> None:
    (problem,) = kpibot("import", kind, name).problems
    assert problem.startswith(f"{name}: ")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 100, b"PK\x03\x04 no workbook", "Mã đơn vị,Tên".encode("utf-16"), b"a,b,c\n1,2,3\n", b"\xff" * 50],
    ids=["empty", "nul", "broken workbook", "utf-16", "other headers", "no text"],
)
@pytest.mark.parametrize("name", ["tep.csv", "tep.xlsx"])
def test_what_is_no_such_table_is_refused_by_its_name(
    kpibot: CommandLine, folder: Path, file: DatabaseFile, name: str, content: bytes
) -> None:
    (folder / name).write_bytes(content)
    before = file.dump()
    problems = kpibot("import", "units", name).problems
    assert all(problem.startswith(f"{name}: ") for problem in problems)
    assert file.dump() == before


def test_a_file_whose_name_is_no_utf8_is_read_all_the_same(kpibot: CommandLine, folder: Path) -> None:
    (folder / "t\udcffep.csv").write_bytes(with_row("officials.csv", NEWCOMER))
    assert "1 mới" in kpibot.done("import", "officials", "t\udcffep.csv").out


def test_an_empty_row_and_a_byte_order_mark_are_no_problem(kpibot: CommandLine, folder: Path) -> None:
    (folder / "bom.csv").write_bytes(
        b"\xef\xbb\xbf" + units_file(("TAM", "Tổ tạm", "KH", "Đảng", "", "", ""), ("",) * 7)
    )
    assert "1 mới" in kpibot.done("import", "units", "bom.csv").out
