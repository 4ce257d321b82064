"""Sending, taking back, mending and sending again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.entry import Entry, FlagKind, Problem, Status
from bot.services import checks, worklog
from bot.services.act import Act
from bot.services.refusal import Refused, Why
from bot.services.worklog import Submitted
from bot.storage import audit, entries
from bot.storage.outbox import Lane
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice, perform
from tests.support.samples import bind_chat
from tests.support.worklogs import (
    MONDAY,
    acts,
    broken_chains,
    change,
    draft,
    facts,
    forget_facts,
    later,
    line,
    now_of,
    person,
    refused,
    send,
    send_one,
    submit,
    withdraw,
)


def kinds(office: AnyOffice, entry: Entry) -> list[tuple[FlagKind, int]]:
    return [(flag.kind, flag.figure) for flag in now_of(office, entry).flags]


# --- Sending


def test_sending_gives_the_entry_to_whoever_decides(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "TP", "3")
    submitted = submit(real_office, draft(real_office, "AN", line(product="CV 12")))
    (sent,) = submitted.entries
    assert submitted.approver == person(real_office, "TP")
    assert (sent.status, sent.approver, sent.submitted_at) == (Status.SUBMITTED, "TP", real_office.now)
    assert sent.revision == 2
    (card,) = facts(real_office, "card")
    assert (card["chat"], card["lane"], card["entry"]) == ("telegram:3", Lane.NOTICE, sent.id)
    assert "mend" not in card


def test_sending_is_written_into_the_units_chain_with_its_figures(real_office: RealOffice) -> None:
    entry = send_one(real_office, product="CV 12 gửi Sở Nội vụ")
    (row,) = real_office.ask(audit.history, f"entry:{entry.id}")
    assert (row["chain"], row["actor"], row["act"], row["words"]) == ("STC-NS", "AN", "submit", "CV 12 gửi Sở Nội vụ")
    assert '"minutes": 120' in row["detail"]
    assert "Sở Nội vụ" not in row["detail"]
    assert broken_chains(real_office) == []


def test_with_nobody_above_it_is_recorded_and_nobody_is_told(office: MemoryOffice) -> None:
    office.perform(bind_chat, "TRUONG", "9")
    submitted = submit(office, draft(office, "TRUONG"), "TRUONG")
    assert submitted.approver is None
    assert (submitted.entries[0].status, submitted.entries[0].approver) == (Status.SUBMITTED, "")
    assert facts(office) == []


def test_the_same_press_twice_sends_once(real_office: RealOffice) -> None:
    sheet = draft(real_office, "AN")
    real_office.perform(bind_chat, "TP", "3")
    submit(real_office, sheet)
    before = real_office.dump()
    refusal = refused(submit, real_office, sheet)
    assert refusal.why is Why.ALREADY_SENT
    assert refusal.facts["entry"].status is Status.SUBMITTED
    assert real_office.dump() == before


def test_the_same_press_many_times_at_once_sends_once(real_office: RealOffice) -> None:
    sheet = draft(real_office, "AN")
    an = person(real_office, "AN")
    perform(real_office, checks.problems_of, an, sheet)
    done = real_office.together(*[lambda act: worklog.submit(act, an, sheet[0].sheet, 1)] * 6)
    assert sum(isinstance(one, Submitted) for one in done) == 1
    assert {one.why for one in done if isinstance(one, Refused)} == {Why.ALREADY_SENT}
    assert acts(real_office, sheet[0]) == ["submit"]
    assert broken_chains(real_office) == []


def test_a_press_that_saw_something_else_sends_nothing(office: MemoryOffice) -> None:
    sheet = draft(office, "AN")
    change(office, sheet, minutes_declared=480)
    assert refused(submit, office, sheet).why is Why.CHANGED
    assert now_of(office, sheet[0]).status is Status.DRAFT


def test_what_is_complete_is_sent_and_the_rest_stays(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "TP", "3")
    sheet = send(real_office, "AN", line(60), line(None), line(90, "D.01"))
    assert [(one.status, one.revision) for one in sheet] == [
        (Status.SUBMITTED, 2),
        (Status.DRAFT, 2),
        (Status.SUBMITTED, 2),
    ]
    assert [card["entry"] for card in facts(real_office, "card")] == [sheet[0].id, sheet[2].id]

    completed = change(real_office, sheet, 2, minutes_declared=30)
    sent = submit(real_office, completed).entries
    assert [one.status for one in sent] == [Status.SUBMITTED] * 3
    assert len(facts(real_office, "card")) == 3


def test_when_nothing_is_complete_nothing_is_sent_and_every_problem_is_told(office: MemoryOffice) -> None:
    sheet = draft(office, "AN", line(None), line(20))
    before = office.dump()
    refusal = refused(submit, office, sheet)
    assert refusal.why is Why.NOT_READY
    assert refusal.facts["problems"] == {1: [Problem.MISSING_HOURS], 2: [Problem.NOT_A_QUARTER]}
    assert office.dump() == before


def test_the_day_limit_counts_what_is_there(office: MemoryOffice) -> None:
    send_one(office, minutes=480)
    assert refused(submit, office, draft(office, "AN", line(255))).facts["problems"] == {1: [Problem.DAY_FULL]}
    send_one(office, minutes=240)
    assert office.ask(entries.minutes_of_period, "AN", MONDAY, MONDAY) == 720


@pytest.mark.parametrize(("who", "hours"), [("AN", 12), ("YSI", 24)])
def test_two_chats_of_one_person_at_once_cannot_exceed_the_limit(real_office: RealOffice, who: str, hours: int) -> None:
    """Each alone would fit; together they would not."""
    official = person(real_office, who)
    sheets = [draft(real_office, who, line(300)) for _ in range(8)]
    perform(real_office, checks.problems_of, official, sheets[0])

    def send_sheet(act: Act, sheet: str) -> Submitted:
        return worklog.submit(act, official, sheet, 1)

    done = real_office.together(*(lambda act, sheet=sheet: send_sheet(act, sheet[0].sheet) for sheet in sheets))

    fitting = hours * 60 // 300
    assert sum(isinstance(one, Submitted) for one in done) == fitting
    assert {one.why for one in done if isinstance(one, Refused)} == {Why.NOT_READY}
    assert real_office.ask(entries.minutes_of_period, who, MONDAY, MONDAY) == fitting * 300


# --- What deserves a look


def test_flags_come_with_their_figures(office: MemoryOffice) -> None:
    entry = send_one(office, minutes=495, worked_on=MONDAY - timedelta(days=1), quantity=2000)
    assert kinds(office, entry) == [(FlagKind.OVER_DAY, 495), (FlagKind.REST_DAY, 0), (FlagKind.OVER_NORM, 206)]
    late = send_one(office, minutes=60, worked_on=MONDAY - timedelta(days=3))
    assert kinds(office, late) == [(FlagKind.LATE, 3)]


def test_who_works_shifts_may_work_on_rest_days(office: MemoryOffice) -> None:
    entry = send_one(office, "YSI", minutes=120, worked_on=MONDAY - timedelta(days=1))
    assert kinds(office, entry) == []


def test_a_second_entry_flags_the_first_one_too_and_mends_its_card(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "TP", "3")
    first = send_one(real_office, item="D.01", minutes=300)
    assert kinds(real_office, first) == []
    forget_facts(real_office)

    later(real_office, minutes=5)
    second = send_one(real_office, item="D.01", minutes=300)

    assert kinds(real_office, first) == kinds(real_office, second) == [(FlagKind.OVER_DAY, 600)]
    cards = {card["entry"]: card.get("mend", False) for card in facts(real_office, "card")}
    assert cards == {first.id: True, second.id: False}
    assert now_of(real_office, first).revision == first.revision, "a press on the first card still counts"


def test_taking_one_back_takes_the_flag_from_the_other(office: MemoryOffice) -> None:
    first, second = send_one(office, item="D.01", minutes=300), send_one(office, item="D.01", minutes=300)
    withdraw(office, second)
    assert kinds(office, first) == kinds(office, second) == []


def test_each_day_has_its_own_flags(office: MemoryOffice) -> None:
    friday = MONDAY - timedelta(days=3)
    (monday, _, old) = send(office, "AN", line(300, "D.01"), line(300, "D.01"), line(300, "D.01", friday))
    assert kinds(office, monday) == [(FlagKind.OVER_DAY, 600)]
    assert kinds(office, old) == [(FlagKind.LATE, 3)]


def test_lateness_stays_what_it_was_when_the_entry_was_sent(office: MemoryOffice) -> None:
    first = send_one(office, item="D.01", minutes=60)
    later(office, days=5)
    send_one(office, item="D.01", minutes=60)
    assert kinds(office, first) == []
