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
from bot.services.imports.cells import Figure, Moment
from bot.services.imports.refusal import Fault, Place, quoted

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
_PERHAPS_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_EXCEL_ERRORS = {"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}

_CODE_RULE = f"mã gồm chữ, số và các dấu . - _ /, bắt đầu bằng chữ hoặc số, dài tối đa {LONGEST_CODE_BYTES} byte"

_THOUSAND = 1000

_fold = lru_cache(maxsize=4096)(fold)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the contract.

    Attributes:
        name: its header.
        optional: whether the whole column may be absent.
        dates: whether its cells may be dates as workbooks hold them.
    """

    name: str
    optional: bool = False
    dates: bool = False


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
        place: where the row stands.
        faults: what is wrong so far.
    """

    def __init__(self, place: Place, cells: Sequence[str], columns: Mapping[str, int]) -> None:
        self.place = place
        self.faults: list[Fault] = []
        self._cells = cells
        self._columns = columns

    def refuse(self, column: Column, words: str) -> None:
        """Note that a cell is wrong."""
        self.faults.append(Fault(words, self.place, column.name))

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
        if isinstance(raw, Moment) and not column.dates:
            self.refuse(column, f"{quoted(raw)} là ô kiểu ngày giờ; hãy đổi định dạng ô sang Text (Văn bản) rồi gõ lại")
            return ""
        text = " ".join(clean(raw).split())
        if len(text) > longest:
            self.refuse(column, f"{quoted(text)} dài {len(text)} ký tự; tối đa {longest}")
        elif text in _EXCEL_ERRORS:
            self.refuse(column, f"{quoted(text)} là lỗi của bảng tính, không phải giá trị; hãy gõ giá trị đúng")
        elif _FORMULA.match(text):
            self.refuse(column, f"{quoted(text)} là công thức; hãy dán giá trị (Paste Values) thay cho công thức")
        return text

    def _raw(self, column: Column) -> str:
        place = self._columns.get(column.name, len(self._cells))
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
        """A number with decimal comma or dot, above zero, at most `most`; None where the cell is empty.

        Where thousands are allowed, `1.000` may be one or a thousand and is refused, but not what a workbook holds
        as a number.
        """
        text = self.text(column)
        if not text or not self.is_right(column):
            return None
        if most >= _THOUSAND and _PERHAPS_THOUSANDS.fullmatch(text) and not isinstance(self._raw(column), Figure):
            self.refuse(column, _either(text))
            return None
        if _NUMBER.fullmatch(text) and 0 < (number := Decimal(text.replace(",", "."))) <= most:
            return number
        self.refuse(column, f"{quoted(text)}; được phép: số lớn hơn 0, tối đa {most}, như 1,5 hoặc 1.5")
        return None


def _either(text: str) -> str:
    """What a number may mean whose point may part thousands, and how to write each."""
    decimal, whole = f"{Decimal(text).normalize():f}".replace(".", ","), text.replace(".", "")
    return f"{quoted(text)} có thể là {decimal} hoặc {whole}; hãy ghi rõ {decimal} hoặc {whole}, không dùng dấu chấm"
