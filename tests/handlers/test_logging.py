"""One typed line becomes a draft; one press sends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.entry import Status
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice


def statuses(office: MemoryOffice) -> list[str]:
    """The states of all entries, oldest first."""
    return [row["status"] for row in office.rows("SELECT status FROM entries ORDER BY id")]


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
    assert "Đã rút lại" in sheet.text
    assert sheet.labels == ["Gửi duyệt", "Sửa"]
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


# --- several at once


@pytest.mark.parametrize("typed", ["2h soạn công văn; 1h trực cơ quan", "2h soạn công văn\n1h trực cơ quan"])
def test_parts_and_lines_are_entries_of_their_own(typed: str, an: Phone, tp: Phone) -> None:
    draft = an.say(typed)
    assert draft.text.startswith("Nháp 2 mục, chưa gửi\n\n1. B.01 · Soạn thảo văn bản hành chính (Nhóm B)\n")
    assert "\n2. D.01 · Trực cơ quan (Nhóm D)\nhôm nay, thứ Hai 23/11/2026 · 1 giờ · " in draft.text
    assert draft.labels == ["Gửi duyệt (2)", "Sửa", "Hủy"]
    an.press("Gửi duyệt")
    assert "Đã gửi 2 mục, tổng 3 giờ tới đồng chí Lê Thị Thanh Ngọc" in draft.text
    assert [message.text.splitlines()[2] for message in tp.messages] == [
        "B.01 · Soạn thảo văn bản hành chính",
        "D.01 · Trực cơ quan",
    ]


def test_one_press_sends_all_that_is_complete_and_the_rest_stays(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h soạn công văn; họp giao ban; 1h trực cơ quan")
    assert "Nháp 3 mục, chưa gửi – cần bổ sung" in draft.text
    an.press("Gửi duyệt (2)")
    assert statuses(office) == [Status.SUBMITTED, Status.DRAFT, Status.SUBMITTED]
    assert len(tp.messages) == 2
    assert "Chưa có số giờ" in draft.text
    assert draft.labels == ["Sửa", "Hủy", "Rút lại"]
    an.press("Hủy")
    assert statuses(office) == [Status.SUBMITTED, Status.SUBMITTED]
    assert draft.labels == ["Rút lại"]
    an.press("Rút lại")
    assert statuses(office) == [Status.WITHDRAWN, Status.WITHDRAWN]


def test_more_than_twenty_are_cut_and_it_says_so(an: Phone, office: MemoryOffice) -> None:
    draft = an.say("\n".join(["15 phút trực cơ quan"] * 23))
    assert "Mỗi tin tối đa 20 mục; 3 mục sau chưa được ghi." in draft.text
    assert len(statuses(office)) == 20


def test_a_long_list_is_told_in_one_line_each(an: Phone) -> None:
    draft = an.say("\n".join(["15 phút trực cơ quan sp: " + "x" * 150] * 19 + ["họp giao ban"]))
    assert "1. D.01 · Trực cơ quan · 23/11 · 0,25 giờ\n2. " in draft.text
    assert "20. B.02 · Họp giao ban · 23/11 · chưa ghi giờ · cần bổ sung" in draft.text
    an.press("Gửi duyệt")
    assert "1. D.01 · Trực cơ quan · 23/11 · 0,25 giờ · Đã gửi, chờ duyệt\n" in draft.text


# --- what cannot be


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("họp giao ban", "Chưa có số giờ. Đồng chí chọn hoặc gõ, ví dụ: 2h30."),
        ("2h", "Chưa chọn đầu công việc."),
        ("2h zzz", "Chưa rõ “zzz” là đầu công việc nào; đồng chí gõ từ khác hoặc mã việc."),
        ("1h10 họp giao ban", "Giờ ghi theo bội số 15 phút; 70 phút chưa hợp lệ."),
        ("2h họp giao ban ngày mai", "Thứ Ba 24/11/2026 chưa đến; chỉ ghi việc đã làm, muộn nhất là hôm nay."),
        ("2h họp giao ban 15/11", "Ngày này đã qua 8 ngày; chỉ ghi lùi tối đa 7 ngày, từ 16/11/2026."),
        ("12h15 họp giao ban", "Mỗi ngày ghi tối đa 12 giờ; mục này 12,25 giờ."),
    ],
)
def test_what_cannot_be_is_refused_with_the_figure_and_the_rule(
    typed: str, words: str, an: Phone, office: MemoryOffice
) -> None:
    draft = an.say(typed)
    assert draft.text.startswith(("Nháp, chưa gửi – cần bổ sung", "Nếu ý là"))
    assert words in draft.text.splitlines()
    assert "Gửi duyệt" not in draft.labels
    assert {"Sửa", "Hủy"} <= set(draft.labels)
    assert statuses(office) == [Status.DRAFT]


@pytest.mark.parametrize("typed", ["2h họp giao ban 16/11", "12h họp giao ban", "15 phút họp giao ban"])
def test_the_limits_themselves_are_allowed(typed: str, an: Phone, tp: Phone) -> None:
    an.log(typed)
    assert tp.messages


def test_a_missing_hour_is_asked_for_with_buttons(an: Phone) -> None:
    draft = an.say("họp giao ban")
    assert draft.labels[2:9] == ["0,5 giờ", "1 giờ", "1,5 giờ", "2 giờ", "3 giờ", "4 giờ", "8 giờ"]
    an.press("1,5 giờ")
    assert "Giờ: 1,5 giờ (1h30)" in draft.text
    assert "Gửi duyệt" in draft.labels


def test_the_day_limit_counts_what_is_there_already(an: Phone, tp: Phone) -> None:
    an.log("8h soạn công văn")
    draft = an.say("5h trực cơ quan")
    assert "Mỗi ngày ghi tối đa 12 giờ; mục này 5 giờ. Ngày này đã có 8 giờ." in draft.text
    an.say("4h")
    an.press("Gửi duyệt")
    assert len(tp.messages) == 2


def test_the_day_limit_counts_what_is_to_be_sent_together(an: Phone) -> None:
    draft = an.say("8h soạn công văn; 5h trực cơ quan; 5h trực cơ quan hôm qua")
    assert "Mỗi ngày ghi tối đa 12 giờ; mục này 5 giờ. Ngày này đã có 8 giờ." in draft.text
    assert draft.text.count("Mỗi ngày ghi tối đa") == 1
    assert "Gửi duyệt (2)" in draft.labels


def test_a_draft_that_no_longer_fits_is_shown_with_its_figure_when_sent(
    an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    late = an.say("8h soạn công văn")
    an.log("8h trực cơ quan")
    assert an.press("Gửi duyệt", late).startswith("Chưa gửi được")
    assert "mục này 8 giờ. Ngày này đã có 8 giờ." in late.text
    assert "Gửi duyệt" not in late.labels
    assert statuses(office) == [Status.DRAFT, Status.SUBMITTED]
    assert len(tp.messages) == 1


def test_where_people_work_shifts_a_day_has_twenty_four_hours(talk: Conversation) -> None:
    ysi = talk.enrolled("YSI")
    assert "Đã gửi" in ysi.log("24h trực cơ quan").text
    assert "Mỗi ngày ghi tối đa 24 giờ" in ysi.say("1h trực cơ quan").text


def test_a_task_that_left_the_catalog_is_said_so(an: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h soạn công văn")
    office.rows("UPDATE items SET retired_at = 'x' WHERE code = 'B.01' RETURNING code")
    office.rows("UPDATE catalog_version SET version = version + 1 RETURNING version")
    assert an.press("Gửi duyệt").startswith("Chưa gửi được")
    assert "Việc này không có trong danh mục của đồng chí; đồng chí chọn việc khác." in draft.text


# --- notes and repetitions


def test_a_doubtful_date_is_named(an: Phone) -> None:
    draft = an.say("2h họp giao ban tuần trước")
    assert "Chưa rõ ngày trong “2h họp giao ban tuần trước”, tạm ghi hôm nay" in draft.text


def test_a_time_of_day_that_may_be_a_duration_is_named(an: Phone) -> None:
    assert "Nếu ý là lúc 08:00, đồng chí gõ lại số giờ đã làm." in an.say("8h họp giao ban").text
    assert "Giờ: 2 giờ" in an.say("2h").text


@pytest.mark.parametrize("typed", ["như hôm qua", "nhu hom qua", "Giống hôm qua"])
def test_the_last_logged_day_comes_again_as_drafts_for_today(typed: str, an: Phone, talk: Conversation) -> None:
    an.log("2h soạn công văn sp: CV 12; 1h trực cơ quan")
    talk.later(days=1)
    draft = an.say(typed)
    assert draft.text.startswith("Nháp 2 mục, chưa gửi")
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
