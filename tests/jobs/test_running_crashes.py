"""Nobody is told twice, and nobody is forgotten, when something breaks in the middle; on both databases."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.schedule import APPROVAL_REMINDER, DAILY_REMINDER, occasion_at
from bot.jobs import running
from bot.jobs.jobs import Job
from bot.jobs.running import Runner
from bot.services.act import Act
from bot.services.duty import LeaseLost
from bot.services.telling import Round
from bot.storage.ledger import Outcome
from tests.support.jobs import APPROVAL, DAILY, ledger_rows, local, runner, tick
from tests.support.offices import RealOffice
from tests.support.worklogs import facts


class Killed(BaseException):
    """The end of the process."""


def test_a_crash_in_the_middle_of_many_leaves_the_rest_for_the_next_start(
    bound: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 1)

    def tell(act: Act, official: str, round_: Round) -> bool:
        if official == "BINH":
            raise Killed
        return DAILY.tell(act, official, round_)

    with pytest.raises(Killed):
        tick(bound, "2026-11-23 16:30", replace(DAILY, tell=tell))
    assert [fact["chat"] for fact in facts(bound)] == ["telegram:an"]
    assert tick(bound, "2026-11-23 16:31") == ["BINH", "TP"]


def test_two_who_run_the_same_job_at_once_tell_everybody_once(bound: RealOffice) -> None:
    """As when `jobs run` is typed while the scheduler ticks: both have looked before either writes."""
    occasion = occasion_at(DAILY_REMINDER, local("2026-11-23 16:30"), bound.rules)
    assert occasion
    round_ = Round(occasion, bound.now)
    steps = [lambda act: runner(bound)._tell_together(act, DAILY, round_, ["AN", "BINH", "TP"])] * 3
    assert sorted(bound.all_together(*steps)) == [0, 0, 3]
    assert len(facts(bound)) == 3


def test_who_is_not_on_duty_any_more_writes_nothing(bound: RealOffice, caplog: pytest.LogCaptureFixture) -> None:
    def lost(_: Act) -> None:
        raise LeaseLost("fence 2")

    caplog.set_level(logging.INFO)
    assert tick(bound, "2026-11-23 16:30", by=runner(bound, DAILY, APPROVAL, guard=lost)) == []
    assert ledger_rows(bound) == {}
    assert caplog.text.count("another process is on duty") == 1


def test_telling_one_person_that_fails_costs_the_others_nothing(
    bound: RealOffice, caplog: pytest.LogCaptureFixture
) -> None:
    def tell(act: Act, official: str, round_: Round) -> bool:
        if official == "BINH":
            raise ZeroDivisionError("riêng")
        return DAILY.tell(act, official, round_)

    assert tick(bound, "2026-11-23 16:30", replace(DAILY, tell=tell)) == ["AN", "TP"]
    assert ledger_rows(bound)["2026-11-23", "BINH"] == Outcome.FAILED
    assert "ZeroDivisionError" in caplog.text
    assert "riêng" not in caplog.text
    assert tick(bound, "2026-11-23 16:40", replace(DAILY, tell=tell)) == []


def test_one_jobs_trouble_is_not_anothers(bound: RealOffice, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: Any) -> list[str]:
        raise ZeroDivisionError

    assert tick(bound, "2026-11-23 16:30", replace(APPROVAL, candidates=broken), DAILY) == ["AN", "BINH", "TP"]
    assert f"job {APPROVAL_REMINDER} failed inside" in caplog.text


def test_a_database_that_cannot_serve_is_waited_for(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    office = RealOffice(sqlite_url)
    office.run(office.office.database.close())
    office.run(runner(office).run_due(local("2026-11-23 16:30")))
    assert f"job {DAILY_REMINDER} waits" in caplog.text
    office.close()


def test_ten_thousand_due_at_once_are_written_a_few_a_transaction(
    sqlite_office: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_office.empty()
    sqlite_office.now = local("2026-11-20 08:00")

    def crowd(act: Act) -> None:
        act.tx.execute(
            "INSERT INTO units (code, name, bloc, regime, level) VALUES ('U', 'U', 'Đảng', 'hành chính', 'tỉnh')"
        )
        numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
        act.tx.execute(
            f"""{numbers} INSERT INTO officials (code, name, unit, title, position, leader, admin, kind)
            SELECT printf('N%05d', i), 'N', 'U', '', '', 0, '', 'công chức' FROM n"""
        )
        act.tx.execute(
            f"""{numbers} INSERT INTO chats (id, channel, address, official, bound_at)
            SELECT 'telegram:' || i, 'telegram', i, printf('N%05d', i), '{act.at}' FROM n"""
        )

    sqlite_office.perform(crowd)
    batches: list[int] = []
    original = Runner._tell_together

    def counted(self: Runner, act: Act, job: Job, round_: Round, officials: Sequence[str]) -> int:
        batches.append(len(officials))
        return original(self, act, job, round_, officials)

    monkeypatch.setattr(Runner, "_tell_together", counted)
    sqlite_office.now = local("2026-11-23 16:30")
    sqlite_office.run(runner(sqlite_office).run_due(sqlite_office.now))
    assert sqlite_office.rows("SELECT COUNT(DISTINCT chat) AS chats, COUNT(*) AS n FROM outbox") == [
        {"chats": 10000, "n": 10000}
    ]
    assert (max(batches), sum(batches)) == (running.AT_ONCE, 10000)
    assert running.AT_ONCE <= 100
