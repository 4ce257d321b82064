"""The phrases of a catalog (each task's name and keywords), and how well a typed word speaks for each of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from math import log
from zlib import crc32

from bot.domain.catalog import Item
from bot.language.abbreviations import Meanings
from bot.language.folding import clean, words
from bot.language.initials import GRAMMAR, Initials, Phrase
from bot.language.spelling import STROKE, Spelling, spell
from bot.language.vocabulary import Vocabulary

_COURTESY = "lam di cung anh chi em duoc nhe nha roi xong viec mot buoi ngay them tiep"
_FILLERS = frozenset(_COURTESY.split()) | GRAMMAR
_LIGHT = 0.25
"""Share of its weight that a word of grammar or of courtesy keeps."""

_LEAST_WEIGHT = 0.3
_UNKNOWN_WEIGHT = 2.5
"""Weight of a typed word that the catalog does not have: about that of a word in every eleventh task."""

_MEANING, _SEGMENTS = 0.96, 0.95
_SHORTEST_JOINED = 5

_INITIAL_WEIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one typed word says: its weight in the query, and how well each phrase answers it (0 to 1)."""

    weight: float
    phrases: dict[int, float]


class PhraseBook:
    """Every name and keyword of a catalog, found by word and by initials.

    Attributes:
        owner: for each phrase, the number of its task.
        weight: for each phrase, what its words weigh together.
    """

    def __init__(self, items: Sequence[Item], abbreviations: Meanings) -> None:
        self._abbreviations = abbreviations
        spelled: dict[str, Spelling] = {}
        phrases: list[Phrase] = []
        owner: list[int] = []
        self._names = array("I")
        for number, item in enumerate(items):
            own = [_bases(words(text), spelled) for text in _lines(item)]
            self._names.append(_key(own[0]))
            owner += [number] * len(own)
            phrases += own
        found = self._found(phrases)
        self.owner = array("I", owner)
        self._vocabulary = Vocabulary({*spelled.values(), *map(spell, found)})
        tasks = {word: len(set(map(owner.__getitem__, numbers))) for word, numbers in found.items()}
        self._index_words(found, {word: log(1 + len(items) / count) for word, count in tasks.items()})
        self.weight = array("f", map(self._weigh, phrases))
        self._initials = Initials(phrases)

    def _found(self, phrases: Sequence[Phrase]) -> dict[str, list[int]]:
        """Returns for each word the numbers of its phrases, those with an abbreviation of it (first meaning) too."""
        found: dict[str, list[int]] = {}
        for number, phrase in enumerate(phrases):
            meant = (self._abbreviations[word][0] for word in phrase if word in self._abbreviations)
            for word in set(phrase).union(*meant):
                found.setdefault(word, []).append(number)
        return found

    def _index_words(self, found: dict[str, list[int]], idf: dict[str, float]) -> None:
        ordered = [found[word] for word in self._vocabulary.words]
        self._ends = array("I", accumulate(map(len, ordered)))
        self._postings = array("I", chain.from_iterable(ordered))
        self._idf = array("f", (idf[word] * (_LIGHT if word in _FILLERS else 1.0) for word in self._vocabulary.words))

    def _weigh(self, phrase: Phrase) -> float:
        return max(_LEAST_WEIGHT, sum(self._idf[self._vocabulary[word]] for word in set(phrase)))

    def named(self, typed: Phrase) -> list[int]:
        """Returns the numbers of the tasks whose name has these words and no others, accents aside."""
        key = _key(typed)
        return [number for number, one in enumerate(self._names) if one == key]

    def evidence(self, typed: Spelling) -> Evidence:
        """Returns what a typed word says: as a word, an abbreviation, words joined or initials, whichever fits best."""
        found = Evidence(0.0, {})
        for reading in self._readings(typed):
            found = _stronger(found, reading)
        light = _LIGHT if typed.base in _FILLERS or (typed.base.isdigit() and not found.phrases) else 1.0
        return Evidence(max(_LEAST_WEIGHT, (found.weight or _UNKNOWN_WEIGHT) * light), found.phrases)

    def _readings(self, typed: Spelling) -> Iterator[Evidence]:
        yield self._as_word(typed)
        if typed.marks - {STROKE}:  # nobody puts accents on an abbreviation, but for the đ of `tđkt`
            return
        for meaning in self._abbreviations.get(typed.base, ()):
            yield self._as_words(meaning, _MEANING)
        if typed.base in self._vocabulary.words:
            return
        if len(typed.base) >= _SHORTEST_JOINED:
            yield self._as_words(self._vocabulary.segments(typed.base), _SEGMENTS)
        yield Evidence(_INITIAL_WEIGHT * len(typed.base), self._initials.phrases(typed.base))

    def _as_word(self, typed: Spelling) -> Evidence:
        candidates = self._vocabulary.candidates(typed)
        best = max(candidates.values(), default=0.0)
        weight = max((self._idf[word] for word, sure in candidates.items() if sure == best), default=0.0)
        found: dict[int, float] = {}
        for word, sure in candidates.items():
            for phrase in self._having(word):
                if sure > found.get(phrase, 0.0):
                    found[phrase] = sure
        return Evidence(weight, found)

    def _as_words(self, meant: Phrase, sureness: float) -> Evidence:
        """Returns the evidence of several words meant by one: a phrase with half of them has a quarter of it."""
        known = [self._vocabulary[word] for word in meant if word in self._vocabulary.words]
        counts: dict[int, int] = {}
        for word in known:
            for phrase in self._having(word):
                counts[phrase] = counts.get(phrase, 0) + 1
        found = {phrase: sureness * (count / len(meant)) ** 2 for phrase, count in counts.items()}
        return Evidence(sum(self._idf[word] for word in known), found)

    def _having(self, word: int) -> array[int]:
        return self._postings[self._ends[word - 1] if word else 0 : self._ends[word]]


def _bases(typed: Sequence[str], spelled: dict[str, Spelling]) -> Phrase:
    """Returns the words without accents; spellings met for the first time join the known ones."""
    for word in typed:
        if word not in spelled:
            spelled[word] = spell(word)
    return [spelled[word].base for word in typed]


def texts_of(item: Item) -> tuple[str, ...]:
    """Returns what people may call a task: its name, then its keywords."""
    return (item.name, *item.keywords)


def _lines(item: Item) -> list[str]:
    return clean("\n".join(" ".join(text.split()) for text in texts_of(item))).split("\n")


def _key(phrase: Phrase) -> int:
    return crc32(" ".join(phrase).encode())


def _stronger(one: Evidence, other: Evidence) -> Evidence:
    if not (one.phrases and other.phrases):
        return other if other.phrases else one
    merged = one.phrases
    for phrase, sure in other.phrases.items():
        if sure > merged.get(phrase, 0.0):
            merged[phrase] = sure
    return Evidence(max(one.weight, other.weight), merged)
