"""Lists of small numbers, kept without a Python object for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

_SMALL = 1 << 16


class Rows:
    """Rows of numbers, found by their place."""

    __slots__ = ("_ends", "_numbers")

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        largest = max(map(max, filter(len, rows)), default=0)
        self._ends = array("I", accumulate(map(len, rows), initial=0))
        self._numbers = array("H" if largest < _SMALL else "I", chain.from_iterable(rows))

    def __getitem__(self, row: int) -> array[int]:
        return self._numbers[self._ends[row] : self._ends[row + 1]]

    def __iter__(self) -> Iterator[array[int]]:
        return map(self.__getitem__, range(len(self._ends) - 1))

    def size(self, rows: range) -> int:
        """Returns how many numbers these rows have together."""
        return self._ends[rows.stop] - self._ends[rows.start]


def places(numbers: array[int], wanted: int) -> Iterator[int]:
    """Yields where the number stands."""
    at = -1
    try:
        while True:
            at = numbers.index(wanted, at + 1)
            yield at
    except ValueError:
        return
