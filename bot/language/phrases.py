"""The phrases of a catalog (each task's name and keywords), found by their words."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from math import log
from zlib import crc32

from bot.domain.catalog import Item
from bot.language.beginnings import Beginnings
from bot.language.fillers import GRAMMAR, LIGHT, OPENINGS, is_filler
from bot.language.folding import clean, words
from bot.language.initials import Initials
from bot.language.meanings import Meanings
from bot.language.rows import Rows, places
from bot.language.spelling import Spelling, spell
from bot.language.vocabulary import Vocabulary, in_order

BETWEEN = " | "
"""What stands between the phrases of a task's text."""

_LEAST_WEIGHT = 0.3

Phrase = Sequence[Spelling]


class PhraseBook:
    """Every name and keyword of a catalog, found by word and by initials. Unchanging.

    Attributes:
        vocabulary: the words of the phrases.
        initials: the first letters of the phrases.
        beginnings: the words of the phrases, in their order.
        owner: for each phrase, the number of its task; the phrases of a task stand together, its name first.
        texts: for each task, its phrases without accents and punctuation, `BETWEEN` them, those with abbreviations
            once more with what these stand for.
        weight: for each phrase, what its words weigh together.
    """

    __slots__ = (
        "_first",
        "_having",
        "_names",
        "_weights",
        "beginnings",
        "initials",
        "owner",
        "texts",
        "vocabulary",
        "weight",
    )

    def __init__(self, items: Sequence[Item], meanings: Meanings) -> None:
        own = [[tuple(map(spell, words(text))) for text in _lines(item)] for item in items]
        phrases = list(chain.from_iterable(own))
        self._names = array("I", (_key(one[0]) for one in own))
        self._first = array("I", accumulate(map(len, own), initial=0))
        self.owner = array("I", chain.from_iterable([number] * len(one) for number, one in enumerate(own)))
        self.texts = tuple(BETWEEN.join(_texts(task, meanings)) for task in own)
        self.initials = Initials([_first_letters(phrase) for phrase in phrases])
        self.beginnings = Beginnings([[word.base for word in phrase] for phrase in phrases])
        self._index([(one, _meant(one, meanings)) for one in phrases])

    def _index(self, phrases: Sequence[tuple[Phrase, Phrase]]) -> None:
        """Index phrases, each as it is written and with what its abbreviations stand for."""
        found = _postings(phrases)
        ordered = in_order(found)
        self.vocabulary = Vocabulary(ordered)
        self._having = Rows([found[word] for word in ordered])
        weights = {word: self._weight(word, numbers) for word, numbers in found.items()}
        self._weights = array("f", (weights[word] for word in ordered))
        written = (sum(weights[word] for word in set(phrase)) for phrase, _ in phrases)
        self.weight = array("f", (max(_LEAST_WEIGHT, weight) for weight in written))

    def _weight(self, word: Spelling, phrases: Sequence[int]) -> float:
        """Returns the weight of a word: its inverse document frequency, a share of it for words of grammar."""
        tasks = len(set(map(self.owner.__getitem__, phrases)))
        return log(len(self._names) / tasks + 1) * (LIGHT if is_filler(word, accented=True) else 1.0)

    def named(self, typed: Phrase) -> list[int]:
        """Returns the numbers of the tasks whose name has these words and no others, accents aside."""
        return list(places(self._names, _key(typed)))

    def phrases_of(self, task: int) -> range:
        """Returns the phrases of this task."""
        return range(self._first[task], self._first[task + 1])

    def having(self, word: int) -> array[int]:
        """Returns the phrases that have the word of this number."""
        return self._having[word]

    def tasks_begun(self, letters: Spelling) -> list[int]:
        """Returns the tasks that have a word with these first letters and accents, maybe with more accents."""
        begun = (word for word in self.vocabulary.beginning_with(letters.base) if self.vocabulary.bears(word, letters))
        return sorted({self.owner[phrase] for phrase in self.having_any(begun)})

    def how_many(self, letters: str) -> int:
        """Returns how many words of the phrases begin with these letters."""
        return self._having.size(self.vocabulary.beginning_with(letters))

    def having_any(self, numbers: Iterable[int]) -> set[int]:
        """Returns the phrases that have any of these words."""
        return set(chain.from_iterable(map(self.having, numbers)))

    def weight_of(self, word: int) -> float:
        """Returns what the word of this number weighs."""
        return self._weights[word]

    def commonest(self, numbers: Iterable[int]) -> int:
        """Returns that of these words which most phrases have."""
        return max(numbers, key=lambda number: self._having.size(range(number, number + 1)))


def texts_of(item: Item) -> tuple[str, ...]:
    """Returns what people may call a task: its name, then its keywords."""
    return (item.name, *item.keywords)


def _lines(item: Item) -> list[str]:
    return clean("\n".join(" ".join(text.split()) for text in texts_of(item))).split("\n")


def _postings(phrases: Sequence[tuple[Phrase, Phrase]]) -> dict[Spelling, list[int]]:
    """Returns for each word the numbers of its phrases, those with an abbreviation of it (first meaning) too."""
    found: dict[Spelling, list[int]] = {}
    for number, (written, meant) in enumerate(phrases):
        for word in {*written, *meant}:
            found.setdefault(word, []).append(number)
    return found


def _meant(phrase: Phrase, meanings: Meanings) -> Phrase:
    """Returns the phrase with what its abbreviations stand for in their place."""
    return list(chain.from_iterable(meanings.of_short(word) or (word,) for word in phrase))


def _texts(phrases: Sequence[Phrase], meanings: Meanings) -> Iterator[str]:
    for phrase in phrases:
        meant = _meant(phrase, meanings)
        yield _text(phrase)
        if len(meant) > len(phrase):
            yield _text(meant)


def _text(phrase: Phrase) -> str:
    return " ".join([word.base for word in phrase])


def _first_letters(phrase: Phrase) -> set[str]:
    """Returns the first letters of the words, with and without those of grammar, and of the verbs it opens with."""
    starts = {0, *_ends_of_opening(phrase)}
    own = [phrase[start:] for start in starts]
    own += [[word for word in one if word not in GRAMMAR] for one in own]
    return {"".join([word.base[0] for word in one]) for one in own}


def _ends_of_opening(phrase: Phrase) -> Iterator[int]:
    """Yields where the phrase goes on after the verbs that open it: `Tham mưu xây dựng bảng giá đất`."""
    start = 0
    while size := next((size for size in (2, 1) if tuple(phrase[start : start + size]) in OPENINGS), 0):
        start += size
        if len(phrase) - start >= 2:
            yield start


def _key(phrase: Phrase) -> int:
    return crc32(_text(phrase).encode())
