"""Tasks called by their first letters, as `hgb` for họp giao ban."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.language.lines import Lines

_SHORTEST_INNER, _LONGEST = 3, 12

_WHOLE = {2: 0.6, 3: 0.92, 4: 0.97}
_FIRST = {2: 0.5, 3: 0.84, 4: 0.9, 5: 0.94}
_INNER = {3: 0.62, 4: 0.84, 5: 0.9, 6: 0.92}
_SKIPPING = {3: 0.0, 4: 0.7, 5: 0.82, 6: 0.88}
"""How sure initials are by how many they are: any two stand somewhere in most catalogs, six hardly by chance."""

_SCATTERED = 0.85
"""What is left of it when words were skipped in more than one place."""


class Initials:
    """The first letters of every phrase as one searchable text."""

    __slots__ = ("_lines",)

    def __init__(self, phrases: Sequence[Collection[str]]) -> None:
        """`phrases`: for each phrase, its first letters, in one way or several."""
        self._lines = Lines((line, number) for number, letters in enumerate(phrases) for line in letters)

    def phrases(self, typed: str) -> dict[int, float]:
        """Returns the phrases whose initials these may be, best when they are all of them, or the first ones."""
        if not typed.isalpha() or not 1 < len(typed) <= _LONGEST:
            return {}
        found: dict[int, float] = {}
        for at in self._starts_of(typed):
            phrase, sure = self._lines.number(at), self._fit(at, at + len(typed))
            found[phrase] = max(found.get(phrase, 0.0), sure)
        return found or self._skipping(typed)

    def holding(self, letters: str) -> set[int]:
        """Returns the phrases that have these initials one after the other."""
        return {self._lines.number(at) for at in self._lines.places(letters)}

    def _starts_of(self, typed: str) -> Iterator[int]:
        if len(typed) >= _SHORTEST_INNER:
            return self._lines.places(typed)
        return (at + 1 for at in self._lines.places("\n" + typed))

    def _fit(self, start: int, end: int) -> float:
        if self._lines.text[start - 1] != "\n":
            return _by_size(_INNER, end - start)
        return _by_size(_WHOLE if self._lines.text[end] == "\n" else _FIRST, end - start)

    def _skipping(self, typed: str) -> dict[int, float]:
        """Returns the phrases that begin with the first two letters and have the others further on, in order."""
        sure = _by_size(_SKIPPING, len(typed))
        found: dict[int, float] = {}
        for at in self._lines.places("\n" + typed[:2]) if sure else ():
            line = self._lines.text[at + 1 : self._lines.text.index("\n", at + 1)]
            if _has_in_order(line[2:], typed[2:]):
                phrase, fit = self._lines.number(at + 1), sure if _has_one_gap(line, typed) else sure * _SCATTERED
                found[phrase] = max(found.get(phrase, 0.0), fit)
        return found


def _by_size(table: Mapping[int, float], size: int) -> float:
    return table[min(max(size, min(table)), max(table))]


def _has_in_order(line: str, letters: str) -> bool:
    rest = iter(line)
    return all(letter in rest for letter in letters)


def _has_one_gap(line: str, letters: str) -> bool:
    return any(line.startswith(letters[:cut]) and letters[cut:] in line[cut:] for cut in range(2, len(letters)))
