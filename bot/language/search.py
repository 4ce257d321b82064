"""Finding the right task of a catalog from a few typed words, however they are typed."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from zlib import crc32

from rapidfuzz import fuzz

from bot.domain.catalog import Item, own_position_first
from bot.language.evidence import Witness
from bot.language.fillers import is_courtesy
from bot.language.folding import clean, fold, words
from bot.language.meanings import Meanings, standard
from bot.language.phrases import PhraseBook
from bot.language.ranking import ranked
from bot.language.rows import places
from bot.language.spelling import Spelling, spell

THRESHOLD = 50.0
"""Below this score the best task is no answer. On the 2,740 queries of the tests it leaves 0.2 % of what is meant
without an answer, and of 827 that mean nothing it answers 2.7 %; at 46 the latter are 4.5 %, at 56 the former 1.5 %."""

_ALSO = 35.0
"""What the further ones need once the first is an answer: the query means something, maybe one of them."""

_MOST_WORDS, _LONGEST_CODE = 16, 16
_REMEMBERED = 128
"""How many queries an index remembers the answer to, some 100 kB at the most: colleagues type the same words."""

_OWN_USE, _OWN_POSITION = 2.5, 0.8
"""What use and post may add: enough to part near-ties, in points of a hundred."""

EXACT = 100.0
"""The score of a task whose very name or code was typed."""

_BEST_GUESS = 99.0
_BEGUN = 1.0
"""The score of a task that is merely begun like what is being typed."""

_NO_USE: Mapping[str, float] = MappingProxyType({})
_AROUND_CODE = ",;:()"
_CODE_SIGNS = re.compile(r"[\W_]+|(?<!\d)0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Hit:
    """One found task; only an exact name or code has the score 100."""

    code: str
    name: str
    group: str
    score: float


@dataclass(frozen=True, slots=True)
class _Found:
    """What a query finds before anybody's habits count: tasks of that very name or code, and (score, task) guesses."""

    exact: list[int]
    guessed: list[tuple[float, int]]


class Index:
    """The searchable form of one official's catalog. Unchanging: built once for a catalog's version, then shared.

    Attributes:
        items: the catalog, the tasks meant for the official's own position first.
    """

    __slots__ = ("_book", "_code_keys", "_codes", "_position", "_remembered", "_witness", "items")

    def __init__(self, items: Sequence[Item], position: str = "", meanings: Meanings | None = None) -> None:
        self.items = tuple(own_position_first(items, position))
        self._position = position
        self._codes = {fold(item.code): number for number, item in enumerate(self.items)}
        self._code_keys = array("I", (_code_key(fold(item.code)) for item in self.items))
        meanings = standard() if meanings is None else meanings
        self._book = PhraseBook(self.items, meanings)
        self._witness = Witness(self._book, meanings)
        self._remembered = lru_cache(_REMEMBERED)(self._found)

    def item(self, code: str) -> Item | None:
        """Returns the task with exactly this code, whatever its case; None if there is none."""
        number = self._codes.get(fold(code))
        return None if number is None else self.items[number]

    def search(self, query: str, limit: int = 5, favourites: Mapping[str, float] = _NO_USE) -> list[Hit]:
        """Returns the tasks that the query may mean, best first; none when nothing matches well enough.

        `favourites` maps codes to how much this person uses them lately (0 to 1); it parts near-ties only. A task's
        own code or name comes first, whatever else matches.
        """
        text = clean(query)
        if not text:
            return []
        found = self._remembered(text)
        guessed = [(score + self._own(number, favourites), number) for score, number in found.guessed]
        guessed.sort(key=lambda one: (-one[0], one[1]))
        ranked = [(EXACT, number) for number in found.exact]
        ranked += [(min(score, _BEST_GUESS), number) for score, number in guessed]
        return [self._hit(number, score) for score, number in ranked[: max(0, limit)]]

    def suggest(self, query: str, limit: int = 5, favourites: Mapping[str, float] = _NO_USE) -> list[Hit]:
        """Returns what `search` does; for a single word half typed that means nothing yet, what has a word begun so."""
        hits, typed = self.search(query, limit, favourites), words(clean(query))
        if hits or len(typed) != 1:
            return hits
        begun = self._book.tasks_begun(spell(typed[0]))
        begun.sort(key=lambda number: -self._own(number, favourites))
        return [self._hit(number, _BEGUN) for number in begun[: max(0, limit)]]

    def _found(self, text: str) -> _Found:
        """Returns what a query finds, whoever asks."""
        typed = [spell(word) for word in words(text)]
        exact = self._exact(text, typed)
        if not exact and is_courtesy(typed):
            return _Found([], [])
        meant = self._witness.meant(typed[:_MOST_WORDS])
        guesses = ranked(self._book, self._witness.evidence(meant[:_MOST_WORDS]))
        if not exact and (not guesses or guesses[0][0] < THRESHOLD):
            return _Found([], [])
        return _Found(exact, [one for one in guesses if one[0] >= _ALSO and one[1] not in exact])

    def _hit(self, number: int, score: float) -> Hit:
        item = self.items[number]
        return Hit(item.code, item.name, item.group.value, round(score, 1))

    def _exact(self, text: str, typed: Sequence[Spelling]) -> list[int]:
        """Returns the tasks with this code or name, those first whose accents and case are as typed."""
        named = self._book.named(typed)
        named.sort(key=lambda number: -_likeness(text, self.items[number].name))
        coded = self._coded(fold(text))
        if coded is None and not named:
            coded = self._loosely_coded(fold(text))
        return named if coded is None or coded in named else [coded, *named]

    def _coded(self, folded: str) -> int | None:
        """Returns the task whose code this is, or stands among other words: `B.07 báo cáo`."""
        words = [folded, *(word.strip(_AROUND_CODE) for word in folded.split() if "." in word)]
        return next((self._codes[word] for word in words if word in self._codes), None)

    def _loosely_coded(self, folded: str) -> int | None:
        """Returns the task whose code is typed without its signs and zeros: `b7` for `B.07`."""
        if len(folded) > _LONGEST_CODE or not any(char.isdigit() for char in folded):
            return None
        return next(places(self._code_keys, _code_key(folded)), None)

    def _own(self, number: int, favourites: Mapping[str, float]) -> float:
        item = self.items[number]
        use = min(1.0, max(0.0, favourites.get(item.code, 0.0)))
        return _OWN_USE * use + _OWN_POSITION * item.is_meant_for(self._position)


def _likeness(query: str, text: str) -> float:
    """Returns how alike two texts are, from 0 to 1."""
    return fuzz.ratio(query, text) / 100


def _code_key(code: str) -> int:
    return crc32(_CODE_SIGNS.sub("", code).encode())
