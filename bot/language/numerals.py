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
    "nam": 5,
    "lam": 5,
    "sáu": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_ONE = "mot|hai|ba|bon|nam|sáu|bay|tam|chin"
WORDS = rf"(?:(?:{_ONE})\s+muoi(?:\s+(?:{_ONE}|tu|lam))?|muoi(?:\s+(?:{_ONE}|lam))?|(?:{_ONE})(?:\s+lam)?)"
"""Number words up to 99: `ba`, `mười lăm`, `bốn mươi lăm`, `bốn lăm`."""

FRACTION = r"1/2|nua"
"""One half, as a sign or a word."""

BEFORE = r"(?<![\w.,/:])"
"""What may not stand before a number that is read: it would be the tail of another."""

_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")


def value_of(text: str) -> Decimal:
    """Returns the value of a match of `DIGITS`, `WORDS` or `FRACTION`: `1.200` is 1200, `1,5` and `1.5` are 1½."""
    if text in {"1/2", "nua"}:
        return Decimal("0.5")
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
