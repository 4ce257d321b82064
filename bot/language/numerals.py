"""Numbers in a line, in digits or in words, as pieces of patterns and as values."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d{1,3})?|\d{1,9}(?:[.,]\d{1,3})?)(?![.,]?\d)"
"""Digits with a decimal comma or point, or with points between thousands."""

_ONES = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "tư": 4,
    "nam": 5,
    "lam": 5,
    "sáu": 6,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_ONE = (
    r"mot|hai|ba|bon|(?<!hang )(?<!viet )(?<!dau )(?<!cuoi )(?<!giua )nam|sáu|sau(?=\s+(?:muoi|tieng|phut))"
    r"|(?<!trinh )(?<!trung )bay|(?<!trung )(?<!quan )tam|chin"
)
"""Not the ends of words typed without accents: `trung tam`, `trinh bay`, `hang nam`."""
_TENS = rf"(?:(?:{_ONE})\s+)?muoi(?:\s+(?:{_ONE}|tu|tư|lam))?|(?:{_ONE})\s+(?:lam|tư)"
TENS = rf"(?:{_TENS})(?!\w)"
"""Number words from ten, as minutes behind an hour are said: `mười lăm`, `bốn mươi lăm`, `bốn lăm`."""

WORDS = rf"(?:{_TENS}|{_ONE})(?!\w)"
"""Number words up to 99; a bare `sau` is six only where it cannot mean after."""

FRACTION = r"1/2|[13]/4|nua"
"""Halves and quarters, as a sign or a word."""

_FRACTIONS = {"1/2": Decimal("0.5"), "nua": Decimal("0.5"), "1/4": Decimal("0.25"), "3/4": Decimal("0.75")}

BEFORE = r"(?<!\w)(?<!\d[.,/:])"
"""What may not stand before a number that is read: it would be the tail of another."""

_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")


def value_of(text: str) -> Decimal:
    """Returns the value of a match of `DIGITS`, `WORDS` or `FRACTION`: `1.200` is 1200, `1,5` and `1.5` are 1½."""
    if text in _FRACTIONS:
        return _FRACTIONS[text]
    if not text[0].isdigit():
        return Decimal(_of_words(text.split()))
    if _THOUSANDS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text.replace(",", "."))


def _of_words(words: list[str]) -> int:
    if "muoi" in words:
        at = words.index("muoi")
        return _sum(words[:at], 1) * 10 + _sum(words[at + 1 :], 0)
    return int("".join(str(_ONES[word]) for word in words))


def _sum(words: list[str], default: int) -> int:
    return sum(_ONES[word] for word in words) if words else default
