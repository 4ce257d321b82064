"""From the bytes of a file to rows of text, whatever program wrote them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from bot.language.folding import clean
from bot.services.imports.refusal import Fault, ImportRefused
from bot.services.imports.workbooks import WORKBOOK_SIGNATURE, read_workbook

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
_NO_ROWS = "tệp không có dòng dữ liệu nào dưới dòng tiêu đề"
_TOO_LARGE = f"tệp nặng quá {MOST_BYTES // 10**6} MB; hãy chia thành nhiều tệp"
_TOO_LONG = f"tệp có quá {MOST_ROWS // 1000}.000 dòng; hãy chia thành nhiều tệp theo đơn vị hoặc danh mục"

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that hold anything.

    Attributes:
        filename: the file's own name, without its folder.
        sha256: the digest of its bytes.
        header: the first row that holds anything.
        header_row: that row's number.
        rows: the other rows, each with its number as the file counts them.
    """

    filename: str
    sha256: str
    header: Cells
    header_row: int
    rows: tuple[tuple[int, Cells], ...]


def read_table_at(path: Path) -> Table:
    """Read the CSV or XLSX file that stands there.

    Raises:
        ImportRefused: it cannot be read, or its content cannot.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ImportRefused([Fault(f"không đọc được tệp ({error.strerror})")]) from error
    return read_table(content, path.name)


def read_table(content: bytes, filename: str) -> Table:
    """Read CSV or XLSX; the content tells which, not the name's ending.

    Raises:
        ImportRefused: too large, empty, in another encoding or format, or broken.
    """
    if not content or len(content) > MOST_BYTES:
        raise ImportRefused([Fault(_TOO_LARGE if content else _EMPTY)])
    rows = _filled_rows(content)
    header_row, header = next(rows, (0, ()))
    body = tuple(_limited(rows))
    if not body:
        raise ImportRefused([Fault(_NO_ROWS)])
    return Table(clean(PurePath(filename).name), sha256(content).hexdigest(), header, header_row, body)


def _filled_rows(content: bytes) -> Iterator[tuple[int, Cells]]:
    rows = read_workbook(content) if content.startswith(WORKBOOK_SIGNATURE) else _csv_rows(content)
    return ((number, cells) for number, cells in rows if any(cell.strip() for cell in cells))


def _limited(rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    for count, row in enumerate(rows):
        if count == MOST_ROWS:
            raise ImportRefused([Fault(_TOO_LONG)])
        yield row


def _csv_rows(content: bytes) -> Iterator[tuple[int, Cells]]:
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, tuple(cells)
    except csv.Error as error:
        raise ImportRefused([Fault(_NOT_CSV, number + 1)]) from error


def _decode(content: bytes) -> str:
    if content.startswith(_OLD_EXCEL_SIGNATURE):
        raise ImportRefused([Fault(_OLD_EXCEL)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused([Fault(_NOT_UTF8, content.count(b"\n", 0, error.start) + 1)]) from error


def _delimiter(text: str) -> str:
    """Comma, unless the first row falls into more cells at semicolons, as Excel writes it in Viet Nam."""
    return max(",;", key=lambda delimiter: len(_first_cells(text, delimiter)))


def _first_cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(filter(any, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), [])
    except csv.Error:
        return []
