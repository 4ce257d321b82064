"""However long names, codes and words are, every screen is one message and every action fits.

The harness checks each screen that reaches a phone: at most 4,096 characters, actions of at most 64 bytes.
"""

from __future__ import annotations

import pytest

from bot.handlers.screen import MOST_UNITS, units
from bot.handlers.words import LABEL_LENGTH
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice

NAME = "Tên rất dài " * 25
CODE = "Đ" * 15 + "1"
PRODUCT = "sản phẩm " * 33


@pytest.fixture
def lengthy(office: MemoryOffice) -> None:
    """The small province, everything in it as long as an import takes it: 300 characters, codes of 31 bytes."""
    for table in ("units", "officials", "items"):
        office.rows(f"UPDATE {table} SET name = substr(name || ' ' || :name, 1, 300) RETURNING code", name=NAME)
    office.rows("UPDATE officials SET title = substr(:name, 1, 300) RETURNING code", name=NAME)
    office.rows("UPDATE items SET product = :name, unit_of_measure = :name RETURNING code", name=NAME[:100])
    for item, code in (("B.01", CODE), ("B.02", CODE[:-1] + "2")):
        office.rows("UPDATE items SET code = :code WHERE code = :item RETURNING code", code=code, item=item)


@pytest.fixture
def long_an(lengthy: None, an: Phone) -> Phone:
    """AN in that province."""
    return an


def test_every_screen_of_logging_and_deciding_fits(long_an: Phone, tp: Phone) -> None:
    long_an.say("/start")
    long_an.say("/danhmuc")
    long_an.press("Nhóm B")
    long_an.press(CODE)
    long_an.press("3 giờ")
    long_an.say(PRODUCT)
    long_an.press("Gửi duyệt")
    tp.press("Trả lại")
    tp.say("lý do " * 160)
    long_an.press("Có ý kiến")
    long_an.say("ý kiến " * 140)
    long_an.press("Sửa và gửi lại")
    long_an.press("Sửa")
    long_an.press("Xong")
    long_an.press("Gửi duyệt")
    tp.say("/duyet")
    tp.press("Xem từng mục")
    tp.press("Đánh giá chất lượng", tp.last)
    tp.press("Chưa đạt")
    long_an.say("/lichsu")
    long_an.press("23/11")
    for command in ("/homnay", "/tuan", "/thang", "/khai"):
        long_an.say(command)
    assert long_an.last.labels[0].startswith(CODE)


def test_other_likely_tasks_fit_however_often_the_draft_was_corrected(long_an: Phone, tp: Phone) -> None:
    long_an.say("2h họp giao ban")
    for hours in range(1, 11):
        long_an.say(f"{hours}h")
    long_an.press("Sửa")
    draft = long_an.say("họp giao ban soạn công văn")
    others = [action for _, action in draft.buttons if action.startswith("v:")]
    assert len(others) == 1
    assert f":12:1:{CODE[:-1]}" in others[0]


def test_labels_are_cut_at_a_word(long_an: Phone) -> None:
    long_an.say("/danhmuc")
    long_an.press("Nhóm D")
    label = long_an.last.labels[0]
    assert label.startswith("D.01 · Trực cơ quan Tên")
    assert label.endswith("…")
    assert len(label) <= LABEL_LENGTH


def test_the_longest_list_of_drafts_is_one_message_in_every_state(long_an: Phone, tp: Phone) -> None:
    draft = long_an.say("\n".join([f"15 phút trực cơ quan sp: {'p' * 150}"] * 18 + ["zzz 2h", "trực cơ quan"]))
    long_an.press("Gửi duyệt")
    long_an.press("Sửa")
    long_an.say("/duyet")
    tp.say("/duyet")
    tp.press("Xem từng mục")
    tp.press("Trả lại", tp.last)
    tp.say("lý do " * 160)
    tp.press("Xem từng mục")
    tp.press("Duyệt", tp.last)
    tp.say("/duyet")
    tp.press("Duyệt tất cả")
    assert "Được trả lại để hoàn thiện" in draft.text
    assert draft.text.count("Đã duyệt") == 17
    assert "cần bổ sung" in draft.text


@pytest.mark.parametrize(
    "words", ["z" * 4096, "2h " + "z" * 4000, "2h zz " * 600, "họp " * 1000, "; ".join(["2h z"] * 800)]
)
def test_the_longest_text_gets_an_answer_that_fits(words: str, long_an: Phone) -> None:
    assert long_an.say(words)
    long_an.say("/khai")
    assert long_an.say(words)
    assert long_an.say("/chon " + words)


def test_many_doubts_at_once_are_one_message(long_an: Phone) -> None:
    draft = long_an.say("\n".join([f"2h trực cơ quan tuần trước sp: {'p' * 150}"] * 19))
    assert draft.text.count("Chưa rõ ngày") == 3


def test_a_long_reason_that_looks_like_an_entry_fits(long_an: Phone, tp: Phone, talk: Conversation) -> None:
    long_an.log("3h trực cơ quan")
    tp.press("Trả lại")
    question = tp.say("2h họp " + "dài " * 350 + "HẾT")
    assert "…” giống một mục nhật ký." in question.text
    tp.press("Là lý do trả lại")
    assert "đã được trả lại" in long_an.last.text
    assert "HẾT" in long_an.last.text


@pytest.mark.parametrize("sign", ["x", "🙂"])
def test_the_longest_reason_and_opinion_that_are_taken_fit_everywhere(sign: str, long_an: Phone, tp: Phone) -> None:
    long_an.log(f"3h trực cơ quan sp: {PRODUCT[:290]}")
    tp.press("Trả lại")
    reason = sign * (_room(tp.say("x" * 4096).text) // len(sign.encode("utf-16-le")) * 2)
    tp.say(reason)
    assert reason in long_an.last.text
    long_an.press("Có ý kiến")
    opinion = sign * (_room(long_an.say("x" * 4096).text) // len(sign.encode("utf-16-le")) * 2)
    long_an.say(opinion)
    assert opinion in tp.last.text
    long_an.press("Sửa và gửi lại")
    long_an.say("12h15")
    long_an.press("Sửa")
    long_an.press("Ngày")
    long_an.say("1/1")
    assert reason in long_an.last.text
    assert all(units(message.text) <= MOST_UNITS for phone in (long_an, tp) for message in phone.messages)


def _room(refusal: str) -> int:
    """How much is allowed, as a refusal tells it."""
    return int(refusal.partition("chỉ chứa được ")[2].partition(". ")[0].replace(".", ""))
