"""What a leader can decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.decision import ReturnReason, may_approve_minutes, may_undo, quality_after_return
from bot.domain.entry import Quality, Status
from tests.support.clock import MONDAY_MORNING
from tests.support.samples import entry

DECIDED = entry("e", "AN", "TP", status=Status.APPROVED, decided_by="TP", decided_at=MONDAY_MORNING)


@pytest.mark.parametrize(
    ("minutes", "allowed"), [(15, True), (105, True), (120, True), (135, False), (0, False), (-15, False), (100, False)]
)
def test_whole_quarters_up_to_what_was_declared_may_be_approved(minutes: int, allowed: bool) -> None:
    assert may_approve_minutes(entry("e", "AN", "TP", minutes_declared=120), minutes) is allowed


def test_nothing_can_be_approved_where_nothing_was_declared() -> None:
    assert not may_approve_minutes(entry("e", "AN", "TP", minutes_declared=None), 15)


@given(declared=st.integers(0, 1440), minutes=st.integers(-1440, 2880))
def test_never_more_than_declared_and_never_nothing(declared: int, minutes: int) -> None:
    allowed = may_approve_minutes(entry("e", "AN", "TP", minutes_declared=declared), minutes)
    assert allowed == (minutes in range(15, declared + 1, 15))


@pytest.mark.parametrize(
    ("after", "allowed"),
    [
        (timedelta(0), True),
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, milliseconds=1), False),
        (timedelta(minutes=5, seconds=1), False),
    ],
)
@pytest.mark.parametrize("status", [Status.APPROVED, Status.RETURNED])
def test_a_decision_can_be_taken_back_for_five_minutes(after: timedelta, allowed: bool, status: Status) -> None:
    decided = entry("e", "AN", "TP", status=status, decided_by="TP", decided_at=MONDAY_MORNING)
    assert may_undo(decided, "TP", MONDAY_MORNING + after) is allowed


def test_only_who_decided_takes_it_back() -> None:
    assert not may_undo(DECIDED, "GD", MONDAY_MORNING)
    assert not may_undo(DECIDED, "AN", MONDAY_MORNING)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN])
def test_what_is_not_decided_cannot_be_taken_back(status: Status) -> None:
    assert not may_undo(entry("e", "AN", "TP", status=status, decided_by="TP"), "TP", MONDAY_MORNING)


def test_a_decision_without_its_instant_cannot_be_taken_back() -> None:
    assert not may_undo(entry("e", "AN", "TP", status=Status.APPROVED, decided_by="TP"), "TP", MONDAY_MORNING)


def test_the_preset_reasons_are_the_contracts_and_only_one_counts_against_quality() -> None:
    assert {reason.value: reason.counts_against_quality for reason in ReturnReason} == {
        "Chưa đúng đầu công việc": False,
        "Giờ chưa phù hợp": False,
        "Thiếu thông tin sản phẩm": False,
        "Chất lượng chưa đạt": True,
    }


def test_a_return_leaves_a_quality_only_where_it_counts_against_it() -> None:
    assert quality_after_return(ReturnReason.POOR_QUALITY) == Quality.POOR
    assert quality_after_return(ReturnReason.WRONG_HOURS) == ""
    assert quality_after_return(None) == ""
