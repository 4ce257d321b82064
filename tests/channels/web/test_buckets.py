"""How much anybody may send."""

from __future__ import annotations

from datetime import timedelta

from bot.channels.web.buckets import Buckets
from tests.support.clock import MONDAY_MORNING as NOW


def test_a_burst_then_as_time_passes() -> None:
    buckets = Buckets(burst=2, rate=0.5)
    assert [buckets.take("a", NOW) for _ in range(3)] == [True, True, False]
    assert not buckets.take("a", NOW + timedelta(seconds=1))
    assert buckets.take("a", NOW + timedelta(seconds=2))
    assert not buckets.take("a", NOW + timedelta(seconds=2))


def test_each_has_a_bucket_of_its_own() -> None:
    buckets = Buckets(burst=1, rate=1)
    assert buckets.take("a", NOW)
    assert buckets.take("b", NOW)
    assert not buckets.take("a", NOW)


def test_a_bucket_is_never_more_than_full() -> None:
    buckets = Buckets(burst=2, rate=1)
    buckets.take("a", NOW)
    later = NOW + timedelta(days=1)
    assert [buckets.take("a", later) for _ in range(3)] == [True, True, False]


def test_a_clock_that_is_set_back_gives_nothing_and_takes_nothing() -> None:
    buckets = Buckets(burst=2, rate=1)
    buckets.take("a", NOW)
    assert buckets.take("a", NOW - timedelta(hours=1))
    assert not buckets.take("a", NOW - timedelta(hours=1))


def test_no_more_are_remembered_than_may_be() -> None:
    buckets = Buckets(burst=1, rate=0.001, most=2)
    for key in "abc":
        buckets.take(key, NOW)
    assert buckets.take("a", NOW), "the longest untouched was forgotten"
    assert not buckets.take("c", NOW)
