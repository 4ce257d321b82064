"""Telling people: one unsent fact for each subject, in every chat of theirs."""

from __future__ import annotations

import json

import pytest

from bot.domain.entry import Entry, Status
from bot.services import posting
from bot.storage.outbox import Lane
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING
from tests.support.memory import MemoryOffice
from tests.support.offices import RealOffice
from tests.support.samples import bind_chat, entry
from tests.support.worklogs import facts, forget_facts

SENT = "2026-11-23T01:30:00.000Z"
ENTRY = entry("e", "AN", "TP")


@pytest.fixture
def office(office: MemoryOffice) -> MemoryOffice:
    office.perform(bind_chat, "TP", "3")
    return office


def test_a_fact_goes_to_every_chat_of_a_person(real_office: RealOffice) -> None:
    real_office.perform(bind_chat, "AN", "1")
    real_office.perform(bind_chat, "AN", "z1", "zalo")
    real_office.perform(bind_chat, "BINH", "2")
    told = real_office.perform(
        lambda act: posting.post(act, "AN", "decided", subject="d:1", lane=Lane.DECISION, entries=["e"])
    )
    assert told == 2
    assert [(fact["chat"], fact["lane"], fact["entries"]) for fact in facts(real_office)] == [
        ("telegram:1", 2, ["e"]),
        ("zalo:z1", 2, ["e"]),
    ]


def test_who_has_no_chat_is_told_nothing(office: MemoryOffice) -> None:
    assert office.perform(lambda act: posting.post(act, "AN", "decided", subject="d:1", lane=Lane.DECISION)) == 0
    assert facts(office) == []


def test_a_card_is_one_message_for_each_sending(office: MemoryOffice) -> None:
    office.perform(posting.post_card, ENTRY)
    (card,) = facts(office)
    assert card == {
        "chat": "telegram:3",
        "lane": Lane.NOTICE,
        "subject": f"card:e:{SENT}",
        "not_before": to_text(MONDAY_MORNING),
        "fact": "card",
        "entry": "e",
        "sent": SENT,
    }


def test_mending_a_card_that_is_not_yet_sent_adds_nothing(office: MemoryOffice) -> None:
    office.perform(posting.post_card, ENTRY)
    office.perform(posting.mend_card, ENTRY)
    assert len(facts(office)) == 1


def test_mending_a_card_that_was_sent_is_marked_as_such_and_comes_once(office: MemoryOffice) -> None:
    office.perform(posting.post_card, ENTRY)
    forget_facts(office)
    for _ in range(3):
        office.perform(posting.mend_card, ENTRY)
    (mended,) = facts(office)
    assert (mended["subject"], mended["lane"], mended["mend"]) == (f"card:e:{SENT}", Lane.EDIT, True)


def test_a_card_can_be_mended_later_besides(office: MemoryOffice) -> None:
    """As when `Hoàn tác` has to go after five minutes."""
    office.perform(posting.mend_card, ENTRY, Lane.REPLY)
    office.perform(posting.mend_card, ENTRY, not_before="2026-11-23T02:35:00.000Z")
    assert [fact["not_before"] for fact in facts(office)] == [to_text(MONDAY_MORNING), "2026-11-23T02:35:00.000Z"]


@pytest.mark.parametrize(
    "unsent",
    [
        pytest.param(entry("e", "TRUONG", ""), id="nobody decides"),
        pytest.param(entry("e", "AN", "TP", status=Status.DRAFT, submitted_at=None), id="never sent"),
    ],
)
def test_without_somebody_who_decides_there_is_no_card(office: MemoryOffice, unsent: Entry) -> None:
    office.perform(posting.post_card, unsent)
    office.perform(posting.mend_card, unsent)
    assert facts(office) == []


def test_mending_a_sheet_is_marked_as_such(office: MemoryOffice) -> None:
    office.perform(posting.mend_sheet, "TP", "s1")
    (fact,) = facts(office)
    assert (fact["subject"], fact["lane"], fact["mend"], fact["sheet"]) == ("sheet:s1", Lane.EDIT, True, "s1")


def test_a_fact_is_readable_json_with_its_letters(office: MemoryOffice) -> None:
    office.perform(
        lambda act: posting.post_to_chat(act, "telegram:3", "x", subject="s", lane=Lane.NOTICE, words="đồng chí")
    )
    (row,) = office.rows("SELECT body FROM outbox")
    assert json.loads(row["body"]) == {"fact": "x", "words": "đồng chí"}
    assert "đồng chí" in row["body"]
