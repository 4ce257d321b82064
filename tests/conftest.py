"""Fixtures for every test."""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ["tests.support.browsers", "tests.support.databases", "tests.support.offices"]


settings.register_profile("everywhere", deadline=None)  # a busy machine is no fault of the program
settings.load_profile("everywhere")


def pytest_xdist_auto_num_workers() -> int:
    """Two workers a core: those that drive the whole program mostly wait for it."""
    return 2 * (os.cpu_count() or 1)
