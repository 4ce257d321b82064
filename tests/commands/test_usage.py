"""What holds for every verb: help, wrong usage, wrong settings, and results on stdout alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.__main__ import program
from tests.support.command_line import CATALOGS, CommandLine

UNITS = str(CATALOGS / "units.csv")
DAYS = ["--from", "2026-11-01", "--to", "2026-11-30"]
VERBS = {
    "check": ["check"],
    "db upgrade": ["db", "upgrade"],
    "import": ["import", "units", UNITS],
    "invite": ["invite", "CB032", "--json"],
    "search": ["search", "--official", "CB032", "--json", "họp"],
    "parse": ["parse", "--official", "CB032", "--json", "1h họp"],
    "export entries": ["export", "entries", *DAYS],
    "audit verify": ["audit", "verify"],
    "backup create": ["backup", "create"],
    "backup verify": ["backup", "verify", "copy.db"],
    "backup restore": ["backup", "restore", "copy.db"],
    "backup held": ["backup", "held"],
    "run": ["run"],
}
NEEDS_TABLES = sorted(VERBS.keys() - {"db upgrade", "run", "backup verify", "backup restore"})


@pytest.mark.parametrize("verb", ["", "db", "export", "audit", "backup", *VERBS])
def test_every_verb_has_help(bare: CommandLine, verb: str) -> None:
    assert "Usage: kpibot" in bare.done(*verb.split(), "--help").out
    assert bare.done(*verb.split(), "-h").out == bare.done(*verb.split(), "--help").out


@pytest.mark.parametrize(
    "arguments",
    [["bay"], ["db", "bay"], ["export"], ["audit"], ["backup"], ["backup", "verify"], [], ["import"], ["parse"]],
)
def test_a_verb_that_is_unknown_or_unfinished_is_wrong_usage(bare: CommandLine, arguments: list[str]) -> None:
    assert bare(*arguments).code == 2


@pytest.mark.parametrize("verb", VERBS)
def test_an_unknown_option_is_wrong_usage(bare: CommandLine, verb: str) -> None:
    line = bare(*VERBS[verb], "--qqq").misuse
    assert line == f"kpibot {verb}: không có tùy chọn --qqq; xem kpibot {verb} --help"


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("chek", "kpibot: không có lệnh “chek” (có phải “check”?); các lệnh: run, demo, check, "),
        ("db bay", "kpibot db: không có lệnh “bay”; các lệnh: upgrade"),
        ("parse --official CB032 -2h", "kpibot parse: không có tùy chọn -2 (nếu là nội dung, đặt sau --); xem "),
        ("search --offical CB032 họp", "kpibot search: không có tùy chọn --offical (có phải --official?); xem "),
        ("search họp", "kpibot search: thiếu --official (Mã cán bộ); xem kpibot search --help"),
        ("import", "kpibot import: thiếu KIND (units, officials hoặc catalog); xem "),
        ("import units", "kpibot import: thiếu FILE (Tệp CSV hoặc XLSX); xem "),
        ("import official a.csv", "kpibot import: không có loại “official” (có phải “officials”?); các loại: units, "),
        ("jobs run daily", "kpibot jobs run: không có việc “daily” (có phải “daily-reminder”?); các việc: "),
        ("check a b", "kpibot check: thừa “a b”; xem kpibot check --help"),
        ("export entries --from", "--from: thiếu giá trị"),
        ("search --json=1", "--json: không nhận giá trị"),
        ("demo --port 65536", "--port: “65536” không hợp lệ; chỉ nhận số nguyên từ 0 đến 65535"),
        ("db --", "kpibot db: thiếu lệnh; xem kpibot db --help"),
    ],
)
def test_wrong_usage_is_said_in_one_line_with_what_is_near_or_allowed(bare: CommandLine, typed: str, line: str) -> None:
    assert bare(*typed.split()).misuse.startswith(line)


def test_what_was_typed_neither_breaks_the_line_nor_commands_the_terminal(bare: CommandLine) -> None:
    assert bare("a\x1b[31m\nb\udcff").misuse.startswith("kpibot: không có lệnh “a�[31m�b�”; ")


def test_whatever_can_be_missing_has_words_that_say_what_it_is() -> None:
    required = [one for one in parameters(typer.main.get_command(program)) if one.required]
    assert required
    assert all(one.help for one in required)


def parameters(command: Any) -> Iterator[Any]:
    yield from command.params
    for below in getattr(command, "commands", {}).values():
        yield from parameters(below)


def test_the_version_is_told(bare: CommandLine) -> None:
    assert bare.done("--version").out == f"kpibot {version('kpibot')}\n"


@pytest.mark.parametrize("verb", VERBS)
def test_every_wrong_setting_is_told_in_its_line_before_anything_is_done(
    bare: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("KPIBOT_BACKDATE_DAYS", "-1")
    monkeypatch.setenv("KPIBOT_WEB_PORT", "cong")
    said = bare(*VERBS[verb])
    assert [problem.partition(":")[0] for problem in said.problems] == ["KPIBOT_WEB_PORT", "KPIBOT_BACKDATE_DAYS"]
    assert said.out == ""
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("verb", VERBS)
def test_a_misspelled_setting_is_told_with_what_may_be_meant(
    bare: CommandLine, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("KPIBOT_TELEGRAM_TOKEM", "123456:bi-mat")
    (problem,) = bare(*VERBS[verb]).problems
    assert "KPIBOT_TELEGRAM_TOKEN" in problem
    assert "bi-mat" not in problem


def test_settings_come_from_a_dotenv_file_too(bare: CommandLine, folder: Path) -> None:
    (folder / ".env").write_text("KPIBOT_DATABASE_URL=sqlite:///noi-khac.db\n", encoding="utf-8")
    bare.done("db", "upgrade")
    assert (folder / "noi-khac.db").is_file()


@pytest.mark.parametrize("verb", NEEDS_TABLES)
def test_before_the_first_upgrade_every_verb_says_what_to_do(bare: CommandLine, verb: str) -> None:
    (problem,) = bare(*VERBS[verb]).problems
    assert "kpibot db upgrade" in problem


@pytest.mark.parametrize("verb", [*NEEDS_TABLES, "db upgrade"])
def test_a_file_that_is_no_database_is_told_by_every_verb(bare: CommandLine, folder: Path, verb: str) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "kpibot.db").write_bytes(b"khong phai co so du lieu " * 400)
    problems = bare(*VERBS[verb]).problems
    assert any("kpibot.db" in problem for problem in problems)


@pytest.mark.parametrize("verb", ["invite", "search", "parse", "export entries"])
def test_stdout_is_json_and_nothing_else(kpibot: CommandLine, verb: str) -> None:
    assert kpibot.done(*VERBS[verb]).json is not None


def test_the_program_itself_keeps_to_the_same_ends(database: Path) -> None:
    """Once as a process, where stdout, stderr and the exit code are real."""
    root = str(Path(__file__).parents[2])

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": root, "LC_ALL": "C"}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    done, refused = run(*VERBS["parse"]), run("search", "--official", "CB999", "họp")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["task"] == "họp"
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("CB999: ")
    assert len(refused.stderr.splitlines()) == 1
