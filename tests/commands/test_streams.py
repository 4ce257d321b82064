"""What commands read and write: files, links, pipes, and the standard streams where they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine

EXPORT = ("export", "entries", "--from", "2026-11-01", "--to", "2026-11-30", "--format", "csv")
HEADERS = b"\xef\xbb\xbfid,"


def test_a_pipe_is_written_into_and_stays_a_pipe(kpibot: CommandLine, folder: Path) -> None:
    path = folder / "pipe"
    os.mkfifo(path)
    with ThreadPoolExecutor(1) as thread:
        read = thread.submit(path.read_bytes)
        assert kpibot.done(*EXPORT, "--output", path).out == ""
        assert read.result(5) == kpibot.done(*EXPORT).raw
    assert path.is_fifo()


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing yet"])
def test_a_link_is_followed_and_stays_a_link(kpibot: CommandLine, folder: Path, there: bool) -> None:
    target, link = folder / "deep" / "log.csv", folder / "link.csv"
    target.parent.mkdir()
    if there:
        target.write_bytes(b"old")
    link.symlink_to(target)
    kpibot.done(*EXPORT, "--output", link)
    assert link.is_symlink()
    assert target.read_bytes() == kpibot.done(*EXPORT).raw
    assert [path.name for path in target.parent.iterdir()] == ["log.csv"]


def test_a_link_that_leads_round_in_a_ring_is_told_and_stays(kpibot: CommandLine, folder: Path) -> None:
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    assert kpibot(*EXPORT, "--output", "a").problems == ["a: không ghi được tệp (các liên kết trỏ vòng quanh)"]
    assert (folder / "a").is_symlink()


def test_reasons_are_told_in_vietnamese(kpibot: CommandLine, folder: Path) -> None:
    (folder / "file").touch()
    assert kpibot(*EXPORT, "--output", "none/x.csv").problems == [
        "none/x.csv: không ghi được tệp (không có tệp hoặc thư mục này)"
    ]
    assert kpibot(*EXPORT, "--output", ".").problems == [".: là thư mục, cần tên tệp"]
    assert "(không có tệp hoặc thư mục này)" in kpibot("import", "units", "none.csv").problems[0]
    assert "(đã có tệp mang tên này)" in kpibot("backup", "create", "file").problems[0]


# --- standard streams, as the shell hands them over


def said(*arguments: str, under: str) -> tuple[int, str]:
    """How a command ends under a shell's redirection, and its stderr."""
    words = [sys.executable, "-m", "bot", *arguments]
    there = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    line = ["sh", "-c", f'exec "$@" {under}', "sh", *words]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False, env=there)
    return done.returncode, done.stderr


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("arguments", [EXPORT, ("check",), ("-h",)], ids=["export", "check", "help"])
def test_a_full_disk_under_stdout_is_told_in_one_line(arguments: tuple[str, ...]) -> None:
    assert said(*arguments, under="> /dev/full") == (1, "đầu ra chuẩn: không ghi được (ổ đĩa đã đầy)\n")


@pytest.mark.usefixtures("database")
def test_a_closed_stdin_is_told_in_one_line() -> None:
    ended, problems = said("search", "--official", "CB032", "--lines", "-", under="<&-")
    assert (ended, problems) == (1, "đầu vào chuẩn đã đóng; thay - bằng tên tệp\n")


@pytest.mark.usefixtures("database")
def test_a_closed_stdout_is_told_where_it_was_to_be_written_to() -> None:
    assert said(*EXPORT, under=">&-") == (1, "đầu ra chuẩn đã đóng; thêm --output TÊN-TỆP\n")


@pytest.mark.usefixtures("database")
def test_stdout_by_its_name_gets_the_content(folder: Path) -> None:
    """By a link like the one among the devices, which no test may put at risk."""
    (folder / "stdout").symlink_to("/proc/self/fd/1")
    assert said(*EXPORT, "--output", "stdout", under="| cat > got.csv") == (0, "")
    assert (folder / "got.csv").read_bytes().startswith(HEADERS)
    assert (folder / "stdout").is_symlink()
