"""The short forms and everyday words of search: those that come with the program, and a province's own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.language.folding import clean, words
from bot.language.meanings import Meanings, entry_of, extended, standard
from bot.services.imports.refusal import quoted, refuse_if_any
from bot.services.imports.rows import LONGEST_TEXT, Column, RowReader, members
from bot.services.imports.sheets import read_sheet
from bot.services.imports.tables import read_table_at

FORMS = Column("Từ")
KIND = Column("Loại")
MEANINGS = Column("Nghĩa")
SOURCE = Column("Nguồn", optional=True)

MOST_WORDS = 8
"""Of a form; a longer one is a sentence, which nobody types the same way twice."""


class Kind(StrEnum):
    """What a row teaches."""

    SHORT = "viết tắt"
    EVERYDAY = "lời thường"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A row of the file.

    Attributes:
        forms: what people write.
        kind: what it is.
        meanings: what it stands for, the likeliest first.
    """

    forms: tuple[str, ...]
    kind: Kind
    meanings: tuple[str, ...]

    @property
    def code(self) -> str:
        """What the file's rows are told apart by."""
        return "; ".join(self.forms)


@dataclass(frozen=True, slots=True)
class Wordbook:
    """The words that search knows, and where a province's own come from.

    Attributes:
        meanings: all of them.
        filename: the name of the province's file; empty when there is none.
        rows: how many rows that file has.
        notes: what of the file has no effect, one line each.
    """

    meanings: Meanings
    filename: str = ""
    rows: int = 0
    notes: tuple[str, ...] = ()


def load_wordbook(path: str = "") -> Wordbook:
    """The words that come with the program, and those of the file, CSV or XLSX; a form in the file is its alone.

    Raises:
        ImportRefused: the file cannot be read or something in it is wrong: every problem, with its row.
    """
    if not path:
        return Wordbook(standard())
    sheet = read_sheet(read_table_at(Path(path)), (FORMS, KIND, MEANINGS, SOURCE), _read_row)
    refuse_if_any(sheet.faults)
    own = [entry_of(form, row.meanings, short=row.kind is Kind.SHORT) for _, row in sheet.rows for form in row.forms]
    return Wordbook(extended(own), Path(path).name, len(sheet.rows), sheet.notes)


def _read_row(row: RowReader) -> Lesson:
    kind = row.choice(KIND, members(Kind))
    forms, meanings = _texts(row, FORMS), _texts(row, MEANINGS)
    row.text(SOURCE, LONGEST_TEXT)
    most = 1 if kind is Kind.SHORT else MOST_WORDS
    for form in forms:
        if row.is_right(KIND) and len(words(clean(form))) > most:
            row.refuse(FORMS, f"{quoted(form)} quá dài; “{kind}” có tối đa {most} tiếng")
    return Lesson(forms, kind, meanings)


def _texts(row: RowReader, column: Column) -> tuple[str, ...]:
    """What a cell lists, parted by semicolons; each must hold letters."""
    texts = row.several(column)
    for text in texts or ("",):
        if row.is_right(column) and not words(clean(text)):
            wrong = quoted(text) if text else "để trống"
            row.refuse(column, f"{wrong}; được phép: chữ hoặc số, nhiều mục cách nhau bằng dấu chấm phẩy")
    return texts
