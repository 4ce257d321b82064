"""The administration's abbreviations: data that a province extends (`Viết tắt,Nghĩa`; several meanings by `;`)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from bot.language.folding import fold, words

Meanings = Mapping[str, tuple[tuple[str, ...], ...]]
"""Folded abbreviation → its meanings, each as folded words."""


@cache
def standard() -> Meanings:
    """Returns the abbreviations that come with the program."""
    return read_abbreviations((files("bot.language") / "abbreviations.csv").read_text("utf-8"))


def read_abbreviations(table: str) -> Meanings:
    """Reads a table of abbreviations from CSV text with a header row."""
    rows = csv.reader(table.splitlines()[1:])
    return MappingProxyType(
        {fold(short): tuple(tuple(words(fold(meaning))) for meaning in full.split(";")) for short, full in rows}
    )
