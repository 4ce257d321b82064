"""Importing officials: who serves where, who decides, and who has left."""

from __future__ import annotations

import pytest

from bot.domain.people import Admin, Kind, Official
from bot.services.act import Act
from bot.services.posting import post_card
from bot.storage import chats, entries, people
from tests.support.import_files import OFFICIAL_HEADER, csv_file, exported_officials, officials_file
from tests.support.importing import OFFICIALS, bring, codes, problems_of_import
from tests.support.memory import MemoryOffice
from tests.support.samples import bind_chat, entry, official, unit

CLOSED_AT = "2026-01-01T00:00:00.000Z"
LAN = ("LAN", "Lê Thị Lan", "BVDK", "Điều dưỡng", "Điều dưỡng", "", "YSI", "", "Viên chức")
YSI = ("YSI", "Kim Hoàng Y", "BVDK", "Bác sĩ điều trị", "Bác sĩ", "", "", "", "")


def stored(office: MemoryOffice, code: str) -> Official:
    found = office.ask(people.find_official, code)
    assert found is not None
    return found


def file_without(province: MemoryOffice, *missing: str) -> bytes:
    return officials_file(*[row for row in province.perform(exported_officials) if row[0] not in missing])


def test_officials_are_stored_with_their_defaults(province: MemoryOffice) -> None:
    head = ("HUY", "Trần Huy", "BVDK", "Giám đốc", "", "X", "", "TỈNH", "can bo")

    outcome = bring(province, OFFICIALS, officials_file(YSI, LAN, head))

    assert (codes(outcome.new), outcome.unchanged) == (["LAN", "HUY"], 1)
    assert stored(province, "LAN") == Official(
        "LAN", "Lê Thị Lan", "BVDK", "Điều dưỡng", "Điều dưỡng", approver="YSI", kind=Kind.PUBLIC_EMPLOYEE
    )
    assert stored(province, "HUY") == Official(
        "HUY", "Trần Huy", "BVDK", "Giám đốc", "", leader=True, admin=Admin.PROVINCE, kind=Kind.CADRE
    )


def test_the_kind_may_be_absent(province: MemoryOffice) -> None:
    bring(province, OFFICIALS, csv_file(OFFICIAL_HEADER[:-1], YSI[:-1]))

    assert stored(province, "YSI").kind is Kind.CIVIL_SERVANT


def test_every_wrong_cell_is_named_and_nothing_is_stored(province: MemoryOffice) -> None:
    content = officials_file(
        ("", "", "", "", "", "có", "", "xã", "khách"),
        ("A B", "An", "KHÔNG-CÓ", "=1+1", "", "", "AI", "", ""),
        ("TỰ", "Tự duyệt", "BVDK", "", "", "", "TỰ", "", ""),
        ("LAN", "Lan", "BVDK", "", "", "", "", "", ""),
        ("LAN", "Lan", "BVDK", "", "", "", "", "", ""),
    )

    said = problems_of_import(province, OFFICIALS, content)

    assert [line.split(":")[0] for line in said] == [
        "dòng 2, cột Mã cán bộ", "dòng 2, cột Họ và tên", "dòng 2, cột Mã đơn vị", "dòng 2, cột Lãnh đạo",
        "dòng 2, cột Quản trị", "dòng 2, cột Đối tượng", "dòng 3, cột Mã cán bộ", "dòng 3, cột Chức vụ",
        "dòng 3, cột Mã đơn vị", "dòng 3, cột Người duyệt", "dòng 4, cột Người duyệt", "dòng 6, cột Mã cán bộ",
    ]  # fmt: skip
    assert "“AI” không phải là cán bộ đang công tác" in said[9]
    assert "không ai duyệt việc của mình" in said[10]


def test_a_unit_that_is_unknown_is_refused(province: MemoryOffice) -> None:
    (problem,) = problems_of_import(province, OFFICIALS, officials_file((*YSI[:2], "BV", *YSI[3:])))

    assert problem == (
        "dòng 2, cột Mã đơn vị: “BV” không có trong danh sách đơn vị đang hoạt động; được phép: mã đơn vị đã nạp"
    )


def test_a_unit_that_is_closed_is_refused_with_what_to_do_about_its_people(province: MemoryOffice) -> None:
    province.ask(people.retire_unit, "BVDK", CLOSED_AT)

    (problem,) = problems_of_import(province, OFFICIALS, officials_file(YSI))

    assert problem == (
        "dòng 2, cột Mã đơn vị: “BVDK” đã ngừng hoạt động; hãy ghi đơn vị mới của người này, "
        "hoặc bỏ dòng này và nạp danh sách cán bộ đầy đủ với --complete để người này thôi công tác"
    )


def test_people_of_a_closed_unit_leave_with_a_complete_list_and_only_with_one(province: MemoryOffice) -> None:
    province.ask(people.retire_unit, "BVDK", CLOSED_AT)
    content = file_without(province, "YSI")

    assert bring(province, OFFICIALS, content).retired == ()
    outcome = bring(province, OFFICIALS, content, complete=True)

    assert codes(outcome.retired) == ["YSI"]
    assert stored(province, "YSI").retired
    assert bring(province, OFFICIALS, content, complete=True).wrote is False


def test_people_of_a_closed_unit_may_move_to_another(province: MemoryOffice) -> None:
    province.ask(people.retire_unit, "BVDK", CLOSED_AT)
    rows = [row for row in province.perform(exported_officials) if row[0] != "YSI"]

    outcome = bring(province, OFFICIALS, officials_file(*rows, (*YSI[:2], "STC", *YSI[3:])), complete=True)

    assert (codes(outcome.changed), outcome.retired) == (["YSI"], ())


def test_a_complete_list_names_every_unit_also_those_without_a_row(province: MemoryOffice) -> None:
    rows = [row for row in province.perform(exported_officials) if row[2] != "BVDK"]

    assert codes(bring(province, OFFICIALS, officials_file(*rows), complete=True).retired) == ["YSI"]


def test_a_stored_code_in_other_capitals_is_refused_and_retires_nobody(province: MemoryOffice) -> None:
    (problem,) = problems_of_import(province, OFFICIALS, officials_file(("ysi", *YSI[1:])))

    assert "“ysi” chỉ khác chữ hoa, chữ thường với mã đã nạp “YSI”" in problem


def test_an_approver_may_come_later_in_the_same_file(province: MemoryOffice) -> None:
    bring(
        province,
        OFFICIALS,
        officials_file((*LAN[:6], "MOI", *LAN[7:]), YSI, ("MOI", "Mới", "BVDK", *[""] * 6)),
    )

    assert stored(province, "LAN").approver == "MOI"


def test_who_is_missing_retires_only_in_the_units_the_file_names(province: MemoryOffice) -> None:
    outcome = bring(province, OFFICIALS, officials_file((*LAN[:6], "", *LAN[7:])))

    assert codes(outcome.retired) == ["YSI"]
    assert stored(province, "YSI").retired
    assert not stored(province, "DAT").retired


def test_who_moves_to_a_unit_of_the_file_is_changed_not_retired(province: MemoryOffice) -> None:
    moved = ("BINH", "Đoàn Hữu Bình", "BVDK", "Chuyên viên", "Văn thư viên", "", "GD", "đơn vị", "công chức")

    outcome = bring(province, OFFICIALS, officials_file(YSI, moved))

    assert [(one.code, one.words) for one in outcome.changed] == [("BINH", "Mã đơn vị")]
    assert outcome.retired == ()
    assert not stored(province, "AN").retired


def test_an_approver_whom_the_file_retires_is_refused(province: MemoryOffice) -> None:
    (problem,) = problems_of_import(province, OFFICIALS, officials_file(LAN))

    assert problem.startswith("dòng 2, cột Người duyệt: “YSI” không phải là cán bộ đang công tác")


def test_heads_and_approvers_who_leave_are_noted(province: MemoryOffice) -> None:
    rows = [row for row in province.perform(exported_officials) if row[2] == "STC"]
    deputy = ("PGD", "Tạ Thị Ánh Tuyết", "STC", "Phó Giám đốc", "", "x", "", "", "")
    assert [row[0] for row in rows] == ["GD"]

    outcome = bring(province, OFFICIALS, officials_file(deputy))

    assert outcome.notes == (
        "1 đơn vị có người đứng đầu thôi công tác, cần nạp tệp đơn vị: STC",
        "1 cán bộ có người duyệt thôi công tác, sẽ theo đơn vị: BINH",
    )


def test_the_entries_of_whoever_leaves_or_moves_stay(province: MemoryOffice) -> None:
    province.ask(entries.add, entry("e1", "AN", "TP"))

    bring(province, OFFICIALS, file_without(province, "AN"))

    kept = province.ask(entries.find, "e1")
    assert kept is not None
    assert (kept.official, kept.unit, kept.approver) == ("AN", "STC-NS", "TP")


def test_what_waits_for_whoever_leaves_goes_to_the_next_above(province: MemoryOffice) -> None:
    province.ask(entries.add, entry("e1", "AN", "TP"))

    bring(province, OFFICIALS, file_without(province, "TP"))

    waiting = province.ask(entries.find, "e1")
    assert waiting is not None
    assert waiting.approver == "GD"


def test_the_chat_of_whoever_leaves_becomes_a_strangers_and_gets_nothing_more(province: MemoryOffice) -> None:
    def card_on_the_way(act: Act) -> str:
        entries.add(act.tx, entry("e1", "AN", "TP"))
        chat = bind_chat(act, "TP")
        post_card(act, entry("e1", "AN", "TP"))
        return chat

    chat = province.perform(card_on_the_way)

    bring(province, OFFICIALS, file_without(province, "TP"))

    found = province.ask(chats.find, chat)
    assert found is not None
    assert found.official is None
    waiting = province.rows("SELECT body FROM outbox WHERE status = 'waiting'")
    assert [row["body"] for row in waiting] == ['{"fact": "menu", "role": "stranger"}']


def test_who_comes_back_serves_again_without_the_old_chat(province: MemoryOffice) -> None:
    chat = province.perform(bind_chat, "AN")
    whole = file_without(province)
    bring(province, OFFICIALS, file_without(province, "AN"))

    outcome = bring(province, OFFICIALS, whole)

    assert [(one.code, one.words) for one in outcome.changed] == [("AN", "hoạt động trở lại")]
    found = province.ask(chats.find, chat)
    assert found is not None
    assert found.official is None


def many(units: int, people_each: int) -> list[Official]:
    return [official(f"U{u}-{n}", f"U{u}") for u in range(units) for n in range(people_each)]


def settle(act: Act, officials: list[Official]) -> None:
    for code in sorted({one.unit for one in officials}):
        people.put_unit(act.tx, unit(code))
    for one in officials:
        people.put_official(act.tx, one)


@pytest.mark.parametrize(("staff", "leaving"), [(10, 3), (80, 4), (4, 3)])
def test_retiring_a_few_does_not_ask(office: MemoryOffice, staff: int, leaving: int) -> None:
    office.perform(settle, many(1, staff))

    outcome = bring(office, OFFICIALS, file_without(office, *[f"U0-{number}" for number in range(leaving)]))

    assert len(outcome.retired) == leaving


@pytest.mark.parametrize(("staff", "percent"), [(10, "40"), (79, "5,1"), (5, "80")])
def test_retiring_more_than_three_and_more_than_five_percent_asks(
    office: MemoryOffice, staff: int, percent: str
) -> None:
    office.perform(settle, many(1, staff))
    content = file_without(office, "U0-0", "U0-1", "U0-2", "U0-3")

    assert problems_of_import(office, OFFICIALS, content) == [
        f"đơn vị U0: 4 trong {staff} ({percent} %) không có trong tệp, sẽ ngừng hoạt động: U0-0, U0-1, U0-2, U0-3; "
        "nếu đúng, hãy chạy lại với --yes; nếu không, hãy bổ sung vào tệp"
    ]
    assert len(bring(office, OFFICIALS, content, yes=True).retired) == 4


def test_a_few_in_each_of_many_units_are_counted_together(office: MemoryOffice) -> None:
    office.perform(settle, many(units=5, people_each=10))
    content = file_without(office, *[f"U{number}-{nth}" for number in range(5) for nth in range(3)])

    (question,) = problems_of_import(office, OFFICIALS, content)

    assert question.startswith("tất cả phạm vi có trong tệp: 15 trong 50 (30 %)")
    assert "và 5 mã khác" in question
