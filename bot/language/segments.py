"""Words typed without the blanks between them: `hopgiaoban`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from heapq import nlargest
from typing import NamedTuple

_LONGEST_SYLLABLE = 7  # nghiêng
SYLLABLE = re.compile("(?:ngh?|[ckgnpt]h|gi|qu|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_SINGLE_LETTERS = frozenset("aoy")  # á, ô, ý
_SHORTEST, _LONGEST = 5, 48
_LEAST_KNOWN, _KEPT = 0.6, 3


def segments(joined: str, known: Callable[[str], bool]) -> list[Sequence[str]]:
    """Returns the best ways to part a word into syllables, most of its letters in known ones, the best one first."""
    if not _SHORTEST <= len(joined) <= _LONGEST:
        return []
    ways: dict[int, list[_Way]] = {len(joined): [_Way(0, 0, ())]}
    for start in range(len(joined) - 1, -1, -1):
        ends = range(start + 1, min(len(joined), start + _LONGEST_SYLLABLE) + 1)
        longer = (_longer(joined[start:end], way, known) for end in ends for way in ways.get(end, ()))
        ways[start] = nlargest(_KEPT, filter(None, longer))
    least = _LEAST_KNOWN * len(joined)
    return [way.parts for way in ways[0] if way.known >= least and len(way.parts) > 1]


class _Way(NamedTuple):
    """One way to part the end of a word; of two the one with more known letters is better, then with fewer parts."""

    known: int
    fewness: int
    parts: tuple[str, ...]


def _longer(part: str, way: _Way, known: Callable[[str], bool]) -> _Way | None:
    if (len(part) > 1 or part in _SINGLE_LETTERS) and known(part):
        return _Way(way.known + len(part), way.fewness - 1, (part, *way.parts))
    if len(part) > 1 and SYLLABLE.fullmatch(part):
        return _Way(way.known, way.fewness - 1, (part, *way.parts))
    return None
