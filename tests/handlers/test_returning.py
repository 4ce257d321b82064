"""`Trả lại`: a preset reason or a typed one, told exactly as typed; mended, disputed, sent again."""

from __future__ import annotations

import unicodedata

import pytest

from bot.domain.entry import Status
from bot.storage.inbox import Kind
from tests.support.conversation import Message, Phone, the_entry
from tests.support.memory import MemoryOffice

PRESETS = ["Chưa đúng đầu công việc", "Giờ chưa phù hợp", "Thiếu thông tin sản phẩm", "Chất lượng chưa đạt"]
AWKWARD = "Thiếu <b>số</b> & \"ngày\" 'ký' 5 < 6 \\n %s {0} 👍"


def test_returning_offers_the_preset_reasons_and_asks_for_one(card: Message, tp: Phone) -> None:
    assert tp.press("Trả lại") == "Chọn lý do"
    assert tp.last.labels == [*PRESETS, "Thôi"]
    assert "Lý do trả lại? Chọn hoặc gõ lý do." in tp.last.text
    assert "Vương Thị Bảo An: B.01" in tp.last.text


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("way", ["press", "type"])
def test_a_preset_reason_returns(
    preset: str, way: str, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    if way == "press":
        assert tp.press(preset) == "Đã trả lại"
    else:
        tp.say(preset.lower())
    assert f"Lý do: {preset}" in an.last.text
    found = the_entry(office)
    assert (found["status"], found["reason"]) == (Status.RETURNED, preset)
    assert found["quality"] == ("chưa đạt" if preset == "Chất lượng chưa đạt" else "")


@pytest.mark.parametrize(
    "typed",
    [
        AWKWARD,
        "Thiếu số văn bản",
        "hai\ndòng",
        "x" * 3000,
        " thiếu số  văn bản \t",
        "  Dòng một\nDòng hai <x>\n\nDòng ba\n",
        unicodedata.normalize("NFD", "Thiếu số\xa0văn bản"),
        "👩‍👩‍👧 thiếu ngày",
    ],
)
def test_a_typed_reason_is_kept_and_told_exactly_as_typed(
    typed: str, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    assert "Đã trả lại" in tp.say(typed).text
    assert the_entry(office)["reason"] == typed
    assert an.last.text == (
        "B.01 · Soạn thảo văn bản hành chính, thứ Hai 23/11/2026 đã được trả lại để hoàn thiện.\n"
        f"Lý do: {typed}\n"
        "Người duyệt: đồng chí Lê Thị Thanh Ngọc."
    )
    assert not an.last.silent
    assert f"Lý do: {typed}" in card.text
    assert "Đã trả lại" in card.text
    assert card.labels == ["Hoàn tác"]


def test_a_reason_that_no_message_holds_is_refused_with_the_figures_and_asked_for_again(
    card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    refusal = tp.say("x" * 4000).text
    assert refusal.startswith("Lý do dài 4.000 ký tự, một tin chỉ chứa được 3.")
    assert refusal.endswith(". Đồng chí rút gọn rồi gõ lại. Không có gì thay đổi.")
    assert (the_entry(office)["status"], the_entry(office)["reason"]) == (Status.SUBMITTED, "")
    tp.say("Thiếu số")
    assert "Lý do: Thiếu số" in an.last.text


def test_what_cannot_be_kept_of_a_reason_is_left_out(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    tp.say("Không\x00 đúng \ud800việc\x02")
    assert the_entry(office)["reason"] == "Không đúng việc"


def test_a_reason_of_no_visible_character_is_asked_for_again(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    assert tp.say("\u200b\u202e").text == "Đồng chí chọn hoặc gõ lý do trả lại."
    assert "Đã trả lại" in tp.say("Thiếu số").text


def test_a_reason_that_looks_like_an_entry_is_asked_about(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    question = tp.say("2h họp giao ban")
    assert "“2h họp giao ban” giống một mục nhật ký." in question.text
    assert question.labels == ["Ghi nhật ký", "Là lý do trả lại", "Thôi"]
    assert the_entry(office)["status"] == Status.SUBMITTED


@pytest.mark.parametrize("way", ["press", "type"])
def test_it_may_be_the_reason(way: str, card: Message, an: Phone, tp: Phone) -> None:
    tp.press("Trả lại")
    tp.say("2h họp giao ban")
    if way == "press":
        tp.press("Là lý do trả lại")
    else:
        tp.say("la ly do tra lai")
    assert "Lý do: 2h họp giao ban" in an.last.text


def test_it_may_be_an_entry(card: Message, tp: Phone, an: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    tp.say("2h họp giao ban")
    tp.press("Ghi nhật ký")
    assert "Nháp, chưa gửi" in tp.last.text
    assert not an.knows("trả lại")
    tp.say("thiếu số văn bản")
    assert not an.knows("trả lại")


def test_an_old_question_answers_nothing(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Trả lại")
    old = tp.say("2h họp giao ban")
    tp.say("/homnay")
    assert "không còn dùng được" in tp.press("Là lý do trả lại", old)
    assert "không còn dùng được" in tp.press("Ghi nhật ký", old)
    assert not an.knows("trả lại")


@pytest.mark.parametrize("before", [[], ["2h họp giao ban"]])
def test_approving_while_a_reason_is_awaited_decides_and_ends_the_waiting(
    before: list[str], card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    for typed in before:
        tp.say(typed)
    assert tp.press("Duyệt", card) == "Đã duyệt 3 giờ"
    assert "chưa ghi gì" in tp.say("thiếu số văn bản").text
    assert the_entry(office)["status"] == Status.APPROVED
    assert not an.knows("trả lại")


@pytest.mark.parametrize("typed", ["duyệt", "Duyệt", "DUYET"])
def test_typing_approve_while_a_reason_is_awaited_decides_too(
    typed: str, card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    assert "Đã duyệt 3 giờ, chất lượng: đạt" in tp.say(typed).text
    assert the_entry(office)["status"] == Status.APPROVED
    tp.say("thiếu số văn bản")
    assert not an.knows("trả lại")


def test_a_reason_for_what_was_withdrawn_meanwhile_ends_the_waiting(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Trả lại")
    an.press("Rút lại")
    assert tp.say("Thiếu số văn bản").text == "Mục này đã được rút lại. Không có gì thay đổi."
    assert "Nháp" in tp.say("2h họp giao ban").text


def test_giving_up_a_return_leaves_the_entry_waiting(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    tp.press("Thôi")
    tp.say("thiếu số văn bản")
    assert the_entry(office)["status"] == Status.SUBMITTED


def test_a_returned_entry_is_mended_and_sent_again(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Trả lại")
    tp.say("Thiếu số")
    assert an.last.labels == ["Sửa và gửi lại", "Có ý kiến"]
    assert an.press("Sửa và gửi lại") == "Mời sửa"
    assert "Được trả lại để hoàn thiện. Lý do: Thiếu số" in an.last.text
    assert an.last.labels == ["Gửi duyệt", "Sửa"]
    an.say("sp: CV 13")
    an.talk.later(minutes=1)
    an.press("Gửi duyệt")
    assert tp.last is not card
    assert "Sản phẩm: CV 13" in tp.last.text
    assert tp.last.labels[0] == "Duyệt"


def test_the_officials_own_message_offers_to_mend_a_returned_entry(card: Message, tp: Phone, an: Phone) -> None:
    sheet = an.last
    tp.press("Trả lại")
    tp.press("Thiếu thông tin sản phẩm")
    assert "Được trả lại để hoàn thiện. Lý do: Thiếu thông tin sản phẩm" in sheet.text
    assert sheet.labels == ["Sửa và gửi lại", "Có ý kiến"]


def test_of_several_one_returned_leaves_the_rest_withdrawable(an: Phone, tp: Phone) -> None:
    an.log("3h soạn công văn; 1h trực cơ quan")
    sheet = an.last
    tp.press("Trả lại")
    tp.say("Thiếu số")
    assert sheet.labels == ["Sửa và gửi lại", "Có ý kiến", "Rút lại"]


def test_an_opinion_is_passed_on_as_typed(card: Message, tp: Phone, an: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    tp.say("Thiếu số")
    assert an.press("Có ý kiến") == "Mời gõ ý kiến"
    an.say("Số văn bản <12> & đã ghi")
    assert "Đã chuyển ý kiến tới đồng chí Lê Thị Thanh Ngọc." in an.last.text
    assert tp.last.text.splitlines() == [
        "Đồng chí Vương Thị Bảo An có ý kiến về mục được trả lại:",
        "B.01 · Soạn thảo văn bản hành chính, thứ Hai 23/11/2026",
        "“Số văn bản <12> & đã ghi”",
    ]
    assert the_entry(office)["status"] == Status.RETURNED


@pytest.mark.parametrize("typed", ["ý kiến rất dài " * 250 + "HẾT", "  hai  khoảng trắng "])
def test_an_opinion_is_passed_on_whole(typed: str, card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Trả lại")
    tp.say("Thiếu số")
    an.press("Có ý kiến")
    an.say(typed)
    assert f"“{typed}”" in tp.last.text


def test_an_opinion_that_no_message_holds_or_without_a_word_is_refused_and_asked_for_again(
    card: Message, tp: Phone, an: Phone
) -> None:
    tp.press("Trả lại")
    tp.say("Thiếu số")
    an.press("Có ý kiến")
    assert "Ý kiến dài 4.096 ký tự, một tin chỉ chứa được 3." in an.say("x" * 4096).text
    assert an.say("\u200b").text == "Đồng chí gõ ý kiến bằng chữ."
    assert not tp.knows("có ý kiến")
    an.say("Đã có số")
    assert "“Đã có số”" in tp.last.text


def test_two_opinions_are_told_each_in_its_own_words(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Trả lại")
    tp.say("Thiếu số")
    notice = an.last
    an.talk.online = False
    for words in ("ý một", "ý hai"):
        an.do(Kind.PRESS, notice.button("Có ý kiến"))
        an.do(Kind.TEXT, words)
        an.talk.later(seconds=1)
    an.talk.online = True
    an.talk.deliver()
    assert [tp.knows(f"“{words}”") for words in ("ý một", "ý hai")] == [True, True]


@pytest.mark.parametrize(("answer", "told"), [("Là ý kiến", True), ("Ghi nhật ký", False)])
def test_an_opinion_that_looks_like_an_entry_is_asked_about(
    answer: str, told: bool, card: Message, tp: Phone, an: Phone
) -> None:
    tp.press("Trả lại")
    tp.say("Thiếu số")
    an.press("Có ý kiến")
    an.say("tôi soạn công văn 3h thật")
    assert not tp.knows("có ý kiến")
    an.press(answer)
    assert tp.knows("“tôi soạn công văn 3h thật”") is told


def test_an_opinion_on_what_is_no_longer_returned_is_refused(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Trả lại")
    tp.say("Thiếu số")
    notice = an.last
    an.press("Sửa và gửi lại")
    an.press("Gửi duyệt")
    assert an.press("Có ý kiến", notice) == "Mục này đã gửi, đang chờ duyệt. Không có gì thay đổi."


def test_an_opinion_leads_to_the_entrys_history(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Trả lại")
    tp.say("Thiếu số")
    an.press("Có ý kiến")
    an.say("Đã ghi số")
    opinion = tp.last
    assert tp.press("Lịch sử của mục", opinion) == "Lịch sử của mục"
    assert tp.last is not opinion
    assert "có ý kiến – “Đã ghi số”" in tp.last.text
    assert not tp.last.labels


def test_a_typed_reason_is_taken_back_from_where_it_is_confirmed(
    card: Message, tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    tp.say("Thiếu số")
    confirmation = tp.last
    assert confirmation.labels == ["Hoàn tác"]
    assert tp.press("Hoàn tác", confirmation) == "Đã hoàn tác, mục chờ duyệt lại"
    assert confirmation.text.startswith("Đã hoàn tác, mục chờ duyệt lại.")
    assert "Duyệt" in confirmation.labels
    assert "Hoàn tác" not in confirmation.labels
    assert the_entry(office)["status"] == Status.SUBMITTED


def test_a_typed_answer_closes_the_question(card: Message, tp: Phone) -> None:
    for button, answer in (("Trả lại", "Thiếu số"), ("Duyệt số giờ khác", "2h")):
        tp.press(button, card)
        question = tp.last
        assert "Thôi" in question.labels
        tp.say(answer)
        assert tp.last is not question
        assert not question.labels
        assert question.text.endswith("đồng chí đã quyết định.")
        tp.press("Hoàn tác", card)


def test_approving_from_the_card_closes_the_question_about_it_alone(card: Message, an: Phone, tp: Phone) -> None:
    tp.press("Trả lại", card)
    question = tp.last
    an.log("1h trực cơ quan")
    other = tp.last
    tp.press("Duyệt", other)
    assert "Thôi" in question.labels
    tp.press("Trả lại", card)
    question = tp.last
    tp.press("Duyệt", card)
    assert not question.labels
