"""What a cell of a workbook holds, where its text alone would not tell."""

from __future__ import annotations


class Figure(str):
    """A number: the point in its text is a decimal point."""

    __slots__ = ()


class Moment(str):
    """A date or a time."""

    __slots__ = ()
