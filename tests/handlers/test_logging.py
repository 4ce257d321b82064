"""One typed line becomes a draft; one press sends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.entry import Status
from tests.support.conversation import Conversation, Phone, statuses
from tests.support.memory import MemoryOffice


def test_one_line_becomes_a_draft_that_shows_everything(an: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h30 họp giao ban hôm qua")
    assert draft.text.splitlines() == [
        "Nháp, chưa gửi",
        "",
        "B.02 · Họp giao ban",
        "Nhóm B – Chuyên môn dùng chung",
        "Ngày: hôm qua, Chủ nhật 22/11/2026",
        "Giờ: 2,5 giờ (2h30)",
        "Sản phẩm: chưa ghi số hiệu",
        "Hoàn thành · Tự đánh giá: đạt",
    ]
    assert draft.labels[:3] == ["Gửi duyệt", "Sửa", "Hủy"]
    assert not draft.silent
    assert statuses(office) == [Status.DRAFT]


def test_a_product_and_a_quantity_are_shown(an: Phone) -> None:
    assert "Sản phẩm: BC 45/BC-STC · 3 văn bản" in an.say("soạn công văn 3 văn bản 2h sp: BC 45/BC-STC").text


def test_other_likely_tasks_are_one_press_away(an: Phone) -> None:
    draft = an.say("2h họp giao ban soạn công văn")
    assert "Nếu là việc khác, đồng chí chọn bên dưới:" in draft.text
    other = draft.labels[-1]
    assert an.press(other) == "Đã sửa bản nháp"
    assert other in draft.text
    assert "Nếu là việc khác" not in draft.text


def test_one_press_sends(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h soạn công văn")
    assert an.press("Gửi duyệt") == "Đã gửi"
    assert draft.text.startswith("Đã gửi tới đồng chí Lê Thị Thanh Ngọc\n")
    assert draft.labels == ["Rút lại"]
    assert draft is an.last
    assert len(tp.messages) == 1
    assert statuses(office) == [Status.SUBMITTED]


@pytest.mark.parametrize("typed", ["Gửi duyệt", "gửi duyệt", "gui duyet", "GỬI DUYỆT", "gửi", "gui"])
def test_typing_the_label_sends(typed: str, an: Phone, tp: Phone) -> None:
    an.say("2h soạn công văn")
    assert "Đã gửi" in an.say(typed).text
    assert len(tp.messages) == 1


@pytest.mark.parametrize("typed", ["Gửi duyệt", "gửi", "rút lại", "sửa", "trả lại", "hoàn tác"])
def test_a_label_typed_with_nothing_open_is_answered(typed: str, an: Phone, office: MemoryOffice) -> None:
    assert "Không có mục nào đang mở" in an.say(typed).text
    assert not statuses(office)


@pytest.mark.parametrize(
    "typed", ["gửi 2h soạn công văn", "Gui soạn công văn 2h", "gửi soạn công văn 2h; 1h trực cơ quan"]
)
def test_send_in_front_sends_at_once_what_is_clear(typed: str, an: Phone, tp: Phone) -> None:
    assert an.say(typed).text.startswith("Đã gửi")
    assert an.last.labels == ["Rút lại"]
    assert tp.messages


@pytest.mark.parametrize(
    "typed",
    [
        "gửi họp giao ban",
        "gửi 2h zzz",
        "gửi 14h soạn công văn",
        "gửi 2h soạn công văn tuần trước",
        "gửi 8h họp giao ban",
        "gửi 2h soạn công văn; trực cơ quan",
    ],
)
def test_send_in_front_of_what_is_not_clear_only_drafts(typed: str, an: Phone, tp: Phone) -> None:
    assert "Nháp" in an.say(typed).text
    assert not tp.messages


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("gửi 2h zzz", "Chưa gửi vì việc chưa rõ; đồng chí kiểm tra rồi bấm Gửi duyệt."),
        ("gửi họp giao ban", "Chưa gửi vì còn điều cần sửa;"),
        ("gửi 8h họp giao ban", "Chưa gửi vì có hai cách hiểu;"),
        ("gửi 2h soạn công văn; gửi 1h zzz", "Chưa gửi vì mục 2 việc chưa rõ;"),
        ("gửi công văn 1h", "Chưa gửi: “gửi” ở đây được hiểu là việc đã làm;"),
    ],
)
def test_why_send_in_front_sent_nothing_is_said(typed: str, words: str, an: Phone, tp: Phone) -> None:
    assert words in an.say(typed).text
    assert not tp.messages


def test_without_send_in_front_nothing_is_said_about_sending(an: Phone) -> None:
    assert "Chưa gửi vì" not in an.say("2h zzz").text


def test_send_may_stand_in_front_of_each_of_several(an: Phone, tp: Phone) -> None:
    assert an.say("gửi 2h soạn công văn; gửi 1h trực cơ quan").text.startswith("Đã gửi 2 mục")
    assert len(tp.messages) == 2


def test_send_in_front_of_the_missing_task_sends_the_draft(an: Phone, tp: Phone) -> None:
    an.say("2h")
    assert an.say("gửi soạn công văn").text.startswith("Đã gửi")
    assert len(tp.messages) == 1


def test_send_in_front_of_the_missing_hours_sends_the_draft(an: Phone, office: MemoryOffice) -> None:
    an.say("soạn công văn")
    assert an.say("gửi 2h").text.startswith("Đã gửi")
    assert office.rows("SELECT status, minutes_declared FROM entries") == [
        {"status": "submitted", "minutes_declared": 120}
    ]


def test_send_in_front_of_an_unsure_task_chooses_it_and_says_why_it_is_not_sent(an: Phone, tp: Phone) -> None:
    an.say("2h")
    assert "Chưa gửi vì việc chưa rõ" in an.say("gửi họp").text
    assert "“gửi họp”" not in an.last.text
    assert not tp.messages


def test_other_likely_tasks_stay_with_the_draft_until_one_is_chosen(an: Phone) -> None:
    others = [label for label in an.say("họp giao ban soạn công văn").labels if " · " in label]
    assert others
    assert [label for label in an.say("2h").labels if " · " in label] == others
    assert [label for label in an.say("hôm qua").labels if " · " in label] == others
    an.press(others[0])
    assert not [label for label in an.last.labels if " · " in label]
    assert not [label for label in an.say("1h").labels if " · " in label]


def test_send_in_front_of_what_no_longer_fits_the_day_only_drafts(an: Phone, tp: Phone) -> None:
    an.log("11h soạn công văn")
    assert "Ngày này đã có 11 giờ" in an.say("gửi 2h soạn công văn").text
    assert len(tp.messages) == 1


@pytest.mark.parametrize(
    "typed",
    ["duyệt văn bản 2h", "sửa máy in 1h", "gửi công văn 2h", "gửi báo cáo 1h", "trả lại hồ sơ 2h", "hủy tài liệu 1h"],
)
def test_work_that_begins_like_a_command_stays_an_entry(typed: str, an: Phone, tp: Phone, office: MemoryOffice) -> None:
    assert "Nháp, chưa gửi" in an.say(typed).text
    assert statuses(office) == [Status.DRAFT]
    assert not tp.messages


def test_withdrawing_is_at_once_and_can_be_sent_again(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    sheet = an.log("2h soạn công văn")
    assert an.press("Rút lại") == "Đã rút lại"
    assert sheet.text.count("Đã rút lại") == 1
    assert sheet.labels == ["Gửi duyệt", "Sửa", "Hủy"]
    assert "Cán bộ đã rút lại mục này" in tp.last.text
    assert not tp.last.labels
    assert statuses(office) == [Status.WITHDRAWN]
    an.press("Gửi duyệt")
    assert sheet.labels == ["Rút lại"]
    assert "Duyệt" in tp.last.labels


def test_discarding_throws_the_draft_away(an: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h soạn công văn")
    assert an.press("Hủy") == "Đã hủy"
    assert draft.text == "Đã hủy 1 bản nháp. Nhật ký đã gửi giữ nguyên."
    assert not draft.labels
    assert not statuses(office)


def test_somebody_with_nobody_above_records_alone(talk: Conversation) -> None:
    truong = talk.enrolled("TRUONG")
    assert "Đã gửi (tự ghi nhận: không có người duyệt cấp trên)" in truong.log("2h soạn công văn").text
    assert truong.last.labels == ["Rút lại"]


# --- notes and repetitions


def test_a_doubtful_date_is_named(an: Phone) -> None:
    draft = an.say("2h họp giao ban tuần trước")
    assert "Chưa rõ ngày trong “2h họp giao ban tuần trước”, tạm ghi hôm nay" in draft.text


def test_a_time_of_day_that_may_be_a_duration_is_named(an: Phone) -> None:
    assert "Nếu là lúc 08:00, đồng chí chọn “Lúc 08:00”." in an.say("8h họp giao ban").text
    assert "Giờ: 2 giờ" in an.say("2h").text


@pytest.mark.parametrize("typed", ["như hôm qua", "nhu hom qua", "Giống hôm qua", "như hqua", "lặp lại hôm qua"])
def test_the_last_logged_day_comes_again_as_drafts_for_today(typed: str, an: Phone, talk: Conversation) -> None:
    an.log("2h soạn công văn sp: CV 12; 1h trực cơ quan")
    talk.later(days=1)
    draft = an.say(typed)
    assert draft.text.startswith("Chép từ hôm qua, thứ Hai 23/11/2026.\nNháp 2 mục, chưa gửi")
    assert draft.text.count("hôm nay, thứ Ba 24/11/2026") == 2
    assert "CV 12" not in draft.text
    assert an.press("Gửi duyệt") == "Đã gửi"


def test_without_any_earlier_day_there_is_nothing_to_repeat(an: Phone) -> None:
    an.log("2h soạn công văn")
    assert "Chưa có ngày nào để lặp lại" in an.say("như hôm qua").text


@pytest.mark.parametrize("typed", ["xin chào", "?", "chúc đồng chí ngày mới tốt lành", "", "…", ";", "x" * 4096])
def test_what_says_nothing_is_answered_and_not_kept(typed: str, an: Phone, office: MemoryOffice) -> None:
    assert "chưa ghi gì" in an.say(typed).text
    assert not statuses(office)


def test_today_is_the_provinces_day_at_half_past_midnight(an: Phone, office: MemoryOffice) -> None:
    office.now += timedelta(hours=15)
    assert "hôm nay, thứ Ba 24/11/2026" in an.say("2h soạn công văn").text
