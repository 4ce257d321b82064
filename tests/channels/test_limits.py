"""How fast things go that nobody waits for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.limits import CHAT_REST, Pace
from tests.support.clock import FakeClock


def gone(pace: Pace, clock: FakeClock, seconds: float, step: float) -> list[float]:
    """When things go, if somebody asks every `step` seconds."""
    start = clock.now()
    times = []
    while clock.now() - start < timedelta(seconds=seconds):
        if pace.free(clock.now()):
            pace.took(clock.now())
            times.append((clock.now() - start).total_seconds())
        clock.advance(seconds=step)
    return times


@pytest.mark.parametrize("step", [0.001, 0.01, 0.03, 0.049])
def test_however_often_one_asks_no_second_sees_more_than_the_rate(step: float) -> None:
    times = gone(Pace(20), FakeClock(), 5, step)
    most = max(sum(1 for time in times if start <= time < start + 1) for start in times)
    assert most <= 21
    assert len(times) >= 5 * 18


@pytest.mark.parametrize("step", [0.001, 0.007, 0.03, 0.09])
def test_a_high_rate_is_reached_by_letting_several_go_at_once(step: float) -> None:
    """Nobody can be asked every 5 ms; who comes late by less than a tenth of a second loses nothing."""
    pace, clock = Pace(200), FakeClock()
    total = 0
    for _ in range(round(5 / step)):
        free = pace.free(clock.now())
        for _ in range(free):
            pace.took(clock.now())
        total += free
        assert free <= 21
        clock.advance(seconds=step)
    assert 0.98 * 1000 <= total <= 1.03 * 1000


def test_no_platforms_rate_is_ever_caught_up_in_a_burst() -> None:
    pace, clock = Pace(40), FakeClock()
    pace.took(clock.now())
    clock.advance(seconds=10)
    assert pace.free(clock.now()) == 1


def test_it_says_when_more_may_go() -> None:
    pace, clock = Pace(20), FakeClock()
    assert pace.next_change(clock.now()) is None
    pace.sent("telegram:1", clock.now())
    assert pace.next_change(clock.now()) == clock.now() + CHAT_REST
    pace.took(clock.now())
    assert pace.next_change(clock.now()) == clock.now() + timedelta(milliseconds=25)
    clock.advance(seconds=2)
    assert pace.next_change(clock.now()) is None


def test_a_rest_earns_no_burst() -> None:
    pace, clock = Pace(20), FakeClock()
    pace.took(clock.now())
    clock.advance(hours=1)
    assert len(gone(pace, clock, 0.05, 0.001)) <= 2


def test_a_chat_rests_for_a_little_over_a_second() -> None:
    pace, clock = Pace(20), FakeClock()
    pace.sent("telegram:1", clock.now())
    clock.advance(seconds=1.04)
    assert pace.resting(clock.now()) == ["telegram:1"]
    clock.advance(seconds=0.02)
    assert pace.resting(clock.now()) == []


def test_one_refused_chat_concerns_nobody_else() -> None:
    pace, clock = Pace(20), FakeClock()
    pace.refused("telegram:1", clock.now() + timedelta(seconds=9))
    assert pace.free(clock.now()) == 1


def test_several_refused_chats_halt_what_nobody_waits_for_until_the_waits_are_over() -> None:
    pace, clock = Pace(20), FakeClock()
    for chat in range(3):
        pace.refused(f"telegram:{chat}", clock.now() + timedelta(seconds=9))
    assert pace.free(clock.now()) == 0
    clock.advance(seconds=10)
    assert pace.free(clock.now()) == 1
