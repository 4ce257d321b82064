"""The words of a catalog, and which of them a typed word may mean, as graded evidence between 0 and 1."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.spelling import Spelling, sound

EXACT = 1.0

_SOME_ACCENTS, _NO_ACCENTS, _OTHER_ACCENTS = 0.92, 0.85, 0.5
"""What is left of the evidence when accents are typed, but only some of a word's, none of them, or others:
`phở` is not `phố`."""

_PREFIX = {1: 0.0, 2: 0.6, 3: 0.72, 4: 0.8, 5: 0.84}
"""How sure the beginning of a word is by its length."""

_UNENDED = 0.6
"""What is left of that when another word follows: the end was left out, it is not yet to come."""

_SLIP, _SLIP_OF_KNOWN = 0.86, 0.66
_SWAPPED, _NEIGHBOUR, _SHORT_WORD = 0.5, 0.8, 1.5
"""Two letters swapped are the commonest slip and count half; then the key beside the right one; any other in a word of
three letters counts more."""

_KEYS = ("qwertyuiop", " asdfghjkl", "  zxcvbnm")
_NEIGHBOURS = frozenset(
    (one, other)
    for row, keys in enumerate(_KEYS)
    for place, one in enumerate(keys)
    for beside in _KEYS[max(0, row - 1) : row + 2]
    for other in beside[max(0, place - 1) : place + 2]
)
"""Letters whose keys lie side by side."""

_LIKELY_SLIP = 0.68
_SHORTEST_SLIP, _LONG = 3, 6
_SOUND, _SOUND_OF_KNOWN = 0.82, 0.7
_BITS = {mark: 1 << place for place, mark in enumerate("sfrj^(+d")}
_BEYOND = "\U0010ffff"

_REMEMBERED = 256
"""Of how many words a vocabulary remembers the slips, some 100 kB at the most: most queries have the same words."""


class Vocabulary:
    """The distinct words of a catalog, with what is needed to find them mistyped.

    A word is known by its number; those of the same letters stand together, each with its own accents.
    """

    __slots__ = ("_accents", "_bases", "_heard", "_numbers", "_slipped", "_sounds", "_starts")

    def __init__(self, ordered: Sequence[Spelling]) -> None:
        """`ordered`: the words as `in_order` returns them."""
        sizes = [(base, len(list(own))) for base, own in groupby(word.base for word in ordered)]
        self._bases = [base for base, _ in sizes]
        self._numbers = {base: number for number, base in enumerate(self._bases)}
        self._starts = array("I", [0])
        for _, size in sizes:
            self._starts.append(self._starts[-1] + size)
        self._accents = bytes(_bits(word.marks) for word in ordered)
        heard = sorted((_crc(sound(base)), number) for number, base in enumerate(self._bases))
        self._sounds = array("I", (key for key, _ in heard))
        self._heard = array("I", (number for _, number in heard))
        self._slipped = lru_cache(_REMEMBERED)(self._close_to)

    def __contains__(self, base: str) -> bool:
        """Whether the catalog has a word of these letters."""
        return base in self._numbers

    def has(self, word: Spelling) -> bool:
        """Whether the catalog has a word of these letters with just these accents."""
        number = self._numbers.get(word.base)
        return (
            number is not None and _bits(word.marks) in self._accents[self._starts[number] : self._starts[number + 1]]
        )

    def base(self, word: int) -> str:
        """Returns the letters of the word of this number."""
        return self._bases[bisect_right(self._starts, word) - 1]

    def same(self, word: Spelling) -> list[int]:
        """Returns the numbers of the words of these letters that have these accents, maybe with others."""
        number = self._numbers.get(word.base)
        typed = _bits(word.marks)
        return [] if number is None else [one for one in self._spelled(number) if not typed & ~self._accents[one]]

    def bears(self, word: int, typed: Spelling) -> bool:
        """Whether the word of this number has the accents that were typed, maybe with others."""
        return not _bits(typed.marks) & ~self._accents[word]

    def beginning_with(self, letters: str) -> range:
        """Returns the numbers of the words with these first letters."""
        first, last = self._range(letters)
        return range(self._starts[first], self._starts[last])

    def is_slip(self, base: str) -> bool:
        """Whether these letters are but a slip away from a word."""
        return max(self._slipped(base).values(), default=0.0) >= _LIKELY_SLIP

    def candidates(self, typed: Spelling, ended: bool, accented: bool) -> dict[int, float]:
        """Returns the numbers of the words that a typed word may mean, each with its evidence.

        `ended`: another word follows, the last one may be unfinished; `accented`: the person types accents.
        """
        # the marks of a word come last as one types it: an unfinished one may still lack them
        begun = self._graded(typed, self._beginning_with(typed.base, ended), accented and (ended or bool(typed.marks)))
        found = self._graded(typed, self._mistyped(typed), accented)
        return found | {word: max(sure, found.get(word, 0.0)) for word, sure in begun.items()}

    def _mistyped(self, typed: Spelling) -> dict[int, float]:
        """Returns the numbers of the letters that were typed, or by a slip or by ear for others."""
        found = self._sounding_like(typed.base)
        if not (typed.marks and self.has(typed)):
            found = self._slipped(typed.base) | found
        if typed.base in self._numbers:
            found[self._numbers[typed.base]] = EXACT
        return found

    def _graded(self, typed: Spelling, bases: dict[int, float], accented: bool) -> dict[int, float]:
        """Returns the evidence for each word of these letters, less where its accents are not the typed ones."""
        if not accented:
            return {word: sure for base, sure in bases.items() for word in self._spelled(base)}
        bits = _bits(typed.marks)
        return {
            word: sure * _accent_likeness(bits, self._accents[word])
            for base, sure in bases.items()
            for word in self._spelled(base)
        }

    def _spelled(self, base: int) -> range:
        return range(self._starts[base], self._starts[base + 1])

    def _range(self, letters: str) -> tuple[int, int]:
        first = bisect_left(self._bases, letters)
        return first, bisect_left(self._bases, letters + _BEYOND, first)

    def _beginning_with(self, typed: str, ended: bool) -> dict[int, float]:
        sure = _PREFIX[min(len(typed), max(_PREFIX))] * (_UNENDED if ended else 1.0)
        return dict.fromkeys(range(*self._range(typed)), sure) if sure else {}

    def _sounding_like(self, typed: str) -> dict[int, float]:
        key = _crc(sound(typed))
        sure = _SOUND_OF_KNOWN if typed in self._numbers else _SOUND
        return dict.fromkeys(self._heard[bisect_left(self._sounds, key) : bisect_right(self._sounds, key)], sure)

    def _close_to(self, typed: str) -> dict[int, float]:
        """Returns the numbers of the letters that may have been mistyped so."""
        if len(typed) < _SHORTEST_SLIP:
            return {}
        slips = 1 if len(typed) < _LONG else 2
        sure = _SLIP_OF_KNOWN if typed in self._numbers else _SLIP
        close = process.extract(typed, self._bases, scorer=OSA.distance, score_cutoff=slips, limit=8)
        return {
            number: sure * (1 - _cost(typed, word, distance) / max(len(typed), len(word)))
            for word, distance, number in close
            if len(word) >= _SHORTEST_SLIP
        }


def in_order(words: Iterable[Spelling]) -> list[Spelling]:
    """Returns words in the order of their numbers."""
    return sorted(words, key=lambda word: (word.base, _bits(word.marks)))


def _cost(typed: str, word: str, slips: int) -> float:
    if slips == 1 and len(typed) == len(word):
        if sorted(typed) == sorted(word):
            return _SWAPPED
        if next(pair for pair in zip(typed, word, strict=True) if pair[0] != pair[1]) in _NEIGHBOURS:
            return _NEIGHBOUR
    return slips * (_SHORT_WORD if len(word) == _SHORTEST_SLIP else 1.0)


def _accent_likeness(typed: int, accents: int) -> float:
    if typed == accents:
        return 1.0
    if not typed:
        return _NO_ACCENTS
    return _OTHER_ACCENTS if typed & ~accents else _SOME_ACCENTS


@cache
def _bits(marks: frozenset[str]) -> int:
    return sum(_BITS[mark] for mark in marks)


def _crc(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))
