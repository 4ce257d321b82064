"""Fixtures: the small province with chats."""

from __future__ import annotations

import pytest

from tests.support.jobs import local
from tests.support.offices import RealOffice
from tests.support.worklogs import bind


@pytest.fixture
def bound(real_office: RealOffice) -> RealOffice:
    """The small province with chats for AN, BINH and TP, since Friday; on each engine."""
    real_office.now = local("2026-11-20 08:00")
    bind(real_office, "AN", "BINH", "TP")
    return real_office
