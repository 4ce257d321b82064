"""Identifiers that rise, and instants that sort."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.storage.ids import Uuid7
from bot.storage.times import NEVER, from_text, to_text
from tests.support.clock import MONDAY_MORNING, FakeClock

INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def test_an_id_is_a_uuid_of_version_7_that_tells_its_millisecond() -> None:
    made = UUID(Uuid7(FakeClock(), Random(1).getrandbits)())
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(MONDAY_MORNING.timestamp() * 1000)


def test_ids_rise_within_one_millisecond_and_when_the_clock_steps_back() -> None:
    clock = FakeClock()
    new_id = Uuid7(clock, Random(1).getrandbits)
    made = [new_id() for _ in range(10_000)]
    clock.advance(seconds=-30)
    made += [new_id() for _ in range(10)]
    clock.advance(seconds=60)
    made.append(new_id())
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_two_threads_never_get_the_same_place() -> None:
    new_id = Uuid7(SystemClock(), Random(1).getrandbits)
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: new_id()[:18], range(2000)))
    assert len(set(made)) == len(made)


def test_the_systems_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_an_instant_is_kept_as_utc_text_of_fixed_width() -> None:
    assert to_text(MONDAY_MORNING) == "2026-11-23T02:30:00.000Z"
    there = timezone(timedelta(hours=7))
    assert to_text(datetime(2026, 11, 23, 9, 30, 0, 999_999, there)) == "2026-11-23T02:30:00.999Z"


@given(INSTANTS, INSTANTS)
def test_texts_sort_as_instants_do_and_come_back_to_the_millisecond(one: datetime, other: datetime) -> None:
    assert abs(from_text(to_text(one)) - one) < timedelta(milliseconds=1)
    assert len(to_text(one)) == len("2026-11-23T02:30:00.000Z")
    if abs(one - other) >= timedelta(milliseconds=1):
        assert (to_text(one) < to_text(other)) == (one < other)
    assert to_text(one) > NEVER
