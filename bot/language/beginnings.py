"""Tasks called by the beginnings of their words, as `tham di xa` for thẩm định xã."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from bot.language.lines import Lines

_FEWEST_LETTERS = 5
_FEW, _SURE_OF_FEW, _SURE = 7, 0.85, 0.9
"""How sure beginnings are: few letters begin some words that follow each other in most catalogs."""

_MOST = 64
"""More phrases than that are not told apart by these beginnings, and finding them all takes its time."""


class Beginnings:
    """The words of every phrase as one searchable text."""

    __slots__ = ("_lines",)

    def __init__(self, phrases: Sequence[Sequence[str]]) -> None:
        """`phrases`: for each phrase, its words without accents."""
        self._lines = Lines((f" {' '.join(words)} ", number) for number, words in enumerate(phrases))

    def phrases(self, typed: Sequence[str], how_many: Sequence[int]) -> tuple[float, frozenset[int]]:
        """Returns the phrases in which words that follow each other begin so, and how surely they are meant.

        None where some phrase has just these words: then nothing was left unfinished. `how_many`: for each, how many
        words of the phrases begin with its letters.
        """
        letters = sum(map(len, typed))
        if len(typed) < 2 or letters < _FEWEST_LETTERS or 0 in how_many or f" {' '.join(typed)} " in self._lines.text:
            return 0.0, frozenset()
        rarest = how_many.index(min(how_many))
        places = self._lines.places(f" {typed[rarest]}")
        begun = (at for at in places if self._stands_among(at, typed[:rarest], typed[rarest + 1 :]))
        found = frozenset(map(self._lines.number, islice(begun, _MOST)))
        return _SURE_OF_FEW if letters < _FEW else _SURE, found

    def _stands_among(self, at: int, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether the words before and after the one at this place begin so."""
        text, start = self._lines.text, at
        for word in reversed(before):
            start = text.rfind(" ", 0, start)
            if not text.startswith(word, start + 1):
                return False
        for word in after:
            at = text.find(" ", at + 1)
            if not text.startswith(word, at + 1):
                return False
        return True
