"""The order of Vietnamese names: by given name, then family name, then what stands between."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {mark: place for place, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", start=1)}
"""Grave, hook, tilde, acute, dot: huyền, hỏi, ngã, sắc, nặng; no mark comes first."""

_OTHERS = 1000

Key = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


@lru_cache(maxsize=8192)
def name_key(name: str) -> Key:
    """What to sort full names by: `Vương Thị Bảo An` stands under An, then Vương, then Thị Bảo."""
    words = name.casefold().split() or [""]
    return tuple(_word_key(word) for word in (words[-1], *words[:-1]))


def title_key(title: str) -> Key:
    """What to sort other titles by, as names of units: word by word."""
    return tuple(_word_key(word) for word in title.casefold().split())


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Letters first; tones decide between words of the same letters."""
    signs = normalize("NFD", word)
    letters = normalize("NFC", "".join(sign for sign in signs if sign not in _TONES))
    places = tuple(_ALPHABET.get(letter, _OTHERS + ord(letter)) for letter in letters)
    return places, tuple(_TONES[sign] for sign in signs if sign in _TONES)
