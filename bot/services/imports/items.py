"""One row of a catalog file: a task and the list it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.domain.catalog import COMMUNES, Group, Item
from bot.language.folding import fold
from bot.services.imports.refusal import quoted
from bot.services.imports.rows import LONGEST_TEXT, Column, RowReader, members

CODE = Column("Mã công việc")
NAME = Column("Tên công việc")
GROUP = Column("Nhóm")
OWNER = Column("Đơn vị")
LIST = Column("Danh mục")
PRODUCT = Column("Sản phẩm")
MEASURE = Column("Đơn vị tính")
COEFFICIENT = Column("Hệ số")
NORM = Column("Định mức (giờ)")
KEYWORDS = Column("Từ khóa")
SOURCE = Column("Nguồn")
POSITIONS = Column("Vị trí việc làm", optional=True)
COLUMNS = (CODE, NAME, GROUP, OWNER, LIST, PRODUCT, MEASURE, COEFFICIENT, NORM, KEYWORDS, SOURCE, POSITIONS)

HIGHEST_COEFFICIENT = 100
MOST_NORM_HOURS = 10_000

_GROUPS = members(Group)


@dataclass(frozen=True, slots=True)
class ListKey:
    """What tells one list from another.

    Attributes:
        group: A, B, C or D.
        owner: the unit's code or `cấp xã` for C; empty for the province's lists.
        folded_name: the list's name without regard to upper and lower case.
    """

    group: Group
    owner: str
    folded_name: str


def list_key(group: Group, owner: str, name: str) -> ListKey:
    """The key of a list of that name."""
    return ListKey(group, owner, name.casefold())


def list_words(group: Group, owner: str, name: str) -> str:
    """A list in words, for a message."""
    place = f", {owner if owner == COMMUNES else f'đơn vị {owner}'}" if owner else ""
    return f"danh mục {quoted(name)} (Nhóm {group}{place})"


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A task with the list on which the file puts it.

    Attributes:
        item: the task; its list's id is not known yet.
        owner: the list's owner, as in `ListKey`.
        list_name: the list's name.
    """

    item: Item
    owner: str
    list_name: str

    @property
    def code(self) -> str:
        """The task's code."""
        return self.item.code

    @property
    def key(self) -> ListKey:
        """The key of its list."""
        return list_key(self.item.group, self.owner, self.list_name)

    @property
    def list_words(self) -> str:
        """Its list in words."""
        return list_words(self.item.group, self.owner, self.list_name)


def read_item(row: RowReader) -> ListedItem:
    """Read one row; a list without a name bears its group's."""
    group = row.choice(GROUP, _GROUPS)
    item = Item(
        code=row.own_code(CODE),
        name=row.name(NAME),
        group=group,
        list_id="",
        product=row.text(PRODUCT),
        unit_of_measure=row.text(MEASURE),
        coefficient=_thousandths(row),
        norm_minutes=_minutes(row),
        keywords=row.several(KEYWORDS),
        positions=row.several(POSITIONS),
        source=row.text(SOURCE, LONGEST_TEXT),
    )
    return ListedItem(item, _owner(row, group), row.text(LIST) or group.full_name)


def _owner(row: RowReader, group: Group) -> str:
    """Whose list it is: the province's for A, B and D, a unit's or the communes' for C."""
    text = row.text(OWNER)
    if not row.is_right(OWNER) or not row.is_right(GROUP):
        return ""
    if group is not Group.PROFESSIONAL:
        if text:
            row.refuse(OWNER, f"{quoted(text)}; Nhóm {group} là danh mục chung của tỉnh, ô này phải để trống")
        return ""
    if fold(text) == fold(COMMUNES):
        return COMMUNES
    if not text:
        row.refuse(OWNER, f"để trống; Nhóm C cần mã đơn vị đã nạp hoặc “{COMMUNES}”")
    return row.code(OWNER)


def _thousandths(row: RowReader) -> int:
    number = row.number_above_zero(COEFFICIENT, HIGHEST_COEFFICIENT) or Decimal(1)
    thousandths = number * 1000
    if thousandths != int(thousandths):
        row.refuse(COEFFICIENT, f"{quoted(row.text(COEFFICIENT))} có quá 3 chữ số thập phân; hãy làm tròn")
    return int(thousandths)


def _minutes(row: RowReader) -> int | None:
    """The norm in whole minutes, rounded: a third of an hour written `0,33` is twenty minutes."""
    hours = row.number_above_zero(NORM, MOST_NORM_HOURS)
    if hours is None:
        return None
    minutes = int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP))
    if not minutes:
        row.refuse(NORM, f"{quoted(row.text(NORM))} giờ chưa đến một phút; hãy ghi số lớn hơn hoặc để trống")
    return minutes or None
