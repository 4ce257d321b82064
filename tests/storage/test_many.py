"""Statements over many values: few shapes, nothing left out, nothing twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from bot.storage.many import groups, numbered, rows_of


@given(some.integers(0, 1000))
def test_groups_hold_every_value_once_in_order_and_have_seven_sizes_at_most(count: int) -> None:
    found = list(groups(range(count)))
    assert [value for group in found for value in group] == list(range(count))
    assert {len(group) for group in found} <= {1, 2, 4, 8, 16, 32, 64}


def test_rows_and_their_parameters_have_the_same_names() -> None:
    assert rows_of(("a", "b"), 2) == "(:a0, :b0), (:a1, :b1)"
    assert numbered([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]) == {"a0": 1, "b0": "x", "a1": 2, "b1": "y"}
