"""Fixtures for every test."""

from __future__ import annotations

import os
from collections import defaultdict

import pytest
from hypothesis import settings

pytest_plugins = ["tests.support.browsers", "tests.support.databases", "tests.support.offices"]


settings.register_profile("everywhere", deadline=None)  # a busy machine is no fault of the program
settings.load_profile("everywhere")


_WHOLE_PROGRAM = "e2e"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread what drives the whole program among the rest: it mostly waits, so each worker should have its share."""
    modules: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        modules[str(item.path)].append(item)
    waiting = [own for own in modules.values() if own[0].path.parent.name == _WHOLE_PROGRAM]
    working = [own for own in modules.values() if own[0].path.parent.name != _WHOLE_PROGRAM]
    order = sorted([*_spread(waiting), *_spread(working)], key=lambda one: one[0])
    items[:] = [item for _, own in order for item in own]


def _spread(modules: list[list[pytest.Item]]) -> list[tuple[float, list[pytest.Item]]]:
    """Modules with their place in a line from 0 to 1, each where the middle of its tests falls."""
    total, before, placed = sum(map(len, modules)), 0, []
    for own in modules:
        placed.append(((before + len(own) / 2) / total, own))
        before += len(own)
    return placed


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three workers on two cores: those that drive the whole program mostly wait for it."""
    return -(-3 * (os.cpu_count() or 1) // 2)
