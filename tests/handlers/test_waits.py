"""A question about an entry stays open whatever comes between, and says when it is taken up again, and for which."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.storage.inbox import Kind
from tests.support.conversation import Conversation, Message, Phone, statuses, the_entry
from tests.support.memory import MemoryOffice

STILL = "Vẫn chờ lý do trả lại mục B.01 · Soạn thảo văn bản hành chính, 23/11, 3 giờ, của đồng chí Vương Thị Bảo An"
REASON = "Thiếu biên bản"


@pytest.fixture
def both(an: Phone, tp: Phone) -> tuple[Message, Message]:
    """TP's cards of two entries of AN's."""
    an.log("3h soạn công văn")
    first = tp.last
    an.log("1h trực cơ quan")
    return first, tp.last


def reasons(office: MemoryOffice) -> list[str]:
    return [row["reason"] for row in office.rows("SELECT reason FROM entries ORDER BY id")]


# --- one question, and something between


@pytest.mark.parametrize("typed", ["/homnay", "/tuan", "/duyet", "/lichsu", "/trogiup", "/start"])
def test_a_reason_is_awaited_beyond_a_command_and_the_answer_says_so(
    typed: str, card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    assert tp.say(typed).text.endswith(f"\n\n{STILL}: đồng chí gõ tiếp, hoặc gõ /huy để thôi.")
    assert "Đã trả lại" in tp.say(REASON).text
    assert reasons(office) == [REASON]
    assert f"Lý do: {REASON}" in an.last.text


@pytest.mark.parametrize("typed", ["/donvi", "/xyz"])
def test_what_leaves_the_dialog_alone_leaves_the_question_too(
    typed: str, card: Message, tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    tp.say(typed)
    tp.say(REASON)
    assert reasons(office) == [REASON]


@pytest.mark.parametrize(("button", "answer"), [("Duyệt số giờ khác", "1h"), ("Trả lại", "giờ chưa phù hợp")])
def test_an_answer_after_a_command_means_what_it_would_have_meant(
    button: str, answer: str, card: Message, tp: Phone, office: MemoryOffice
) -> None:
    tp.press(button)
    tp.say("/homnay")
    tp.say(answer)
    found = the_entry(office)
    assert (found["minutes_approved"], found["reason_preset"]) in {(60, ""), (None, "wrong_hours")}


def test_an_opinion_is_awaited_beyond_a_command(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Trả lại")
    tp.say(REASON)
    an.press("Có ý kiến")
    assert "Vẫn chờ ý kiến về mục B.01 · Soạn thảo văn bản hành chính, 23/11, 3 giờ: " in an.say("/homnay").text
    an.say("Đã có biên bản")
    assert "“Đã có biên bản”" in tp.last.text
    assert "Vẫn chờ" not in an.say("/homnay").text


def test_a_question_waits_until_a_draft_is_done_with(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    tp.say("2h họp giao ban")
    tp.press("Ghi nhật ký")
    assert "Xong việc này, hệ thống hỏi lại lý do trả lại mục B.01" in tp.last.text
    assert "hệ thống hỏi lại" not in tp.say("3h").text
    tp.press("Gửi duyệt")
    assert STILL in tp.last.text
    tp.say(REASON)
    assert reasons(office) == [REASON, ""]


def test_a_step_by_step_entry_comes_first_and_the_question_after_it(card: Message, tp: Phone) -> None:
    tp.press("Trả lại")
    assert "Xong việc này, hệ thống hỏi lại lý do trả lại" in tp.say("/khai").text
    tp.press("Thôi", tp.last)
    assert tp.last.text.startswith(f"Đã thôi. Không có gì thay đổi.\n\n{STILL}")


def test_a_question_survives_a_restart(card: Message, tp: Phone, office: MemoryOffice) -> None:
    """It is in the database and nowhere else."""
    tp.press("Trả lại")
    tp.say("/homnay")
    again = Conversation(office).phone("TP")
    again.do(Kind.TEXT, REASON, update="after the restart")
    assert reasons(office) == [REASON]


# --- two questions


def test_the_second_question_says_for_which_the_next_words_are(both: tuple[Message, Message], tp: Phone) -> None:
    tp.press("Trả lại", both[0])
    tp.press("Trả lại", both[1])
    assert "D.01" in tp.last.text.splitlines()[0]
    assert "Chữ gõ tiếp theo dành cho mục này; sau đó hệ thống hỏi lại lý do trả lại mục B.01" in tp.last.text


def test_two_questions_are_both_answered_the_latest_first(
    both: tuple[Message, Message], tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại", both[0])
    tp.press("Duyệt số giờ khác", both[1])
    assert STILL in tp.say("30p").text
    assert "Vẫn chờ" not in tp.say(REASON).text
    assert statuses(office) == ["returned", "approved"]
    assert reasons(office) == [REASON, ""]
    assert "chưa ghi gì" in tp.say("thiếu số văn bản").text


def test_three_questions_are_all_answered(both: tuple[Message, Message], an: Phone, tp: Phone) -> None:
    an.log("2h thẩm định dự toán")
    for card in (*both, tp.last):
        tp.press("Trả lại", card)
    for reason in ("ba", "hai", "một"):
        tp.say(reason)
    told = [line for message in an.messages for line in message.text.splitlines() if line.startswith("Lý do: ")]
    assert told == ["Lý do: ba", "Lý do: hai", "Lý do: một"]


def test_the_same_entry_asked_about_twice_is_one_question(card: Message, tp: Phone) -> None:
    tp.press("Trả lại", card)
    tp.press("Duyệt số giờ khác", card)
    assert "sau đó" not in tp.last.text
    assert "Vẫn chờ" not in tp.say("1h").text


def test_a_preset_pressed_on_the_earlier_question_leaves_the_later_one(
    both: tuple[Message, Message], tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại", both[0])
    earlier = tp.last
    tp.press("Trả lại", both[1])
    tp.press("Giờ chưa phù hợp", earlier)
    assert "Vẫn chờ lý do trả lại mục D.01" in earlier.text
    tp.say(REASON)
    assert reasons(office) == ["Giờ chưa phù hợp", REASON]


@pytest.mark.parametrize(("given_up", "left"), [(0, "D.01"), (1, "B.01")])
def test_giving_one_up_leaves_the_other(
    given_up: int, left: str, both: tuple[Message, Message], tp: Phone, office: MemoryOffice
) -> None:
    questions = []
    for card in both:
        tp.press("Trả lại", card)
        questions.append(tp.last)
    tp.press("Thôi", questions[given_up])
    assert f"Vẫn chờ lý do trả lại mục {left}" in questions[given_up].text
    tp.say(REASON)
    assert reasons(office)[1 - given_up] == REASON


def test_leaving_ends_them_all(both: tuple[Message, Message], tp: Phone, office: MemoryOffice) -> None:
    for card in both:
        tp.press("Trả lại", card)
    tp.say("/huy")
    tp.say(REASON)
    assert reasons(office) == ["", ""]


# --- what ends a question


def test_approving_another_card_leaves_the_question(
    both: tuple[Message, Message], tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại", both[0])
    tp.press("Duyệt", both[1])
    tp.say(REASON)
    assert reasons(office) == [REASON, ""]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_approving_one_of_two_asked_about_ends_its_question_alone(
    order: tuple[int, int], both: tuple[Message, Message], tp: Phone, office: MemoryOffice
) -> None:
    for card in both:
        tp.press("Trả lại", card)
    approved, left = order
    tp.press("Duyệt", both[approved])
    tp.say(REASON)
    assert reasons(office)[left] == REASON
    assert statuses(office)[approved] == "approved"


def test_the_other_question_is_named_after_an_approval_ended_the_first(
    both: tuple[Message, Message], tp: Phone
) -> None:
    for card in both:
        tp.press("Trả lại", card)
    tp.press("Duyệt", both[1])
    assert tp.last.text.startswith(STILL)
    assert "Đã duyệt 1 giờ" in both[1].text


def test_approving_all_ends_what_it_decided_without_a_word(card: Message, an: Phone, tp: Phone) -> None:
    an.log("1h trực cơ quan")
    tp.press("Trả lại", tp.last)
    tp.say("/duyet")
    tp.press("Duyệt tất cả")
    assert "hờ lý do" not in tp.last.text
    assert "chưa ghi gì" in tp.say(REASON).text


def test_what_was_withdrawn_meanwhile_is_told(card: Message, an: Phone, tp: Phone) -> None:
    tp.press("Trả lại")
    an.press("Rút lại")
    text = tp.say("/homnay").text
    assert text.endswith("Vương Thị Bảo An nữa. Mục này đã được rút lại. Không có gì thay đổi.")
    assert "Không chờ lý do trả lại mục B.01" in text
    assert "chưa ghi gì" in tp.say(REASON).text


def test_an_opinion_on_what_was_sent_again_meanwhile_is_asked_for_no_more(card: Message, an: Phone, tp: Phone) -> None:
    tp.press("Trả lại")
    tp.say(REASON)
    an.press("Có ý kiến")
    an.press("Sửa và gửi lại")
    assert "Xong việc này, hệ thống hỏi lại ý kiến về mục B.01" in an.last.text
    an.press("Gửi duyệt")
    assert "ý kiến" not in an.last.text


def test_a_new_owner_of_the_chat_is_asked_nothing(
    card: Message, tp: Phone, office: MemoryOffice, invite: Callable[[str], str]
) -> None:
    tp.press("Trả lại")
    assert "Vẫn chờ" not in tp.say(f"/start {invite('BINH')}").text
    tp.say(REASON)
    assert reasons(office) == [""]


def test_leaving_the_question_which_was_meant_leaves_what_was_asked(
    card: Message, tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    tp.say("2h họp giao ban")
    tp.press("Thôi", tp.last)
    assert tp.last.text == "Đã thôi. Không có gì thay đổi."
    tp.say(REASON)
    assert reasons(office) == [""]
