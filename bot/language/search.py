"""Finding the right task of a catalog from a few typed words, however they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from types import MappingProxyType

from rapidfuzz import fuzz

from bot.domain.catalog import Item, own_position_first
from bot.language.abbreviations import Meanings, standard
from bot.language.folding import clean, fold, words
from bot.language.phrases import Evidence, PhraseBook, texts_of
from bot.language.spelling import Spelling, spell

THRESHOLD = 58.0
"""Below this score a task is no answer. On the queries of the tests, none that is meant scores below 58, and the best
chance hit of nineteen out of twenty that mean nothing scores 57."""

_MOST_WORDS, _LONGEST_CODE = 16, 16
_FINALISTS = 10
_REMEMBERED = 128
"""How many queries an index remembers the answer to, some 100 kB at the most."""
_ANSWERED, _FITTING, _ALIKE = 0.60, 0.22, 0.18
"""Shares of a score: how much of the query the task answers, how well one of its phrases fits, how alike they are."""

_WRONG_ACCENTS = 0.06
_INSIDE = 14.0
"""What a whole phrase inside a longer query adds: the rest are details, as in `đi công tác Hà Nội`."""

_OWN_USE, _OWN_POSITION = 2.5, 0.8
"""What use and post may add: enough to part near-ties, in points of a hundred."""

_BEST_GUESS = 99.0
_BETWEEN = " | "
_NO_USE: Mapping[str, float] = MappingProxyType({})
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

    __slots__ = ("_book", "_codes", "_memory", "_position", "_texts", "items")

    def __init__(self, items: Sequence[Item], position: str = "", abbreviations: Meanings | None = None) -> None:
        self.items = tuple(own_position_first(items, position))
        self._position = position
        self._codes = {fold(item.code): number for number, item in enumerate(self.items)}
        self._texts = tuple(fold(_BETWEEN.join(texts_of(item))) for item in self.items)
        self._memory: dict[str, _Found] = {}
        self._book = PhraseBook(self.items, standard() if abbreviations is None else abbreviations)

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
        ranked = [(100.0, number) for number in found.exact]
        ranked += [(min(score, _BEST_GUESS), number) for score, number in guessed]
        return [self._hit(number, score) for score, number in ranked[: max(0, limit)]]

    def _remembered(self, text: str) -> _Found:
        """Returns what a query finds, whoever asks; colleagues type the same words again and again."""
        found = self._memory.get(text)
        if found is None:
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            found = self._memory[text] = self._found(text)
        return found

    def _found(self, text: str) -> _Found:
        typed = [spell(word) for word in words(text)]
        exact = self._exact(text, typed)
        guesses = self._finalists(fold(text), typed[:_MOST_WORDS])
        return _Found(exact, [one for one in guesses if one[0] >= THRESHOLD and one[1] not in exact])

    def _hit(self, number: int, score: float) -> Hit:
        item = self.items[number]
        return Hit(item.code, item.name, item.group.value, round(score, 1))

    def _exact(self, text: str, typed: Sequence[Spelling]) -> list[int]:
        """Returns the tasks with this code or name, those first whose accents and case are as typed."""
        named = self._book.named([word.base for word in typed])
        named.sort(key=lambda number: -_likeness(text, self.items[number].name))
        coded = self._codes.get(fold(text))
        if coded is None and not named:
            coded = self._loosely_coded(fold(text))
        return named if coded is None or coded in named else [coded, *named]

    def _loosely_coded(self, folded: str) -> int | None:
        """Returns the task whose code is typed without its signs and zeros: `b7` for `B.07`."""
        key = _code_key(folded)
        if len(folded) > _LONGEST_CODE or not any(char.isdigit() for char in key):
            return None
        return next((number for code, number in self._codes.items() if _code_key(code) == key), None)

    def _finalists(self, folded: str, typed: Sequence[Spelling]) -> list[tuple[float, int]]:
        best = nlargest(_FINALISTS, self._first_scores([self._book.evidence(word) for word in typed]))
        return [(score + self._refinement(number, folded, typed), number) for score, number in best]

    def _first_scores(self, evidence: Sequence[Evidence]) -> Iterator[tuple[float, int]]:
        """Yields each task that anything speaks for, scored by how much of the query it and its best phrase answer."""
        total = sum(one.weight for one in evidence)
        answered, phrases = self._added_up(evidence)
        fitting: dict[int, float] = {}
        for phrase, weight in phrases.items():
            owner = self._book.owner[phrase]
            # the harmonic mean of the share of the query answered and the share of the phrase said
            fit = 2 * weight / (total + max(weight, self._book.weight[phrase]))
            fitting[owner] = max(fit, fitting.get(owner, 0.0))
        for number, weight in answered.items():
            yield 100 * (_ANSWERED * weight / total + _FITTING * fitting[number]), number

    def _added_up(self, evidence: Sequence[Evidence]) -> tuple[dict[int, float], dict[int, float]]:
        """Returns the weight of the query that each task answers with any of its phrases, and that each phrase does."""
        answered: dict[int, float] = {}
        phrases: dict[int, float] = {}
        owner = self._book.owner
        for one in evidence:
            best: dict[int, float] = {}
            for phrase, sure in one.phrases.items():
                phrases[phrase] = phrases.get(phrase, 0.0) + one.weight * sure
                best[owner[phrase]] = max(sure, best.get(owner[phrase], 0.0))
            for number, sure in best.items():
                answered[number] = answered.get(number, 0.0) + one.weight * sure
        return answered, phrases

    def _refinement(self, number: int, folded: str, typed: Sequence[Spelling]) -> float:
        """Returns what the finalist's own text adds: likeness, a whole phrase; less where accents speak against it."""
        phrases = self._texts[number].split(_BETWEEN)
        alike = max(_likeness(folded, phrase) for phrase in phrases)
        inside = any(" " in phrase and f" {phrase} " in f" {folded} " for phrase in phrases)
        wrong = _share_of_wrong_accents(typed, self.items[number])
        return 100 * (_ALIKE * alike - _WRONG_ACCENTS * wrong) + _INSIDE * inside

    def _own(self, number: int, favourites: Mapping[str, float]) -> float:
        item = self.items[number]
        use = min(1.0, max(0.0, favourites.get(item.code, 0.0)))
        return _OWN_USE * use + _OWN_POSITION * item.is_meant_for(self._position)


def _likeness(query: str, text: str) -> float:
    """Returns how alike two texts are, from 0 to 1."""
    return fuzz.ratio(query, text) / 100


def _share_of_wrong_accents(typed: Sequence[Spelling], item: Item) -> float:
    """Returns the share of accented typed words that the task has with other accents only: `hợp` is not `họp`."""
    marked = [word for word in typed if word.marks]
    if not marked:
        return 0.0
    lengths = {len(word.base) for word in marked}  # an accented letter is one character: only words as long can match
    own = {spell(word) for word in words(clean(" ".join(texts_of(item)))) if len(word) in lengths}
    bases = {word.base for word in own}
    return sum(word not in own and word.base in bases for word in marked) / len(typed)


def _code_key(code: str) -> str:
    return _CODE_SIGNS.sub("", code)
