"""What people do every day, done as the program does it, with a watch on the transaction and on each statement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from benchmarks.filled_office import NOW, TEAM, TODAY, Filled
from bot.domain.schedule import WEEKLY_SUMMARY
from bot.handlers import notices, router
from bot.handlers.actions import action
from bot.handlers.screen import Screen
from bot.office import open_office
from bot.services.act import Act, Office, perform
from bot.services.indexes import IndexMissing
from bot.services.indexing import build
from bot.services.receiving import receive
from bot.settings import Settings
from bot.storage import chats
from bot.storage.database import Row, Tx, Value
from bot.storage.inbox import Incoming, Kind
from bot.storage.times import to_text

_MONDAY = "2026-11-23"
_TEAMS = 19
"""So many teams are looked at, at every size: what grows with the number of units is not meant."""


@dataclass
class Sample:
    """One operation, measured.

    Attributes:
        inside: seconds inside its transactions.
        whole: seconds with their commits and the way to the database's thread and back.
        statements: seconds of each statement.
        values: what each statement was last asked with.
    """

    inside: float = 0
    whole: float = 0
    statements: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    values: dict[str, Mapping[str, Value]] = field(default_factory=dict)

    def add(self, part: Sample) -> None:
        """Count a part of the operation in."""
        self.inside += part.inside
        self.whole += part.whole
        for sql, seconds in part.statements.items():
            self.statements[sql] += seconds
        self.values |= part.values


class _Watched:
    """A transaction that notes how long each statement takes."""

    def __init__(self, tx: Tx, sample: Sample) -> None:
        self._tx = tx
        self._sample = sample

    @property
    def engine(self) -> str:
        return self._tx.engine

    def execute(self, sql: str, /, **values: Value) -> list[Row]:
        began = perf_counter()
        rows = self._tx.execute(sql, **values)
        self._sample.statements[sql] += perf_counter() - began
        self._sample.values[sql] = values
        return rows


class _Still:
    """A clock that stands on the day of the benchmark."""

    def now(self) -> datetime:
        return NOW


class Desk:
    """Where operations are done and measured.

    Args:
        office: over the filled database.
        filled: what is in it.

    Attributes:
        sample: what is being measured; a new one for each operation.
    """

    def __init__(self, office: Office, filled: Filled) -> None:
        self.sample = Sample()
        self._office = office
        self._filled = filled
        self._updates = 0

    def official(self, number: int) -> str:
        """Somebody who has logged for a year; another one for the next number, as far as there are."""
        return self._filled.officials[self._team(number) * TEAM + number // _TEAMS % TEAM]

    def veteran(self, number: int) -> str:
        """Somebody who has logged for ten years."""
        return self._filled.officials[number % TEAM]

    def leader(self, number: int) -> str:
        """The leader of those who have logged for a year."""
        return self._filled.leaders[self._team(number)]

    def _team(self, number: int) -> int:
        """Teams from all over the file, without the first."""
        others = len(self._filled.leaders) - 1
        return 1 + number % _TEAMS * others // _TEAMS

    async def say(self, who: str, text: str, kind: Kind = Kind.TEXT) -> None:
        """Type or press something, up to the messages that answer it."""
        self._updates += 1
        callback = "1" if kind is Kind.PRESS else ""
        incoming = Incoming("telegram", who, str(self._updates), kind, text, "1", callback)
        await self._measured(self._office.database.transact, receive, [incoming])
        await self._measured(self._office.database.transact, router.work)

    async def show(self, who: str, fact: Mapping[str, Any]) -> None:
        """Put a fact into words for somebody, as it is done when it is sent."""
        assert await self._measured(self._office.database.read, _words, who, fact)

    async def ask(self, sql: str, **values: Value) -> Row:
        """The one row of a question that is not measured."""
        (row,) = await self._office.look(NOW, lambda act: act.tx.execute(sql, **values))
        return row

    async def _measured(self, run: Callable[..., Awaitable[Any]], step: Callable[..., Any], *args: Any) -> Any:
        """Run a step as an act; an index that is missing is built first, which is not measured."""
        while True:
            sample, began = Sample(), perf_counter()
            try:
                result = await run(self._act, sample, step, *args)
            except IndexMissing as missing:
                await build(self._office, missing.key, NOW)
            else:
                sample.whole = perf_counter() - began
                self.sample.add(sample)
                return result

    def _act(self, tx: Tx, sample: Sample, step: Callable[..., Any], *args: Any) -> Any:
        began = perf_counter()
        result = perform(_Watched(tx, sample), NOW, self._office.means, step, *args)
        sample.inside += perf_counter() - began
        return result


def _words(act: Act, who: str, fact: Mapping[str, Any]) -> Screen | None:
    chat = chats.find(act.tx, chats.chat_id("telegram", who))
    assert chat
    return notices.render(act, chat, fact)


@asynccontextmanager
async def opened(filled: Filled) -> AsyncIterator[Desk]:
    """A desk at a filled database."""
    settings = Settings(_env_file=None, database_url=filled.url)
    async with open_office(settings, _Still()) as office:
        yield Desk(office, filled)


# --- the operations


async def _queue(desk: Desk, number: int) -> None:
    await desk.say(desk.leader(number), "/duyet")


async def _own_week(desk: Desk, number: int) -> None:
    await desk.show(desk.official(number), _SUMMARY)


async def _team_week(desk: Desk, number: int) -> None:
    await desk.show(desk.leader(number), _SUMMARY)


async def _team_now(desk: Desk, number: int) -> None:
    leader = desk.leader(number)
    await desk.say(leader, "/donvi")
    sql = "SELECT body FROM outbox WHERE chat = :chat AND kind = 'fact' ORDER BY id DESC LIMIT 1"
    row = await desk.ask(sql, chat=chats.chat_id("telegram", leader))
    await desk.show(leader, json.loads(row["body"]))


async def _draft(desk: Desk, number: int) -> None:
    await desk.say(desk.official(number), _LINE)


async def _submit(desk: Desk, number: int) -> None:
    await _send(desk, desk.official(number))


async def _draft_after_years(desk: Desk, number: int) -> None:
    await desk.say(desk.veteran(number), _LINE)


async def _submit_after_years(desk: Desk, number: int) -> None:
    await _send(desk, desk.veteran(number))


async def _send(desk: Desk, official: str) -> None:
    sql = "SELECT sheet, revision FROM entries WHERE official = :official AND status = 'draft' LIMIT 1"
    draft = await desk.ask(sql, official=official)
    await desk.say(official, action("gui", draft["sheet"], draft["revision"]), Kind.PRESS)


_LINE = "15 phút soạn công văn"
_SUMMARY = {
    "fact": WEEKLY_SUMMARY,
    "job": WEEKLY_SUMMARY,
    "period": _MONDAY,
    "day": TODAY.isoformat(),
    "told": to_text(NOW),
}

OPERATIONS: Mapping[str, Callable[[Desk, int], Awaitable[None]]] = {
    "queue of forty": _queue,
    "own week": _own_week,
    "leader's week": _team_week,
    "/donvi": _team_now,
    "drafting a line": _draft,
    "sending it": _submit,
    "… after 10 years": _draft_after_years,
    "… and sending": _submit_after_years,
}
"""In this order: what is drafted is sent next."""

TWINS = {"… after 10 years": "drafting a line", "… and sending": "sending it"}
"""What is compared with the same done by somebody who has logged for a year, at the same size."""
