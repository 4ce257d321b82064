"""A typed line while it is read: what patterns see of it, what has been taken out, what is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeVar

from bot.language.folding import clean, fold
from bot.language.lexicon import is_known, key_of
from bot.language.spelling import from_keys, spell

T = TypeVar("T")

MASK = "\x00"
"""Stands where a pattern must not look again. No typed text holds it: `clean` removes it."""

MOSTLY = 0.4
"""Share of accented words from which a line counts as typed with accents (running Vietnamese has about 0.7)."""

_TOKEN = re.compile(r"[^\W\d_]+(?:\d+[^\W\d_]*)*|\d+|\s+|.", re.DOTALL)
_PART = re.compile(r"[^\W\d_]+|\d+")
_MIXED = re.compile(r"(?<=\d)\s?[¼½¾]")
_BARE_POINT = re.compile(r"(?<![^\s(])[.,](?=\d+\s?(?:h|g|ti))", re.IGNORECASE)
_DECIMALS = {"¼": ",25", "½": ",5", "¾": ",75"}
_EMPTY_PAIRS = re.compile(r"\(\s*\)|\[\s*\]|\"\s*\"|“\s*”")
_LOOSE_STOPS = re.compile(r"\s+([,;:.])(?=\s|$)")
_OUTER = " ,;:.-–—|/&+*•·~=!?"


class _Token(NamedTuple):
    typed: str
    start: int
    end: int


class Line:
    """One line: its words as typed beside the keys that patterns are matched against.

    Attributes:
        key: the line in bare lower case, what was masked as `MASK`; see `lexicon.key_of`.
    """

    __slots__ = ("_tokens", "_used", "key")

    def __init__(self, text: str) -> None:
        typed = list(_split(" ".join(_BARE_POINT.sub("0,", _MIXED.sub(_decimal, clean(text))).split())))
        keys = _keys(typed)
        self._tokens = []
        end = 0
        for token, key in zip(typed, keys, strict=True):
            self._tokens.append(_Token(token, end, end + len(key)))
            end += len(key)
        self.key = "".join(keys)
        self._used = bytearray(end)

    def mask(self, start: int, end: int) -> None:
        """Hides a stretch of the key from later patterns."""
        self.key = self.key[:start] + MASK * (end - start) + self.key[end:]

    def use(self, start: int, end: int) -> None:
        """Takes a stretch out of what is left, and hides it."""
        self._used[start:end] = b"\x01" * (end - start)
        self.mask(start, end)

    def give_back(self, start: int, end: int) -> None:
        """Leaves in the line what was taken out of it; hidden it stays."""
        self._used[start:end] = bytes(end - start)

    def take(self, pattern: re.Pattern[str], value: Callable[[re.Match[str]], T | None]) -> list[T]:
        """Returns the values of all matches in order and uses these up; a match worth None is left alone."""
        return list(self._taken(pattern, value))

    def take_first(self, pattern: re.Pattern[str], value: Callable[[re.Match[str]], T | None]) -> T | None:
        """Returns the value of the first match that has one and uses it up; None when none has."""
        return next(self._taken(pattern, value), None)

    def _taken(self, pattern: re.Pattern[str], value: Callable[[re.Match[str]], T | None]) -> Iterator[T]:
        for match in pattern.finditer(self.key):
            read = value(match)
            if read is not None:
                self.use(*match.span())
                yield read

    def rest(self, start: int = 0, end: int | None = None) -> str:
        """Returns the words as typed in this stretch that nothing has taken, without the separators around them."""
        stop = len(self._used) if end is None else end
        inside = (token for token in self._tokens if start <= token.start < stop)
        return tidy("".join(" " if any(self._used[t.start : t.end]) else t.typed for t in inside))


def tidy(text: str) -> str:
    """Returns the text without empty brackets, doubled blanks and the separators at its ends."""
    without_pairs = " ".join(_EMPTY_PAIRS.sub(" ", text).split())
    return _LOOSE_STOPS.sub(r"\1", without_pairs).strip(_OUTER)


def _decimal(fraction: re.Match[str]) -> str:
    return _DECIMALS[fraction.group()[-1]]


def _split(text: str) -> Iterator[str]:
    """Yields words, numbers, blanks and single signs; a word with digits stays whole only if VNI keys make it."""
    for token in _TOKEN.findall(text):
        if token.isalpha() or not token[0].isalpha() or _is_vni(token):
            yield token
        else:
            yield from _PART.findall(token)


@lru_cache(maxsize=1024)
def _is_vni(token: str) -> bool:
    spelling = from_keys(token)
    return spelling is not None and is_known(spelling)


def _keys(typed: list[str]) -> list[str]:
    words = [token for token in typed if token[0].isalpha()]
    marked = sum(bool(spell(word).marks) for word in words)
    accented = marked > 0 and marked >= MOSTLY * len(words)
    return [key_of(token, accented) if token[0].isalpha() else fold(token) or token for token in typed]
