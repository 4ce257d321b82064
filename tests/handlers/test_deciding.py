"""The leader's card: one press decides, and the card says what became of it."""

from __future__ import annotations

import pytest

from bot.domain.entry import Status
from bot.storage import audit
from bot.storage.inbox import Kind
from tests.support.conversation import Conversation, Message, Phone
from tests.support.memory import MemoryOffice

PRESETS = ["Chưa đúng đầu công việc", "Giờ chưa phù hợp", "Thiếu thông tin sản phẩm", "Chất lượng chưa đạt"]
AWKWARD = "Thiếu <b>số</b> & \"ngày\" 'ký' 5 < 6 \\n %s {0} 👍"


def entry(office: MemoryOffice) -> dict[str, object]:
    """The one entry there is."""
    (row,) = office.rows("SELECT * FROM entries")
    return row


@pytest.fixture
def card(an: Phone, tp: Phone) -> Message:
    """The card of three hours of B.01 on an ordinary day."""
    an.log("3h soạn công văn sp: CV 12/STC")
    return tp.last


# --- the card


def test_the_card_is_silent_and_shows_everything(card: Message) -> None:
    assert card.silent
    assert card.text.splitlines() == [
        "Vương Thị Bảo An",
        "Chuyên viên, Phòng Quản lý ngân sách",
        "B.01 · Soạn thảo văn bản hành chính",
        "Nhóm B – Chuyên môn dùng chung",
        "Ngày: hôm nay, thứ Hai 23/11/2026",
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
    found = entry(office)
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
        "B.01 · Soạn thảo văn bản hành chính, hôm nay, thứ Hai 23/11/2026 đã được duyệt 3 giờ, chất lượng: đạt.\n"
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
    assert entry(office)["status"] == Status.SUBMITTED


def test_a_late_undo_is_refused_with_words(card: Message, tp: Phone, talk: Conversation) -> None:
    tp.press("Duyệt")
    undo = card.action("Hoàn tác") or ""
    talk.later(minutes=5, seconds=1)
    assert "Chỉ hoàn tác được trong 5 phút. Mục này đã duyệt 3 giờ bởi đồng chí" in tp.forge(undo, card)


def test_after_an_undo_the_undo_button_of_the_next_decision_goes_too(
    card: Message, tp: Phone, talk: Conversation
) -> None:
    tp.press("Duyệt")
    talk.later(minutes=1)
    tp.press("Hoàn tác")
    assert "đang chờ duyệt, không có gì để hoàn tác" in tp.forge((card.action("Duyệt") or "").replace("duyet", "hoan"))
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
    approve, _, revision = (card.action("Duyệt") or "").rpartition(":")
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


# --- Trả lại


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
    found = entry(office)
    assert (found["status"], found["reason"]) == (Status.RETURNED, preset)
    assert found["quality"] == ("chưa đạt" if preset == "Chất lượng chưa đạt" else "")


@pytest.mark.parametrize("typed", [AWKWARD, "Thiếu số văn bản", "hai\ndòng", "x" * 1000])
def test_a_typed_reason_is_kept_and_told_exactly_as_typed(
    typed: str, card: Message, an: Phone, tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    assert "Đã trả lại" in tp.say(typed).text
    assert entry(office)["reason"] == typed
    assert an.last.text == (
        "B.01 · Soạn thảo văn bản hành chính, hôm nay, thứ Hai 23/11/2026 đã được trả lại để hoàn thiện.\n"
        f"Lý do: {typed}\n"
        "Người duyệt: đồng chí Lê Thị Thanh Ngọc."
    )
    assert not an.last.silent
    assert f"Lý do: {typed}" in card.text
    assert "Đã trả lại" in card.text
    assert card.labels == ["Hoàn tác"]


def test_a_reason_is_cut_at_a_thousand_characters(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    tp.say("x" * 4000)
    assert entry(office)["reason"] == "x" * 1000


def test_a_reason_of_no_visible_character_is_asked_for_again(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    assert tp.say("\u200b\u202e").text == "Đồng chí chọn hoặc gõ lý do trả lại."
    assert "Đã trả lại" in tp.say("Thiếu số").text


def test_a_reason_that_looks_like_an_entry_is_asked_about(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Trả lại")
    question = tp.say("2h họp giao ban")
    assert "“2h họp giao ban” giống một mục nhật ký." in question.text
    assert question.labels == ["Ghi nhật ký", "Là lý do trả lại", "Thôi"]
    assert entry(office)["status"] == Status.SUBMITTED


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
    assert entry(office)["status"] == Status.APPROVED
    assert not an.knows("trả lại")


@pytest.mark.parametrize("typed", ["duyệt", "Duyệt", "DUYET"])
def test_typing_approve_while_a_reason_is_awaited_decides_too(
    typed: str, card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    tp.press("Trả lại")
    assert "Đã duyệt 3 giờ, chất lượng: đạt" in tp.say(typed).text
    assert entry(office)["status"] == Status.APPROVED
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
    assert entry(office)["status"] == Status.SUBMITTED


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
        "B.01 · Soạn thảo văn bản hành chính, hôm nay, thứ Hai 23/11/2026",
        "“Số văn bản <12> & đã ghi”",
    ]
    assert entry(office)["status"] == Status.RETURNED


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


# --- Duyệt số giờ khác, Đánh giá chất lượng


def test_fewer_hours_are_pressed(card: Message, tp: Phone, an: Phone) -> None:
    assert tp.press("Duyệt số giờ khác") == "Chọn số giờ"
    assert tp.last.labels == ["0,5 giờ", "1 giờ", "1,5 giờ", "2 giờ", "Thôi"]
    assert tp.press("2 giờ") == "Đã duyệt 2 giờ"
    assert "Đã duyệt 2 giờ (khai 3 giờ), chất lượng: đạt" in card.text
    assert "đã được duyệt 2 giờ (khai 3 giờ)" in an.last.text


def test_the_shortest_entry_offers_nothing_shorter(an: Phone, tp: Phone) -> None:
    an.log("15 phút trực cơ quan")
    tp.press("Duyệt số giờ khác")
    assert tp.last.labels == ["Thôi"]


@pytest.mark.parametrize(("typed", "minutes"), [("1h30", 90), ("2", 120), ("45 phút", 45), ("3h", 180)])
def test_hours_are_typed(typed: str, minutes: int, card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Duyệt số giờ khác")
    tp.say(typed)
    assert entry(office)["minutes_approved"] == minutes


@pytest.mark.parametrize("typed", ["3h15", "10 phút", "5"])
def test_more_than_declared_and_no_quarters_are_refused_and_asked_again(
    typed: str, card: Message, tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Duyệt số giờ khác")
    assert "bội số 15 phút, từ 0,25 giờ đến 3 giờ (số đã khai)" in tp.say(typed).text
    assert entry(office)["status"] == Status.SUBMITTED
    tp.say("1h")
    assert entry(office)["minutes_approved"] == 60


def test_what_is_no_number_of_hours_is_asked_again(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Duyệt số giờ khác")
    assert "Hệ thống chưa hiểu số giờ." in tp.say("ít thôi").text
    tp.say("1h")
    assert entry(office)["minutes_approved"] == 60


def test_hours_with_words_behind_may_be_the_hours_and_the_reason(card: Message, tp: Phone, an: Phone) -> None:
    tp.press("Duyệt số giờ khác")
    tp.say("1h30 vì họp ngắn")
    tp.press("Là số giờ duyệt")
    assert "đã được duyệt 1,5 giờ (khai 3 giờ)" in an.last.text
    assert "Lý do: vì họp ngắn" in an.last.text
    assert "Lý do: vì họp ngắn" in card.text


@pytest.mark.parametrize(("label", "quality"), [("Đạt", "đạt"), ("Chưa đạt", "chưa đạt")])
def test_a_judgement_approves_with_it(
    label: str, quality: str, card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    assert tp.press("Đánh giá chất lượng") == "Chọn chất lượng"
    assert tp.last.labels == ["Đạt", "Chưa đạt", "Thôi"]
    assert tp.press(label) == "Đã duyệt 3 giờ"
    assert f"chất lượng: {quality}" in an.last.text
    assert f"chất lượng: {quality}" in card.text
    assert entry(office)["quality"] == quality


def test_after_a_decision_the_rest_of_the_queue_is_one_press_away(an: Phone, tp: Phone) -> None:
    an.log("3h soạn công văn")
    first = tp.last
    an.log("1h trực cơ quan")
    tp.press("Đánh giá chất lượng", first)
    tp.press("Đạt")
    assert tp.last.labels == ["Xem từng mục (1)"]
    tp.say("xem từng mục")
    assert "D.01" in tp.last.text


def test_every_act_is_in_the_chain(card: Message, an: Phone, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Duyệt")
    tp.press("Hoàn tác")
    tp.press("Trả lại")
    tp.say("Thiếu số")
    acts = [row["act"] for row in office.ask(audit.history, f"entry:{entry(office)['id']}")]
    assert acts == ["submit", "approve", "undo", "return"]
    assert office.ask(audit.verify, "STC-NS") is None


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
