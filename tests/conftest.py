"""Fixtures for every test."""

from __future__ import annotations

import os

pytest_plugins = ["tests.support.browsers", "tests.support.databases", "tests.support.offices"]


def pytest_xdist_auto_num_workers() -> int:
    """Two workers a core: those that drive the whole program mostly wait for it."""
    return 2 * (os.cpu_count() or 1)
