"""What is to be sent: facts that stand for newer ones, what is shown where, and giving up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage import chats, outbox
from bot.storage.outbox import Kind, Lane, Outgoing
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING
from tests.support.offices import RealOffice

CHAT = "telegram:1001"
NOW, LATER = to_text(MONDAY_MORNING), to_text(MONDAY_MORNING + timedelta(minutes=5))


@pytest.fixture
def real_office(real_office: RealOffice) -> RealOffice:
    real_office.ask(chats.next_seq, "telegram", "1001")
    real_office.ask(chats.next_seq, "telegram", "2002")
    return real_office


def fact(office: RealOffice, name: str, lane: Lane = Lane.EDIT, not_before: str = "", **other: str) -> None:
    values = {"chat": CHAT, "subject": "card:e", **other}
    outgoing = Outgoing(name, values["chat"], lane, Kind.FACT, "{}", values["subject"])
    office.ask(outbox.put_fact, outgoing, NOW, not_before)


def names(office: RealOffice) -> list[str]:
    return [row["id"] for row in office.rows("SELECT id FROM outbox ORDER BY id")]


def test_an_unsent_fact_stands_for_the_next_of_its_subject(real_office: RealOffice) -> None:
    fact(real_office, "1")
    fact(real_office, "2")
    assert names(real_office) == ["1"]
    assert real_office.ask(outbox.waiting) == 1


def test_but_not_for_another_subject_nor_another_chat(real_office: RealOffice) -> None:
    fact(real_office, "1")
    fact(real_office, "2", subject="card:f")
    fact(real_office, "3", chat="telegram:2002")
    assert names(real_office) == ["1", "2", "3"]


def test_nor_for_a_more_urgent_one(real_office: RealOffice) -> None:
    fact(real_office, "1", Lane.EDIT)
    fact(real_office, "2", Lane.REPLY)
    fact(real_office, "3", Lane.NOTICE)
    assert names(real_office) == ["1", "2"]


@pytest.mark.parametrize("status", ["sending", "sent"])
def test_nor_once_it_is_on_its_way(real_office: RealOffice, status: str) -> None:
    """It was put into words before the newer one became true."""
    fact(real_office, "1")
    real_office.rows("UPDATE outbox SET status = :status", status=status)
    fact(real_office, "2")
    assert names(real_office) == ["1", "2"]


def test_a_fact_due_now_does_not_stand_for_one_due_later(real_office: RealOffice) -> None:
    """What will be true in five minutes is not yet true when the first one is put into words."""
    fact(real_office, "1")
    fact(real_office, "2", not_before=LATER)
    assert names(real_office) == ["1", "2"]


def test_nor_does_one_due_later_stand_for_one_due_now(real_office: RealOffice) -> None:
    fact(real_office, "1", not_before=LATER)
    fact(real_office, "2")
    assert names(real_office) == ["1", "2"]


def test_a_finished_screen_stands_for_no_fact(real_office: RealOffice) -> None:
    real_office.ask(outbox.put, Outgoing("1", CHAT, Lane.REPLY, Kind.SCREEN, "{}", "card:e"), NOW)
    fact(real_office, "2")
    assert names(real_office) == ["1", "2"]


def test_which_message_shows_a_subject_is_remembered_the_latest(real_office: RealOffice) -> None:
    assert real_office.ask(outbox.shown_message, CHAT, "card:e") == ""
    for message in ("11", "12"):
        real_office.ask(outbox.note_shown, CHAT, "card:e", message, NOW)
        assert real_office.ask(outbox.shown_message, CHAT, "card:e") == message
    assert real_office.ask(outbox.shown_message, "telegram:2002", "card:e") == ""


def test_what_waits_for_a_chat_that_cannot_be_reached_is_given_up(real_office: RealOffice) -> None:
    fact(real_office, "1")
    fact(real_office, "2", chat="telegram:2002")
    assert real_office.ask(outbox.drop_waiting_of_chat, CHAT, NOW, "blocked") == 1
    rows = real_office.rows("SELECT id, status, error, finished_at FROM outbox ORDER BY id")
    assert rows[0] == {"id": "1", "status": "failed", "error": "blocked", "finished_at": NOW}
    assert rows[1]["status"] == "waiting"


def test_bodies_are_blanked_once_finished_and_old(real_office: RealOffice) -> None:
    fact(real_office, "1")
    fact(real_office, "2", chat="telegram:2002")
    real_office.ask(outbox.drop_waiting_of_chat, CHAT, NOW, "blocked")
    assert real_office.ask(outbox.blank_bodies, NOW, 100) == 0
    assert real_office.ask(outbox.blank_bodies, LATER, 100) == 1
    assert real_office.rows("SELECT id FROM outbox WHERE body = ''") == [{"id": "1"}]


def state(office: RealOffice) -> tuple[str, str, int]:
    (row,) = office.rows("SELECT status, owner, attempts FROM outbox")
    return row["status"], row["owner"], row["attempts"]


def test_what_another_has_taken_over_is_not_ended_by_its_former_owner(real_office: RealOffice) -> None:
    """A process that was cut off from the database comes back while another sends the row again."""
    fact(real_office, "1")
    real_office.rows("UPDATE outbox SET status = 'sending', owner = 'b'")
    real_office.ask(outbox.finish, "1", outbox.Fate.SENT, NOW, owner="a")
    real_office.ask(outbox.postpone, "1", LATER, "down", doubtful=False, owner="a")
    assert state(real_office) == ("sending", "b", 0)
    real_office.ask(outbox.finish, "1", outbox.Fate.SENT, NOW, owner="b")
    assert state(real_office) == ("sent", "", 1)
