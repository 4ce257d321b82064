"""What follows from a failure to send."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.channel import (
    MaybeDelivered,
    NotDelivered,
    Rejected,
    RetryLater,
    SendError,
    Unreachable,
)
from bot.channels.results import Again, Ended, Lost, verdict
from bot.storage.outbox import Fate, Kind, Lane, Outgoing
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING as NOW


def row(attempts: int = 0, doubts: int = 0, age: timedelta = timedelta()) -> Outgoing:
    created = to_text(NOW - age)
    return Outgoing("1", "telegram:1", Lane.REPLY, Kind.SCREEN, "{}", "", attempts, doubts, created)


def pause(outgoing: Outgoing, error: SendError) -> float:
    found = verdict(outgoing, error, NOW, repeatable=False)
    assert isinstance(found, Again)
    return (found.at - NOW).total_seconds()


def test_what_did_not_arrive_is_tried_again_after_ever_longer_pauses_of_at_most_a_minute() -> None:
    pauses = [pause(row(attempts), NotDelivered("down")) for attempts in (0, 1, 2, 3, 4, 5, 6, 7, 500)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_hours_without_a_network_lose_nothing() -> None:
    assert pause(row(1400, age=timedelta(hours=23)), NotDelivered("down")) == 60


def test_after_a_day_what_never_arrived_is_given_up_with_its_reason() -> None:
    old = row(1400, age=timedelta(hours=25))
    assert verdict(old, NotDelivered("down"), NOW, repeatable=False) == Ended(old, Fate.FAILED, "down")


def test_what_was_written_long_before_its_time_has_its_attempts_all_the_same() -> None:
    assert pause(row(0, age=timedelta(days=5)), NotDelivered("down")) == 1


def test_what_may_have_arrived_is_repeated_as_doubtful_and_seldom() -> None:
    found = [verdict(row(doubts=doubts), MaybeDelivered("cut"), NOW, repeatable=False) for doubts in range(4)]
    assert [each.doubtful for each in found if isinstance(each, Again)] == [True] * 4
    assert [pause(row(doubts=doubts), MaybeDelivered("cut")) for doubts in range(4)] == [1, 10, 60, 300]


def test_the_fifth_doubt_ends_as_uncertain() -> None:
    doubted = row(doubts=4)
    assert verdict(doubted, MaybeDelivered("cut"), NOW, repeatable=False) == Ended(doubted, Fate.UNCERTAIN, "cut")


def test_what_does_no_harm_twice_is_simply_repeated() -> None:
    found = verdict(row(doubts=4), MaybeDelivered("cut"), NOW, repeatable=True)
    assert isinstance(found, Again)
    assert not found.doubtful


def test_a_platform_that_asks_to_wait_is_obeyed_to_the_second() -> None:
    found = verdict(row(), RetryLater(37), NOW, repeatable=False)
    assert isinstance(found, Again)
    assert (found.at - NOW, found.refused, found.doubtful) == (timedelta(seconds=37), True, False)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Rejected("bad"), Ended(row(), Fate.FAILED, "bad")),
        (Unreachable("blocked"), Lost(row(), "blocked")),
    ],
)
def test_what_will_never_arrive_is_not_tried_again(error: SendError, expected: Ended | Lost) -> None:
    assert verdict(row(), error, NOW, repeatable=True) == expected
