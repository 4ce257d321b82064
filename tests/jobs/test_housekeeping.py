"""Typed text goes once it is finished and its retention has passed."""

from __future__ import annotations

import logging

import pytest

from bot.jobs import housekeeping
from bot.jobs.housekeeping import blank_old_texts
from bot.services.receiving import receive
from bot.storage import inbox, outbox
from bot.storage.inbox import Fate, Incoming, Kind
from bot.storage.outbox import Kind as BodyKind
from bot.storage.outbox import Lane, Outgoing
from tests.support.clock import FakeClock
from tests.support.offices import AnyOffice, RealOffice
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
        office.perform(lambda act, received=received: inbox.finish(act.tx, received, Fate.DONE, act.at))
        screen = Outgoing(f"o{number}", "telegram:1001", Lane.REPLY, BodyKind.SCREEN, f'{{"text": "{WORDS}"}}')
        office.perform(lambda act, screen=screen: outbox.put(act.tx, screen, act.at))
    office.rows("UPDATE outbox SET status = 'sending'")
    for number in range(count):
        office.perform(lambda act, number=number: outbox.finish(act.tx, f"o{number}", outbox.Fate.SENT, act.at))


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
