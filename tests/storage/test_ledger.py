"""Who was told of what is written once, on both engines."""

from __future__ import annotations

from bot.services.act import Act
from bot.storage import ledger
from bot.storage.ledger import EVERYBODY, JobRun, Outcome
from tests.support.offices import RealOffice

JOB, PERIOD = "daily-reminder", "2026-11-23"
AT, LATER = "2026-11-23T09:30:00.000Z", "2026-11-23T10:00:00.000Z"


def enter(office: RealOffice, official: str, outcome: Outcome = Outcome.SENT, at: str = AT) -> bool:
    return office.ask(ledger.enter, JOB, PERIOD, official, outcome, at)


def again(office: RealOffice, official: str, outcome: Outcome = Outcome.SENT, at: str = LATER) -> bool:
    return office.ask(ledger.enter_unless_sent, JOB, PERIOD, official, outcome, at)


def outcome_of(office: RealOffice, official: str) -> Outcome | None:
    return office.ask(ledger.outcome_of, JOB, PERIOD, official)


def test_a_row_is_written_once(real_office: RealOffice) -> None:
    assert enter(real_office, "AN")
    assert not enter(real_office, "AN", Outcome.EXPIRED)
    assert outcome_of(real_office, "AN") is Outcome.SENT
    assert outcome_of(real_office, "BINH") is None


def test_by_hand_only_what_was_sent_or_done_stays(real_office: RealOffice) -> None:
    for outcome in Outcome:
        enter(real_office, outcome.value, outcome)
    written = {outcome for outcome in Outcome if again(real_office, outcome.value)}
    assert written == {Outcome.UNNEEDED, Outcome.FAILED, Outcome.EXPIRED}
    assert again(real_office, "AN")


def test_two_who_tell_the_same_person_at_once_tell_once(real_office: RealOffice) -> None:
    def step(act: Act) -> bool:
        return ledger.enter(act.tx, JOB, PERIOD, "AN", Outcome.SENT, AT)

    assert sorted(real_office.all_together(step, step, step)) == [False, False, True]


def test_the_outcome_can_be_set_in_the_same_act(real_office: RealOffice) -> None:
    enter(real_office, "AN")
    real_office.ask(ledger.set_outcome, JOB, PERIOD, "AN", Outcome.UNNEEDED)
    assert outcome_of(real_office, "AN") is Outcome.UNNEEDED


def test_what_did_not_arrive_is_forgotten_but_not_what_was_sent_anew_since(real_office: RealOffice) -> None:
    enter(real_office, "AN")
    enter(real_office, "BINH", at=LATER)
    enter(real_office, "TP", Outcome.UNNEEDED)
    for official in ("AN", "BINH", "TP"):
        real_office.ask(ledger.take_back, JOB, PERIOD, official, AT)
    assert [outcome_of(real_office, official) for official in ("AN", "BINH", "TP")] == [
        None, Outcome.SENT, Outcome.UNNEEDED,
    ]  # fmt: skip


def test_old_rows_are_forgotten_a_few_at_a_time(real_office: RealOffice) -> None:
    for official in ("AN", "BINH", "TP"):
        enter(real_office, official)
    enter(real_office, EVERYBODY, Outcome.EXPIRED, LATER)
    assert real_office.ask(ledger.prune, AT, 10) == 0
    assert [real_office.ask(ledger.prune, LATER, 2) for _ in range(3)] == [2, 1, 0]
    assert outcome_of(real_office, EVERYBODY) is Outcome.EXPIRED


def test_runs_of_one_period_add_up_and_a_new_period_counts_anew(real_office: RealOffice) -> None:
    for period, written in ((PERIOD, 50), (PERIOD, 7), ("2026-11-24", 3)):
        real_office.ask(ledger.note_run, JOB, period, written, AT)
        real_office.ask(ledger.note_look, JOB, LATER)
    assert real_office.ask(ledger.runs) == {JOB: JobRun(JOB, LATER, AT, "2026-11-24", 3)}
    real_office.ask(ledger.note_run, JOB, "2026-11-24", 4, LATER)
    assert real_office.ask(ledger.runs)[JOB] == JobRun(JOB, LATER, LATER, "2026-11-24", 7)


def test_a_look_is_remembered_as_it_was_also_where_the_clock_was_set_back(real_office: RealOffice) -> None:
    for at in (LATER, AT):
        real_office.ask(ledger.note_look, JOB, at)
    assert real_office.ask(ledger.runs) == {JOB: JobRun(JOB, AT)}
