"""Lines as people type them, read whole: the day, the hours, the range, the quantity, the task and what is wrong.

Some 1,900 lines written by hand. What is asserted is the share read exactly right, over all and of each kind, so that
one odd line more in a set is no reason to bend the reading; a failure lists what is read otherwise.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from bot.language.folding import fold
from bot.language.reading import Reading, read

TODAY = date(2026, 11, 23)
"""A Monday."""

DATA = Path(__file__).parent / "data"
Row = dict[str, str]

OVERALL = 0.995
EACH_KIND = 0.98


def rows_of(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FIELDS = ("date", "minutes", "start", "end", "quantity", "task", "product", "problems")
LINES = [row for path in sorted(DATA.glob("lines*.csv")) for row in rows_of(path.name)]


def shown(reading: Reading) -> Row:
    """The reading in the form of the tables: today and null are blank."""
    values = asdict(reading) | {"date": "" if reading.date == TODAY else reading.date.isoformat()}
    values["problems"] = " ".join(reading.problems)
    return {name: "" if values[name] is None else str(values[name]) for name in FIELDS}


def kind_of(row: Row) -> str:
    """The hardest thing that a line asks for."""
    if row["start"] or row["end"]:
        return "ranges and times"
    if row["quantity"]:
        return "quantities"
    if row["problems"]:
        return "problems"
    if any(char.isdigit() for char in row["task"] + row["product"]):
        return "numbers of names"
    if row["date"]:
        return "dates"
    return "without accents" if row["line"] == fold(row["line"]) else "hours"


def read_wrong(rows: list[Row], typed: Callable[[str], str] = str) -> list[str]:
    """The lines that are not read exactly right, each with what differs: what was wanted, what was found."""
    wrong = []
    for row in rows:
        found = shown(read(typed(row["line"]), TODAY))
        differs = {name: (row[name], found[name]) for name in FIELDS if row[name] != found[name]}
        if differs:
            wrong.append(f"{row['line']}: {differs}")
    return wrong


def test_there_are_lines_enough() -> None:
    lines = [row["line"].casefold() for row in LINES]
    assert len(lines) == len(set(lines)) >= 1200


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(str, id="as they are"),
        pytest.param(lambda line: unicodedata.normalize("NFD", line), id="in NFD"),
        pytest.param(lambda line: f"\u200b\u202e {line}\xa0", id="among invisible marks"),
        pytest.param(lambda line: line.replace(" ", "  "), id="with double blanks"),
    ],
)
def test_lines_are_read_by_the_conventions(typed: Callable[[str], str]) -> None:
    wrong = read_wrong(LINES, typed)
    assert 1 - len(wrong) / len(LINES) >= OVERALL, "\n".join(wrong)


@pytest.mark.parametrize(
    "kind",
    ["hours", "ranges and times", "dates", "quantities", "numbers of names", "problems", "without accents"],
)
def test_each_kind_of_line_is_read_by_the_conventions(kind: str) -> None:
    rows = [row for row in LINES if kind_of(row) == kind]
    assert len(rows) >= 40
    wrong = read_wrong(rows)
    assert 1 - len(wrong) / len(rows) >= EACH_KIND, "\n".join(wrong)
