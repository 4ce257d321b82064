"""The sheets of an XLSX workbook as rows of text."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from bot.services.imports.cells import Figure, Moment
from bot.services.imports.refusal import Fault, ImportRefused

WORKBOOK_SIGNATURE = b"PK"
MOST_COLUMNS = 64
MOST_UNPACKED_BYTES = 200_000_000

_BROKEN = "tệp XLSX bị hỏng hoặc không phải bảng tính; hãy mở bằng Excel và lưu lại dạng .xlsx hoặc CSV UTF-8"
_TOO_LARGE = "tệp XLSX quá lớn khi giải nén (quá 200 MB); hãy xóa dòng và trang tính thừa hoặc lưu dạng CSV UTF-8"
_LAST_ROW = 1_048_576
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet of a workbook.

    Attributes:
        title: its name.
        hidden: whether Excel does not show it.
        rows: its rows with their numbers; formulas come as text, so that they can be refused.
    """

    title: str
    hidden: bool
    rows: Sequence[tuple[int, tuple[str, ...]]]


def read_workbook(content: bytes) -> list[RawSheet]:
    """The sheets of a workbook, in their order.

    Raises:
        ImportRefused: broken, or far larger than it looks.
    """
    _refuse_bomb(content)
    try:
        return _sheets(content)
    except Exception as error:  # what a broken workbook makes openpyxl raise is listed nowhere
        raise ImportRefused([Fault(_BROKEN)]) from error


def _refuse_bomb(content: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())  # never more is read than is declared
    except BadZipFile as error:
        raise ImportRefused([Fault(_BROKEN)]) from error
    if unpacked > MOST_UNPACKED_BYTES:
        raise ImportRefused([Fault(_TOO_LARGE)])


def _sheets(content: bytes) -> list[RawSheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - loaded only when needed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions, which do not concern us
        sheets = load_workbook(io.BytesIO(content), read_only=True).worksheets
        if not sheets:
            raise ValueError("a workbook without sheets")
        return [RawSheet(sheet.title, sheet.sheet_state != "visible", _rows(sheet)) for sheet in sheets]


def _rows(sheet: Any) -> list[tuple[int, tuple[str, ...]]]:
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    rows = enumerate(_bounded(sheet.iter_rows(values_only=True)), start=1)  # gaps come as empty rows
    return [(number, _texts(values)) for number, values in rows if values]


def _bounded(rows: Iterator[Any]) -> Iterator[Any]:
    """The rows, unless a made-up row number has them go on for ever."""
    yield from islice(rows, _LAST_ROW)
    if next(rows, None) is not None:
        raise ValueError("more rows than a sheet has")


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(map(_text, values[:MOST_COLUMNS]))


def _text(value: Any) -> str:
    """A cell's value as somebody would have typed it into a CSV file."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, float):
        return Figure(int(value) if value.is_integer() else f"{value:.10g}")
    if isinstance(value, int):
        return Figure(value)
    if isinstance(value, (date, time, timedelta)):
        return Moment(value)
    return "="  # an array formula or a data table
