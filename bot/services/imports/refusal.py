"""What is wrong with a file, in words for whoever brought it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file something stands; places are in the file's order.

    Attributes:
        page: which of the workbook's sheets, from 0.
        row: the row as that sheet counts them, from 1; 0 for the sheet as a whole.
        title: the sheet's name; empty where the file has but one.
    """

    page: int = 0
    row: int = 0
    title: str = ""

    def __str__(self) -> str:
        parts = [f"trang {quoted(self.title)}"] * bool(self.title) + [f"dòng {self.row}"] * bool(self.row)
        return ", ".join(parts)


NOWHERE = Place()
"""The file as a whole."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        words: what is wrong and what is allowed.
        place: where it stands.
        column: the column's name; empty for the row as a whole.
    """

    words: str
    place: Place = NOWHERE
    column: str = ""

    def __str__(self) -> str:
        where = [str(self.place)] * bool(str(self.place)) + [f"cột {self.column}"] * bool(self.column)
        return f"{', '.join(where)}: {self.words}" if where else self.words


class ImportRefused(Exception):
    """The whole file is refused and nothing has changed.

    Attributes:
        problems: one line each, in the order of the rows, without the file's name.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.problems = tuple(str(fault) for fault in sorted(faults, key=lambda fault: fault.place))
        super().__init__("\n".join(self.problems))


def refuse_if_any(faults: Sequence[Fault]) -> None:
    """Raise `ImportRefused` with all faults, if there are any."""
    if faults:
        raise ImportRefused(faults)


def quoted(value: str) -> str:
    """A value as a message shows it: in quotation marks, and not longer than a line."""
    return f"“{value}”" if len(value) <= _LONGEST_QUOTE else f"“{value[:_LONGEST_QUOTE]}…”"
