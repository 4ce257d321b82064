"""How one word is spelled: its bare letters and its marks, typed with accents or as raw Telex or VNI keys."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

ACUTE, GRAVE, HOOK, DOT, ROOF, BREVE, HORN, STROKE = "sfrj^(+d"
"""The marks, hỏi and ngã as one: half of the country hears no difference and types either."""

_COMBINING = {
    "\u0301": ACUTE,
    "\u0300": GRAVE,
    "\u0309": HOOK,
    "\u0303": HOOK,
    "\u0323": DOT,
    "\u0302": ROOF,
    "\u0306": BREVE,
    "\u031b": HORN,
}
_TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": HOOK, "j": DOT}
_VNI = dict(zip("123456789", (ACUTE, GRAVE, HOOK, HOOK, DOT, ROOF, HORN, BREVE, STROKE), strict=True))
_VOWELS = frozenset("aeiouy")
_TELEX_PAIRS = {"aa": ROOF, "ee": ROOF, "oo": ROOF, "dd": STROKE}
_NOT_KEYS = frozenset({"tw"})  # trung ương, not tư
_VNI_WORD = re.compile(r"[a-z]+[1-9][a-z1-9]*")

_HEADS = {"ngh": "ng", "gh": "g", "kh": "kh", "ng": "ng", "nh": "nh", "tr": "c", "ch": "c", "gi": "d"}
_HEADS |= {"d": "d", "v": "d", "r": "d", "s": "s", "x": "s", "l": "l", "n": "l", "k": "c", "q": "c"}
_TAILS = {"ng": "n", "nh": "n", "ch": "c", "t": "c"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word's bare letters in lower case and the set of marks on them, wherever they stand."""

    base: str
    marks: frozenset[str]


@lru_cache(maxsize=8192)
def spell(word: str) -> Spelling:
    """Returns the spelling of a word typed with accents, or without any."""
    lower = word.casefold()
    if lower.isascii():
        return Spelling(lower, frozenset())
    marks: set[str] = set()
    letters: list[str] = []
    for char in unicodedata.normalize("NFKD", lower):
        if char in _COMBINING:
            marks.add(_COMBINING[char])
        elif char == "đ":
            marks.add(STROKE)
            letters.append("d")
        else:
            letters.append(char)
    return Spelling("".join(letters), frozenset(marks))


def from_keys(word: str) -> Spelling | None:
    """Returns the spelling that these Telex or VNI keys make, as `hopj` or `hop5`; None if they make none."""
    lower = word.casefold()
    if not lower.isascii() or len(lower) > 12 or lower in _NOT_KEYS:
        return None
    if _VNI_WORD.fullmatch(lower):
        marks = frozenset(_VNI[c] for c in lower if c in _VNI)
        return Spelling("".join(c for c in lower if c not in _VNI), marks)
    return _from_telex(lower) if lower.isalpha() else None


def _from_telex(word: str) -> Spelling | None:
    marks: set[str] = set()
    letters = ""
    for char in word:
        pair = _TELEX_PAIRS.get(letters[-1:] + char)
        after_vowel = not _VOWELS.isdisjoint(letters)
        if pair and pair not in marks:
            marks.add(pair)
        elif char in _TELEX_TONES and after_vowel:
            marks.add(_TELEX_TONES[char])
        elif char == "w":
            letters += "" if after_vowel else "u"
            marks.add(BREVE if letters[-1:] == "a" else HORN)
        else:
            letters += char
    return Spelling(letters, frozenset(marks)) if marks else None


def sound(base: str) -> str:
    """Returns a key that words share when the country's accents confuse them: s/x, tr/ch, d/gi/v/r, l/n, n/ng."""
    head = next((base[:size] for size in (3, 2, 1) if base[:size] in _HEADS), "")
    rest = base[len(head) :].replace("y", "i")
    tail = next((rest[-size:] for size in (2, 1) if rest[-size:] in _TAILS), "")
    return _HEADS.get(head, "") + rest[: len(rest) - len(tail)] + _TAILS.get(tail, "")
