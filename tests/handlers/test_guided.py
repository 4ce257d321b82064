"""`/khai` and `/danhmuc`: a task, the hours, the product, step by step."""

from __future__ import annotations

import pytest

from bot.domain.catalog import Group, Item
from bot.storage import catalogs
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice

GROUPS = ["Nhóm B – Chuyên môn dùng chung", "Nhóm C – Chuyên môn nghiệp vụ", "Nhóm D – Công việc khác"]


def add_items(office: MemoryOffice, count: int) -> None:
    """More tasks of group D."""
    for number in range(2, count + 2):
        item = Item(f"D.{number:02}", f"Việc khác thứ {number}", Group.OTHER, "list-d")
        office.ask(catalogs.put_item, item, number)
    office.rows("UPDATE catalog_version SET version = version + 1 RETURNING version")


def test_the_whole_path_leads_to_a_draft(an: Phone, tp: Phone) -> None:
    step = an.say("/khai")
    assert "Đồng chí đã làm việc gì?" in step.text
    assert step.labels == [*GROUPS, "Thôi"]
    an.press("Nhóm B")
    assert step.text.startswith("Nhóm B – Chuyên môn dùng chung\nTrang 1/1.")
    an.press("B.01")
    assert "Hết bao nhiêu giờ?" in step.text
    assert step.labels == ["0,5 giờ", "1 giờ", "1,5 giờ", "2 giờ", "3 giờ", "4 giờ", "8 giờ", "Thôi"]
    an.press("2 giờ")
    assert "Số hiệu hoặc tên sản phẩm (Văn bản)?" in step.text
    assert "Không nhập nội dung bí mật nhà nước." in step.text
    an.press("Bỏ qua")
    assert step.text.startswith("Nháp, chưa gửi\n\nB.01 · Soạn thảo văn bản hành chính")
    an.press("Gửi duyệt")
    assert len(tp.messages) == 1


def test_every_step_may_be_typed(an: Phone) -> None:
    an.say("khai")
    assert "B.02 · Họp giao ban" in an.say("họp giao ban").labels
    an.say("B.02 · Họp giao ban")
    assert "Số hiệu" in an.say("1h30").text
    draft = an.say("BB 12/STC <1>")
    assert "Sản phẩm: BB 12/STC <1>" in draft.text
    assert "Giờ: 1,5 giờ (1h30)" in draft.text


def test_recent_tasks_come_first(an: Phone) -> None:
    an.log("2h soạn công văn")
    an.log("1h trực cơ quan")
    assert set(an.say("/khai").labels[:2]) == {"D.01 · Trực cơ quan", "B.01 · Soạn thảo văn bản hành chính"}


def test_yesterday_again_is_one_press_away(an: Phone, talk: Conversation) -> None:
    an.log("2h soạn công văn")
    talk.later(days=1)
    an.say("/khai")
    an.press("Như hôm qua")
    assert "B.01" in an.last.text
    assert "hôm nay, thứ Ba 24/11/2026" in an.last.text


def test_a_product_that_the_item_does_not_name_is_asked_for_plainly(an: Phone) -> None:
    an.say("/chon D.01")
    assert "Số hiệu hoặc tên sản phẩm? Gõ, hoặc bỏ qua." in an.say("1h").text


@pytest.mark.parametrize("before", [[], ["Nhóm D"], ["Nhóm D", "D.01"]])
def test_a_whole_line_is_an_entry_at_any_step(before: list[str], an: Phone) -> None:
    an.say("/khai")
    for label in before:
        an.press(label)
    assert "Nháp, chưa gửi" in an.say("2h soạn công văn").text


def test_words_that_fit_nothing_offer_the_groups(an: Phone) -> None:
    an.say("/khai")
    answer = an.say("zzz")
    assert "Không có đầu công việc nào khớp “zzz”" in answer.text
    assert answer.labels == [*GROUPS, "Thôi"]


def test_hours_that_are_not_understood_are_asked_for_again(an: Phone) -> None:
    an.say("/chon B.01")
    answer = an.say("nhiều")
    assert "Hệ thống chưa hiểu số giờ này." in answer.text
    assert "2 giờ" in answer.labels


@pytest.mark.parametrize("typed", ["Thôi", "thôi", "thoi", "/huy", "hủy"])
def test_giving_up_at_any_step_leaves_nothing(typed: str, an: Phone, office: MemoryOffice) -> None:
    an.say("/khai")
    an.press("Nhóm B")
    an.press("B.01")
    an.say(typed)
    assert an.last.text.startswith(("Đã thôi.", "Đã dừng"))
    assert "Hệ thống chưa hiểu" in an.say("xin chào").text
    assert not office.rows("SELECT id FROM entries")


def test_giving_up_by_the_button_says_that_nothing_changed(an: Phone) -> None:
    an.say("/khai")
    assert an.press("Thôi") == "Đã thôi"
    assert an.last.text == "Đã thôi. Không có gì thay đổi."
    assert not an.last.labels


def test_the_catalog_is_browsed_by_group_and_page(an: Phone, office: MemoryOffice) -> None:
    add_items(office, 16)
    page = an.say("/danhmuc")
    assert "Nhóm D – Công việc khác: 17 việc" in page.text
    an.press("Nhóm D")
    assert "Trang 1/3" in page.text
    assert page.labels[-2:] == ["Trang sau", "Thôi"]
    assert len(page.labels) == 10
    an.press("Trang sau")
    assert page.labels[-3:] == ["Trang trước", "Trang sau", "Thôi"]
    an.press("Trang sau")
    assert "Trang 3/3" in page.text
    assert page.labels == ["D.17 · Việc khác thứ 17", "Trang trước", "Thôi"]
    an.press("Trang trước")
    assert "Trang 2/3" in page.text
    an.press("D.09")
    assert "Hết bao nhiêu giờ?" in page.text


def test_an_ordinary_official_sees_no_group_a_and_a_leader_does(an: Phone, tp: Phone) -> None:
    assert "Nhóm A – Lãnh đạo, quản lý" not in an.say("/danhmuc").labels
    assert "Nhóm A – Lãnh đạo, quản lý" in tp.say("/danhmuc").labels


def test_the_tasks_of_ones_post_come_first(talk: Conversation, office: MemoryOffice) -> None:
    item = Item("B.00", "Việc đứng đầu danh mục", Group.SHARED, "list-b")
    office.ask(catalogs.put_item, item, 0)
    office.rows("UPDATE catalog_version SET version = version + 1 RETURNING version")
    binh = talk.enrolled("BINH")
    binh.say("/danhmuc")
    binh.press("Nhóm B")
    assert binh.last.labels[0].startswith("B.01")


def test_an_empty_catalog_says_whom_to_ask(an: Phone, office: MemoryOffice) -> None:
    office.rows("UPDATE items SET retired_at = 'x' RETURNING code")
    office.rows("UPDATE catalog_version SET version = version + 1 RETURNING version")
    assert "chưa có việc nào. Đồng chí báo quản trị của đơn vị." in an.say("/danhmuc").text


def test_a_task_that_left_the_catalog_meanwhile_is_refused(an: Phone, office: MemoryOffice) -> None:
    an.say("/chon D.01")
    office.rows("UPDATE items SET retired_at = 'x' WHERE code = 'D.01' RETURNING code")
    office.rows("UPDATE catalog_version SET version = version + 1 RETURNING version")
    assert "không có trong danh mục của đồng chí" in an.press("2 giờ")
    assert "không có trong danh mục của đồng chí" in an.say("2h").text


def test_an_old_step_acts_on_what_it_shows(an: Phone) -> None:
    first = an.say("/chon B.01")
    an.say("/chon D.01")
    an.press("2 giờ", first)
    assert first.text.startswith("B.01")
    an.press("Bỏ qua", first)
    assert "B.01" in first.text
    assert "Nháp" in first.text


def test_a_step_that_was_left_behind_writes_nothing(an: Phone, office: MemoryOffice) -> None:
    first = an.say("/chon B.01")
    an.press("2 giờ")
    an.say("/chon D.01")
    an.press("3 giờ")
    assert "không còn dùng được" in an.press("Bỏ qua", first)
    assert not office.rows("SELECT id FROM entries")


def test_a_step_pressed_twice_drafts_once(an: Phone, office: MemoryOffice) -> None:
    step = an.say("/chon B.01")
    an.press("2 giờ")
    skip = step.button("Bỏ qua")
    an.press("Bỏ qua")
    assert "không còn dùng được" in an.forge(skip, step)
    assert len(office.rows("SELECT id FROM entries")) == 1


def test_a_chosen_task_is_shown_with_its_product_unit_norm_and_coefficient(an: Phone, office: MemoryOffice) -> None:
    office.rows(
        "UPDATE items SET product = 'Công văn', unit_of_measure = 'văn bản', norm_minutes = 150, coefficient = 1500 "
        "WHERE code = 'B.01' RETURNING code"
    )
    office.rows("UPDATE catalog_version SET version = version + 1 RETURNING version")
    an.say("/danhmuc")
    an.press("Nhóm B")
    an.press("B.01")
    assert an.last.text.splitlines()[1:4] == [
        "Nhóm B – Chuyên môn dùng chung",
        "Sản phẩm: Công văn · Đơn vị tính: văn bản",
        "Định mức: 2,5 giờ (2h30) cho một văn bản · Hệ số: 1,5",
    ]
