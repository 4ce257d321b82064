"""`make`: what it says while packages are installed, and that it is quiet afterwards; with stand-ins for programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[1] / "Makefile"
PROGRAMS = {"kpibot": 'echo "kpibot $*"', "python": ":", "coverage": "echo tested"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose virtual environment has nothing in it yet but stand-ins."""
    shutil.copy(MAKEFILE, tmp_path)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    for name, does in PROGRAMS.items():
        program = tmp_path / ".venv/bin" / name
        program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        program.chmod(0o755)
    return tmp_path


def make(project: Path, target: str) -> list[str]:
    """What a target prints, whatever the `make` around these tests was told."""
    alone = {"PATH": os.environ["PATH"]}
    done = subprocess.run(["make", target], cwd=project, env=alone, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize(("target", "does"), [("demo", ["kpibot demo"]), ("run", ["kpibot db upgrade", "kpibot run"])])
def test_the_first_time_it_says_that_it_installs_and_then_nothing(project: Path, target: str, does: list[str]) -> None:
    first = make(project, target)
    assert first[0].startswith("Installing what kpibot needs into .venv; ")
    assert first[1:] == does
    assert make(project, target) == does


def test_the_tests_say_what_they_install_too(project: Path) -> None:
    assert [line for line in make(project, "test") if line.startswith("Installing")] == [
        "Installing what kpibot needs into .venv; the first time this takes a minute or two.",
        "Installing what its tests need into .venv; the first time this takes a minute or two.",
    ]
    assert not [line for line in make(project, "test") if line.startswith("Installing")]
