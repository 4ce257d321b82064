"""Words typed without the blanks between them: `hopgiaoban`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

_LONGEST_WORD = 10
"""Longer than any syllable: catalogs have foreign words too."""

SYLLABLE = re.compile("(?:ngh?|[ckgnpt]h|gi|qu|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_SINGLE_LETTERS = frozenset("aoy")  # á, ô, ý
_SHORTEST, _LONGEST = 4, 48
_LEAST_KNOWN, _KEPT = 0.6, 3


def segments(joined: str, known: Callable[[str], bool]) -> list[Sequence[str]]:
    """Returns the best ways to part a word into syllables, most of its letters in known ones, the best one first."""
    if not _SHORTEST <= len(joined) <= _LONGEST:
        return []
    ways = {len(joined): [_Way(0, 0, ())]}
    for start in range(len(joined) - 1, -1, -1):
        ends = (end for end in range(start + 1, min(len(joined), start + _LONGEST_WORD) + 1) if ways.get(end))
        ways[start] = nlargest(_KEPT, chain.from_iterable(_longer(joined[start:end], ways[end], known) for end in ends))
    least = _LEAST_KNOWN * len(joined)
    return [way.parts for way in ways[0] if way.known >= least and len(way.parts) > 1]


class _Way(NamedTuple):
    """One way to part the end of a word; of two the one with more known letters is better, then with fewer parts."""

    known: int
    fewness: int
    parts: tuple[str, ...]


def _longer(part: str, ways: Sequence[_Way], known: Callable[[str], bool]) -> Iterator[_Way]:
    """Yields these ways with one more part before each; none if it is neither a known word nor a syllable."""
    if len(part) == 1 and part not in _SINGLE_LETTERS:
        return
    is_known = known(part)
    if is_known or (len(part) > 1 and SYLLABLE.fullmatch(part)):
        for way in ways:
            yield _Way(way.known + len(part) * is_known, way.fewness - 1, (part, *way.parts))
