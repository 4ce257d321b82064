"""Tasks called by their first letters, as `hgb` for họp giao ban."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

Phrase = Sequence[str]
"""A name or keyword as its words without accents."""

_GRAMMAR_WORDS = "va cua cac theo cho ve tai trong voi nhung thuoc khi de o tu den do la bang hoac"
GRAMMAR = frozenset(_GRAMMAR_WORDS.split())
"""Words that only join others: they weigh little, and initials may skip them."""

_LONGEST = 10
_WHOLE, _FIRST, _INNER = 0.93, 0.8, 0.62
_FEW = {1: 0.0, 2: 0.6, 3: 0.9}
"""What few letters lose: any two stand somewhere in most catalogs."""


class Initials:
    """The first letters of every phrase, with and without its words of grammar, as one searchable text."""

    __slots__ = ("_phrases", "_starts", "_text")

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        lines = [(line, number) for number, phrase in enumerate(phrases) for line in _letters(phrase)]
        self._text = "\n".join(("", *(line for line, _ in lines), ""))
        self._starts = array("I", accumulate((len(line) + 1 for line, _ in lines), initial=1))
        self._phrases = array("I", (number for _, number in lines))

    def phrases(self, typed: str) -> dict[int, float]:
        """Returns the phrases whose initials hold these letters, best when they are all of them, or the first ones."""
        if not typed.isalpha() or len(typed) > _LONGEST:
            return {}
        factor = _FEW.get(len(typed), 1.0)
        found: dict[int, float] = {}
        at = self._text.find(typed)
        while factor and at >= 0:
            phrase = self._phrases[bisect_right(self._starts, at) - 1]
            found[phrase] = max(found.get(phrase, 0.0), factor * self._fit(at, at + len(typed)))
            at = self._text.find(typed, at + 1)
        return found

    def _fit(self, start: int, end: int) -> float:
        if self._text[start - 1] != "\n":
            return _INNER
        return _WHOLE if self._text[end] == "\n" else _FIRST


def _letters(phrase: Phrase) -> set[str]:
    return {"".join([word[0] for word in phrase]), "".join([word[0] for word in phrase if word not in GRAMMAR])}
