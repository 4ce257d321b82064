"""Draining the outbox: claim, send, mark; no more claimed than in flight, so that a kill leaves few in doubt."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.channels.alarm import Alarm
from bot.channels.channel import Channel
from bot.channels.courier import Courier
from bot.channels.limits import Pace
from bot.channels.results import Again, Result, Sent, mark, outcome
from bot.clock import Clock
from bot.metrics import Metrics
from bot.pulse import Pulse
from bot.services.act import Act, Office
from bot.storage import claims
from bot.storage.claims import Claim
from bot.storage.database import DatabaseError
from bot.storage.outbox import LAST_PROMPT_LANE, Lane, Outgoing
from bot.storage.times import from_text, to_text

log = logging.getLogger(__name__)

SLOTS = 16
"""How many things are in flight at once."""

_RESERVED = 4
"""One slot in four is kept for what somebody waits for, however slow the platform is."""

_CLAIM_LIFE = timedelta(seconds=60)
_TAKE_OVER_EVERY = timedelta(seconds=10)
_SHORTEST_WAIT = 0.025
_LONGEST_WAIT = 1.0
_MARKED_WITHIN = 0.05
_LAST_WAIT = 3.0
_STEP = timedelta(seconds=1)
"""Clocks are set by less all the time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn asks of the database.

    Attributes:
        prompt: the claim for what somebody waits for.
        spaced: the claim for the rest, of which at most `at_once` are taken.
        at_once: how many of the rest may go now.
        results: how earlier attempts ended.
        take_over: whether to look for what dead processes left behind.
        first: whether nothing was asked before: another life of this process may have had another clock.
        set_back: whether the clock was set back since the last turn.
    """

    prompt: Claim
    spaced: Claim
    at_once: int
    results: Sequence[Result]
    take_over: bool
    first: bool = False
    set_back: bool = False


class Sender:
    """Sends what the outbox holds, in order of lanes, until it is stopped.

    Args:
        office: where the outbox is.
        clock: the time.
        channels: the channels this process serves, by name; what goes to others waits.
        courier: carries one row.
        pace: how fast things go that nobody waits for.
        owner: a name of this process that no other has.
        alone: whether no other process can be sending from this database.
        spaces: whether this process sends what is spaced out; of several, only one may, or the pace is doubled.
        slots: how many things are in flight at once.
        metrics: where attempts are counted.
        pulse: beats with every turn.
    """

    def __init__(
        self,
        office: Office,
        clock: Clock,
        channels: Mapping[str, Channel],
        courier: Courier,
        pace: Pace,
        *,
        owner: str,
        alone: bool,
        spaces: Callable[[], bool] = lambda: True,
        slots: int = SLOTS,
        metrics: Metrics | None = None,
        pulse: Pulse | None = None,
    ) -> None:
        self._office = office
        self._clock = clock
        self._channels = tuple(channels)
        self._courier = courier
        self._pace = pace
        self._owner = owner
        self._alone = alone
        self._spaces = spaces
        self._slots = slots
        self._reserve = slots // _RESERVED
        self._metrics = metrics or Metrics()
        self._pulse = pulse or Pulse()
        self._alarm = Alarm()
        self._in_flight: dict[asyncio.Task[None], Outgoing] = {}
        self._results: list[Result] = []
        self._next_take_over = clock.now()
        self._failing: set[str] = set()
        self._latest: datetime | None = None

    def wake(self) -> None:
        """Say that something was written to the outbox."""
        self._alarm.ring()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set, then finish what is in flight."""
        ender = asyncio.create_task(self._alarm.ring_on(stop))
        await self._adopt_orphans(stop)
        while not stop.is_set():
            self._alarm.forget()
            await self._alarm.wait(await self._turn())
        await ender
        await self._finish()

    async def _adopt_orphans(self, stop: asyncio.Event) -> None:
        """What a dead process of this database was sending may have arrived, or not."""
        while self._alone and not stop.is_set():
            try:
                await self._office.perform(self._clock.now(), _take_over_all)
            except DatabaseError as error:
                await self._alarm.wait(self._unable(error))
            else:
                return

    async def _turn(self) -> float:
        """Mark, claim and set off; returns how many seconds to wait unless woken."""
        now = self._clock.now()
        turn = self._next_turn(now)
        if turn.prompt.limit < 1 and not turn.results:
            return _LONGEST_WAIT
        try:
            claimed, due = await self._office.perform(now, take_turn, turn)
        except DatabaseError as error:
            return self._unable(error)
        self._pulse.beat()
        self._latest = now
        del self._results[: len(turn.results)]
        for outgoing in claimed:
            self._set_off(outgoing, now)
        return self._until(due)

    def _is_set_back(self, now: datetime) -> bool:
        """Whether the clock shows less than before: what rests or waits until then would wait for the old time."""
        if self._latest is None or self._latest - now < _STEP:
            return False
        log.warning("the clock was set back: what waited for the old time goes on by the new one")
        self._pace.forget()
        return True

    def _next_turn(self, now: datetime) -> Turn:
        set_back = self._is_set_back(now)
        free = self._slots - len(self._in_flight)
        take_over = not self._alone and now >= self._next_take_over
        if take_over:
            self._next_take_over = now + _TAKE_OVER_EVERY
        at, until = to_text(now), to_text(now + _CLAIM_LIFE)
        busy = [*self._pace.resting(now), *(outgoing.chat for outgoing in self._in_flight.values())]
        unasked, spaces = Lane(LAST_PROMPT_LANE + 1), self._spaces()
        return Turn(
            prompt=Claim(self._owner, self._channels, at, until, free, last=LAST_PROMPT_LANE),
            spaced=Claim(self._owner, self._channels, at, until, free - self._reserve, first=unasked, resting=busy),
            at_once=self._pace.free(now) if spaces else 0,
            results=tuple(self._results),
            take_over=take_over,
            first=self._latest is None,
            set_back=set_back,
        )

    def _set_off(self, outgoing: Outgoing, now: datetime) -> None:
        if outgoing.lane > LAST_PROMPT_LANE:
            self._pace.took(now)
        task = asyncio.create_task(self._deliver(outgoing))
        self._in_flight[task] = outgoing
        task.add_done_callback(self._landed)

    async def _deliver(self, outgoing: Outgoing) -> None:
        result = await self._courier.deliver(outgoing)
        self._results.append(result)
        self._count(result)
        self._note_pace(result)
        self._note_health(result)

    def _landed(self, task: asyncio.Task[None]) -> None:
        """The end of what nobody waits for is marked together with others: each turn is written to the disk."""
        was_full = len(self._in_flight) >= self._slots - self._reserve
        outgoing = self._in_flight.pop(task)
        if was_full or outgoing.lane <= LAST_PROMPT_LANE:
            self._alarm.ring()

    def _count(self, result: Result) -> None:
        outgoing = result.outgoing
        self._metrics.attempted(outgoing.channel, outcome(result))
        if isinstance(result, Sent) and outgoing.lane <= LAST_PROMPT_LANE:
            waited = self._clock.now() - from_text(outgoing.created_at)
            self._metrics.answered(outgoing.channel, waited.total_seconds())

    def _note_pace(self, result: Result) -> None:
        outgoing = result.outgoing
        if isinstance(result, Again) and result.refused:
            self._pace.refused(outgoing.chat, result.at)
        if outgoing.lane > LAST_PROMPT_LANE:
            self._pace.sent(outgoing.chat, self._clock.now())

    def _note_health(self, result: Result) -> None:
        """Say once that a channel fails, and once that it works again."""
        channel = result.outgoing.channel
        if isinstance(result, Sent) and channel in self._failing:
            self._failing.discard(channel)
            log.info("%s: sending works again", channel)
        elif isinstance(result, Again) and channel not in self._failing:
            self._failing.add(channel)
            log.warning("%s: not sent, will be tried again: %s", channel, result.error)
        elif not isinstance(result, Sent | Again):
            log.warning("%s: given up outgoing %s: %s", channel, result.outgoing.id, result.error)

    def _unable(self, error: DatabaseError) -> float:
        log.warning("the outbox cannot be read: %s", error)
        return _LONGEST_WAIT

    def _until(self, due: str) -> float:
        """Seconds until more may go than now; what lands and what is written wakes us before."""
        now = self._clock.now()
        changes = [from_text(due)] if due else []
        change = self._pace.next_change(now)
        if change:
            changes.append(change)
        longest = _MARKED_WITHIN if self._in_flight or self._results else _LONGEST_WAIT
        seconds = min([(instant - now).total_seconds() for instant in changes], default=longest)
        return min(longest, max(_SHORTEST_WAIT, seconds))

    async def _finish(self) -> None:
        """Wait a little for what is in flight; what is not done by then stays claimed and is doubtful later."""
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=_LAST_WAIT)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._office.perform(self._clock.now(), _mark_all, tuple(self._results), self._owner)
        except DatabaseError as error:
            self._unable(error)


def take_turn(act: Act, turn: Turn) -> tuple[list[Outgoing], str]:
    """Mark what has ended and claim what is next; when nothing can be claimed, also when that changes (text)."""
    _mark_all(act, turn.results, turn.prompt.owner)
    if turn.take_over:
        claims.take_over(act.tx, act.at, own=turn.prompt.owner)
    if turn.first or turn.set_back:
        claims.bring_forward(act.tx, act.at, tried=turn.set_back)
    claimed = claims.take(act.tx, turn.prompt)
    left = min(turn.at_once, turn.spaced.limit - len(claimed))
    if left > 0:
        claimed += claims.take(act.tx, replace(turn.spaced, limit=left))
    return claimed, "" if claimed else claims.next_due(act.tx, turn.prompt.channels, act.at)


def _mark_all(act: Act, results: Sequence[Result], owner: str) -> None:
    for result in results:
        mark(act, result, owner)


def _take_over_all(act: Act) -> None:
    claims.take_over(act.tx, act.at, everything=True)
