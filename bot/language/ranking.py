"""Which tasks the evidence of a query speaks for, best first, and how strongly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, pairwise
from operator import mul

from rapidfuzz import fuzz

from bot.language.evidence import Evidence
from bot.language.phrases import BETWEEN, PhraseBook

_FINALISTS, _MOST_FINALISTS, _WINNERS = 16, 32, 10
_LEAST_SHARE, _AS_GOOD = 0.5, 0.98
"""Finalists answer at least half of what the best one answers; of those as good as it more are judged."""

_LIKELY, _MOSTLY = 0.68, 0.75
"""How surely a mistyped word must be another to count as standing beside the next, and which share of the query the
task must answer."""

_STRONG = 0.75
"""Only evidence of this share of the surest that a word gives finds tasks; the finalists are judged by all of it."""

_ANSWERED, _FITTING, _ALIKE = 52.0, 26.0, 22.0
"""Points for how much of the query the task answers, how well one of its phrases fits, how alike they are."""

_INSIDE = 24.0
"""Points, by the share of the query not answered, for a whole phrase inside it: the rest are details,
as in `đi công tác Hà Nội`."""

_WITHIN = 8.0
"""Points for a phrase that has all the words as they were typed, one after the other."""

_APART = 20.0
"""What it costs when no two words stand side by side in the task as they were typed, nor stand for its words
together: single syllables are in most catalogs."""

_SURE_ALONE, _SURE_AMONG_FILLERS = 0.75, 0.95
"""How sure a word typed alone has to be not to cost that, and one beside words that say nothing."""

_ACROSS = 0.95
"""What is left of an answer whose words stand in different phrases of a task."""


def ranked(book: PhraseBook, evidence: Sequence[Evidence]) -> list[tuple[float, int]]:
    """Returns points and number of the best tasks for what each typed word says, best first."""
    said = [one.word for one in evidence]
    sides = _side_by_side(said)
    likely = cache(lambda: [_likely(book, one) for one in evidence])  # few queries need it
    together = {book.owner[phrase] for one in evidence for phrase in one.whole}
    telling = [one.sure for one in evidence if not one.light]
    alone = len(telling) == 1 and telling[0] > (_SURE_ALONE if len(evidence) == 1 else _SURE_AMONG_FILLERS)
    found = []
    for points, share, number in _finalists(book, evidence):
        text = book.texts[number]
        apart = not (alone or number in together or any(map(f" {text} ".__contains__, sides)))
        apart = apart and not (share > _MOSTLY and _follow(text.split(), likely()))
        likeness = _likeness(" ".join(said), text, 1 - share)
        found.append((points + likeness - _APART * apart, number))
    return sorted(found, key=lambda one: (-one[0], one[1]))[:_WINNERS]


def _side_by_side(said: Sequence[str]) -> list[str]:
    """Returns each two words that follow each other, in either order; the last word may be unfinished."""
    pairs = [f" {one} {other} " for one, other in pairwise(said)]
    turned = [f" {other} {one} " for one, other in pairwise(said)]
    return [*pairs[:-1], *(pair.rstrip() for pair in pairs[-1:]), *turned]


def _likely(book: PhraseBook, one: Evidence) -> frozenset[str]:
    """Returns the words that a typed one most likely is, without accents, itself among them."""
    return frozenset(book.vocabulary.base(word) for word, sure in one.words.items() if sure >= _LIKELY)


def _follow(words: Sequence[str], likely: Sequence[frozenset[str]]) -> bool:
    """Whether two of these words are what two typed ones, in their order, most likely are."""
    pairs = pairwise(words)
    return any(one in first and other in second for one, other in pairs for first, second in pairwise(likely))


def _finalists(book: PhraseBook, evidence: Sequence[Evidence]) -> list[tuple[float, float, int]]:
    """Returns points, share of the query answered and number of the tasks that answer most of it."""
    answered = _answered(book, evidence)
    best = sorted(answered, key=answered.__getitem__, reverse=True)[:_MOST_FINALISTS]
    least = _AS_GOOD * answered[best[0]] if best else 0.0
    best = best[: max(_FINALISTS, sum(answered[number] >= least for number in best))]
    weights = [one.weight for one in evidence]
    sure = _by_phrase(book, evidence, best)
    return [_judged(book, weights, sure, number) for number in best]


def _answered(book: PhraseBook, evidence: Sequence[Evidence]) -> dict[int, float]:
    """Returns the weight of the query that each task answers; tasks that answer too little of it are left out."""
    answered: dict[int, float] = {}
    rest = sum(one.weight for one in evidence)
    for one in sorted(evidence, key=_weight, reverse=True):
        tasks = _tasks(book, one)
        least = _LEAST_SHARE * max(answered.values(), default=0.0)
        if rest < least:  # no other task can reach the best
            answered = {
                n: said + one.weight * tasks.get(n, 0.0) for n, said in answered.items() if said >= least - rest
            }
        else:
            for number, sure in tasks.items():
                answered[number] = answered.get(number, 0.0) + one.weight * sure
        rest -= one.weight
    return answered


def _tasks(book: PhraseBook, one: Evidence) -> dict[int, float]:
    """Returns how well each task answers a word with the best of its phrases; weak evidence finds none."""
    least = _STRONG * one.sure
    layers: list[tuple[float, Iterable[int]]] = [
        (sure, book.having(word)) for word, sure in one.words.items() if sure >= least
    ]
    layers += [layer for layer in one.layers if _sureness(layer) >= least]
    found: dict[int, float] = {}
    for sure, phrases in sorted(layers, key=_sureness):
        found.update(dict.fromkeys(map(book.owner.__getitem__, phrases), sure))
    return found


def _by_phrase(book: PhraseBook, evidence: Sequence[Evidence], tasks: Sequence[int]) -> dict[int, list[float]]:
    """Returns for each phrase of these tasks how surely it answers each typed word; phrases that answer none lack."""
    phrases = set(chain.from_iterable(map(book.phrases_of, tasks)))
    nothing = [0.0] * len(evidence)
    found: dict[int, list[float]] = {}
    for place, one in enumerate(evidence):
        for sure, own in one.layers:
            for phrase in phrases.intersection(own):
                _raise(found.setdefault(phrase, nothing.copy()), place, sure)
    for word, answers in _by_word(evidence).items():
        for phrase in phrases.intersection(book.having(word)):
            for place, sure in answers:
                _raise(found.setdefault(phrase, nothing.copy()), place, sure)
    return found


def _raise(sure: list[float], place: int, least: float) -> None:
    """Raises the number at the place to at least this."""
    if sure[place] < least:  # noqa: PLR1730 - done a hundred times a search: max() takes four times as long
        sure[place] = least


def _by_word(evidence: Sequence[Evidence]) -> dict[int, list[tuple[int, float]]]:
    """Returns for each of the catalog's words which typed words may be it, and how surely."""
    found: dict[int, list[tuple[int, float]]] = {}
    for place, one in enumerate(evidence):
        for word, sure in one.words.items():
            best = found.setdefault(word, [])
            if not best or sure > best[0][1]:
                best[:] = [(place, sure)]
            elif sure == best[0][1]:
                best.append((place, sure))
    return found


def _judged(
    book: PhraseBook, weights: Sequence[float], sure: dict[int, list[float]], number: int
) -> tuple[float, float, int]:
    """Returns points for what a task answers of the query and for its best phrase, the share answered, its number."""
    total, fit, most = sum(weights), 0.0, 0.0
    rows = [(phrase, sure[phrase]) for phrase in book.phrases_of(number) if phrase in sure]
    for phrase, own in rows:
        said = sum(map(mul, weights, own))
        most = max(most, said)
        # the harmonic mean of the share of the query answered and the share of the phrase said
        fit = max(fit, 2 * said / (total + max(said, book.weight[phrase])))
    across = sum(map(mul, weights, map(max, *(own for _, own in rows)))) if len(rows) > 1 else 0.0
    share = max(most, _ACROSS * across) / total
    return _ANSWERED * share + _FITTING * fit, share, number


def _likeness(said: str, text: str, missing: float) -> float:
    """Returns points for how alike a task's text is, and for a phrase of it inside the query."""
    phrases = text.split(BETWEEN)
    alike = max(fuzz.ratio(said, phrase) for phrase in phrases) / 100
    inside = any(" " in phrase and f" {phrase} " in f" {said} " for phrase in phrases)
    within = " " in said and f" {said} " in f" {text} "
    return _ALIKE * alike + _INSIDE * inside * missing + _WITHIN * within


def _weight(one: Evidence) -> float:
    return one.weight


def _sureness(layer: tuple[float, Iterable[int]]) -> float:
    return layer[0]
