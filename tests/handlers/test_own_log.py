"""`/homnay`, `/tuan`, `/thang`, `/lichsu`: one's own hours, and what happened to an entry."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.entry import Status
from bot.domain.rules import Rules
from bot.services.calendars import vietnam
from tests.support.conversation import Conversation, Phone, statuses
from tests.support.memory import MemoryOffice

NORM = "(để đối chiếu, không phải chỉ tiêu)"


@pytest.fixture
def logged(an: Phone, tp: Phone) -> None:
    """Three hours approved at two, four that wait, two returned, one withdrawn, half an hour drafted; all of today."""
    an.log("3h soạn công văn")
    tp.press("Duyệt số giờ khác")
    tp.say("2h")
    an.log("4h họp giao ban")
    an.log("2h trực cơ quan")
    tp.press("Trả lại")
    tp.say("Thiếu số")
    an.log("1h trực cơ quan")
    an.press("Rút lại")
    an.say("30 phút trực cơ quan")


def test_today_tells_every_sum_beside_the_norm(logged: None, an: Phone) -> None:
    assert an.say("/homnay").text.splitlines() == [
        "Nhật ký hôm nay, thứ Hai 23/11/2026",
        "",
        "Đã khai: 9 giờ (3 mục)",
        "Được duyệt: 2 giờ (1 mục; khai 3 giờ)",
        "Chờ duyệt: 4 giờ (1 mục)",
        "Được trả lại: 2 giờ (1 mục)",
        "Nháp chưa gửi: 0,5 giờ (1 mục)",
        "",
        "Theo nhóm (được duyệt và chờ duyệt): B 6 giờ",
        "",
        f"Giờ chuẩn của ngày: 8 giờ {NORM}",
        "",
        "• Soạn thảo văn bản hành chính – 2 giờ (khai 3 giờ), đã duyệt",
        "• Họp giao ban – 4 giờ, chờ duyệt",
        "• Trực cơ quan – 2 giờ, trả lại",
        "• Trực cơ quan – 0,5 giờ, nháp",
    ]


def test_a_draft_that_was_left_is_one_press_away(logged: None, an: Phone) -> None:
    an.say("/homnay")
    assert an.last.labels == ["Bản nháp: Trực cơ quan"]
    an.press("Bản nháp: Trực cơ quan")
    assert an.last.text.startswith("Nháp, chưa gửi")
    assert an.last.labels == ["Gửi duyệt", "Sửa", "Hủy"]


def test_a_draft_without_a_task_is_named_too(an: Phone) -> None:
    an.say("2h")
    assert an.say("/tuan").labels == ["Bản nháp: chưa chọn việc"]
    assert "• chưa chọn việc – 2 giờ, nháp" in an.say("/homnay").text


@pytest.mark.parametrize(
    ("typed", "heading", "norm"),
    [
        ("/tuan", "Tuần 23/11/2026 – 29/11/2026", "Giờ chuẩn của tuần: 32 giờ"),
        ("tuần này", "Tuần 23/11/2026 – 29/11/2026", "Giờ chuẩn của tuần: 32 giờ"),
        ("/thang", "Tháng 01/11/2026 – 30/11/2026", "Giờ chuẩn của tháng: 160 giờ"),
        ("thang", "Tháng 01/11/2026 – 30/11/2026", "Giờ chuẩn của tháng: 160 giờ"),
    ],
)
def test_week_and_month_stand_beside_the_calendars_norm(
    typed: str, heading: str, norm: str, an: Phone, office: MemoryOffice
) -> None:
    office.rules = Rules(calendar=vietnam())
    an.log("2h soạn công văn hôm qua")
    told = an.say(typed).text
    assert told.startswith(heading)
    assert f"{norm} {NORM}" in told
    assert ("Đã khai: 2 giờ (1 mục)" in told) is typed.endswith("thang")


def test_a_kpi_month_may_start_on_the_25th(an: Phone, office: MemoryOffice) -> None:
    office.rules = Rules(kpi_month_start=25)
    office.now = datetime(2026, 12, 30, 3, tzinfo=UTC)
    assert an.say("/thang").text.startswith("Tháng 25/12/2026 – 24/01/2027")


@pytest.mark.parametrize("typed", ["/homnay", "/tuan", "/thang"])
def test_with_nothing_logged_it_says_how_to_begin(typed: str, an: Phone) -> None:
    told = an.say(typed)
    assert "Chưa có mục nào. Đồng chí gõ ví dụ: 2h30 họp giao ban." in told.text
    assert NORM in told.text
    assert not told.labels


def test_what_nobody_decides_on_counts_in_no_figure(talk: Conversation) -> None:
    truong = talk.enrolled("TRUONG")
    send = truong.say("2h soạn công văn").button("Gửi duyệt")
    truong.press("Gửi duyệt")
    told = truong.say("/homnay").text
    assert "Đã khai: 0 giờ (0 mục)" in told
    assert "Tự ghi nhận: 2 giờ (1 mục)" in told
    assert "Chờ duyệt" not in told
    assert "Theo nhóm" not in told
    assert "• Soạn thảo văn bản hành chính – 2 giờ, tự ghi nhận" in told
    assert "tự ghi nhận" in truong.say("/lichsu").labels[0]
    assert truong.forge(send) == "Mục này đã gửi, tự ghi nhận. Không có gì thay đổi."


def test_two_sheets_of_nobodys_tell_so_in_each_line(talk: Conversation) -> None:
    truong = talk.enrolled("TRUONG")
    truong.log("2h soạn công văn; 1h trực cơ quan")
    assert truong.last.text.count("\nTự ghi nhận") == 2


# --- /lichsu


def test_the_history_lists_the_latest_entries(logged: None, an: Phone) -> None:
    listed = an.say("/lichsu")
    assert listed.labels == [
        "23/11 · 1 giờ · đã rút · Trực cơ quan",
        "23/11 · 2 giờ · trả lại · Trực cơ quan",
        "23/11 · 4 giờ · chờ duyệt · Họp giao ban",
        "23/11 · 3 giờ · đã duyệt · Soạn thảo văn bản hành chính",
    ]


def test_the_history_of_an_entry_tells_what_by_whom_and_when(an: Phone, tp: Phone, talk: Conversation) -> None:
    an.log("3h soạn công văn sp: CV <12>")
    talk.later(minutes=5)
    tp.press("Trả lại")
    tp.say("Thiếu & sai")
    talk.later(minutes=1)
    an.press("Có ý kiến")
    an.say("Đã ghi")
    an.press("Sửa và gửi lại")
    an.press("Gửi duyệt")
    an.press("Rút lại")
    an.press("Gửi duyệt")
    tp.press("Duyệt")
    tp.press("Hoàn tác")
    an.say("/lichsu")
    an.press("23/11")
    assert an.last.text.splitlines() == [
        "B.01 · Soạn thảo văn bản hành chính",
        "Ngày: thứ Hai 23/11/2026",
        "",
        "• 09:30 ngày 23/11/2026: đồng chí Vương Thị Bảo An gửi duyệt 3 giờ – “CV <12>”",
        "• 09:35 ngày 23/11/2026: đồng chí Lê Thị Thanh Ngọc trả lại để hoàn thiện – “Thiếu & sai”",
        "• 09:36 ngày 23/11/2026: đồng chí Vương Thị Bảo An có ý kiến – “Đã ghi”",
        "• 09:36 ngày 23/11/2026: đồng chí Vương Thị Bảo An gửi duyệt 3 giờ – “CV <12>”",
        "• 09:36 ngày 23/11/2026: đồng chí Vương Thị Bảo An rút lại",
        "• 09:36 ngày 23/11/2026: đồng chí Vương Thị Bảo An gửi duyệt 3 giờ – “CV <12>”",
        "• 09:36 ngày 23/11/2026: đồng chí Lê Thị Thanh Ngọc duyệt 3 giờ",
        "• 09:36 ngày 23/11/2026: đồng chí Lê Thị Thanh Ngọc hoàn tác quyết định",
    ]
    an.press("Các mục gần đây")
    assert an.last.text.startswith("Các mục gần đây")


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        ("đã rút", ["Sửa và gửi lại", "Các mục gần đây"]),
        ("trả lại", ["Sửa và gửi lại", "Có ý kiến", "Các mục gần đây"]),
        ("chờ duyệt", ["Rút lại", "Các mục gần đây"]),
        ("đã duyệt", ["Các mục gần đây"]),
    ],
)
def test_what_can_still_be_done_is_offered_with_the_history(
    state: str, labels: list[str], logged: None, an: Phone
) -> None:
    listed = an.say("/lichsu")
    an.press(next(label for label in listed.labels if state in label))
    assert an.last.labels == labels


def test_a_withdrawn_entry_is_taken_up_again_from_the_history(logged: None, an: Phone) -> None:
    listed = an.say("/lichsu")
    an.press(next(label for label in listed.labels if "đã rút" in label))
    an.press("Sửa và gửi lại", listed)
    assert an.last.labels == ["Gửi duyệt", "Sửa", "Hủy"]


def test_a_long_history_tells_its_end(an: Phone) -> None:
    an.log("3h soạn công văn sp: " + "x" * 300)
    for _ in range(10):
        an.press("Rút lại")
        an.press("Gửi duyệt")
    an.say("/lichsu")
    an.press("23/11")
    assert "Trước đó còn 6 lần thay đổi." in an.last.text
    assert an.last.text.count("•") == 15


def test_an_approver_may_see_the_history_and_a_colleague_may_not(an: Phone, tp: Phone, talk: Conversation) -> None:
    an.log("3h soạn công văn")
    an.say("/lichsu")
    history = an.last.button("23/11")
    tp.forge(history)
    assert "gửi duyệt" in tp.last.text
    assert not tp.last.labels
    binh = talk.enrolled("BINH")
    assert binh.forge(history) == "Mục này không thuộc quyền của đồng chí. Không có gì thay đổi."


def test_without_entries_the_history_says_how_to_begin(an: Phone) -> None:
    an.say("2h soạn công văn")
    assert an.say("/lichsu").text == "Đồng chí chưa gửi mục nào. Gõ ví dụ: 2h30 họp giao ban."


# --- drafts that were left


def test_the_newest_drafts_come_first_eight_of_them(an: Phone, talk: Conversation) -> None:
    for number in range(1, 11):
        an.say(f"{number}h việc lạ {number:02}")
        talk.later(minutes=1)
    assert an.say("/homnay").labels[:-1] == [f"Bản nháp: việc lạ {number:02}" for number in range(10, 2, -1)]
    assert an.last.labels[-1] == "Hủy cả 10 bản nháp"


def test_all_drafts_are_thrown_away_after_one_question(
    an: Phone, tp: Phone, talk: Conversation, office: MemoryOffice
) -> None:
    an.log("2h soạn công văn")
    an.say("1h trực cơ quan")
    an.say("3h họp giao ban; 1h trực cơ quan")
    an.say("/tuan")
    assert an.press("Hủy cả 3 bản nháp") == "Hủy bản nháp?"
    question = an.last
    assert question.text == "Hủy 3 bản nháp? Nhật ký đã gửi giữ nguyên."
    talk.later(minutes=1)
    an.say("15 phút trực cơ quan")
    assert an.press("Hủy 3 bản nháp") == "Đã hủy 3 bản nháp. Nhật ký đã gửi giữ nguyên."
    assert statuses(office) == [Status.SUBMITTED, Status.DRAFT]
    assert not question.labels


def test_a_question_about_drafts_can_be_left(an: Phone, office: MemoryOffice) -> None:
    an.say("1h trực cơ quan")
    an.say("2h trực cơ quan")
    an.say("/homnay")
    an.press("Hủy cả 2 bản nháp")
    an.press("Thôi")
    assert statuses(office) == [Status.DRAFT, Status.DRAFT]


def test_drafts_that_are_gone_meanwhile_are_not_asked_about(an: Phone, office: MemoryOffice) -> None:
    for _ in range(2):
        an.say("1h trực cơ quan")
    listed = an.say("/homnay")
    ask = listed.button("Hủy cả 2 bản nháp")
    an.press("Hủy cả 2 bản nháp")
    sure = an.last.button("Hủy 2 bản nháp")
    an.press("Hủy 2 bản nháp")
    assert an.forge(sure) == "Không còn bản nháp nào để hủy."
    assert an.forge(ask, listed) == "Không còn bản nháp"


def test_a_mixed_message_shows_what_was_sent_once_its_drafts_are_gone(an: Phone) -> None:
    mixed = an.say("2h soạn công văn; họp giao ban")
    an.press("Gửi duyệt (1)")
    an.say("1h trực cơ quan")
    an.say("/homnay")
    an.press("Hủy cả 2 bản nháp")
    an.press("Hủy 2 bản nháp")
    assert mixed.labels == ["Rút lại"]
    assert "Họp giao ban" not in mixed.text
