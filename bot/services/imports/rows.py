"""One row of a table, read cell by cell; what is wrong is noted and the reading goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar

from bot.language.folding import clean, fold
from bot.services.imports.refusal import Fault, quoted

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

LONGEST_NAME = 300
LONGEST_TEXT = 4000
LONGEST_CODE_BYTES = 32

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
_FORMULA = re.compile(
    r"""
    (?! [+-][0-9][0-9.,]*$ )             # not a mere number with its sign
    (?: [=@]
      | [+-]\s*(?: [\d.(=@+\-"'$]         # of figures, groups, texts
               | [^\W\d]\w*\s*[(!|:]     # of a function, another sheet, another program
               | [A-Za-z]{1,3}\$?\d ))    # of a cell
    """,
    re.VERBOSE,
)
_CODE = re.compile(r"[^\W_][\w.\-/]*")
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,12})?")
_EXCEL_ERRORS = {"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}

_CODE_RULE = f"mã gồm chữ, số và các dấu . - _ /, bắt đầu bằng chữ hoặc số, dài tối đa {LONGEST_CODE_BYTES} byte"

_fold = lru_cache(maxsize=4096)(fold)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the contract.

    Attributes:
        name: its header.
        optional: whether the whole column may be absent.
    """

    name: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Choices(Generic[T]):
    """What a cell may say, and what it then means.

    Attributes:
        words: the allowed words with their meaning; the empty word is the meaning of an empty cell.
        by_key: the same by their folded form.
    """

    words: Mapping[str, T]
    by_key: Mapping[str, T]

    @property
    def in_words(self) -> str:
        """What is allowed, for a message."""
        named = ", ".join(f"“{word}”" for word in self.words if word)
        return f"{named} hoặc để trống" if "" in self.words else named


def choices(words: Mapping[str, T]) -> Choices[T]:
    """Choices that are told apart whatever their case and accents."""
    return Choices(words, {fold(word): meaning for word, meaning in words.items()})


def members(kind: type[E], empty: E | None = None) -> Choices[E]:
    """The members of an enumeration by their values, and what an empty cell means where it may be."""
    words = {str(member): member for member in kind}
    return choices(words if empty is None else words | {"": empty})


class RowReader:
    """Reads the cells of one row.

    A reading that goes wrong notes a fault and returns something harmless: the file is refused anyway, and
    the other cells are still looked at.

    Attributes:
        number: the row's number.
        faults: what is wrong so far.
    """

    def __init__(self, number: int, cells: Sequence[str], places: Mapping[str, int]) -> None:
        self.number = number
        self.faults: list[Fault] = []
        self._cells = cells
        self._places = places

    def refuse(self, column: Column, words: str) -> None:
        """Note that a cell is wrong."""
        self.faults.append(Fault(words, self.number, column.name))

    def is_right(self, column: Column) -> bool:
        """Whether nothing was wrong with that cell so far."""
        return all(fault.column != column.name for fault in self.faults)

    def text(self, column: Column, longest: int = LONGEST_NAME) -> str:
        """The cell's text on one line, cleaned, NFC, of at most so many characters."""
        raw = self._raw(column)
        if not raw:
            return ""
        if _UNKEEPABLE.search(raw):
            self.refuse(column, "có ký tự hỏng (NUL hoặc nửa ký tự); hãy gõ lại ô này")
            return ""
        text = " ".join(clean(raw).split())
        if len(text) > longest:
            self.refuse(column, f"{quoted(text)} dài {len(text)} ký tự; tối đa {longest}")
        elif _FORMULA.match(text) or text in _EXCEL_ERRORS:
            self.refuse(column, f"{quoted(text)} là công thức; hãy dán giá trị (Paste Values) thay cho công thức")
        return text

    def _raw(self, column: Column) -> str:
        place = self._places.get(column.name, len(self._cells))
        return self._cells[place] if place < len(self._cells) else ""

    def name(self, column: Column) -> str:
        """A text that may not be empty."""
        text = self.text(column)
        if not text and self.is_right(column):
            self.refuse(column, "để trống; ô này bắt buộc")
        return text

    def code(self, column: Column) -> str:
        """A code, or nothing."""
        text = self.text(column)
        if not text or not self.is_right(column):
            return ""
        if not _CODE.fullmatch(text) or len(text.encode()) > LONGEST_CODE_BYTES:
            self.refuse(column, f"{quoted(text)} không phải là mã; {_CODE_RULE}")
            return ""
        return text

    def own_code(self, column: Column) -> str:
        """A code that may not be empty."""
        code = self.code(column)
        if not code and self.is_right(column):
            self.refuse(column, f"để trống; {_CODE_RULE}")
        return code

    def choice(self, column: Column, allowed: Choices[T]) -> T:
        """What the cell's word means, whatever its case and accents; the first choice when it is wrong."""
        text = self.text(column)
        key = _fold(text)
        if key in allowed.by_key:
            return allowed.by_key[key]
        if self.is_right(column):
            self.refuse(column, f"{quoted(text) if text else 'để trống'}; được phép: {allowed.in_words}")
        return next(iter(allowed.by_key.values()))

    def several(self, column: Column) -> tuple[str, ...]:
        """The words between semicolons, each once, in their order."""
        words = (" ".join(word.split()) for word in self.text(column, LONGEST_TEXT).split(";"))
        return tuple(dict.fromkeys(filter(None, words)))

    def number_above_zero(self, column: Column, most: int) -> Decimal | None:
        """A number with decimal comma or dot, above zero, at most `most`; None where the cell is empty."""
        text = self.text(column)
        if not text or not self.is_right(column):
            return None
        if _NUMBER.fullmatch(text) and 0 < (number := Decimal(text.replace(",", "."))) <= most:
            return number
        self.refuse(column, f"{quoted(text)}; được phép: số lớn hơn 0, tối đa {most}, như 1,5 hoặc 1.5")
        return None
