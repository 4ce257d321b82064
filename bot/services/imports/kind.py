"""What a file can bring."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a file brings."""

    UNITS = "units"
    OFFICIALS = "officials"
    CATALOG = "catalog"
