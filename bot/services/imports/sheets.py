"""A table read as rows of one kind: headers matched, cells turned into values, codes told apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import zip_longest
from string import ascii_uppercase
from typing import Generic, Protocol, TypeVar

from bot.language.folding import clean
from bot.services.imports.pages import header_key, pages_of_list
from bot.services.imports.refusal import Fault, Place, quoted, refuse_if_any
from bot.services.imports.rows import Column, RowReader
from bot.services.imports.tables import Cells, Page, Table

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
        rows: the values with their places.
        faults: what is wrong already.
        notes: what the person should know.
    """

    filename: str
    sha256: str
    rows: tuple[tuple[Place, V], ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]

    @property
    def by_code(self) -> dict[str, V]:
        """The values by their codes, without those whose code is wrong."""
        return {value.code: value for _, value in self.rows if value.code}


def read_sheet(table: Table, columns: Sequence[Column], read_row: Callable[[RowReader], V]) -> Sheet[V]:
    """Read the rows of all sheets that bear the headers; the first of `columns` holds the code.

    Raises:
        ImportRefused: the headers are wrong; what is wrong in the rows is kept as faults.
    """
    pages, notes = pages_of_list(table, columns)
    expected = {header_key(column.name): column for column in columns}
    refuse_if_any([fault for page in pages for fault in _header_faults(page, expected)])
    rows: list[tuple[Place, V]] = []
    faults: list[Fault] = []
    for page in pages:
        where = _columns(page, expected)
        for place, cells in page.rows:
            reader = RowReader(place, cells, where)
            rows.append((place, read_row(reader)))
            faults += [*reader.faults, *_stray_cells(place, cells, page.header, table.is_workbook)]
    faults += _repeated_codes(rows, columns[0])
    notes = (*notes, *(note for page in pages for note in _ignored(page, expected)))
    return Sheet(table.filename, table.sha256, tuple(rows), tuple(faults), notes)


def _columns(page: Page, expected: Mapping[str, Column]) -> Mapping[str, int]:
    """Where each column stands, whatever its header's case, accents and spacing."""
    keys = enumerate(map(header_key, page.header))
    return {expected[key].name: place for place, key in keys if key in expected}


def _ignored(page: Page, expected: Mapping[str, Column]) -> Iterator[str]:
    ignored = [quoted(clean(cell)) for cell in page.header if (key := header_key(cell)) and key not in expected]
    if ignored:
        where = f"trang {quoted(page.title)}: " if page.title else ""
        yield f"{where}bỏ qua các cột không dùng đến: {', '.join(ignored)}"


def _repeated_codes(rows: Sequence[tuple[Place, V]], column: Column) -> Iterator[Fault]:
    """Codes that stand in the file twice; in capitals once and once not, they are still one."""
    once = f"mỗi {column.name.split()[0].casefold()} chỉ được ghi một lần"
    firsts: dict[str, tuple[Place, str]] = {}
    for place, code in ((place, value.code) for place, value in rows if value.code):
        first_place, first = firsts.setdefault(code.casefold(), (place, code))
        if first_place != place and first == code:
            yield Fault(f"{quoted(code)} trùng với {first_place}; {once}", place, column.name)
        elif first_place != place:
            words = f"chỉ khác chữ hoa, chữ thường với {quoted(first)} ở {first_place}"
            yield Fault(f"{quoted(code)} {words}; {once}", place, column.name)


def recased_codes(sheet: Sheet[V], stored: Collection[str], column: Column) -> Iterator[Fault]:
    """Codes that differ from stored ones in capitals alone: taken as new, they would retire what they mean."""
    known = {code.casefold(): code for code in stored}
    for place, code in ((place, value.code) for place, value in sheet.rows if value.code not in stored):
        if held := known.get(code.casefold()):
            words = f"chỉ khác chữ hoa, chữ thường với mã đã nạp {quoted(held)}; hãy ghi đúng {quoted(held)}"
            yield Fault(f"{quoted(code)} {words}, hoặc chọn mã khác hẳn nếu là mục mới", place, column.name)


def _header_faults(page: Page, expected: Mapping[str, Column]) -> Iterator[Fault]:
    keys = [header_key(cell) for cell in page.header]
    return (Fault(words, page.header_place) for words in _header_words(page.header, keys, expected))


def _header_words(header: Cells, keys: Sequence[str], expected: Mapping[str, Column]) -> Iterator[str]:
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


def _stray_cells(place: Place, cells: Cells, header: Cells, is_workbook: bool) -> Iterator[Fault]:
    """Text in a column without a header: in CSV mostly an unquoted comma, which has moved every cell after it."""
    pairs = enumerate(zip_longest(cells, header, fillvalue=""))
    stray = next((number for number, (cell, name) in pairs if cell.strip() and not name.strip()), None)
    if stray is None:
        return
    if is_workbook:
        words = f"nằm ở cột {_letters(stray)} không có tiêu đề; hãy xóa ô này hoặc đặt tiêu đề cho cột"
    else:
        words = "nằm ngoài các cột có tiêu đề; ô có dấu phẩy hoặc chấm phẩy phải đặt trong dấu nháy kép"
    yield Fault(f"{quoted(clean(cells[stray]))} {words}", place)


def _letters(column: int) -> str:
    """A column as Excel calls it: `A` for 0, `AA` for 26."""
    before, last = divmod(column, len(ascii_uppercase))
    return (ascii_uppercase[before - 1] if before else "") + ascii_uppercase[last]
