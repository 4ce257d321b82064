"""A part that shows no sign of life for too long counts as stuck, whatever the clock on the wall says."""

from __future__ import annotations

from bot.pulse import Pulse


class Seconds:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_expected_before_the_first_sign() -> None:
    seconds = Seconds()
    pulse = Pulse("telegram", 120, seconds)
    seconds.now += 10_000
    assert (pulse.age, pulse.stuck) == (None, False)


def test_a_part_is_stuck_once_its_sign_is_overdue_and_not_before() -> None:
    seconds = Seconds()
    pulse = Pulse("telegram", 120, seconds)
    pulse.beat()
    seconds.now += 120
    assert (pulse.age, pulse.stuck) == (120, False)
    seconds.now += 1
    assert pulse.stuck
    pulse.beat()
    assert (pulse.age, pulse.stuck) == (0, False)


def test_of_a_part_that_rests_nothing_is_expected() -> None:
    seconds = Seconds()
    pulse = Pulse("telegram", 120, seconds)
    pulse.beat()
    pulse.rest()
    seconds.now += 10_000
    assert (pulse.age, pulse.stuck) == (None, False)
