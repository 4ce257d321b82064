"""`kpibot` as typed in a shell, run in this process."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from bot.__main__ import program

CATALOGS = Path(__file__).parents[2] / "catalogs"


@dataclass(frozen=True)
class Said:
    """What a command left behind.

    Attributes:
        code: how it ended.
        raw: its stdout, as bytes.
        err: its stderr.
    """

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Its stdout."""
        return self.raw.decode()

    @property
    def json(self) -> Any:
        """Its stdout as one JSON value: fails when anything else is there."""
        return json.loads(self.raw)

    @property
    def json_lines(self) -> list[Any]:
        """Its stdout as one JSON value a line."""
        return [json.loads(line) for line in self.raw.splitlines()]

    @property
    def problems(self) -> list[str]:
        """The lines of a refusal: fails when the command did not end with 1 and say why on stderr alone."""
        assert (self.code, bool(self.err.strip())) == (1, True), self
        return self.err.splitlines()

    @property
    def misuse(self) -> str:
        """The one line about wrong usage: fails when the command did not end with 2 and say why on stderr alone."""
        (line,) = self.err.splitlines()
        assert (self.code, self.raw) == (2, b""), self
        return line


class CommandLine:
    """Runs commands; one that ends with an exception instead of words fails the test."""

    def __init__(self) -> None:
        self._runner = CliRunner()

    def __call__(self, *arguments: str | Path, typed: str | bytes | None = None) -> Said:
        """Run one command; `typed` is its stdin."""
        result = self._runner.invoke(program, [str(one) for one in arguments], input=typed, prog_name="kpibot")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        said = Said(result.exit_code, result.stdout_bytes, result.stderr)
        assert "Traceback" not in said.err
        return said

    def done(self, *arguments: str | Path, typed: str | bytes | None = None) -> Said:
        """Run one command that must succeed and complain of nothing."""
        said = self(*arguments, typed=typed)
        assert (said.code, said.err) == (0, "")
        return said


class DatabaseFile:
    """A database file, reached behind the program's back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def change(self, sql: str) -> None:
        """Execute a statement and commit it."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            assert connection.execute(sql).rowcount != 0

    def dump(self) -> list[str]:
        """Everything in it."""
        with closing(sqlite3.connect(self.path)) as connection:
            return list(connection.iterdump())
