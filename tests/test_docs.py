"""The documents say what the program does: what is missing or no longer there fails here."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from dotenv import dotenv_values

from bot.__main__ import program
from bot.channels.telegram.menus import EVERYBODY, commands_for
from bot.domain.rules import Rules
from bot.handlers.conversation import COMMANDS
from bot.handlers.words import hours, long_date
from bot.language.reading import read
from bot.settings import PREFIX, Settings
from tests.support.clock import MONDAY_MORNING

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/huong-dan.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

DOCUMENTS = ("huong-dan", "security", "backups", "operations")

SETTINGS = {f"{PREFIX}{name.upper()}": str(field.default) for name, field in Settings.model_fields.items()}
CHAT_COMMANDS = {"start", *COMMANDS}
WHERE_LABELS_STAND = (*(ROOT / "bot/handlers").glob("*.py"), ROOT / "bot/domain/decision.py")


def section(document: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its level."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", document, re.MULTILINE | re.DOTALL)
    assert found, f"no section “{heading}”"
    return found[1]


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of a table, without its heading."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if line.startswith("| `"):
            yield cells


# --- the command line


def verbs(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Each verb with its command, as (`db upgrade`, …)."""
    command = command or typer.main.get_command(program)
    for name, below in getattr(command, "commands", {}).items():
        if getattr(below, "commands", None):
            yield from verbs(below, (*path, name))
        else:
            yield " ".join((*path, name)), below


@pytest.mark.parametrize(("verb", "command"), [pytest.param(*found, id=found[0]) for found in verbs()])
def test_readme_has_a_row_with_every_option_of_a_verb(verb: str, command: Any) -> None:
    told = [cells[0] for cells in rows(section(README, "Command line")) if cells[0].startswith(f"`kpibot {verb}")]
    assert len(told) == 1
    options = {name for parameter in command.params for name in parameter.opts if name.startswith("--")}
    assert options == set(re.findall(r"--[a-z-]+", told[0]))


def test_readme_names_no_verb_that_does_not_exist() -> None:
    known = {verb for verb, _ in verbs()}
    below = "upgrade|entries|verify|create|restore|held|list|run"
    told = re.findall(rf"^\| `kpibot (\w+(?: (?:{below}))?)", README, re.MULTILINE)
    assert set(told) == known


# --- the chat


def test_readme_lists_exactly_the_chat_commands_there_are() -> None:
    told = [re.findall(r"`/(\w+)`", cells[0]) for cells in rows(section(README, "In the chat"))]
    assert sorted(name for names in told for name in names) == sorted(CHAT_COMMANDS)


def test_guide_tells_every_command_and_no_other() -> None:
    told = set(re.findall(r"`/(\w+)`", GUIDE))
    assert told == CHAT_COMMANDS - {"start"}


def test_telegram_offers_a_leader_every_chat_command() -> None:
    offered = {command.command for command in (*EVERYBODY, *commands_for("leader"))}
    assert offered == CHAT_COMMANDS


def labels_in_code() -> set[str]:
    """Every text constant of the handlers, without what follows in brackets."""
    texts = set()
    for path in WHERE_LABELS_STAND:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value.partition(" (")[0])
    return texts


def test_every_button_in_the_guide_is_one_that_people_see() -> None:
    told = set(re.findall(r"\*\*(.+?)\*\*", GUIDE)) - {"chữ đậm"}
    assert told
    assert told - labels_in_code() == set()


@pytest.mark.parametrize(
    "label",
    [
        "Gửi duyệt", "Sửa", "Hủy", "Rút lại", "Sửa và gửi lại", "Có ý kiến", "Duyệt", "Trả lại",
        "Duyệt số giờ khác", "Đánh giá chất lượng", "Duyệt tất cả", "Xem từng mục", "Hoàn tác",
    ],
)  # fmt: skip
def test_guide_explains_every_button_of_the_contract(label: str) -> None:
    assert f"**{label}**" in GUIDE


def examples() -> list[list[str]]:
    """The rows of the guide's table of typed lines."""
    return list(rows(section(GUIDE, "Ghi một dòng")))


def test_guide_has_ten_examples() -> None:
    assert len(examples()) == 10


@pytest.mark.parametrize(("typed", "told"), [pytest.param(*cells, id=cells[0].strip("`")) for cells in examples()])
def test_every_example_of_the_guide_is_understood_as_it_says(typed: str, told: str) -> None:
    today = Rules().today(MONDAY_MORNING)
    reading = read(typed.strip("`"), today)
    assert reading.problems == ()
    assert told.startswith(f"{hours(reading.minutes or 0)}, ")
    named = re.fullmatch(r"(?:(.+), )?(.+) (\d\d/\d\d)/\d{4}", long_date(reading.date, today).casefold())
    assert named
    assert any(words and words in told.casefold() for words in named.groups())


def test_guide_is_courteous() -> None:
    assert "!" not in GUIDE
    assert "đồng chí" in GUIDE


# --- settings


def test_readme_lists_exactly_the_settings_there_are_with_their_defaults() -> None:
    told = {cells[0].strip("`"): cells[1].strip("`") for cells in rows(section(README, "Settings"))}
    assert told == SETTINGS


def test_nothing_names_a_setting_that_does_not_exist() -> None:
    documents = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    told = re.findall(rf"{PREFIX}[A-Z_]+", README + ENV_EXAMPLE + documents + (ROOT / "Dockerfile").read_text())
    assert {name for name in told if not name.startswith("KPIBOT_TEST_")} - set(SETTINGS) == set()


def test_example_environment_has_every_setting_with_its_default(tmp_path: Path) -> None:
    everything_on = tmp_path / "env"
    everything_on.write_text(re.sub(rf"^# (?={PREFIX})", "", ENV_EXAMPLE, flags=re.MULTILINE), encoding="utf-8")
    assert dotenv_values(everything_on) == SETTINGS


# --- the rest


def test_changelog_keeps_the_headings_of_keep_a_changelog() -> None:
    headings = re.findall(r"^##? (.*)$", CHANGELOG, re.MULTILINE)
    assert headings[:2] == ["Changelog", "[Unreleased]"]
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", heading) for heading in headings[2:])
    kinds = set(re.findall(r"^### (.*)$", CHANGELOG, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("path", ["README.md", *(f"docs/{name}.md" for name in DOCUMENTS)])
def test_links_inside_the_project_lead_somewhere(path: str) -> None:
    document = ROOT / path
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_readme_tells_every_make_target_and_no_other() -> None:
    targets = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert targets
    assert set(re.findall(r"(?:^|`)make ([a-z]+)\b", README, re.MULTILINE)) == set(targets[1].split())


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_version_and_hashes_and_no_address(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert packages
    assert [one for one in packages if not re.match(r"[a-z0-9-]+==\S+ [^\n]*\\\n +--hash=sha256:", one)] == []
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links| @ ", lock)


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = names_of(project["dependencies"]) | {"hatchling"}
    assert runtime <= locked("requirements.lock")
    assert runtime | names_of(project["optional-dependencies"]["dev"]) <= locked("requirements-dev.lock")


def names_of(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~ ]", one)[0].lower() for one in requirements}


def locked(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
