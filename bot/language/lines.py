"""Many short texts as one, searched at once; a place in it tells whose text it is."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate


class Lines:
    """Short texts, each with a number.

    Attributes:
        text: all of them, a line feed before and after each.
    """

    __slots__ = ("_numbers", "_starts", "text")

    def __init__(self, lines: Iterable[tuple[str, int]]) -> None:
        own = list(lines)
        self.text = "\n".join(("", *(line for line, _ in own), ""))
        self._starts = array("I", accumulate((len(line) + 1 for line, _ in own), initial=1))
        self._numbers = array("I", (number for _, number in own))

    def number(self, at: int) -> int:
        """Returns the number of the text that stands there."""
        return self._numbers[bisect_right(self._starts, at) - 1]

    def places(self, part: str) -> Iterator[int]:
        """Yields where a part begins."""
        at = self.text.find(part)
        while at >= 0:
            yield at
            at = self.text.find(part, at + 1)
