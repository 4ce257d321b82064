"""Running jobs at instants that a test names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.domain.rules import Rules
from bot.jobs.catalogue import TELLING
from bot.jobs.jobs import Chore, Job
from bot.jobs.running import Report, Runner
from tests.support.offices import RealOffice
from tests.support.worklogs import facts

DAILY, APPROVAL, WEEKLY = TELLING


def local(text: str) -> datetime:
    """An instant as clocks in the province show it, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=Rules().timezone).astimezone(UTC)


def runner(office: RealOffice, *jobs: Job | Chore, **more: Any) -> Runner:
    """Runs these jobs; the daily reminder unless told."""
    return Runner(office.office, jobs or (DAILY,), **more)


def tick(office: RealOffice, now: str, *jobs: Job | Chore, by: Runner | None = None) -> list[str]:
    """Who was told at that instant, by a scheduler that has just started unless one is given."""
    before = len(facts(office))
    office.now = local(now)
    office.run((by or runner(office, *jobs)).run_due(office.now))
    return [fact["chat"].partition(":")[2].upper() for fact in facts(office)[before:]]


def by_hand(office: RealOffice, name: str, at: str, now: str = "2026-11-23 22:00", *jobs: Job | Chore) -> Report:
    """What `jobs run NAME --at` brings, typed at `now`."""
    office.now = local(now)
    return office.run(runner(office, *(jobs or TELLING)).run(name, local(at), office.now))


def ledger_rows(office: RealOffice) -> dict[tuple[str, str], str]:
    """The ledger: period and official, with what came of it."""
    found = office.rows("SELECT period, official, outcome FROM ledger")
    return {(row["period"], row["official"]): row["outcome"] for row in found}
