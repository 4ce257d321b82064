"""One act: a transaction, and everything that is fixed while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.domain.rules import Rules
from bot.language.meanings import Meanings, standard
from bot.language.search import Index
from bot.services.indexes import Indexes
from bot.storage import audit, chats, people
from bot.storage.audit import Record
from bot.storage.chats import Chat
from bot.storage.database import Database, DatabaseError, Tx
from bot.storage.people import StoredOrganisation
from bot.storage.times import to_text

P = ParamSpec("P")
T = TypeVar("T")


class Random(Protocol):
    """A source of randomness fit for secrets, as `secrets.randbits`."""

    def __call__(self, bits: int, /) -> int:
        """That many random bits."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What every act is given: passed in, never reached for.

    Attributes:
        rules: the province's rules.
        new_id: makes ids that sort by time.
        random: makes random bits.
        meanings: what short forms and everyday words stand for.
        indexes: the search indexes built so far.
    """

    rules: Rules
    new_id: Callable[[], str]
    random: Random
    meanings: Meanings = field(default_factory=standard)
    indexes: Indexes = field(default_factory=Indexes)


@dataclass(slots=True)
class Act:
    """One act of one person or of the command line.

    Attributes:
        tx: the transaction; it commits when the act returns and leaves nothing behind when it raises.
        now: the instant of the act, aware, in UTC.
        means: rules, ids and randomness.
        records: what the audit chains get when the act ends.
        indexes_in_use: the search indexes this act has asked for, by official.
        organisation: units and officials, as this act first saw them.
    """

    tx: Tx
    now: datetime
    means: Means
    records: list[Record] = field(default_factory=list)
    indexes_in_use: dict[str, Index] = field(default_factory=dict)
    organisation: StoredOrganisation = field(init=False)
    _chats: dict[str, list[Chat]] = field(default_factory=dict, init=False)
    _held: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.organisation = StoredOrganisation(self.tx)

    @property
    def rules(self) -> Rules:
        """The province's rules."""
        return self.means.rules

    @property
    def at(self) -> str:
        """The instant as the database keeps it."""
        return to_text(self.now)

    @property
    def today(self) -> date:
        """The date of the act in the province."""
        return self.rules.today(self.now)

    def hold(self, official: str) -> None:
        """Make every other act that sums this person's day wait until this one ends."""
        if official not in self._held:
            self._held.add(official)
            people.hold_official(self.tx, official)

    def chats_of(self, official: str) -> list[Chat]:
        """The chats bound to an official; an act that binds or unbinds does so before it asks."""
        if official not in self._chats:
            self._chats[official] = chats.of_official(self.tx, official)
        return self._chats[official]

    def record(self, chain: str, actor: str, act: str, subject: str, words: str = "", **detail: Any) -> None:
        """Have the act written into a chain; typed words go as `words`, never as detail."""
        salt = f"{self.means.random(128):032x}" if words else ""
        self.records.append(Record(chain, actor, act, subject, detail, words, salt))


def perform(
    tx: Tx,
    now: datetime,
    means: Means,
    step: Callable[Concatenate[Act, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run one act inside a transaction and write its audit records last."""
    act = Act(tx, now, means)
    result = step(act, *args, **kwargs)
    audit.flush(tx, act.records, act.at)
    return result


def _unnoticed() -> None:
    return


@dataclass(frozen=True, slots=True)
class Office:
    """Where acts are performed: a database and the means.

    Attributes:
        database: where everything is kept.
        means: what every act is given.
        on_fault: told of each act that the database could not serve.
    """

    database: Database
    means: Means
    on_fault: Callable[[], None] = _unnoticed

    async def perform(
        self, now: datetime, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run one act as one transaction.

        Raises:
            DatabaseError: the database cannot serve; nothing of the act was kept.
            Exception: whatever the act raised; nothing of it was kept.
        """
        try:
            return await self.database.transact(perform, now, self.means, step, *args, **kwargs)
        except DatabaseError:
            self.on_fault()
            raise

    async def look(
        self, now: datetime, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a step that only reads, on the read-only connection."""
        try:
            return await self.database.read(perform, now, self.means, step, *args, **kwargs)
        except DatabaseError:
            self.on_fault()
            raise
