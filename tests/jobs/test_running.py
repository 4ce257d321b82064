"""Everybody is told once of each period, whatever the clock or a long downtime do; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.schedule import BACKUP, DAILY_REMINDER, WEEKLY_SUMMARY
from bot.jobs.jobs import Chore, ChoreFailed, Job
from bot.services import reminders
from bot.services.act import Act
from bot.services.duty import LeaseLost
from bot.services.telling import Round
from bot.storage import ledger
from bot.storage.ledger import JobRun, Outcome
from bot.storage.times import to_text
from tests.support.jobs import APPROVAL, DAILY, WEEKLY, by_hand, ledger_rows, local, runner, tick
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat
from tests.support.worklogs import bind, facts, send_one


def test_everybody_is_told_at_the_hour_and_never_again_that_day(bound: RealOffice) -> None:
    assert tick(bound, "2026-11-23 16:29") == []
    assert tick(bound, "2026-11-23 16:30") == ["AN", "BINH", "TP"]
    assert tick(bound, "2026-11-23 16:31") == []
    assert tick(bound, "2026-11-23 18:59") == []
    assert tick(bound, "2026-11-24 16:30") == ["AN", "BINH", "TP"]


@pytest.mark.parametrize(
    ("enrolled", "own_hour", "told_at"),
    [
        pytest.param("15:29", "", "16:30", id="an hour before"),
        pytest.param("15:31", "", None, id="less than an hour before"),
        pytest.param("16:31", "", None, id="after"),
        pytest.param("16:31", "17:45", "17:45", id="an hour before the own hour"),
        pytest.param("15:20", "16:00", None, id="less than an hour before the own hour"),
    ],
)
def test_who_has_just_enrolled_is_reminded_of_no_day_that_is_nearly_over(
    bound: RealOffice, enrolled: str, own_hour: str, told_at: str | None
) -> None:
    bound.now = local(f"2026-11-23 {enrolled}")
    bind(bound, "CT")
    if own_hour:
        bound.rows(f"INSERT INTO reminder_choices VALUES ('CT', '{own_hour}', '') RETURNING official")
    told = [at for at in ("16:00", "16:30", "16:35", "17:45", "18:55") if "CT" in tick(bound, f"2026-11-23 {at}")]
    assert told == ([told_at] if told_at else [])
    assert "CT" in tick(bound, "2026-11-24 17:45")


def test_a_catch_up_at_start_reminds_who_was_enrolled_before_and_leaves_who_was_just_now(bound: RealOffice) -> None:
    bound.now = local("2026-11-23 17:40")
    bind(bound, "CT")
    assert tick(bound, "2026-11-23 17:42") == ["AN", "BINH", "TP"]
    assert ledger_rows(bound)["2026-11-23", "CT"] == Outcome.UNNEEDED


def test_by_hand_who_has_just_enrolled_is_reminded_too(bound: RealOffice) -> None:
    bound.now = local("2026-11-23 17:40")
    bind(bound, "CT")
    tick(bound, "2026-11-23 17:42")
    by_hand(bound, DAILY_REMINDER, "2026-11-23 17:45")
    assert ledger_rows(bound)["2026-11-23", "CT"] == Outcome.SENT


def test_a_second_channel_makes_nobody_new(bound: RealOffice) -> None:
    bound.now = local("2026-11-23 16:20")
    bound.perform(bind_chat, "AN", "a", "web")
    assert tick(bound, "2026-11-23 16:30") == ["AN", "A", "BINH", "TP"]


def test_a_leader_who_has_just_enrolled_was_told_what_waits_by_the_welcome(bound: RealOffice) -> None:
    send_one(bound, worked_on=date(2026, 11, 20))
    bound.now = local("2026-11-23 11:10")
    bound.rows("UPDATE chats SET bound_at = '2026-11-23T04:10:00.000Z' WHERE official = 'TP' RETURNING id")
    assert tick(bound, "2026-11-23 11:15", APPROVAL) == []
    assert tick(bound, "2026-11-24 11:15", APPROVAL) == ["TP"]


def test_who_is_enrolled_after_a_summary_starts_with_the_next(bound: RealOffice) -> None:
    assert tick(bound, "2026-11-20 16:30", WEEKLY)
    bound.now = local("2026-11-23 08:00")
    bind(bound, "CT")
    assert tick(bound, "2026-11-23 09:00", WEEKLY) == []


def test_a_look_that_found_nobody_is_repeated_at_the_next_mark_of_five_minutes(bound: RealOffice) -> None:
    """Looking through a whole province every twenty seconds would be for nothing."""
    looks = []

    def look(act: Act, round_: Round, after: str, limit: int) -> list[str]:
        looks.append(act.at[11:19])
        return reminders.without_log(act, round_, after, limit)

    same = runner(bound, replace(DAILY, candidates=look))
    for now in ("16:30:00", "16:30:20", "16:34:59", "16:35:01", "16:35:20"):
        tick(bound, f"2026-11-23 {now}", by=same)
    assert looks == ["09:30:00", "09:30:00", "09:35:01"]


def test_an_own_hour_at_a_mark_is_kept_to_the_tick(bound: RealOffice) -> None:
    bound.rows("INSERT INTO reminder_choices VALUES ('AN', '17:15', '') RETURNING official")
    same = runner(bound)
    assert tick(bound, "2026-11-23 16:30", by=same) == ["BINH", "TP"]
    assert tick(bound, "2026-11-23 17:14:50", by=same) == []
    assert tick(bound, "2026-11-23 17:15:10", by=same) == ["AN"]


@pytest.mark.parametrize("now", ["2026-11-23 06:29", "2026-11-23 19:00", "2026-11-28 10:00"])
def test_in_quiet_hours_and_on_rest_days_nobody_is_told(bound: RealOffice, now: str) -> None:
    anytime = Job(WEEKLY_SUMMARY, lambda act, round_, after, limit: [] if after else ["AN"], DAILY.tell)
    assert tick(bound, now, anytime) == []


def test_a_summary_missed_on_friday_comes_on_monday_and_not_at_the_weekend(bound: RealOffice) -> None:
    assert tick(bound, "2026-11-20 19:30", WEEKLY) == []
    assert tick(bound, "2026-11-21 10:00", WEEKLY) == []
    assert set(tick(bound, "2026-11-23 06:30", WEEKLY)) == {"AN", "BINH", "TP"}


def test_what_was_done_is_noted(bound: RealOffice) -> None:
    tick(bound, "2026-11-23 16:30")
    tick(bound, "2026-11-23 16:31")
    at, looked = to_text(local("2026-11-23 16:30")), to_text(local("2026-11-23 16:31"))
    assert bound.ask(ledger.runs) == {DAILY_REMINDER: JobRun(DAILY_REMINDER, looked, at, "2026-11-23", 3)}


def test_who_has_nothing_to_be_told_counts_as_done(bound: RealOffice) -> None:
    picky = replace(DAILY, tell=lambda act, official, round_: official != "AN" and DAILY.tell(act, official, round_))
    assert tick(bound, "2026-11-23 16:30", picky) == ["BINH", "TP"]
    assert ledger_rows(bound)["2026-11-23", "AN"] == Outcome.UNNEEDED
    assert tick(bound, "2026-11-23 16:40", picky) == []


# --- clocks and downtime


def test_a_clock_set_back_tells_nobody_twice(bound: RealOffice) -> None:
    same = runner(bound)
    tick(bound, "2026-11-23 16:30", by=same)
    for now in ("2026-11-23 09:00", "2026-11-23 16:29", "2026-11-23 16:30", "2026-11-23 17:00"):
        assert tick(bound, now, by=same) == []


def test_a_clock_set_far_forward_and_back_loses_no_day_and_tells_nobody_twice(bound: RealOffice) -> None:
    same = runner(bound)
    tick(bound, "2026-11-23 09:00", by=same)
    assert tick(bound, "2027-03-15 16:30", by=same) == ["AN", "BINH", "TP"]
    assert tick(bound, "2026-11-23 16:30", by=same) == ["AN", "BINH", "TP"]
    assert tick(bound, "2026-11-24 16:30", by=same) == ["AN", "BINH", "TP"]
    assert tick(bound, "2026-11-24 16:40", by=same) == []


def test_an_hour_of_downtime_is_caught_up_with_at_start(bound: RealOffice) -> None:
    tick(bound, "2026-11-23 16:00")
    assert tick(bound, "2026-11-23 17:30") == ["AN", "BINH", "TP"]


def test_of_three_days_of_downtime_what_still_serves_is_told_and_the_rest_is_noted(bound: RealOffice) -> None:
    tick(bound, "2026-11-24 08:00")
    assert tick(bound, "2026-11-27 17:00") == ["AN", "BINH", "TP"]
    expired = [period for (period, official), outcome in ledger_rows(bound).items() if outcome == Outcome.EXPIRED]
    assert sorted(expired) == ["2026-11-24", "2026-11-25", "2026-11-26"]
    assert {fact["period"] for fact in facts(bound)} == {"2026-11-27"}


def test_a_day_on_which_everybody_was_told_is_not_noted_as_missed(bound: RealOffice) -> None:
    tick(bound, "2026-11-23 16:30")
    tick(bound, "2026-11-24 00:00")
    assert Outcome.EXPIRED not in ledger_rows(bound).values()


def test_a_day_on_which_some_were_not_told_any_more_is(bound: RealOffice) -> None:
    tick(bound, "2026-11-23 16:30")
    bind(bound, "CT")
    tick(bound, "2026-11-24 00:00")
    assert ledger_rows(bound)["2026-11-23", ""] == Outcome.EXPIRED


def test_a_new_installation_has_missed_nothing(bound: RealOffice) -> None:
    tick(bound, "2026-11-23 00:01", DAILY, APPROVAL, WEEKLY)
    assert ledger_rows(bound) == {}


# --- chores


class Nightly:
    """A chore that counts, and fails as often as told."""

    def __init__(self, fails: int = 0) -> None:
        self.done = 0
        self._fails = fails

    @property
    def chore(self) -> Chore:
        return Chore(BACKUP, self._do)

    async def _do(self) -> str:
        self.done += 1
        if self.done <= self._fails:
            raise ChoreFailed("hết chỗ")
        return "đã sao lưu"


def test_a_chore_is_done_once_a_night_in_quiet_hours_and_on_rest_days(bound: RealOffice) -> None:
    nightly = Nightly()
    for now in ("2026-11-22 01:59", "2026-11-22 02:00", "2026-11-22 02:01", "2026-11-22 23:00", "2026-11-23 02:00"):
        tick(bound, now, nightly.chore)
    assert nightly.done == 2
    assert ledger_rows(bound) == {("2026-11-22", ""): Outcome.DONE, ("2026-11-23", ""): Outcome.DONE}


def test_a_chore_that_fails_is_tried_again_in_an_hour(bound: RealOffice, caplog: pytest.LogCaptureFixture) -> None:
    nightly = Nightly(fails=1)
    same = runner(bound, nightly.chore)
    done = []
    for now in ("2026-11-22 02:00", "2026-11-22 02:01", "2026-11-22 02:59", "2026-11-22 03:00", "2026-11-22 03:01"):
        tick(bound, now, by=same)
        done.append(nightly.done)
    assert done == [1, 1, 1, 2, 2]
    assert "hết chỗ" in caplog.text


def test_a_chore_missed_in_the_night_is_done_in_the_morning_and_one_missed_all_day_is_noted(bound: RealOffice) -> None:
    nightly = Nightly()
    tick(bound, "2026-11-22 01:00", nightly.chore)
    tick(bound, "2026-11-24 08:00", nightly.chore)
    assert nightly.done == 1
    assert ledger_rows(bound) == {
        ("2026-11-22", ""): Outcome.EXPIRED,
        ("2026-11-23", ""): Outcome.EXPIRED,
        ("2026-11-24", ""): Outcome.DONE,
    }


def test_by_hand_a_chore_is_done_whenever_it_is_asked_for(bound: RealOffice) -> None:
    nightly = Nightly()
    for _ in range(2):
        report = by_hand(bound, BACKUP, "2026-11-22 01:00", "2026-11-23 22:00", nightly.chore)
        assert (report.period, report.said) == ("2026-11-22", "đã sao lưu")
    assert nightly.done == 2


def test_a_process_that_is_not_on_duty_does_no_chore(bound: RealOffice) -> None:
    def lost(_: Act) -> None:
        raise LeaseLost("fence 2")

    nightly = Nightly()
    tick(bound, "2026-11-22 02:00", by=runner(bound, nightly.chore, guard=lost))
    assert nightly.done == 0
