"""Correcting a draft: by buttons, or typed in the language in which it was written."""

from __future__ import annotations

import pytest

from tests.support.conversation import Conversation, Message, Phone
from tests.support.memory import MemoryOffice


@pytest.fixture
def draft(an: Phone) -> Message:
    """Two hours of B.01 today, not sent."""
    return an.say("2h soạn công văn")


def line(message: Message, name: str) -> str:
    """What the message says behind a name: `Giờ`."""
    return next(row.partition(": ")[2] for row in message.text.splitlines() if row.startswith(f"{name}: "))


def test_the_menu_offers_every_part(an: Phone, draft: Message) -> None:
    assert an.press("Sửa") == "Mời sửa"
    assert draft.labels == [
        "Giờ", "Ngày", "Việc", "Sản phẩm", "Đang làm", "Tự đánh giá: chưa đạt", "Xong",
    ]  # fmt: skip
    assert "Đồng chí chọn phần cần sửa, hoặc gõ luôn" in draft.text
    an.press("Xong")
    assert draft.labels == ["Gửi duyệt", "Sửa", "Hủy"]


def test_hours_are_pressed(an: Phone, draft: Message) -> None:
    an.press("Sửa")
    an.press("Giờ")
    assert draft.text == "Số giờ đúng là bao nhiêu? Chọn hoặc gõ, ví dụ: 2h30."
    assert an.press("3 giờ") == "Đã sửa bản nháp"
    assert line(draft, "Giờ") == "3 giờ"


def test_days_are_pressed(an: Phone, draft: Message) -> None:
    an.press("Sửa")
    an.press("Ngày")
    assert draft.labels == [
        "hôm nay, thứ Hai 23/11/2026", "hôm qua, Chủ nhật 22/11/2026", "hôm kia, thứ Bảy 21/11/2026", "Quay lại",
    ]  # fmt: skip
    an.press("hôm kia")
    assert line(draft, "Ngày") == "hôm kia, thứ Bảy 21/11/2026"


def test_the_way_back_leads_to_the_menu(an: Phone, draft: Message) -> None:
    an.press("Sửa")
    an.press("Giờ")
    an.press("Quay lại")
    assert "Xong" in draft.labels


def test_progress_and_own_rating_are_switched_to_and_fro(an: Phone, draft: Message) -> None:
    for label, words in [
        ("Đang làm", "Đang làm · Tự đánh giá: đạt"),
        ("Tự đánh giá: chưa đạt", "Đang làm · Tự đánh giá: chưa đạt"),
        ("Hoàn thành", "Hoàn thành · Tự đánh giá: chưa đạt"),
        ("Tự đánh giá: đạt", "Hoàn thành · Tự đánh giá: đạt"),
    ]:
        an.press("Sửa")
        an.press(label)
        assert words in draft.text


@pytest.mark.parametrize(
    ("part", "typed", "name", "words"),
    [
        ("Giờ", "3h30", "Giờ", "3,5 giờ (3h30)"),
        ("Giờ", "3", "Giờ", "3 giờ"),
        ("Giờ", "3 giờ", "Giờ", "3 giờ"),
        ("Ngày", "hôm kia", "Ngày", "hôm kia, thứ Bảy 21/11/2026"),
        ("Ngày", "20/11", "Ngày", "thứ Sáu 20/11/2026"),
        ("Ngày", "20", "Ngày", "thứ Sáu 20/11/2026"),
        ("Ngày", "3h", "Giờ", "3 giờ"),
        ("Sản phẩm", "BC 45/BC-STC", "Sản phẩm", "BC 45/BC-STC"),
        ("Sản phẩm", "sp: BC 45", "Sản phẩm", "BC 45"),
        ("Sản phẩm", "số hiệu 45/BC", "Sản phẩm", "45/BC"),
        ("Sản phẩm", "2h họp giao ban", "Sản phẩm", "2h họp giao ban"),
    ],
)
def test_the_part_that_was_asked_for_may_be_typed(
    part: str, typed: str, name: str, words: str, an: Phone, draft: Message
) -> None:
    an.press("Sửa")
    an.press(part)
    assert line(an.say(typed), name) == words


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [("5 hồ sơ", "Sản phẩm", "5"), ("BC 45/BC-UBND", "Sản phẩm", "BC 45/BC-UBND"), ("x3", "Sản phẩm", "3")],
)
def test_while_editing_a_quantity_or_a_documents_number_is_no_task(
    typed: str, name: str, words: str, an: Phone, draft: Message
) -> None:
    an.press("Sửa")
    answer = an.say(typed)
    assert "B.01" in answer.text
    assert words in line(answer, name)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("30/2", "chưa hiểu ngày này"), ("tuần trước", "chưa hiểu ngày này"), ("0h", "chưa hiểu số giờ này")],
)
def test_while_editing_no_day_or_hour_is_searched_for_as_a_task(
    typed: str, words: str, an: Phone, draft: Message
) -> None:
    an.press("Sửa")
    assert words in an.say(typed).text
    assert "B.01" in an.say("đang làm").text


@pytest.mark.parametrize(("part", "words"), [("Giờ", "chưa hiểu số giờ này"), ("Ngày", "chưa hiểu ngày này")])
def test_a_part_that_is_not_understood_is_asked_for_again(part: str, words: str, an: Phone, draft: Message) -> None:
    an.press("Sửa")
    an.press(part)
    answer = an.say("nhiều lắm")
    assert words in answer.text
    assert "Quay lại" in answer.labels
    assert "B.01" in an.say("3h" if part == "Giờ" else "hôm qua").text


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [
        ("3h", "Giờ", "3 giờ"),
        ("hôm qua", "Ngày", "hôm qua, Chủ nhật 22/11/2026"),
        ("sp: CV 12/STC", "Sản phẩm", "CV 12/STC"),
        ("sản phẩm: CV 12/STC", "Sản phẩm", "CV 12/STC"),
        ("3 văn bản", "Sản phẩm", "chưa ghi số hiệu · 3 văn bản"),
        ("3h hôm qua", "Giờ", "3 giờ"),
        ("3h hôm qua", "Ngày", "hôm qua, Chủ nhật 22/11/2026"),
        ("3h sp: CV 12", "Sản phẩm", "CV 12"),
    ],
)
def test_a_bare_figure_day_or_product_corrects_the_draft(
    typed: str, name: str, words: str, an: Phone, draft: Message, office: MemoryOffice
) -> None:
    assert line(an.say(typed), name) == words
    assert len(office.rows("SELECT id FROM entries")) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("B.02", "B.02 · Họp giao ban"),
        ("d.01", "D.01 · Trực cơ quan"),
        ("/chon B.02", "B.02 · Họp giao ban"),
        ("đang làm", "Đang làm · Tự đánh giá: đạt"),
        ("dang lam", "Đang làm · Tự đánh giá: đạt"),
    ],
)
def test_a_code_or_the_progress_corrects_the_draft(typed: str, words: str, an: Phone, draft: Message) -> None:
    assert words in an.say(typed).text


def test_a_line_with_hours_and_a_task_is_a_new_entry_beside_the_draft(
    an: Phone, draft: Message, office: MemoryOffice
) -> None:
    assert "D.01" in an.say("1h trực cơ quan").text
    assert len(office.rows("SELECT id FROM entries")) == 2


@pytest.mark.parametrize("via", ["menu", "part"])
def test_task_words_are_searched_for(via: str, an: Phone, draft: Message) -> None:
    an.press("Sửa")
    if via == "part":
        an.press("Việc")
        assert draft.text == "Đầu công việc nào? Gõ vài chữ hoặc mã việc."
    assert "B.02 · Họp giao ban" in an.say("họp giao ban").text


def test_task_words_complete_a_draft_without_a_task(an: Phone) -> None:
    an.say("2h")
    assert "B.02 · Họp giao ban" in an.say("họp giao ban").text
    assert "Gửi duyệt" in an.last.labels


def test_task_words_that_fit_nothing_leave_the_draft(an: Phone, draft: Message) -> None:
    an.press("Sửa")
    answer = an.say("zzz")
    assert answer.text == "Không có đầu công việc nào khớp “zzz”. Bản nháp giữ nguyên; đồng chí gõ từ khác."
    assert "B.02" in an.say("họp giao ban").text


@pytest.mark.parametrize("typed", ["/chon Z.99", "/chon A.01"])
def test_a_code_one_does_not_see_is_refused_and_the_draft_stays(typed: str, an: Phone, draft: Message) -> None:
    assert "không có trong danh mục của đồng chí" in an.say(typed).text
    assert "Giờ: 3 giờ" in an.say("3h").text


def test_one_of_several_is_chosen_first(an: Phone) -> None:
    draft = an.say("2h soạn công văn; 1h trực cơ quan")
    assert an.press("Sửa") == "Chọn mục"
    assert "Đồng chí sửa mục nào?" in draft.text
    assert draft.labels == ["Mục 1", "Mục 2"]
    an.press("Mục 2")
    assert draft.text.startswith("Nháp, chưa gửi\n\nD.01")
    assert "Bỏ mục này" in draft.labels
    assert "2. D.01 · Trực cơ quan (Nhóm D)\nhôm nay, thứ Hai 23/11/2026 · 3 giờ" in an.say("3h").text


def test_one_of_several_is_taken_off(an: Phone, office: MemoryOffice) -> None:
    draft = an.say("2h soạn công văn; 1h trực cơ quan")
    an.press("Sửa")
    an.press("Mục 1")
    an.press("Bỏ mục này")
    assert draft.text.splitlines()[2] == "D.01 · Trực cơ quan"
    assert len(office.rows("SELECT id FROM entries")) == 1


def test_the_last_one_taken_off_leaves_nothing(an: Phone, draft: Message, office: MemoryOffice) -> None:
    """The button is not offered for a single draft; an old one may still be pressed."""
    send = draft.button("Gửi duyệt")
    assert an.forge(send.replace("gui:", "bomuc:") + ":1") == "Đã bỏ"
    assert not office.rows("SELECT id FROM entries")


def test_what_was_sent_before_cannot_be_taken_off(an: Phone) -> None:
    an.log("2h soạn công văn; 1h trực cơ quan")
    an.press("Rút lại")
    an.press("Sửa")
    an.press("Mục 1")
    assert "Bỏ mục này" not in an.last.labels


def test_a_draft_thrown_away_elsewhere_does_not_stand_in_the_way(talk: Conversation, an: Phone) -> None:
    """Two chats of one person: the draft that one chat awaits corrections of is gone in the other."""
    web = talk.enrolled("AN", "web")
    an.say("2h soạn công văn")
    web.say("/homnay")
    web.press("Bản nháp: Soạn thảo văn bản")
    web.press("Hủy")
    assert "D.01" in an.say("1h trực cơ quan").text


@pytest.mark.parametrize("typed", ["3h", "đang làm"])
def test_a_draft_sent_elsewhere_is_not_corrected_any_more(typed: str, talk: Conversation, an: Phone) -> None:
    web = talk.enrolled("AN", "web")
    an.say("2h soạn công văn")
    web.say("/homnay")
    web.press("Bản nháp")
    web.press("Gửi duyệt")
    an.say(typed)
    assert "Giờ: 2 giờ" in web.last.text
    assert "Hoàn thành" in web.last.text


def test_choosing_a_code_for_a_draft_sent_elsewhere_is_refused_once(talk: Conversation, an: Phone) -> None:
    web = talk.enrolled("AN", "web")
    an.say("2h soạn công văn")
    web.say("/homnay")
    web.press("Bản nháp")
    web.press("Gửi duyệt")
    assert "đang chờ duyệt. Không có gì thay đổi." in an.say("/chon B.02").text
    assert "Hết bao nhiêu giờ" in an.say("/chon B.02").text
