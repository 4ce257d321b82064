"""How the program is: for a load balancer (`/readyz`), whoever watches it (`/healthz`) and Prometheus (`/metrics`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.serving import Endpoint
from bot.clock import Clock
from bot.metrics import TEXT_TYPE, Metrics
from bot.pulse import Pulse
from bot.services.act import Act, Office
from bot.storage.database import DatabaseError
from bot.storage.figures import Figures, Queues, figures, queues
from bot.storage.times import from_text

INBOX_LIMIT = 60.0
"""Seconds an input may wait before something is wrong."""

OUTBOX_LIMIT = 120.0
"""Seconds something that a person waits for may be due before something is wrong."""

_PATIENCE = 6.0
"""Seconds to wait for the database: a little longer than it waits for another program's lock itself."""

_FRESH = {"Cache-Control": "no-store"}
_SILENT = "cơ sở dữ liệu không trả lời trong {seconds:g} giây"
_STUCK = "{part}: đã {age:.0f} giây không có dấu hiệu hoạt động"
_INBOX_WAITS = "hộp thư đến: tin cũ nhất đã chờ xử lý {age:.0f} giây"
_OUTBOX_WAITS = "hộp thư đi: tin cần gửi ngay đã chờ {age:.0f} giây"


@dataclass(frozen=True, slots=True)
class State:
    """How things stand.

    Attributes:
        problems: what is wrong, a sentence each; empty when all is well.
        facts: figures for whoever looks.
    """

    problems: Sequence[str]
    facts: Mapping[str, Any]


class Health:
    """Looks after one process.

    Args:
        office: whose queues are looked at.
        clock: the time.
        metrics: what was counted.
        pulses: the parts that must show signs of life.
        channels: the channels this process sends to.
    """

    def __init__(
        self, office: Office, clock: Clock, metrics: Metrics, pulses: Sequence[Pulse], channels: Collection[str]
    ) -> None:
        self._office = office
        self._clock = clock
        self._metrics = metrics
        self._pulses = pulses
        self._channels = channels

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """What answers at which path."""
        return {"/healthz": self.healthz, "/readyz": self.readyz, "/metrics": self.metrics}

    async def healthz(self, _: Request) -> Response:
        """200 while everything works; 503 with the reason when something does not."""
        try:
            state = await self.state()
        except DatabaseError as error:
            return _failing(str(error), {})
        if state.problems:
            return _failing("; ".join(state.problems), state.facts)
        return JSONResponse({"status": "ok", **state.facts}, headers=_FRESH)

    async def readyz(self, _: Request) -> Response:
        """200 while this process can take requests: its database answers, whatever a platform does."""
        try:
            await self.reach_database()
        except DatabaseError as error:
            return _failing(str(error), {})
        return JSONResponse({"status": "ok"}, headers=_FRESH)

    async def metrics(self, _: Request) -> Response:
        """What Prometheus reads, also while the database does not answer."""
        ages = {pulse.part: pulse.age for pulse in self._pulses if pulse.age is not None}
        text = self._metrics.text(self._clock.now(), await self._figures(), ages)
        return Response(text, headers={**_FRESH, "Content-Type": TEXT_TYPE})

    async def state(self) -> State:
        """What is wrong, and the figures behind it.

        Raises:
            DatabaseError: the database does not answer.
        """
        await self.reach_database()
        now = self._clock.now()
        async with _in_time():
            found = await self._office.look(now, _queues, self._channels)
        stuck = [_STUCK.format(part=pulse.part, age=pulse.age) for pulse in self._pulses if pulse.stuck]
        return State([*stuck, *_waiting_too_long(found, now)], _facts(found, now, self._pulses))

    async def reach_database(self) -> None:
        """Have the database run an empty transaction where inputs are handled, not only where they are read.

        Raises:
            DatabaseError: it does not, or not in time.
        """
        async with _in_time():
            await self._office.perform(self._clock.now(), _nothing)

    async def _figures(self) -> Figures | None:
        try:
            async with _in_time():
                return await self._office.look(self._clock.now(), _all_figures)
        except DatabaseError:
            return None


def _failing(reason: str, facts: Mapping[str, Any]) -> Response:
    return JSONResponse({"status": "failing", "reason": reason, **facts}, 503, headers=_FRESH)


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    """An export may keep the reader busy, a dead disk everything: whoever asks must not wait for ever."""
    try:
        async with asyncio.timeout(_PATIENCE):
            yield
    except TimeoutError:
        raise DatabaseError(_SILENT.format(seconds=_PATIENCE)) from None


def _nothing(_: Act) -> None:
    return


def _queues(act: Act, channels: Collection[str]) -> Queues:
    return queues(act.tx, act.at, channels)


def _all_figures(act: Act) -> Figures:
    return figures(act.tx, act.at)


def _waiting_too_long(found: Queues, now: datetime) -> Iterator[str]:
    inbox, outbox = _age(found.inbox_since, now), _age(found.outbox_since, now)
    if inbox > INBOX_LIMIT:
        yield _INBOX_WAITS.format(age=inbox)
    if outbox > OUTBOX_LIMIT:
        yield _OUTBOX_WAITS.format(age=outbox)


def _facts(found: Queues, now: datetime, pulses: Sequence[Pulse]) -> dict[str, Any]:
    """Counts, and ages in seconds."""
    return {
        "inbox": found.inbox,
        "inbox_seconds": round(_age(found.inbox_since, now), 1),
        "outbox": found.outbox,
        "outbox_seconds": round(_age(found.outbox_since, now), 1),
        "parts": {pulse.part: round(pulse.age, 1) for pulse in pulses if pulse.age is not None},
    }


def _age(since: str, now: datetime) -> float:
    return max(0.0, (now - from_text(since)).total_seconds()) if since else 0.0
