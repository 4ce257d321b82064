"""Typed text goes once it is finished and its retention has passed."""

from __future__ import annotations

import logging

import pytest

from bot.domain.schedule import REMEMBERED
from bot.jobs import housekeeping
from bot.jobs.housekeeping import blank_old_texts
from bot.services.act import Act
from bot.services.receiving import receive
from bot.storage import chats, held, inbox, ledger, outbox, web
from bot.storage.inbox import Fate, Incoming, Kind
from bot.storage.ledger import Outcome
from bot.storage.outbox import Kind as BodyKind
from bot.storage.outbox import Lane, Outgoing
from bot.storage.times import to_text
from tests.support.clock import FakeClock
from tests.support.offices import AnyOffice, RealOffice
from tests.support.samples import bind_chat
from tests.support.worklogs import later, send_one

WORDS = "2h30 họp giao ban về nhân sự Đỗ Hữu Nghị"
RETENTION = 30


def receive_and_answer(office: AnyOffice, count: int = 1) -> None:
    """So many inputs that were handled, and answers that were sent."""
    incomings = [Incoming("telegram", "1001", str(number), Kind.TEXT, WORDS) for number in range(count)]
    office.perform(receive, incomings)
    for number in range(count):
        received = office.ask(inbox.claim)
        assert received is not None
        office.ask(inbox.finish, received, Fate.DONE, to_text(office.now))
        screen = Outgoing(f"o{number}", "telegram:1001", Lane.REPLY, BodyKind.SCREEN, f'{{"text": "{WORDS}"}}')
        office.ask(outbox.put, screen, to_text(office.now))
    office.rows("UPDATE outbox SET status = 'sending'")
    for number in range(count):
        office.ask(outbox.finish, f"o{number}", outbox.Fate.SENT, to_text(office.now))


def test_finished_texts_are_blanked_after_their_retention_and_not_before(real_office: RealOffice) -> None:
    receive_and_answer(real_office)
    later(real_office, days=RETENTION)
    assert real_office.perform(blank_old_texts, RETENTION) == 0
    later(real_office, milliseconds=1)
    assert real_office.perform(blank_old_texts, RETENTION) == 2
    assert not any(WORDS in line for line in real_office.dump())
    assert real_office.perform(blank_old_texts, RETENTION) == 0


def test_what_still_waits_keeps_its_text_however_old(real_office: RealOffice) -> None:
    real_office.perform(receive, [Incoming("telegram", "1001", "1", Kind.TEXT, WORDS)])
    screen = Outgoing("o", "telegram:1001", Lane.REPLY, BodyKind.SCREEN, WORDS)
    real_office.perform(lambda act: outbox.put(act.tx, screen, act.at))
    later(real_office, days=400)
    assert real_office.perform(blank_old_texts, RETENTION) == 0


def test_the_record_of_work_is_not_touched(real_office: RealOffice) -> None:
    entry = send_one(real_office, product=WORDS)
    later(real_office, days=400)
    real_office.perform(blank_old_texts, RETENTION)
    assert [row["product"] for row in real_office.rows("SELECT product FROM entries")] == [WORDS]
    assert entry.product == WORDS


def test_everything_old_goes_a_few_rows_a_transaction(real_office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 2)
    receive_and_answer(real_office, 5)
    later(real_office, days=31)
    clock = FakeClock(real_office.now)

    real_office.run(housekeeping.housekeeping(real_office.office, clock, RETENTION))

    assert real_office.rows("SELECT seq FROM inbox WHERE text <> ''") == []
    assert real_office.rows("SELECT id FROM outbox WHERE body <> ''") == []


def test_a_database_that_cannot_serve_is_logged_and_left_for_the_next_time(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    office = RealOffice(sqlite_url)
    office.run(office.office.database.close())
    with caplog.at_level(logging.WARNING):
        office.run(housekeeping.housekeeping(office.office, FakeClock(), RETENTION))
    assert "old texts are not blanked yet" in caplog.text
    office.close()


def test_what_a_restore_held_is_given_up_when_nobody_has_reviewed_it(real_office: RealOffice) -> None:
    """Else what was typed would be kept for ever in it."""
    real_office.ask(chats.next_seq, "telegram", "1001")
    screen = Outgoing("o", "telegram:1001", Lane.REPLY, BodyKind.SCREEN, WORDS)
    real_office.perform(lambda act: outbox.put(act.tx, screen, act.at))
    real_office.ask(held.hold_all)
    later(real_office, days=RETENTION)
    keep_house(real_office)
    assert [one.count for one in real_office.ask(held.summary)] == [1]
    later(real_office, milliseconds=1)
    keep_house(real_office)
    assert real_office.ask(held.summary) == []
    later(real_office, days=RETENTION, milliseconds=1)
    keep_house(real_office)
    assert not any(WORDS in line for line in real_office.dump())


def keep_house(office: RealOffice) -> None:
    office.run(housekeeping.housekeeping(office.office, FakeClock(office.now), RETENTION))


def test_who_was_told_of_days_long_past_is_forgotten(real_office: RealOffice) -> None:
    def enter(act: Act, period: str) -> None:
        ledger.enter(act.tx, "daily-reminder", period, "AN", Outcome.SENT, act.at)

    real_office.perform(enter, "2026-11-23")
    later(real_office, days=REMEMBERED.days)
    real_office.perform(enter, "2027-01-22")
    later(real_office, milliseconds=1)
    real_office.run(housekeeping.housekeeping(real_office.office, FakeClock(real_office.now), RETENTION))
    assert [row["period"] for row in real_office.rows("SELECT period FROM ledger")] == ["2027-01-22"]


def test_what_was_said_in_the_web_chat_is_blanked_too(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "AN", "an", "web")
    real_office.perform(lambda act: web.add(act.tx, "web:an", "AN", web.Side.IN, WORDS, act.at))
    later(real_office, days=RETENTION, seconds=1)
    assert real_office.perform(blank_old_texts, RETENTION) == 1
    assert real_office.rows("SELECT body FROM web_messages") == [{"body": ""}]
