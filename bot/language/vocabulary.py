"""The words of a catalog, and which of them a typed word may mean, as graded evidence between 0 and 1."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, KeysView
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.spelling import Spelling, from_keys, sound

EXACT, KEYS = 1.0, 0.97

_OTHER_ACCENTS = 0.65
"""What is left of the evidence when the catalog has the letters, but nowhere with these accents: `phở`, not `phố`."""

_PREFIX, _PREFIX_SHARE = 0.35, 0.5
_SLIP, _SLIP_OF_KNOWN = 0.86, 0.72
_SOUND, _SOUND_OF_KNOWN = 0.82, 0.7
_SHORTEST_SLIP = 3
_LONGEST_SYLLABLE = 7  # nghiêng


class Vocabulary:
    """The distinct words of a catalog without accents, in order, with what is needed to find them mistyped."""

    __slots__ = ("_accents", "_numbers", "_sounds", "_words")

    def __init__(self, spelled: Iterable[Spelling]) -> None:
        spellings = set(spelled)
        self._words = sorted({one.base for one in spellings})
        self._numbers = {word: number for number, word in enumerate(self._words)}
        self._sounds = array("I", (_crc(sound(word)) for word in self._words))
        self._accents = array("I", sorted(map(_accent_key, spellings)))

    def __getitem__(self, word: str) -> int:
        """Returns the number of a word without accents."""
        return self._numbers[word]

    @property
    def words(self) -> KeysView[str]:
        """The catalog's words without accents."""
        return self._numbers.keys()

    def candidates(self, typed: Spelling) -> dict[int, float]:
        """Returns the numbers of the words that a typed word may mean, each with its evidence."""
        found = self._slipped(typed.base) | self._beginning_with(typed.base) | self._sounding_like(typed.base)
        exact, keyed = self._numbers.get(typed.base), from_keys(typed.base)
        if exact is not None:
            found[exact] = EXACT
        elif keyed and keyed.base in self._numbers:
            found[self._numbers[keyed.base]] = KEYS if self._has_accents(keyed) else KEYS * _OTHER_ACCENTS
        if typed.marks and not self._has_accents(typed):
            return {number: weight * _OTHER_ACCENTS for number, weight in found.items()}
        return found

    def segments(self, typed: str) -> tuple[str, ...]:
        """Returns the catalog's words that a word without blanks consists of (`hopgiaoban`); none if it does not."""
        tails: dict[int, tuple[str, ...]] = {len(typed): ()}
        for start in range(len(typed) - 2, -1, -1):
            for end in range(min(len(typed), start + _LONGEST_SYLLABLE), start + 1, -1):
                if end in tails and typed[start:end] in self._numbers:
                    tails[start] = (typed[start:end], *tails[end])
                    break
        return tails.get(0, ())

    def _beginning_with(self, typed: str) -> dict[int, float]:
        first = bisect_left(self._words, typed)
        last = bisect_left(self._words, typed + "\U0010ffff", first)
        return {n: _PREFIX + _PREFIX_SHARE * len(typed) / len(self._words[n]) for n in range(first, last)}

    def _sounding_like(self, typed: str) -> dict[int, float]:
        key, found, at = _crc(sound(typed)), {}, -1
        sure = _SOUND_OF_KNOWN if typed in self._numbers else _SOUND
        try:
            while True:
                at = self._sounds.index(key, at + 1)
                found[at] = sure
        except ValueError:
            return found

    def _slipped(self, typed: str) -> dict[int, float]:
        if len(typed) < _SHORTEST_SLIP:
            return {}
        slips = 1 if len(typed) < 6 else 2
        sure = _SLIP_OF_KNOWN if typed in self._numbers else _SLIP
        close = process.extract(typed, self._words, scorer=OSA.distance, score_cutoff=slips, limit=8)
        return {n: sure * (1 - distance / max(len(typed), len(word))) for word, distance, n in close}

    def _has_accents(self, typed: Spelling) -> bool:
        key = _accent_key(typed)
        at = bisect_left(self._accents, key)
        return at < len(self._accents) and self._accents[at] == key


def _accent_key(spelling: Spelling) -> int:
    return _crc(f"{spelling.base} {''.join(sorted(spelling.marks))}")


def _crc(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))
