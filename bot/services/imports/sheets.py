"""A table read as rows of one kind: headers matched, cells turned into values, codes told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import zip_longest
from typing import Generic, Protocol, TypeVar

from bot.language.folding import clean, fold
from bot.services.imports.refusal import Fault, quoted, refuse_if_any
from bot.services.imports.rows import Column, RowReader
from bot.services.imports.tables import Cells, Table

_ALIKE = 0.8


class Coded(Protocol):
    """Whatever a file names by a code."""

    @property
    def code(self) -> str:
        """Its code."""
        ...


V = TypeVar("V", bound=Coded)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[V]):
    """A file, read as far as it can be without the database.

    Attributes:
        filename: the file's own name.
        sha256: the digest of its bytes.
        rows: the values with the numbers of their rows.
        faults: what is wrong already.
        notes: what the person should know.
    """

    filename: str
    sha256: str
    rows: tuple[tuple[int, V], ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]

    @property
    def by_code(self) -> dict[str, V]:
        """The values by their codes, without those whose code is wrong."""
        return {value.code: value for _, value in self.rows if value.code}


def read_sheet(table: Table, columns: Sequence[Column], read_row: Callable[[RowReader], V]) -> Sheet[V]:
    """Read the rows of a table; the first of `columns` holds the code.

    Raises:
        ImportRefused: the headers are wrong; what is wrong in the rows is kept as faults.
    """
    places, notes = _match(table, columns)
    rows: list[tuple[int, V]] = []
    faults: list[Fault] = []
    first_rows: dict[str, int] = {}
    once = f"mỗi {columns[0].name.split()[0].casefold()} chỉ được ghi một lần"
    for number, cells in table.rows:
        reader = RowReader(number, cells, places)
        value = read_row(reader)
        first = first_rows.setdefault(value.code, number)
        if value.code and first != number:
            reader.refuse(columns[0], f"{quoted(value.code)} trùng với dòng {first}; {once}")
        rows.append((number, value))
        faults += [*reader.faults, *_stray_cells(number, cells, table.header)]
    return Sheet(table.filename, table.sha256, tuple(rows), tuple(faults), notes)


def _match(table: Table, columns: Sequence[Column]) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """Where each column stands, whatever its header's case, accents and spacing; and which are ignored."""
    keys = [header_key(cell) for cell in table.header]
    expected = {header_key(column.name): column for column in columns}
    refuse_if_any([Fault(words, table.header_row) for words in _header_faults(table.header, keys, expected)])
    ignored = [clean(cell) for cell, key in zip(table.header, keys, strict=True) if key and key not in expected]
    notes = (f"bỏ qua các cột không dùng đến: {', '.join(map(quoted, ignored))}",) if ignored else ()
    return {expected[key].name: place for place, key in enumerate(keys) if key in expected}, notes


def header_key(header: str) -> str:
    """What of a header counts: its letters and digits."""
    return "".join(filter(str.isalnum, fold(header)))


def _header_faults(header: Cells, keys: Sequence[str], expected: Mapping[str, Column]) -> Iterator[str]:
    if any("\0" in cell for cell in header):
        yield "tiêu đề có ký tự NUL; hãy lưu lại tệp dạng CSV UTF-8"
    yield from _repeated(header, keys)
    yield from _missing(keys, expected)
    yield from _misspelt(header, keys, expected)


def _repeated(header: Cells, keys: Sequence[str]) -> Iterator[str]:
    for place, key in enumerate(keys):
        if key and key in keys[:place]:
            yield f"tiêu đề {quoted(clean(header[place]))} lặp lại; mỗi cột chỉ ghi một lần"


def _missing(keys: Sequence[str], expected: Mapping[str, Column]) -> Iterator[str]:
    missing = [quoted(column.name) for key, column in expected.items() if key not in keys and not column.optional]
    if missing:
        names = ", ".join(column.name + "*" * column.optional for column in expected.values())
        yield f"thiếu cột {', '.join(missing)}; tệp cần các cột (dấu * là cột có thể vắng): {names}"


def _misspelt(header: Cells, keys: Sequence[str], expected: Mapping[str, Column]) -> Iterator[str]:
    """Headers that are nearly those of absent columns: ignoring them would lose what they hold."""
    absent = [key for key in expected if key not in keys]
    for cell, key in zip(header, keys, strict=True):
        if key not in expected and (near := get_close_matches(key, absent, 1, _ALIKE)):
            right = quoted(expected[near[0]].name)
            yield f"không có cột {quoted(clean(cell))}; nếu là {right}, hãy sửa tên cột"


def _stray_cells(number: int, cells: Cells, header: Cells) -> Iterator[Fault]:
    """Text in a column without a header: mostly an unquoted comma, which has moved every cell after it."""
    pairs = zip_longest(cells, header, fillvalue="")
    stray = next((cell for cell, name in pairs if cell.strip() and not name.strip()), "")
    if stray:
        words = "nằm ngoài các cột có tiêu đề; ô có dấu phẩy hoặc chấm phẩy phải đặt trong dấu nháy kép"
        yield Fault(f"{quoted(clean(stray))} {words}", number)
