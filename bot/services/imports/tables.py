"""From the bytes of a file to rows of text, whatever program wrote them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from bot.language.folding import clean
from bot.services.imports.refusal import Fault, ImportRefused, Place
from bot.services.imports.workbooks import WORKBOOK_SIGNATURE, RawSheet, read_workbook
from bot.storage.os_faults import why

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000

_OLD_EXCEL_SIGNATURE = b"\xd0\xcf\x11\xe0"
_OLD_EXCEL = "tệp Excel kiểu cũ (.xls) hoặc có mật khẩu; hãy bỏ mật khẩu và lưu lại dạng .xlsx hoặc CSV UTF-8"
_NOT_UTF8 = (
    "có ký tự không đọc được theo UTF-8 (có thể là Windows-1258, TCVN3, UTF-16, hoặc không phải tệp CSV); "
    "hãy mở bằng Excel, chọn Lưu thành, kiểu CSV UTF-8, rồi nạp lại"
)
_NOT_CSV = "không đọc được dạng CSV; ô có dấu phẩy, dấu nháy, xuống dòng phải nằm trọn trong một cặp nháy kép"
_EMPTY = "tệp trống"
NO_ROWS = "tệp không có dòng dữ liệu nào dưới dòng tiêu đề"
_TOO_LARGE = f"tệp nặng quá {MOST_BYTES // 10**6} MB; hãy chia thành nhiều tệp"
_TOO_LONG = f"tệp có quá {MOST_ROWS // 1000}.000 dòng; hãy chia thành nhiều tệp theo đơn vị hoặc danh mục"

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a sheet that hold anything; a CSV file is one sheet.

    Attributes:
        title: the sheet's name; empty where no other sheet holds anything.
        hidden: whether Excel does not show it.
        header: the first row that holds anything.
        header_place: where that row stands.
        rows: the other rows, each with its place.
    """

    title: str
    hidden: bool
    header: Cells
    header_place: Place
    rows: tuple[tuple[Place, Cells], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds.

    Attributes:
        filename: the file's own name, without its folder.
        sha256: the digest of its bytes.
        is_workbook: whether it is XLSX.
        pages: its sheets that hold anything, in their order; at least one has rows under its header.
    """

    filename: str
    sha256: str
    is_workbook: bool
    pages: tuple[Page, ...]


def read_table_at(path: Path) -> Table:
    """Read the CSV or XLSX file that stands there.

    Raises:
        ImportRefused: it cannot be read, or its content cannot.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ImportRefused([Fault(f"không đọc được tệp ({why(error)})")]) from error
    return read_table(content, path.name)


def read_table(content: bytes, filename: str) -> Table:
    """Read CSV or XLSX; the content tells which, not the name's ending.

    Raises:
        ImportRefused: too large, empty, in another encoding or format, or broken.
    """
    if not content or len(content) > MOST_BYTES:
        raise ImportRefused([Fault(_TOO_LARGE if content else _EMPTY)])
    is_workbook = content.startswith(WORKBOOK_SIGNATURE)
    pages = _pages(read_workbook(content) if is_workbook else [RawSheet("", False, _csv_rows(content))])
    if not any(page.rows for page in pages):
        raise ImportRefused([Fault(NO_ROWS)])
    if sum(len(page.rows) for page in pages) > MOST_ROWS:
        raise ImportRefused([Fault(_TOO_LONG)])
    return Table(clean(PurePath(filename).name), sha256(content).hexdigest(), is_workbook, pages)


def _pages(sheets: Sequence[RawSheet]) -> tuple[Page, ...]:
    filled = [(sheet, rows) for sheet in sheets if (rows := _filled_rows(sheet))]
    return tuple(_page(number, sheet, rows, alone=len(filled) == 1) for number, (sheet, rows) in enumerate(filled))


def _filled_rows(sheet: RawSheet) -> list[tuple[int, Cells]]:
    return [(number, cells) for number, cells in sheet.rows if any(cell.strip() for cell in cells)]


def _page(number: int, sheet: RawSheet, rows: list[tuple[int, Cells]], *, alone: bool) -> Page:
    title = "" if alone else clean(sheet.title)
    (place, header), *body = ((Place(number, row, title), cells) for row, cells in rows)
    return Page(title, sheet.hidden, header, place, tuple(body))


def _csv_rows(content: bytes) -> list[tuple[int, Cells]]:
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, Cells]] = []
    try:
        rows.extend((number, tuple(cells)) for number, cells in enumerate(reader, start=1))
    except csv.Error as error:
        raise ImportRefused([Fault(_NOT_CSV, Place(row=len(rows) + 1))]) from error
    return rows


def _decode(content: bytes) -> str:
    if content.startswith(_OLD_EXCEL_SIGNATURE):
        raise ImportRefused([Fault(_OLD_EXCEL)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise ImportRefused([Fault(_NOT_UTF8, Place(row=row))]) from error


def _delimiter(text: str) -> str:
    """Comma, unless the first row falls into more cells at semicolons, as Excel writes it in Viet Nam."""
    return max(",;", key=lambda delimiter: len(_first_cells(text, delimiter)))


def _first_cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(filter(any, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), [])
    except csv.Error:
        return []
