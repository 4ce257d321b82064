"""What cannot be sent is refused or asked for, with the figure and the rule."""

from __future__ import annotations

import pytest

from bot.domain.entry import Status
from tests.support.conversation import Conversation, Phone, statuses
from tests.support.memory import MemoryOffice


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("họp giao ban", "Chưa có số giờ. Đồng chí chọn hoặc gõ, ví dụ: 2h30."),
        ("2h", "Chưa chọn đầu công việc; đồng chí gõ vài chữ của việc để tìm, hoặc bấm Sửa."),
        ("2h zzz", "Chưa rõ “zzz” là đầu công việc nào; đồng chí gõ từ khác hoặc mã việc."),
        ("1h10 họp giao ban", "Giờ ghi theo bội số 15 phút; 70 phút chưa hợp lệ. Đồng chí gõ 1h hoặc 1h15."),
        (
            "2h họp giao ban ngày mai",
            "Thứ Ba 24/11/2026 chưa đến; chỉ ghi việc đã làm, muộn nhất là hôm nay. "
            "Đồng chí gõ ngày đúng hoặc bấm Sửa để đổi ngày.",
        ),
        (
            "2h họp giao ban 15/11",
            "Ngày này đã qua 8 ngày; chỉ ghi lùi tối đa 7 ngày, từ 16/11/2026. "
            "Đồng chí gõ ngày đúng hoặc bấm Sửa để đổi ngày.",
        ),
        (
            "12h15 họp giao ban",
            "Mỗi ngày ghi tối đa 12 giờ; mục này 12,25 giờ. Còn ghi được 12 giờ; đồng chí gõ 12h hoặc đổi ngày.",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_figure_and_the_rule(
    typed: str, words: str, an: Phone, office: MemoryOffice
) -> None:
    draft = an.say(typed)
    assert draft.text.startswith(("Nháp, chưa gửi – cần bổ sung", "Nếu là"))
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


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2h10 họp giao ban", "130 phút chưa hợp lệ. Đồng chí gõ 2h hoặc 2h15."),
        ("10p họp giao ban", "10 phút chưa hợp lệ. Đồng chí gõ 15p."),
        ("11h50 họp giao ban", "710 phút chưa hợp lệ. Đồng chí gõ 11h45 hoặc 12h."),
        ("1h10 họp giao ban; 1h trực cơ quan", "70 phút chưa hợp lệ. Đồng chí bấm Sửa để ghi 1h hoặc 1h15."),
    ],
)
def test_hours_that_are_no_quarters_come_with_the_nearest_that_are(typed: str, words: str, an: Phone) -> None:
    assert words in an.say(typed).text


def test_the_day_limit_says_what_still_fits(an: Phone, tp: Phone) -> None:
    an.log("11h soạn công văn")
    assert "Còn ghi được 1 giờ; đồng chí gõ 1h hoặc đổi ngày." in an.say("8h họp giao ban").text
    an.say("1h")
    an.press("Gửi duyệt")
    assert "Ngày này đã đủ giờ; đồng chí gõ ngày khác, hoặc bấm Hủy." in an.say("1h trực cơ quan").text


def test_what_is_refused_at_sending_is_named_in_the_answer_to_the_press(an: Phone, tp: Phone) -> None:
    late = an.say("8h soạn công văn")
    an.log("8h trực cơ quan")
    said = an.press("Gửi duyệt", late)
    assert said.startswith("Chưa gửi được: quá số giờ tối đa của một ngày.")


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
