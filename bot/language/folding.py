"""What is kept of typed text, and how two texts are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CARRIAGE_RETURNS = re.compile("\r\n?")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_BLANKS = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_DROPPED = re.compile(
    "["
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls, but for the line feed
    "\ud800-\udfff\ufffe\uffff"  # lone surrogates and non-characters: no encoding carries them
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, direction
    "\U000e0000-\U000e007f"  # invisible tags
    "]"
)
_UNKEEPABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no file or message carries: controls but for tab and line feed, lone surrogates, non-characters."""

_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
_SHORT = 100
_LOOKALIKES = str.maketrans("đ–—‐‑−’‘′×⁄", "d-----'''x/")


def keep(text: str) -> str:
    """Returns typed words exactly as typed, blanks and all, but for what cannot be kept; keeping twice changes nothing.

    Every line end becomes a line feed, so that none hides behind another's words.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNKEEPABLE.sub("", _CARRIAGE_RETURNS.sub("\n", text))


def clean(text: str) -> str:
    """Returns what is read of typed text: NFC, visible characters and line feeds only, no outer blanks.

    Controls, lone surrogates, zero-width and direction marks go; a tab or any other space becomes a plain
    space; every line end becomes a line feed. Cleaning twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = _LINE_ENDS.sub("\n", text)
    visible = _DROPPED.sub("", _BLANKS.sub(" ", lines))
    return unicodedata.normalize("NFC", visible).strip()


def fold(text: str) -> str:
    """Returns the text in the form in which texts are compared; folding twice changes nothing more.

    Case, accents and đ are evened out, dashes and apostrophes are the plain ones, every run of blanks is one
    space. Punctuation stays: `B.07` is not `B07`; whoever compares words takes `words`.
    """
    return _remembered(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        return " ".join(clean(text).casefold().split())
    lower = unicodedata.normalize("NFKD", clean(text)).casefold().translate(_LOOKALIKES)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", lower))
    return " ".join(clean(bare).split())


_remembered = lru_cache(maxsize=4096)(_folded)
"""The same words and labels are folded again and again."""


def words(folded: str) -> list[str]:
    """Returns the runs of letters and digits of a folded text, in order."""
    return _WORD.findall(folded)
