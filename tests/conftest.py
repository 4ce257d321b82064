"""Fixtures for every test."""

from __future__ import annotations

pytest_plugins = ["tests.support.browsers", "tests.support.databases", "tests.support.offices"]
