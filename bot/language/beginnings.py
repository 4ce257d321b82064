"""Tasks called by the beginnings of their words, as `tham di xa` for thẩm định xã."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.lines import Lines

_FEWEST_LETTERS = 5
_FEW, _SURE_OF_FEW, _SURE = 7, 0.85, 0.9
"""How sure beginnings are: few letters begin some words that follow each other in most catalogs."""


class Beginnings:
    """The words of every phrase as one searchable text."""

    __slots__ = ("_lines",)

    def __init__(self, phrases: Sequence[Sequence[str]]) -> None:
        """`phrases`: for each phrase, its words without accents."""
        self._lines = Lines((f" {' '.join(words)} ", number) for number, words in enumerate(phrases))

    def phrases(self, typed: Sequence[str]) -> tuple[float, frozenset[int]]:
        """Returns the phrases in which words that follow each other begin so, and how surely they are meant."""
        letters = sum(map(len, typed))
        if len(typed) < 2 or letters < _FEWEST_LETTERS:
            return 0.0, frozenset()
        begun = re.compile(" " + "[^ ]* ".join(map(re.escape, typed)))
        found = frozenset(self._lines.number(match.start()) for match in begun.finditer(self._lines.text))
        return _SURE_OF_FEW if letters < _FEW else _SURE, found
