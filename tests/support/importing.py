"""Bringing files in, as the command line does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.services.imports.importing import Outcome, import_file, read_file
from bot.services.imports.kind import Kind
from bot.services.imports.refusal import ImportRefused
from tests.support.memory import MemoryOffice

UNITS, OFFICIALS, CATALOG = Kind.UNITS, Kind.OFFICIALS, Kind.CATALOG


def bring(office: MemoryOffice, kind: Kind, content: bytes, **options: bool) -> Outcome:
    """Read a file and bring it in."""
    return office.perform(import_file, read_file(kind, content, "tep.csv"), **options)


def problems(do: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
    """What an import is refused for."""
    with pytest.raises(ImportRefused) as refused:
        do(*args, **kwargs)
    return list(refused.value.problems)


def problems_of_import(office: MemoryOffice, kind: Kind, content: bytes, **options: bool) -> list[str]:
    """What bringing a file in is refused for; the database stays as it was."""
    before = office.dump()
    found = problems(bring, office, kind, content, **options)
    assert office.dump() == before
    return found


def codes(named: tuple[Any, ...]) -> list[str]:
    """The codes of what an outcome names."""
    return [one.code for one in named]
