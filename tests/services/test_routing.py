"""What waits for a decision always waits for whoever may decide now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.domain.entry import Status
from bot.domain.rules import Rules
from bot.services import routing
from bot.services.act import Act, Means, Office
from bot.services.routing import reroute
from bot.storage import entries, people
from bot.storage.database import Database
from tests.support.clock import MONDAY_MORNING
from tests.support.ids import FakeIds
from tests.support.memory import MemoryOffice
from tests.support.samples import bind_chat, entry, fill_province


@pytest.fixture
def office() -> Iterator[MemoryOffice]:
    with MemoryOffice() as office:
        office.perform(fill_province)
        yield office


def add(act: Act, *ids_and_approvers: tuple[str, str], status: Status = Status.SUBMITTED) -> None:
    for entry_id, approver in ids_and_approvers:
        entries.add(act.tx, entry(entry_id, "AN", approver, status=status))


def approvers(office: MemoryOffice) -> dict[str, str]:
    return {row["id"]: row["approver"] for row in office.rows("SELECT id, approver FROM entries")}


def set_head(act: Act, unit: str, head: str) -> None:
    found = people.find_unit(act.tx, unit)
    assert found is not None
    people.put_unit(act.tx, replace(found, head=head))


def test_entries_follow_the_new_head_of_the_unit(office: MemoryOffice) -> None:
    office.perform(add, ("e1", "TP"), ("e2", "TP"))
    office.perform(set_head, "STC-NS", "BINH")

    assert office.perform(reroute) == 2
    assert approvers(office) == {"e1": "BINH", "e2": "BINH"}


def test_entries_go_to_the_unit_above_when_nobody_heads_the_own(office: MemoryOffice) -> None:
    office.perform(add, ("e1", "TP"))
    office.perform(set_head, "STC-NS", "")

    assert office.perform(reroute) == 1
    assert approvers(office) == {"e1": "GD"}


def test_what_waited_for_nobody_finds_whoever_decides_now(office: MemoryOffice) -> None:
    office.perform(add, ("e1", ""))

    assert office.perform(reroute) == 1
    assert approvers(office) == {"e1": "TP"}


def test_with_nobody_left_above_an_entry_stays_submitted(office: MemoryOffice) -> None:
    office.perform(add, ("e1", "TP"))
    for unit in ("STC-NS", "STC", "KH"):
        office.perform(set_head, unit, "")

    assert office.perform(reroute) == 1
    assert office.rows("SELECT approver, status FROM entries") == [{"approver": "", "status": "submitted"}]


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.SUBMITTED])
def test_only_what_waits_changes_hands(office: MemoryOffice, status: Status) -> None:
    office.perform(add, ("e1", "GD"), status=status)

    assert office.perform(reroute) == 0
    assert approvers(office) == {"e1": "GD"}


def test_nothing_happens_where_everything_waits_rightly(office: MemoryOffice) -> None:
    office.perform(add, ("e1", "TP"))
    before = office.dump()

    assert office.perform(reroute) == 0
    assert office.dump() == before


def cards(office: MemoryOffice) -> list[tuple[str, str, bool]]:
    rows = office.rows("SELECT chat, body FROM outbox ORDER BY id")
    bodies = [(row["chat"], json.loads(row["body"])) for row in rows]
    return [(chat, body["entry"], body.get("mend", False)) for chat, body in bodies if body["fact"] == "card"]


def test_the_new_approver_gets_the_card_and_the_old_one_is_told(office: MemoryOffice) -> None:
    office.perform(bind_chat, "TP", "1")
    office.perform(bind_chat, "BINH", "2")
    office.perform(add, ("e1", "TP"))
    office.perform(set_head, "STC-NS", "BINH")

    office.perform(reroute)

    assert cards(office) == [("telegram:1", "e1", True), ("telegram:2", "e1", False)]


def test_nobody_gets_hundreds_of_cards_at_once(office: MemoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "MOST_CARDS", 2)
    office.perform(bind_chat, "BINH", "2")
    office.perform(add, ("e1", "TP"), ("e2", "TP"), ("e3", "TP"))
    office.perform(set_head, "STC-NS", "BINH")

    assert office.perform(reroute) == 3
    assert len(cards(office)) == 2


async def test_it_works_on_both_engines(database: Database) -> None:
    office = Office(database, Means(Rules(), FakeIds(), lambda bits: 1))
    await office.perform(MONDAY_MORNING, fill_province)
    await office.perform(MONDAY_MORNING, add, ("e1", "GD"), ("e2", "TP"))

    assert await office.perform(MONDAY_MORNING, reroute) == 1
