"""Statements over many values, of few different shapes, so that they stay prepared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from bot.storage.database import Value

T = TypeVar("T")

_MOST = 64
"""Values in one statement; beyond that a round trip more or less makes no difference."""


def groups(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in their order, in groups of 64, 32, 16, …: of any number of values seven shapes at most."""
    first = 0
    while first < len(values):
        size = min(_MOST, 1 << ((len(values) - first).bit_length() - 1))
        yield values[first : first + size]
        first += size


def rows_of(columns: Sequence[str], count: int) -> str:
    """So many rows for VALUES: `(:a0, :b0), (:a1, :b1)`."""
    return ", ".join("(" + ", ".join(f":{column}{number}" for column in columns) + ")" for number in range(count))


def numbered(rows: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    """The parameters of `rows_of`: `{"a0": …, "b0": …, "a1": …}`."""
    return {f"{column}{number}": value for number, row in enumerate(rows) for column, value in row.items()}
