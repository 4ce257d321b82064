"""Which sheets of a workbook hold the list: all that bear its headers; notes and pivots beside it are left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.language.folding import fold
from bot.services.imports.refusal import Fault, quoted, refuse_if_any
from bot.services.imports.rows import Column
from bot.services.imports.tables import NO_ROWS, Cells, Page, Table

_LOOKED_AT = 10


def header_key(header: str) -> str:
    """What of a header counts: its letters and digits."""
    return "".join(filter(str.isalnum, fold(header)))


def pages_of_list(table: Table, columns: Sequence[Column]) -> tuple[list[Page], tuple[str, ...]]:
    """The sheets to read, and what to say of the others.

    A sheet whose headers are nearly right is one of them: left out, its rows would be retired.

    Raises:
        ImportRefused: such a sheet is hidden, so that nobody can say whether it is meant; or none has rows.
    """
    required = {header_key(column.name) for column in columns if not column.optional}
    found = [page for page in table.pages if _bears_headers(page, required)]
    if not found:
        return [table.pages[0]], ()
    listed = [page for page in found if page.rows]
    refuse_if_any(list(_hidden(listed)) if listed else [Fault(NO_ROWS)])
    return listed, tuple(_left_alone(page for page in table.pages if page not in found))


def _bears_headers(page: Page, required: set[str]) -> bool:
    """Whether one of the first rows holds at least half of the headers."""
    first_rows = (page.header, *(cells for _, cells in page.rows[: _LOOKED_AT - 1]))
    return any(2 * len(required & _keys(cells)) >= len(required) for cells in first_rows)


def _keys(cells: Cells) -> set[str]:
    return set(map(header_key, cells))


def _hidden(pages: Iterable[Page]) -> Iterator[Fault]:
    for page in pages:
        if page.hidden:
            words = "đang ẩn mà có cùng tiêu đề với danh sách; hãy bỏ ẩn nếu cần nạp, nếu không hãy xóa trang này"
            yield Fault(f"trang {quoted(page.title)} {words}")


def _left_alone(pages: Iterable[Page]) -> Iterator[str]:
    titles = ", ".join(quoted(page.title) for page in pages)
    if titles:
        yield f"không đọc các trang tính khác, vì không có các cột của danh sách: {titles}"
