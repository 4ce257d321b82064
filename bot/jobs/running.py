"""Running jobs: what is due is told to a hundred people a transaction, each written into the ledger with what is sent.

Everything goes through here: the tick, the catch-up at start, `jobs run` and the demo's pushed clock.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.schedule import Occasion, due, may_disturb, missed, occasion_at, peace_begins, peace_ends
from bot.jobs.jobs import Chore, ChoreFailed, Guard, Job
from bot.services.act import Act, Office
from bot.services.duty import LeaseLost
from bot.services.telling import Round
from bot.storage import ledger
from bot.storage.database import DatabaseError
from bot.storage.ledger import EVERYBODY, Outcome
from bot.storage.times import from_text, to_text

log = logging.getLogger(__name__)

AT_ONCE = 50
"""How many people one transaction writes for: nobody else waits longer than a few milliseconds."""

AT_A_LOOK = 5000
"""How many codes are read at once."""

LOOK_EVERY = timedelta(minutes=5)
"""The marks on the clock, such as 17:05 and 17:10, at which those are looked for again of whom nobody was left."""

_BREATH = 0.02
"""Seconds between transactions when run by hand: beside a live `run`, which waits for the file's lock in ever longer
sleeps. Without it, answers took half a second meanwhile."""

_CHORE_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Report:
    """What running a job by hand has brought.

    Attributes:
        job: its name.
        period: of which period; empty where the day has none.
        told: how many people will be told.
        held_until: when the quiet hours end until which that waits; None when it does not.
        expired: whether it came in quiet hours and serves nobody after them, so that nobody is told.
        said: what a chore says it did.
    """

    job: str
    period: str = ""
    told: int = 0
    held_until: datetime | None = None
    expired: bool = False
    said: str = ""


def _nobody_else(_act: Act) -> None:
    """The guard where no other process can be running jobs."""


class Runner:
    """Runs jobs.

    Args:
        office: where everything is kept.
        jobs: the jobs, in the order in which they run.
        guard: asked first in every transaction that writes, as `Duty.guard`: a process that is not on duty any more
            learns it there, and nothing of that transaction is kept.
    """

    def __init__(self, office: Office, jobs: Sequence[Job | Chore], guard: Guard = _nobody_else) -> None:
        self._office = office
        self._jobs = jobs
        self._guard = guard
        self._not_again_before: dict[tuple[str, str], datetime] = {}
        self._nobody_left: dict[tuple[str, str], int] = {}

    async def run_due(self, now: datetime) -> None:
        """Run what is due and note what was missed; done again at once, it does nothing.

        What goes wrong is logged and left for the next time; one job's trouble is not another's.
        """
        for job in self._jobs:
            try:
                await self._attend(job, now)
            except LeaseLost:
                log.info("another process is on duty: the jobs are left to it")
                return
            except DatabaseError as error:
                log.warning("job %s waits: %s", job.name, error)
            except Exception as error:
                log.error("job %s failed inside: %s", job.name, type(error).__name__)

    async def run(self, name: str, at: datetime, now: datetime, *, dry_run: bool = False) -> Report:
        """Run one job as if it were `at`; what is to be sent is due now, by the real clock.

        Args:
            name: the job.
            at: when it is to be as if; aware.
            now: the present instant.
            dry_run: only find out what that would bring; nothing is written.

        Raises:
            KeyError: there is no such job.
            ChoreFailed: its message says why.
            DatabaseError: the database cannot serve.
        """
        job = {job.name: job for job in self._jobs}[name]
        occasion = occasion_at(name, at, self._office.means.rules)
        if occasion is None:
            return Report(name)
        if isinstance(job, Chore):
            return Report(name, occasion.period, said="" if dry_run else await self._do(job, occasion, now))
        return await self._run_by_hand(job, occasion, at, now, dry_run)

    async def _run_by_hand(self, job: Job, occasion: Occasion, at: datetime, now: datetime, dry_run: bool) -> Report:
        rules, real = self._office.means.rules, now - at
        wakes = peace_ends(at, rules)
        if wakes >= occasion.ends:
            if not dry_run:
                await self._office.perform(now, self._expire, occasion)
            return Report(job.name, occasion.period, expired=True)
        held = wakes > at
        not_before = to_text(wakes + real) if held else ""
        until = to_text(min(occasion.ends, peace_begins(wakes, rules)) + real)
        tell = self._count_all if dry_run else self._tell_all
        told = await tell(job, Round(occasion, at, True, not_before, until), now)
        return Report(job.name, occasion.period, told, wakes if held else None)

    # --- one job's part of a tick

    async def _attend(self, job: Job | Chore, now: datetime) -> None:
        rules = self._office.means.rules
        await self._note_missed(job, now)
        for occasion in due(job.name, now, rules):
            if isinstance(job, Chore):
                await self._do_once(job, occasion, now)
            elif may_disturb(now, rules):
                await self._tell_due(job, occasion, now)
        await self._office.perform(now, self._note_look, job.name)

    async def _tell_due(self, job: Job, occasion: Occasion, now: datetime) -> None:
        """Tell whoever is left, unless a look since the last mark on the clock found nobody.

        Looking through a whole province takes a while; who is enrolled in between waits for the next mark.
        """
        name, mark = (occasion.job, occasion.period), int(now.timestamp() // LOOK_EVERY.total_seconds())
        if self._nobody_left.get(name) == mark:
            return
        until = min(occasion.ends, peace_begins(now, self._office.means.rules))
        await self._tell_all(job, Round(occasion, now, until=to_text(until)), now)
        self._nobody_left[name] = mark

    async def _note_missed(self, job: Job | Chore, now: datetime) -> None:
        """Note periods that have ended with somebody untold."""
        last_look = await self._office.look(now, _last_look, job.name)
        if last_look is None:
            return
        for occasion in missed(job.name, last_look, now, self._office.means.rules):
            if await self._is_incomplete(job, occasion, now):
                await self._office.perform(now, self._expire, occasion)
                log.warning("job %s, period %s: its time passed before everybody was told", job.name, occasion.period)

    async def _is_incomplete(self, job: Job | Chore, occasion: Occasion, now: datetime) -> bool:
        if isinstance(job, Chore):
            return await self._office.look(now, _outcome, occasion) is None
        return bool(await self._office.look(now, job.candidates, Round(occasion, now), "", 1))

    def _expire(self, act: Act, occasion: Occasion) -> None:
        self._guard(act)
        ledger.enter(act.tx, occasion.job, occasion.period, EVERYBODY, Outcome.EXPIRED, act.at)

    def _note_look(self, act: Act, name: str) -> None:
        self._guard(act)
        ledger.note_look(act.tx, name, act.at)

    # --- telling people

    async def _tell_all(self, job: Job, round_: Round, now: datetime) -> int:
        told, after = 0, ""
        while codes := await self._office.look(now, job.candidates, round_, after, AT_A_LOOK):
            for first in range(0, len(codes), AT_ONCE):
                told += await self._tell(job, round_, codes[first : first + AT_ONCE], now)
                await asyncio.sleep(_BREATH if round_.again else 0)
            after = codes[-1]
        if told:
            log.info("job %s, period %s: %s people told", job.name, round_.period, told)
        return told

    async def _count_all(self, job: Job, round_: Round, now: datetime) -> int:
        counted, after = 0, ""
        while codes := await self._office.look(now, job.candidates, round_, after, AT_A_LOOK):
            counted, after = counted + len(codes), codes[-1]
        return counted

    async def _tell(self, job: Job, round_: Round, officials: Sequence[str], now: datetime) -> int:
        """Tell some people in one transaction; where that fails, each in one of their own."""
        try:
            return await self._office.perform(now, self._tell_together, job, round_, officials)
        except (LeaseLost, DatabaseError):
            raise
        except Exception as error:
            if len(officials) == 1:
                log.error("job %s failed inside for one person: %s", job.name, type(error).__name__)
                return await self._office.perform(now, self._give_up, round_, officials[0])
            return sum([await self._tell(job, round_, [one], now) for one in officials])

    def _tell_together(self, act: Act, job: Job, round_: Round, officials: Sequence[str]) -> int:
        self._guard(act)
        told = sum(_tell_one(act, job, round_, official) for official in officials)
        if told:
            ledger.note_run(act.tx, round_.job, round_.period, told, act.at)
        return told

    def _give_up(self, act: Act, round_: Round, official: str) -> int:
        self._guard(act)
        _enter(act, round_, official, Outcome.FAILED)
        return 0

    # --- chores

    async def _do_once(self, chore: Chore, occasion: Occasion, now: datetime) -> None:
        if now < self._not_again_before.get((chore.name, occasion.period), now):
            return
        if await self._office.look(now, _outcome, occasion) is Outcome.DONE:
            return
        try:
            said = await self._do(chore, occasion, now)
        except ChoreFailed as failed:
            self._not_again_before = {(chore.name, occasion.period): now + _CHORE_AGAIN_AFTER}
            log.error("job %s failed, next try in an hour: %s", chore.name, failed)
        else:
            log.info("job %s, period %s: %s", chore.name, occasion.period, said)

    async def _do(self, chore: Chore, occasion: Occasion, now: datetime) -> str:
        await self._office.perform(now, self._guard)
        said = await chore.do()
        await self._office.perform(now, self._note_done, occasion)
        return said

    def _note_done(self, act: Act, occasion: Occasion) -> None:
        ledger.enter_unless_sent(act.tx, occasion.job, occasion.period, EVERYBODY, Outcome.DONE, act.at)
        ledger.note_run(act.tx, occasion.job, occasion.period, 0, act.at)


def _last_look(act: Act, name: str) -> datetime | None:
    run = ledger.runs(act.tx).get(name)
    return from_text(run.looked_at) if run and run.looked_at else None


def _outcome(act: Act, occasion: Occasion) -> Outcome | None:
    return ledger.outcome_of(act.tx, occasion.job, occasion.period)


def _tell_one(act: Act, job: Job, round_: Round, official: str) -> bool:
    """The row first: whoever has one by now, from another process or an earlier look, is not told again."""
    if not _enter(act, round_, official, Outcome.SENT):
        return False
    told = job.tell(act, official, round_)
    if not told:
        ledger.set_outcome(act.tx, round_.job, round_.period, official, Outcome.UNNEEDED)
    return told


def _enter(act: Act, round_: Round, official: str, outcome: Outcome) -> bool:
    enter = ledger.enter_unless_sent if round_.again else ledger.enter
    return enter(act.tx, round_.job, round_.period, official, outcome, act.at)
