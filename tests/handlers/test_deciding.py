"""The leader's card: one press decides, and the card says what became of it."""

from __future__ import annotations

import pytest

from bot.domain.entry import Status
from bot.storage.inbox import Kind
from tests.support.conversation import Conversation, Message, Phone, the_entry
from tests.support.memory import MemoryOffice

# --- the card


def test_the_card_is_silent_and_shows_everything(card: Message) -> None:
    assert card.silent
    assert card.text.splitlines() == [
        "Vương Thị Bảo An",
        "Chuyên viên, Phòng Quản lý ngân sách",
        "B.01 · Soạn thảo văn bản hành chính",
        "Nhóm B – Chuyên môn dùng chung",
        "Ngày: thứ Hai 23/11/2026",
        "Giờ khai: 3 giờ · cả ngày 3 giờ, cả tuần 3 giờ",
        "Sản phẩm: CV 12/STC",
        "Hoàn thành · Tự đánh giá: đạt",
    ]
    assert card.labels == ["Duyệt", "Trả lại", "Duyệt số giờ khác", "Đánh giá chất lượng"]


def test_the_card_comes_as_a_message_of_its_own(card: Message, an: Phone, tp: Phone) -> None:
    an.log("1h trực cơ quan")
    assert len(tp.messages) == 2
    assert card.edits == 0


def test_the_card_tells_the_days_and_the_weeks_total(card: Message, an: Phone, tp: Phone) -> None:
    an.log("1h trực cơ quan")
    assert "Giờ khai: 1 giờ · cả ngày 4 giờ, cả tuần 4 giờ" in tp.last.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("8h15 trực cơ quan", "Lưu ý: tổng ngày 8,25 giờ, quá 8 giờ"),
        ("2h trực cơ quan hôm qua", "Lưu ý: ngày nghỉ (Chủ nhật)"),
        ("2h trực cơ quan 21/11", "Lưu ý: ngày nghỉ (thứ Bảy)"),
        ("2h trực cơ quan 20/11", "Lưu ý: khai muộn 3 ngày"),
        ("4h soạn công văn", "Lưu ý: bằng 200% định mức (2 giờ)"),
        ("8h soạn công văn 2 văn bản", "Lưu ý: bằng 200% định mức (4 giờ)"),
        ("9h trực cơ quan 21/11", "Lưu ý: tổng ngày 9 giờ, quá 8 giờ; ngày nghỉ (thứ Bảy)"),
    ],
)
def test_what_deserves_a_look_is_told_with_its_figure(typed: str, words: str, an: Phone, tp: Phone) -> None:
    an.log(typed)
    assert words in tp.last.text.splitlines()


@pytest.mark.parametrize("typed", ["8h trực cơ quan", "3h soạn công văn", "6h soạn công văn 2 văn bản"])
def test_the_ordinary_carries_no_notice(typed: str, an: Phone, tp: Phone) -> None:
    an.log(typed)
    assert "Lưu ý" not in tp.last.text


def test_a_card_that_stands_learns_what_a_later_entry_of_the_day_brings(an: Phone, tp: Phone) -> None:
    an.log("5h trực cơ quan")
    first = tp.last
    an.log("4h trực cơ quan")
    assert "Lưu ý: tổng ngày 9 giờ, quá 8 giờ" in first.text
    an.press("Rút lại")
    assert "Lưu ý" not in first.text


def test_an_entry_sent_again_comes_as_a_new_card_and_the_old_one_says_so(card: Message, an: Phone, tp: Phone) -> None:
    an.press("Rút lại")
    tp.talk.later(minutes=1)
    an.press("Gửi duyệt")
    assert tp.last is not card
    assert "Duyệt" in tp.last.labels
    assert not card.labels


# --- Duyệt


def test_one_press_approves_all_declared_hours_with_good_quality(
    card: Message, tp: Phone, office: MemoryOffice
) -> None:
    assert tp.press("Duyệt") == "Đã duyệt 3 giờ"
    found = the_entry(office)
    assert (found["status"], found["minutes_approved"], found["quality"]) == (Status.APPROVED, 180, "đạt")


def test_the_decided_card_says_what_by_whom_and_when(card: Message, tp: Phone) -> None:
    tp.press("Duyệt")
    assert card.text.splitlines()[-2:] == [
        "Đã duyệt 3 giờ, chất lượng: đạt",
        "Đồng chí Lê Thị Thanh Ngọc, 09:30 ngày 23/11/2026",
    ]
    assert card.labels == ["Hoàn tác"]
    assert card is tp.last


def test_the_official_is_told_and_their_own_message_is_mended(card: Message, tp: Phone, an: Phone) -> None:
    sheet = an.last
    tp.press("Duyệt")
    assert an.last.text == (
        "B.01 · Soạn thảo văn bản hành chính, thứ Hai 23/11/2026 đã được duyệt 3 giờ, chất lượng: đạt.\n"
        "Người duyệt: đồng chí Lê Thị Thanh Ngọc."
    )
    assert an.last.silent
    assert "Đã duyệt 3 giờ, chất lượng: đạt" in sheet.text
    assert not sheet.labels


def test_undo_is_there_for_five_minutes_and_then_gone(card: Message, tp: Phone, talk: Conversation) -> None:
    tp.press("Duyệt")
    talk.later(minutes=4, seconds=59)
    assert card.labels == ["Hoàn tác"]
    talk.later(seconds=2)
    assert not card.labels
    assert "Đã duyệt 3 giờ" in card.text


def test_undo_puts_the_entry_back_and_tells_the_official(
    card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    tp.press("Duyệt")
    assert tp.press("Hoàn tác") == "Đã hoàn tác, mục chờ duyệt lại"
    assert "Duyệt" in card.labels
    assert "quyết định vừa rồi đã được hoàn tác, mục đang chờ duyệt lại" in an.last.text
    assert the_entry(office)["status"] == Status.SUBMITTED


def test_a_late_undo_is_refused_with_words(card: Message, tp: Phone, talk: Conversation) -> None:
    tp.press("Duyệt")
    undo = card.button("Hoàn tác")
    talk.later(minutes=5, seconds=1)
    assert "Chỉ hoàn tác được trong 5 phút. Mục này đã được đồng chí" in tp.forge(undo, card)


def test_after_an_undo_the_undo_button_of_the_next_decision_goes_too(
    card: Message, tp: Phone, talk: Conversation
) -> None:
    tp.press("Duyệt")
    talk.later(minutes=1)
    tp.press("Hoàn tác")
    assert "đang chờ duyệt, không có gì để hoàn tác" in tp.forge(card.button("Duyệt").replace("duyet", "hoan"))
    talk.later(minutes=1)
    tp.press("Duyệt")
    talk.later(minutes=3, seconds=1)
    assert card.labels == ["Hoàn tác"]
    talk.later(minutes=2)
    assert not card.labels


def test_news_of_a_decision_that_was_undone_before_it_was_sent_never_comes(
    card: Message, tp: Phone, an: Phone, talk: Conversation
) -> None:
    seen = len(an.messages)
    approve, _, revision = card.button("Duyệt").rpartition(":")
    talk.online = False
    tp.do(Kind.PRESS, f"{approve}:{revision}")
    tp.do(Kind.PRESS, f"{approve.replace('duyet', 'hoan')}:{int(revision) + 1}")
    talk.online = True
    talk.deliver()
    assert "Đã hoàn tác, mục chờ duyệt lại" in tp.toasts
    assert not any("đã được duyệt" in message.text for message in an.messages[seen:])


def test_a_decision_by_a_delegate_says_on_whose_behalf(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Duyệt")
    office.rows("UPDATE entries SET on_behalf_of = 'GD' RETURNING id")
    tp.talk.later(minutes=6)
    assert "theo ủy quyền của đồng chí Nguyễn Vĩnh Nguyên" in card.text


# --- cards that no longer concern whom they show


def test_a_card_whose_approver_changed_says_so(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Duyệt")
    office.rows("UPDATE entries SET approver = 'GD' RETURNING id")
    tp.talk.later(minutes=6)
    assert "Mục này đã chuyển sang người duyệt khác." in card.text
    assert not card.labels


def test_a_leader_who_enrols_later_gets_no_stray_cards(an: Phone, talk: Conversation) -> None:
    an.log("3h soạn công văn")
    tp = talk.enrolled("TP")
    tp.say("/duyet")
    tp.press("Duyệt tất cả")
    assert len(tp.messages) == 1


def test_a_card_and_a_sent_sheet_name_the_day_so_that_it_stays_true(an: Phone, tp: Phone) -> None:
    draft = an.say("2h trực cơ quan hôm qua")
    assert "Ngày: hôm qua, Chủ nhật 22/11/2026" in draft.text
    an.press("Gửi duyệt")
    for message in (draft, tp.last):
        assert "\nNgày: Chủ nhật 22/11/2026\n" in message.text
