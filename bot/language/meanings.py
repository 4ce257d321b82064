"""What short forms and everyday words stand for: data, so that a province adds its own."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.language.folding import clean, words
from bot.language.spelling import STROKE, Spelling, spell

Meaning = tuple[Spelling, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A form that stands for other words.

    Attributes:
        typed: the words as one types them.
        meanings: what they may mean, the likeliest first.
        short: whether it is an abbreviation, else an everyday expression.
    """

    typed: Meaning
    meanings: tuple[Meaning, ...]
    short: bool

    def is_typed(self, run: Sequence[Spelling], accented: bool) -> bool:
        """Whether these words, whose letters are the form's, may be the form; `accented`: one types accents."""
        if self.short:
            return not run[0].marks - {STROKE}
        return all(
            one.marks == own.marks or not (accented or one.marks) for one, own in zip(run, self.typed, strict=True)
        )


class Meanings:
    """Abbreviations and everyday expressions, found by what is typed.

    Attributes:
        words: the words of the everyday expressions, without accents.
        short: the abbreviations.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries: dict[str, list[Entry]] = {}
        for entry in entries:
            self._entries.setdefault(_bases(entry.typed), []).append(entry)
        self.words = frozenset(word.base for entry in entries if not entry.short for word in entry.typed)
        self.short = frozenset(entry.typed[0].base for entry in entries if entry.short)
        self._longest = max((len(entry.typed) for entry in entries), default=0)

    def spans(self, typed: Sequence[Spelling]) -> Iterator[tuple[int, int, Entry]]:
        """Yields each run of words that stands for others: its start, its end, and the entry."""
        accented = any(word.marks for word in typed)
        for start in range(len(typed)):
            for end in range(start + 1, min(len(typed), start + self._longest) + 1):
                run = typed[start:end]
                for entry in self._entries.get(_bases(run), ()):
                    if entry.is_typed(run, accented):
                        yield start, end, entry

    def of_short(self, word: Spelling) -> Meaning:
        """Returns the likeliest meaning of an abbreviation; nothing if it is none."""
        entries = () if word.marks else self._entries.get(word.base, ())
        return next((entry.meanings[0] for entry in entries if entry.short), ())


@cache
def standard() -> Meanings:
    """Returns the words that come with the program."""
    return Meanings(_shipped())


def extended(own: Sequence[Entry]) -> Meanings:
    """Returns the words that come with the program and one's own; a form of one's own means nothing else."""
    forms = {(entry.short, entry.typed) for entry in own}
    return Meanings([*own, *(entry for entry in _shipped() if (entry.short, entry.typed) not in forms)])


def entry_of(form: str, meanings: Sequence[str], *, short: bool) -> Entry:
    """Returns the entry of a form as people write it; of an abbreviation neither case nor accents matter."""
    typed = _spelled(form)
    if short:
        typed = tuple(Spelling(word.base, frozenset()) for word in typed)
    return Entry(typed, tuple(map(_spelled, meanings)), short)


@cache
def _shipped() -> tuple[Entry, ...]:
    here = files("bot.language")
    short = read_table((here / "abbreviations.csv").read_text("utf-8"), short=True)
    return (*short, *read_table((here / "everyday.csv").read_text("utf-8"), short=False))


def read_table(table: str, *, short: bool) -> list[Entry]:
    """Reads a table from CSV text with a header row: forms, then meanings, several of either parted by `;`."""
    return [
        entry_of(form, meanings.split(";"), short=short)
        for forms, meanings in csv.reader(table.splitlines()[1:])
        for form in forms.split(";")
    ]


def _spelled(text: str) -> Meaning:
    return tuple(map(spell, words(clean(text))))


def _bases(run: Sequence[Spelling]) -> str:
    return " ".join([word.base for word in run])
