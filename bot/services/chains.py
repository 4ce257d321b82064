"""Whether the audit chains are whole, and the work log as they have it, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.services.agreement import Difference, differences
from bot.services.imports.kind import Kind
from bot.storage import agreement, audit
from bot.storage.audit import PROVINCE
from bot.storage.database import Tx

_FIELDS = {
    "status": "trạng thái",
    "official": "cán bộ",
    "unit": "đơn vị",
    "submitted_at": "lúc gửi",
    "product": "sản phẩm",
    "item": "đầu công việc",
    "group": "nhóm",
    "coefficient": "hệ số",
    "norm_minutes": "định mức",
    "worked_on": "ngày làm",
    "minutes_declared": "giờ khai",
    "quantity": "số lượng",
    "completed": "hoàn thành",
    "quality_self": "tự đánh giá",
    "minutes_approved": "giờ duyệt",
    "quality": "chất lượng",
    "reason": "lý do",
    "reason_preset": "lý do chọn sẵn",
    "decided_by": "người quyết định",
    "decided_at": "lúc quyết định",
}
_IMPORTED = {
    "units": (Kind.UNITS, "đơn vị"),
    "officials": (Kind.OFFICIALS, "cán bộ"),
    "lists": (Kind.CATALOG, "danh mục"),
}


@dataclass(frozen=True, slots=True)
class Chains:
    """What walking the chains found, one line each.

    Attributes:
        broken: the chains that are not whole, each with its first bad row.
        whole: the others, with their lengths.
        differing: where the rest of the database is not as the chains have it.
    """

    broken: list[str]
    whole: list[str]
    differing: list[str]


def walk(tx: Tx) -> Chains:
    """Walk every chain from its start to its head, and compare the log with what they hold."""
    broken = [f"chuỗi {chain}: {audit.HEADLESS}" for chain in audit.chains_without_head(tx)]
    whole = []
    for chain, length in audit.chains(tx):
        fault = audit.verify(tx, chain)
        if fault:
            broken.append(f"chuỗi {fault.chain}, dòng {fault.n}: {fault.why}")
        else:
            whole.append(f"chuỗi {chain}: {length} dòng, nguyên vẹn")
    return Chains(broken, whole, [*_unrecorded(tx), *_stray_words(tx), *_missing(tx), *_different(tx)])


def _unrecorded(tx: Tx) -> Iterator[str]:
    """Only imports bring units, officials and catalogs, and each is recorded."""
    for table, (kind, name) in _IMPORTED.items():
        if audit.holds_rows(tx, table) and not audit.tells_of(tx, f"import:{kind}"):
            yield f"chuỗi {PROVINCE}: không còn lần nhập {name} nào, dù cơ sở dữ liệu có {name}"


def _stray_words(tx: Tx) -> Iterator[str]:
    count = audit.count_stray_words(tx)
    if count:
        yield f"{count} đoạn chữ đã gõ không thuộc dòng nào của các chuỗi: đã bị sửa, hoặc dòng của chúng đã bị xóa"


def _missing(tx: Tx) -> Iterator[str]:
    for chain, count, first in agreement.missing(tx):
        yield f"đơn vị {chain}: {count} mục nhật ký có trong chuỗi nhưng đã bị xóa, như {first}"


def _different(tx: Tx) -> Iterator[str]:
    """One line for each unit and kind, however many entries there are, with the first of them."""
    firsts: dict[tuple[str, bool], Difference] = {}
    counts: Counter[tuple[str, bool]] = Counter()
    for found in differences(tx):
        kind = found.unit, bool(found.fields)
        firsts.setdefault(kind, found)
        counts[kind] += 1
    for kind, first in sorted(firsts.items()):
        yield f"đơn vị {first.unit}: {counts[kind]} mục nhật ký {_what(first)}"


def _what(first: Difference) -> str:
    if not first.fields:
        return f"không có trong chuỗi, như {first.entry}"
    return f"khác với chuỗi, như {first.entry} ({', '.join(_FIELDS[name] for name in first.fields)})"
