"""What a job is: whom it concerns, and how each of them is told; or a chore that concerns nobody.

A job of the province is one value of `Job` in `bot.jobs.catalogue`. The engine (`running.py`) decides when it runs and
writes the ledger; a job only names people and writes what one of them is told.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.services.act import Act
from bot.services.telling import Round

Candidates = Callable[[Act, Round, str, int], list[str]]
"""`candidates(act, round, after, limit)`: the codes of bound officials who are to be told and have no ledger row (with
`round.again`: none that says `sent`), in order of codes, those after `after` only, at most `limit`. It only reads, on
the read-only connection, with one statement for all."""

Tell = Callable[[Act, str, Round], bool]
"""`tell(act, official, round)`: write the fact, by `telling.post_unasked`; False when there is nothing to tell this
person. It writes, beside those of a hundred others, in one transaction."""

Guard = Callable[[Act], None]
"""Asked first in every transaction that writes; raises `duty.LeaseLost` where another process is on duty by now."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is told to people, once each period.

    Attributes:
        name: its name, also in `bot.domain.schedule`.
        candidates: whom.
        tell: what.
    """

    name: str
    candidates: Candidates
    tell: Tell


@dataclass(frozen=True, slots=True)
class Chore:
    """What is done once each period and told to nobody, also in quiet hours.

    Attributes:
        name: its name, also in `bot.domain.schedule`.
        do: does it, outside any transaction, and says in words what was done.
    """

    name: str
    do: Callable[[], Awaitable[str]]


class ChoreFailed(Exception):
    """A chore could not be done; its message says why, for people. It is tried again in an hour."""
