"""Whether the log is as the chains have it, on both engines; what is changed behind the program's back is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.entry import Entry
from bot.services import agreement, chains
from tests.support.offices import RealOffice
from tests.support.worklogs import (
    approve,
    broken_chains,
    change,
    draft,
    later,
    return_entry,
    send_one,
    submit,
    undo,
    withdraw,
)

STATES: dict[str, Callable[[RealOffice], Entry]] = {
    "draft": lambda office: draft(office, "AN")[0],
    "sent": lambda office: send_one(office, product="CV 12", quantity=1500),
    "approved": lambda office: approve(office, "TP", send_one(office), minutes=60, reason="Tính một giờ"),
    "returned": lambda office: return_entry(office, "TP", send_one(office, product="CV 12")),
    "withdrawn": lambda office: withdraw(office, send_one(office))[0],
    "undone": lambda office: undo(office, "TP", approve(office, "TP", send_one(office), minutes=60, reason="Ít")),
    "undone return": lambda office: undo(office, "TP", return_entry(office, "TP", send_one(office))),
    "changed after return": lambda office: change(
        office, [return_entry(office, "TP", send_one(office))], minutes_declared=15, product="khác"
    )[0],
    "sent again": lambda office: submit(
        office, change(office, withdraw(office, send_one(office)), minutes_declared=30)
    ).entries[0],
}


def differing(office: RealOffice) -> list[str]:
    return office.look(lambda act: [line for line in chains.walk(act.tx).differing if "lần nhập" not in line])


@pytest.mark.parametrize("state", STATES)
def test_what_the_program_wrote_agrees_with_the_chains(real_office: RealOffice, state: str) -> None:
    STATES[state](real_office)
    assert broken_chains(real_office) == []
    assert differing(real_office) == []


CHANGES = {
    "minutes_declared = 9999": "giờ khai",
    "minutes_approved = 9999": "giờ duyệt",
    "coefficient = 9999": "hệ số",
    "worked_on = '2026-11-02'": "ngày làm",
    "item = 'B.02'": "đầu công việc",
    "official = 'BINH'": "cán bộ",
    "product = 'khác'": "sản phẩm",
    "reason = 'khác'": "lý do",
    "quality = 'chưa đạt'": "chất lượng",
    "decided_by = 'AN'": "người quyết định",
    "status = 'submitted'": "trạng thái",
    "status = 'draft'": "trạng thái",
}


@pytest.mark.parametrize("sql", CHANGES)
def test_a_changed_entry_is_told_with_what_differs(real_office: RealOffice, sql: str) -> None:
    entry = approve(real_office, "TP", send_one(real_office, product="CV 12"), minutes=60, reason="Tính một giờ")
    real_office.rows(f"UPDATE entries SET {sql} RETURNING id")
    (line,) = differing(real_office)
    assert line == f"đơn vị {entry.unit}: 1 mục nhật ký khác với chuỗi, như {entry.id} ({CHANGES[sql]})"


def test_deleted_words_leave_what_they_belonged_to_unquestioned(real_office: RealOffice) -> None:
    approve(real_office, "TP", send_one(real_office, product="CV 12"), minutes=60, reason="Tính một giờ")
    real_office.rows("DELETE FROM audit_words RETURNING words")
    assert broken_chains(real_office) == []


def test_entries_whose_chain_is_gone_are_told_in_one_line(
    real_office: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreement, "_PAGE", 2)
    first, *_ = [send_one(real_office, minutes=15) for _ in range(5)]
    real_office.rows("DELETE FROM audit RETURNING n")
    real_office.rows("DELETE FROM chains RETURNING n")
    assert differing(real_office) == [f"đơn vị {first.unit}: 5 mục nhật ký không có trong chuỗi, như {first.id}"]


def test_an_entry_that_was_deleted_is_told(real_office: RealOffice) -> None:
    entry = send_one(real_office)
    real_office.rows("DELETE FROM entries RETURNING id")
    (line,) = differing(real_office)
    assert line == f"đơn vị {entry.unit}: 1 mục nhật ký có trong chuỗi nhưng đã bị xóa, như {entry.id}"


def test_a_tail_cut_off_with_its_head_set_back_is_told_where_it_decided_on_an_entry(real_office: RealOffice) -> None:
    entry = send_one(real_office)
    later(real_office, minutes=1)
    approve(real_office, "TP", entry)
    real_office.rows("DELETE FROM audit WHERE n = 2 RETURNING n")
    real_office.rows("UPDATE chains SET n = 1, head = (SELECT hash FROM audit) RETURNING n")
    (line,) = differing(real_office)
    assert "trạng thái" in line


def test_units_and_officials_without_any_import_are_told(real_office: RealOffice) -> None:
    lines = real_office.look(lambda act: chains.walk(act.tx).differing)
    assert [line.partition(" nào")[0] for line in lines] == [
        f"chuỗi province: không còn lần nhập {what}" for what in ("đơn vị", "cán bộ", "danh mục")
    ]
