"""Fixtures of the imports: an empty office, and the small province."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.memory import MemoryOffice
from tests.support.samples import fill_province


@pytest.fixture
def office() -> Iterator[MemoryOffice]:
    """An office that knows nobody yet."""
    with MemoryOffice() as office:
        yield office


@pytest.fixture
def province(office: MemoryOffice) -> MemoryOffice:
    """An office that knows the small province of the samples."""
    office.perform(fill_province)
    return office
