"""What typed words say about the phrases of a catalog, as graded evidence between 0 and 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import itemgetter

from bot.language.fillers import LIGHT, is_filler
from bot.language.meanings import Entry, Meaning, Meanings
from bot.language.phrases import PhraseBook
from bot.language.segments import SYLLABLE, segments
from bot.language.spelling import STROKE, Spelling, from_keys
from bot.language.vocabulary import EXACT

_LEAST_WEIGHT = 0.3
_UNKNOWN_WEIGHT = 2.5
"""Weight of a typed word that the catalog does not have: about that of a word in every eleventh task."""

_SHORT, _EVERYDAY, _LATER = 0.96, 0.88, 0.05
"""How sure an abbreviation is, an everyday expression, and how much less each further meaning of either."""

_EVERYDAY_WEIGHT = 3.5
"""The most that an everyday word weighs: what it stands for is a guess."""

_INITIAL_WEIGHT = 1.5
_SURE_INITIALS, _COINCIDENCE = 0.7, 0.85
_CONTRACTED, _BESIDE = 0.82, 0.88
_NEIGHBOUR = 0.5
_MOST_LETTERS_BESIDE = 3
_FEWEST_OF_UNKNOWN = 6
_VOWELS = frozenset("aeiouy")

Layer = tuple[float, frozenset[int]]
"""Phrases, and how surely they are meant."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one typed word says.

    Attributes:
        weight: what it weighs in the query.
        sure: how sure its best reading is.
        words: the catalog's words that it may be, and how surely.
        layers: the phrases that it may mean in another way, and how surely.
        word: the catalog's word it most likely is, without accents.
        whole: the phrases that have several words that this one stands for, or is a part of.
        light: it says little about which task is meant.
    """

    weight: float
    sure: float
    words: dict[int, float]
    layers: list[Layer]
    word: str = ""
    whole: frozenset[int] = frozenset()
    light: bool = False


_NOTHING = Evidence(0.0, 0.0, {}, [])


class Witness:
    """Says what typed words may mean in one catalog. Unchanging."""

    __slots__ = ("_book", "_meanings")

    def __init__(self, book: PhraseBook, meanings: Meanings) -> None:
        self._book = book
        self._meanings = meanings

    def meant(self, typed: Sequence[Spelling]) -> list[Spelling]:
        """Returns the words that were typed as Telex or VNI keys, or without the blanks between them."""
        return list(chain.from_iterable(map(self._meant, typed)))

    def _meant(self, typed: Spelling) -> Sequence[Spelling]:
        if self._knows(typed.base):
            return [typed]
        keyed = None if typed.marks else from_keys(typed.base)
        if keyed is not None and self._is_keyed(keyed.base, typed.base):
            return [keyed]
        return [typed] if typed.marks - {STROKE} else self._apart(typed)

    def _is_keyed(self, read: str, typed: str) -> bool:
        """Whether keys that read so are meant: as the catalog's word, else where they are no slip of such a word."""
        vocabulary = self._book.vocabulary
        return read in vocabulary or (read in self._meanings.words and not vocabulary.is_slip(typed))

    def _apart(self, typed: Spelling) -> Sequence[Spelling]:
        """Returns the words that were typed without blanks, if two that follow each other belong together."""
        if self._book.vocabulary.is_slip(typed.base):
            return [typed]
        parted = segments(typed.base, lambda part: self._knows(part) or part in self._meanings.short)
        ways = [[Spelling(part, frozenset()) for part in parts] for parts in parted]
        best = max(ways, key=lambda words: self._ties(words) - len(words), default=[])
        return best if best and self._ties(best) else [typed]

    def _knows(self, base: str) -> bool:
        return base in self._book.vocabulary or base in self._meanings.words

    def _ties(self, words: Sequence[Spelling]) -> int:
        """Returns how often words that follow each other belong together: in a phrase or an entry, or one is short."""
        having = [self._book.having_any(self._book.vocabulary.same(word)) for word in words]
        ties = sum(not one.isdisjoint(other) for one, other in pairwise(having))
        ties += sum(end - start - 1 for start, end, _ in self._meanings.spans(words))
        short = any(word.base in self._meanings.short for word in words)
        return ties + (short and any(len(word.base) > 2 and self._knows(word.base) for word in words))

    def evidence(self, typed: Sequence[Spelling]) -> list[Evidence]:
        """Returns what each typed word says: as a word, as initials, or as part of what stands for other words."""
        accented = any(word.marks for word in typed)
        found = [self._of_word(word, place + 1 < len(typed), accented) for place, word in enumerate(typed)]
        found = [_both(one, self._beside(typed, found, place)) for place, one in enumerate(found)]
        for start, end, said in self._begun(typed):
            found[start:end] = [_both(one, said) for one in found[start:end]]
        for start, end, entry in self._meanings.spans(typed):
            for said in self._of_entry(entry, typed[start:end]):
                found[start:end] = [_both(one, said) for one in found[start:end]]
        return [self._weighed(one, typed, place, accented) for place, one in enumerate(found)]

    def _weighed(self, one: Evidence, typed: Sequence[Spelling], place: int, accented: bool) -> Evidence:
        """Returns the evidence with its weight: that of the catalog's word where it is sure, else of an unknown one."""
        word = typed[place]
        known = one.weight if one.sure == EXACT else max(one.weight, _UNKNOWN_WEIGHT)
        weight = known * one.sure + _UNKNOWN_WEIGHT * (1 - one.sure)
        light = self._is_light(word, accented) or (not one.sure and (word.base.isdigit() or len(word.base) == 1))
        weight = max(_LEAST_WEIGHT, weight * LIGHT if light else weight)
        return Evidence(weight, one.sure, one.words, one.layers, one.word or word.base, one.whole, light)

    def _is_light(self, word: Spelling, accented: bool) -> bool:
        """Whether this is a filler that the catalog lacks, at least with these accents."""
        known = self._book.vocabulary.has(word) if accented else word.base in self._book.vocabulary
        return not known and is_filler(word, accented)

    def _of_word(self, typed: Spelling, ended: bool, accented: bool) -> Evidence:
        found = self._as_word(typed, ended, accented)
        if not self._may_be_letters(typed):
            return found
        found = _both(found, self._as_initials(typed.base))
        return found if SYLLABLE.fullmatch(typed.base) else _both(found, self._as_contraction(typed.base))

    def _may_be_letters(self, typed: Spelling) -> bool:
        return not typed.marks - {STROKE} and typed.base.isalpha() and typed.base not in self._book.vocabulary

    def _as_word(self, typed: Spelling, ended: bool, accented: bool) -> Evidence:
        candidates = self._book.vocabulary.candidates(typed, ended, accented)
        if not candidates:
            return _NOTHING
        best = max(candidates.values())
        word = self._book.commonest(word for word, sure in candidates.items() if sure == best)
        return Evidence(self._book.weight_of(word), best, candidates, [], self._book.vocabulary.base(word))

    def _as_initials(self, typed: str) -> Evidence:
        found = self._book.initials.phrases(typed)
        if not found:
            return _NOTHING
        # a convention outdoes a coincidence
        known = _COINCIDENCE if typed in self._meanings.short else 1.0
        layers = [
            (sure * known, frozenset(p for p, own in found.items() if own == sure)) for sure in set(found.values())
        ]
        whole = frozenset().union(*(phrases for sure, phrases in layers if sure >= _SURE_INITIALS))
        return Evidence(_INITIAL_WEIGHT * len(typed), max(map(itemgetter(0), layers)), {}, layers, "", whole)

    def _as_contraction(self, typed: str) -> Evidence:
        """Returns the evidence of two words of which only the first letters of one are typed: `ktra`, `gsat`."""
        found = _NOTHING
        for size in range(1, min(4, len(typed) - 1)):
            head, ends = typed[:size], self._book.vocabulary.same(Spelling(typed[size:], frozenset()))
            if not ends or not _VOWELS.isdisjoint(head):
                continue
            begins = map(self._book.having, self._book.vocabulary.beginning_with(head))
            phrases = self._book.having_any(ends).intersection(chain.from_iterable(begins))
            weight = max(map(self._book.weight_of, ends)) + _UNKNOWN_WEIGHT
            found = _both(found, _layer(weight, _CONTRACTED, phrases))
        return found

    def _beside(self, typed: Sequence[Spelling], found: Sequence[Evidence], place: int) -> Evidence:
        """Returns the evidence of first letters beside a word of their phrase: `giai phong mb`, `gb benh vien`."""
        letters = typed[place].base
        unended = len(letters) == 1 and place + 1 == len(typed)
        if len(letters) > _MOST_LETTERS_BESIDE or not (unended or self._may_be_letters(typed[place])):
            return _NOTHING
        beside = [self._next_to(one, one.word[:1] + letters) for one in found[max(0, place - 1) : place]]
        beside += [self._next_to(one, letters + one.word[:1]) for one in found[place + 1 : place + 2]]
        return _layer(_INITIAL_WEIGHT * len(letters), _BESIDE, set().union(*beside))

    def _next_to(self, neighbour: Evidence, letters: str) -> set[int]:
        if neighbour.sure <= _NEIGHBOUR or not neighbour.word:
            return set()
        words = (word for word, sure in neighbour.words.items() if sure > _NEIGHBOUR)
        return self._book.initials.holding(letters) & self._book.having_any(words)

    def _begun(self, typed: Sequence[Spelling]) -> Iterator[tuple[int, int, Evidence]]:
        """Yields the longest runs of words, all or all but one, that are the beginnings of a phrase's words."""
        if any(word.marks and not self._book.vocabulary.has(word) for word in typed):
            return
        words = [word.base for word in typed]
        how_many = list(map(self._book.how_many, words))
        for start, end in ((0, len(words)), (1, len(words)), (0, len(words) - 1)):
            sure, phrases = self._book.beginnings.phrases(words[start:end], how_many[start:end])
            if phrases and self._is_more_than_chance(words[start:end]):
                yield start, end, _layer(_UNKNOWN_WEIGHT, sure, phrases)
                return

    def _is_more_than_chance(self, words: Sequence[str]) -> bool:
        """Whether only the last word is unfinished, or there are letters enough: `luu tr`, `phan ba`, not `cha ca`."""
        return sum(map(len, words)) >= _FEWEST_OF_UNKNOWN or all(map(self._book.vocabulary.__contains__, words[:-1]))

    def _of_entry(self, entry: Entry, typed: Sequence[Spelling]) -> Iterator[Evidence]:
        first = _SHORT if entry.short else _EVERYDAY
        for place, meaning in enumerate(entry.meanings):
            said = self._having_words(meaning, first - _LATER * place)
            if said.layers:
                certain = tuple(typed) == entry.typed and typed[0] not in meaning
                yield said if entry.short else _guessed(said, len(typed), certain=certain)

    def _having_words(self, meaning: Meaning, sure: float) -> Evidence:
        """Returns what phrases that have all of these words say; if none has, those with most of them."""
        numbers = [self._book.vocabulary.same(word) for word in meaning]
        weight = sum(max(map(self._book.weight_of, own), default=_UNKNOWN_WEIGHT) for own in numbers)
        having = [self._book.having_any(own) for own in numbers]
        everything = frozenset(set.intersection(*having))
        if everything:
            return Evidence(weight, sure, {}, [(sure, everything)], "", everything if len(meaning) > 1 else frozenset())
        counts = Counter(chain.from_iterable(having))
        most = max(counts.values(), default=0)
        if 2 * most < len(meaning):
            return _NOTHING
        share = sure * (most / len(meaning)) ** 2
        return Evidence(weight, share, {}, [(share, frozenset(p for p, count in counts.items() if count == most))])


def _guessed(said: Evidence, typed: int, *, certain: bool) -> Evidence:
    """Returns the evidence of an everyday expression of so many words; one without its accents may be another word."""
    whole = said.whole if typed > 1 or certain else frozenset()
    return Evidence(min(said.weight / typed, _EVERYDAY_WEIGHT), said.sure, said.words, said.layers, said.word, whole)


def _layer(weight: float, sure: float, phrases: Iterable[int]) -> Evidence:
    own = frozenset(phrases)
    return Evidence(weight, sure, {}, [(sure, own)], "", own) if own else _NOTHING


def _both(one: Evidence, other: Evidence) -> Evidence:
    """Returns two readings of a word as one, with the weight of the surer."""
    if not other.layers:
        return one
    surer = other if other.sure > one.sure else one
    whole = one.whole | other.whole if other.whole else one.whole
    return Evidence(surer.weight, surer.sure, one.words, one.layers + other.layers, one.word, whole)
