"""Several entries in one message: one message back, one press for all that is complete."""

from __future__ import annotations

import pytest

from bot.domain.entry import Status
from tests.support.conversation import Phone, statuses
from tests.support.memory import MemoryOffice


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


@pytest.mark.parametrize("heading", ["Ngày 20/11:", "20/11", "thứ 6"])
def test_a_heading_that_names_a_day_dates_the_lines_under_it(heading: str, an: Phone) -> None:
    draft = an.say(f"{heading}\n- 2h soạn công văn\n- 1h trực cơ quan hôm nay")
    assert draft.text.startswith("Nháp 2 mục, chưa gửi\n\n1. B.01")
    assert "\nthứ Sáu 20/11/2026 · 2 giờ · " in draft.text
    assert "\nhôm nay, thứ Hai 23/11/2026 · 1 giờ · " in draft.text


@pytest.mark.parametrize("heading", ["Ngày 1/11:", "ngày mai"])
def test_under_a_heading_with_a_day_that_cannot_be_nothing_is_sent_unseen(
    heading: str, an: Phone, office: MemoryOffice
) -> None:
    assert "Chưa gửi vì còn điều cần sửa" in an.say(f"gửi {heading}\n2h soạn công văn").text
    assert statuses(office) == [Status.DRAFT]


def test_a_day_on_a_line_of_its_own_under_work_is_not_lost_either(an: Phone) -> None:
    assert "thứ Sáu 20/11/2026 · 1 giờ" in an.say("2h soạn công văn\n20/11\n1h trực cơ quan").text


def test_one_press_sends_all_that_is_complete_and_the_rest_stays(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h soạn công văn; họp giao ban; 1h trực cơ quan")
    assert "Nháp 3 mục, chưa gửi – cần bổ sung" in draft.text
    assert an.press("Gửi duyệt (2)") == "Đã gửi 2 mục, còn 1 mục chưa gửi"
    assert draft.text.startswith("Đã gửi 2 mục, còn 1 mục chưa gửi\nTổng 3 giờ tới đồng chí Lê Thị Thanh Ngọc\n")
    assert statuses(office) == [Status.SUBMITTED, Status.DRAFT, Status.SUBMITTED]
    assert len(tp.messages) == 2
    assert "Chưa có số giờ" in draft.text
    assert draft.labels == ["Sửa", "Hủy", "Rút lại"]
    an.press("Hủy")
    assert statuses(office) == [Status.SUBMITTED, Status.SUBMITTED]
    assert draft.labels == ["Rút lại"]
    an.press("Rút lại")
    assert statuses(office) == [Status.WITHDRAWN, Status.WITHDRAWN]


def test_hours_without_a_task_are_told_what_to_do_alone_and_among_others(an: Phone) -> None:
    assert "đồng chí gõ vài chữ của việc để tìm, hoặc bấm Sửa." in an.say("3 tiếng").text
    assert "B.01" in an.say("soạn công văn").text
    assert "đồng chí bấm Sửa để chọn việc khác." in an.say("1h trực cơ quan; 3h zzz").text
    assert "Chưa chọn đầu công việc; đồng chí bấm Sửa để chọn." in an.say("1h trực cơ quan; 3 tiếng").text


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


def test_what_was_withdrawn_is_put_away_by_cancelling_and_stays_withdrawn(an: Phone, office: MemoryOffice) -> None:
    draft = an.log("2h soạn công văn; 1h trực cơ quan")
    an.press("Rút lại")
    assert draft.text.count("Đã rút lại") == 1
    assert an.press("Hủy") == "Đã hủy"
    assert draft.text == "Đã hủy. 2 mục đã rút lại không gửi nữa; khi cần, đồng chí mở lại ở /lichsu."
    assert not draft.labels
    assert statuses(office) == [Status.WITHDRAWN, Status.WITHDRAWN]
    an.say("/lichsu")
    an.press("23/11")
    assert an.press("Sửa và gửi lại") == "Mời sửa"


def test_cancelling_what_was_withdrawn_leaves_the_decided_beside_it(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    draft = an.log("2h soạn công văn; 1h trực cơ quan")
    tp.press("Duyệt", tp.messages[0])
    an.press("Rút lại", draft)
    assert "Đã duyệt 2 giờ" in draft.text
    assert draft.labels == ["Gửi duyệt (1)", "Sửa", "Hủy"]
    an.press("Hủy", draft)
    assert not draft.labels
    assert statuses(office) == [Status.APPROVED, Status.WITHDRAWN]
