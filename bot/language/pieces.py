"""The entries that one message holds, and the pieces of work that one line holds."""

from __future__ import annotations

import re
from datetime import date

from bot.language.folding import clean
from bot.language.hours import take_hours
from bot.language.line import Line
from bot.language.reading import PRODUCT, Reading, read

_BETWEEN = re.compile(r"\s*[,+]\s+|\s+(?:và|va|rồi|roi|sau đó|sau do)\s+", re.IGNORECASE)
_YESTERDAY = re.compile(r"(?:y\s+)?(?:nhu|giong|lap lai)(?:\s+(?:nhu|cua))?\s+(?:ngay\s+)?hom\s?qua")
_LONGEST = 200
"""Characters beyond which a line is not searched for pieces of work: who writes so much tells of one."""

_MOST_WORDS = 6
_SOME_DAY = date(2001, 1, 1)


def split_lines(text: str) -> list[str]:
    """Returns the entries of one message: its lines, and the parts between `;`; blank ones dropped.

    A part after `sp:` that holds no hours of its own goes on naming products: `họp 2h sp: BC 45; TTr 46` is one entry.
    """
    entries: list[str] = []
    for typed in clean(text).split("\n"):
        parts: list[str] = []
        for part in filter(None, map(str.strip, typed.split(";"))):
            if parts and PRODUCT.search(parts[-1]) and not _has_hours(part):
                parts[-1] += f"; {part}"
            else:
                parts.append(part)
        entries += parts
    return entries


def split_work(reading: Reading) -> list[str]:
    """Returns the pieces of work in one line, each with its own hours and task: `họp 1h, tiếp dân 2h`.

    A line that holds but one, or that does not part into such pieces, comes back alone.
    """
    text = reading.text
    if len(reading.summed) < 2 or len(text) > _LONGEST:
        return [text]
    pieces = _parted(text)
    found = [read(piece, _SOME_DAY) for piece in pieces]
    adds_up = sum(one.minutes or 0 for one in found) == reading.minutes
    return pieces if adds_up and all(one.is_entry for one in found) else [text]


def _parted(text: str) -> list[str]:
    """Returns the text cut between its pieces: before each hours where they come first, else behind each hours."""
    hours_first = _has_hours(" ".join(text.split()[:2]))
    cuts = list(_BETWEEN.finditer(text))
    ends = [cut.start() for cut in cuts[1:]] + [len(text)]
    pieces, began = [], 0
    for cut, end in zip(cuts, ends, strict=False):
        piece = text[began : cut.start()]
        if _has_hours(text[cut.end() : end]) if hours_first else read(piece, _SOME_DAY).is_entry:
            pieces.append(piece.strip())
            began = cut.end()
    return [*pieces, text[began:].strip()]


def asks_for_yesterday(text: str) -> bool:
    """Whether a text asks to log again what was logged the day before: `như hôm qua`."""
    return len(text.split()) <= _MOST_WORDS and _YESTERDAY.fullmatch(Line(text).key) is not None


def _has_hours(text: str) -> bool:
    return take_hours(Line(text))[0].minutes is not None
