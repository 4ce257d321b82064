"""What is wrong with a file, in words for whoever brought it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        words: what is wrong and what is allowed.
        row: the row as the file counts them, from 1; 0 for the file as a whole.
        column: the column's name; empty for the row as a whole.
    """

    words: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        place = [f"dòng {self.row}"] * bool(self.row) + [f"cột {self.column}"] * bool(self.column)
        return f"{', '.join(place)}: {self.words}" if place else self.words


class ImportRefused(Exception):
    """The whole file is refused and nothing has changed.

    Attributes:
        problems: one line each, in the order of the rows, without the file's name.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.problems = tuple(str(fault) for fault in sorted(faults, key=lambda fault: fault.row))
        super().__init__("\n".join(self.problems))


def refuse_if_any(faults: Sequence[Fault]) -> None:
    """Raise `ImportRefused` with all faults, if there are any."""
    if faults:
        raise ImportRefused(faults)


def quoted(value: str) -> str:
    """A value as a message shows it: in quotation marks, and not longer than a line."""
    return f"“{value}”" if len(value) <= _LONGEST_QUOTE else f"“{value[:_LONGEST_QUOTE]}…”"
