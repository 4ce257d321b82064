"""Entries as they are kept, summed and found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.entry import Entry, Flag, FlagKind, Status
from bot.storage import entries
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING
from tests.support.offices import RealOffice
from tests.support.samples import entry

MONDAY = MONDAY_MORNING.date()
SUNDAY, TUESDAY = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)

FULL = entry(
    "full",
    "AN",
    "TP",
    worked_on=date(2026, 11, 20),
    minutes_approved=105,
    quantity=1500,
    completed=False,
    product="CV số 12/STC-NS “khẩn” <&>",
    words="soạn công văn",
    status=Status.APPROVED,
    quality="đạt",
    quality_self="chưa đạt",
    reason="Giờ chưa phù hợp",
    reason_preset="wrong_hours",
    decided_by="TP",
    on_behalf_of="GD",
    flags=(Flag(FlagKind.LATE, 3), Flag(FlagKind.REST_DAY)),
    revision=4,
    decided_at=MONDAY_MORNING,
)
BARE = Entry(
    id="bare", official="AN", unit="STC-NS", sheet="s", place=1, item="", item_name="", group="", coefficient=1000,
    norm_minutes=None, worked_on=MONDAY, minutes_declared=None, quantity=None, channel="zalo",
    created_at=MONDAY_MORNING,
)  # fmt: skip


def add(office: RealOffice, *some: Entry) -> None:
    for one in some:
        office.ask(entries.add, one)


def numbered(number: int, official: str = "AN", approver: str = "TP", **other: Any) -> Entry:
    """Entries written and sent one second after another."""
    at = MONDAY_MORNING + timedelta(seconds=number)
    return entry(f"e{number:02d}", official, approver, **{"created_at": at, "submitted_at": at} | other)


def ids(found: list[Entry]) -> list[str]:
    return [one.id for one in found]


@pytest.mark.parametrize("one", [FULL, BARE], ids=["all told", "hardly anything told"])
def test_an_entry_comes_back_as_it_was_written(real_office: RealOffice, one: Entry) -> None:
    add(real_office, one)
    assert real_office.ask(entries.find, one.id) == one
    assert real_office.ask(entries.find, "another") is None


def test_replacing_needs_the_entry_to_stand_as_it_was_read(real_office: RealOffice) -> None:
    add(real_office, BARE)
    changed = replace(BARE, minutes_declared=60, revision=2)
    assert real_office.ask(entries.replace, BARE, changed)
    assert not real_office.ask(entries.replace, BARE, replace(BARE, minutes_declared=90, revision=2))
    other_status = replace(changed, status=Status.SUBMITTED)
    assert not real_office.ask(entries.replace, other_status, replace(changed, revision=3))
    assert real_office.ask(entries.find, "bare") == changed


def test_only_one_of_those_who_replace_at_once_succeeds(real_office: RealOffice) -> None:
    add(real_office, BARE)
    done = real_office.all_together(
        *(
            lambda act, minutes=minutes: entries.replace(
                act.tx, BARE, replace(BARE, minutes_declared=minutes, revision=2)
            )
            for minutes in range(15, 135, 15)
        )
    )
    assert sorted(done) == [False] * 7 + [True]


def test_flags_are_written_without_a_new_revision(real_office: RealOffice) -> None:
    add(real_office, FULL)
    for flags in ((Flag(FlagKind.OVER_DAY, 600),), ()):
        real_office.ask(entries.set_flags, FULL, flags)
        assert real_office.ask(entries.find, "full") == replace(FULL, flags=flags)


def test_only_a_draft_is_deleted_and_only_as_it_was_seen(real_office: RealOffice) -> None:
    add(real_office, BARE, FULL)
    assert not real_office.ask(entries.delete_draft, replace(BARE, revision=2))
    assert not real_office.ask(entries.delete_draft, FULL)
    assert real_office.ask(entries.delete_draft, BARE)
    assert [row["id"] for row in real_office.rows("SELECT id FROM entries")] == ["full"]


def test_the_entries_of_a_sheet_come_by_their_number(real_office: RealOffice) -> None:
    add(real_office, *(numbered(number, sheet="s", place=10 - number) for number in (1, 2, 3)), numbered(4))
    assert ids(real_office.ask(entries.of_sheet, "s")) == ["e03", "e02", "e01"]
    assert real_office.ask(entries.of_sheet, "none") == []


def test_a_persons_entries_of_a_period_come_by_day_and_time_of_writing(real_office: RealOffice) -> None:
    add(
        real_office,
        numbered(1, worked_on=MONDAY),
        numbered(2, worked_on=SUNDAY),
        numbered(3, worked_on=MONDAY),
        numbered(4, worked_on=TUESDAY),
        numbered(5, "BINH", worked_on=MONDAY),
    )
    assert ids(real_office.ask(entries.of_official, "AN", SUNDAY, MONDAY)) == ["e02", "e01", "e03"]
    assert ids(real_office.ask(entries.of_official, "AN", MONDAY, MONDAY)) == ["e01", "e03"]


def test_a_day_is_filled_by_what_waits_and_by_what_was_approved(real_office: RealOffice) -> None:
    approved: dict[str, Any] = {"status": Status.APPROVED, "minutes_approved": 45}
    add(
        real_office,
        numbered(1, worked_on=MONDAY),
        numbered(2, worked_on=MONDAY, **approved),
        numbered(3, worked_on=SUNDAY, minutes_declared=15),
        numbered(4, "BINH", worked_on=MONDAY),
        *(numbered(5 + place, worked_on=MONDAY, status=status) for place, status in enumerate(
            (Status.DRAFT, Status.RETURNED, Status.WITHDRAWN)
        )),
    )  # fmt: skip
    assert real_office.ask(entries.minutes_of_period, "AN", MONDAY, MONDAY) == 165
    assert real_office.ask(entries.minutes_of_period, "AN", SUNDAY, MONDAY) == 180
    assert real_office.ask(entries.minutes_of_period, "AN", TUESDAY, TUESDAY) == 0


def test_what_waits_on_a_day(real_office: RealOffice) -> None:
    add(real_office, numbered(2, worked_on=MONDAY), numbered(1, worked_on=MONDAY), numbered(3, worked_on=SUNDAY))
    add(real_office, numbered(4, worked_on=MONDAY, status=Status.APPROVED), numbered(5, "BINH", worked_on=MONDAY))
    assert ids(real_office.ask(entries.waiting_on_day, "AN", MONDAY)) == ["e01", "e02"]


def test_the_queue_is_oldest_first_up_to_a_number_and_an_instant(real_office: RealOffice) -> None:
    add(real_office, *(numbered(number) for number in (3, 1, 2)), numbered(4, approver="GD"))
    add(real_office, numbered(5, status=Status.RETURNED))
    until = to_text(MONDAY_MORNING + timedelta(seconds=2))
    assert ids(real_office.ask(entries.queue, "TP", 10)) == ["e01", "e02", "e03"]
    assert ids(real_office.ask(entries.queue, "TP", 2)) == ["e01", "e02"]
    assert ids(real_office.ask(entries.queue, "TP", 10, until)) == ["e01", "e02"]
    assert real_office.ask(entries.queue_length, "TP") == 3
    assert real_office.ask(entries.queue_length, "AN") == 0


def test_the_latest_entries_are_those_sent_at_least_once(real_office: RealOffice) -> None:
    add(real_office, *(numbered(number, status=Status.WITHDRAWN) for number in (1, 2, 3)))
    add(real_office, numbered(4, status=Status.DRAFT), numbered(5, "BINH"))
    assert ids(real_office.ask(entries.latest, "AN", 2)) == ["e03", "e02"]


def test_the_last_day_before_counts_only_what_was_sent(real_office: RealOffice) -> None:
    assert real_office.ask(entries.last_day_before, "AN", MONDAY) is None
    friday, saturday = MONDAY - timedelta(days=3), MONDAY - timedelta(days=2)
    add(real_office, numbered(1, worked_on=friday), numbered(2, worked_on=saturday, status=Status.WITHDRAWN))
    add(real_office, numbered(3, worked_on=MONDAY), numbered(4, "BINH", worked_on=SUNDAY))
    assert real_office.ask(entries.last_day_before, "AN", MONDAY) == friday


def test_the_use_of_items_counts_the_latest_entries_the_most_recent_item_first(real_office: RealOffice) -> None:
    items = ["D.01", "B.01", "B.02", "B.01", ""]
    add(real_office, *(numbered(number, item=item) for number, item in enumerate(items)))
    assert list(real_office.ask(entries.item_use, "AN", 3).items()) == [("B.01", 2), ("B.02", 1)]
    assert real_office.ask(entries.item_use, "AN", 60) == {"B.01": 2, "B.02": 1, "D.01": 1}
    assert real_office.ask(entries.item_use, "BINH", 60) == {}


def test_everybodys_entries_of_a_period_come_page_by_page(real_office: RealOffice) -> None:
    add(real_office, *(numbered(number, worked_on=MONDAY if number % 2 else SUNDAY) for number in range(5)))
    add(real_office, numbered(9, worked_on=TUESDAY))
    seen, after = [], ("", "")
    while page := real_office.ask(entries.of_period, SUNDAY, MONDAY, [], "", after, 2):
        seen += ids(page)
        after = (page[-1].worked_on.isoformat(), page[-1].id)
    assert seen == ["e00", "e02", "e04", "e01", "e03"]


def test_a_period_can_be_narrowed_to_units_and_to_one_person(real_office: RealOffice) -> None:
    add(real_office, numbered(1), numbered(2, "BINH", "GD"), numbered(3, "YSI", unit="BVDK"))

    def found(units: list[str], official: str) -> list[str]:
        return ids(real_office.ask(entries.of_period, SUNDAY, MONDAY, units, official, ("", ""), 10))

    assert found(["STC-NS", "STC"], "") == ["e01", "e02"]
    assert found([], "YSI") == ["e03"]
    assert found(["STC-NS"], "YSI") == []


def test_whose_entries_wait_for_whom_and_giving_them_to_another(real_office: RealOffice) -> None:
    add(real_office, numbered(1), numbered(2), numbered(3, "BINH", "GD"), numbered(4, approver="GD"))
    add(real_office, numbered(5, status=Status.APPROVED))
    assert real_office.ask(entries.waiting_routes) == [("AN", "GD"), ("AN", "TP"), ("BINH", "GD")]

    moved = real_office.ask(entries.reroute, "AN", "TP", "CT")

    assert sorted((one.id, one.approver) for one in moved) == [("e01", "CT"), ("e02", "CT")]
    assert real_office.ask(entries.queue_length, "CT") == 2


def test_queues_are_counted_by_leader_and_only_what_waits(real_office: RealOffice) -> None:
    add(real_office, numbered(1), numbered(2, "BINH"), numbered(3, approver="GD"))
    add(real_office, numbered(4, approver=""), numbered(5, approver="CT", status=Status.APPROVED))
    assert real_office.ask(entries.queue_lengths) == {"GD": 1, "TP": 2}
