"""`Duyệt số giờ khác` and `Đánh giá chất lượng`."""

from __future__ import annotations

import pytest

from bot.domain.entry import Status
from bot.storage import audit
from tests.support.conversation import Message, Phone, the_entry
from tests.support.memory import MemoryOffice


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
    assert the_entry(office)["minutes_approved"] == minutes


@pytest.mark.parametrize("typed", ["3h15", "10 phút", "5"])
def test_more_than_declared_and_no_quarters_are_refused_and_asked_again(
    typed: str, card: Message, tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Duyệt số giờ khác")
    assert "bội số 15 phút, từ 0,25 giờ đến 3 giờ (số đã khai)" in tp.say(typed).text
    assert the_entry(office)["status"] == Status.SUBMITTED
    tp.say("1h")
    assert the_entry(office)["minutes_approved"] == 60


def test_what_is_no_number_of_hours_is_asked_again(card: Message, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Duyệt số giờ khác")
    assert "Hệ thống chưa hiểu số giờ." in tp.say("ít thôi").text
    tp.say("1h")
    assert the_entry(office)["minutes_approved"] == 60


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
    assert the_entry(office)["quality"] == quality


def test_after_a_decision_the_rest_of_the_queue_is_one_press_away(an: Phone, tp: Phone) -> None:
    an.log("3h soạn công văn")
    first = tp.last
    an.log("1h trực cơ quan")
    tp.press("Đánh giá chất lượng", first)
    tp.press("Đạt")
    assert tp.last.labels == ["Hoàn tác", "Xem từng mục (1)"]
    tp.say("xem từng mục")
    assert "D.01" in tp.last.text


def test_every_act_is_in_the_chain(card: Message, an: Phone, tp: Phone, office: MemoryOffice) -> None:
    tp.press("Duyệt")
    tp.press("Hoàn tác")
    tp.press("Trả lại")
    tp.say("Thiếu số")
    acts = [row["act"] for row in office.ask(audit.history, f"entry:{the_entry(office)['id']}")]
    assert acts == ["submit", "approve", "undo", "return"]
    assert office.ask(audit.verify, "STC-NS") is None


@pytest.mark.parametrize(
    ("typed", "minutes", "reason"),
    [
        ("1h30 vì họp ngắn, sáng 20/11  (2 văn bản) ", 90, "vì họp ngắn, sáng 20/11  (2 văn bản) "),
        ("2 giờ 30 phút: chỉ tính <phần chính> sp: BC 1", 150, "chỉ tính <phần chính> sp: BC 1"),
        ("chỉ tính 2h thôi", 120, "chỉ tính 2h thôi"),
    ],
)
def test_the_reason_of_other_hours_is_kept_as_typed(
    typed: str, minutes: int, reason: str, card: Message, tp: Phone, an: Phone, office: MemoryOffice
) -> None:
    tp.press("Duyệt số giờ khác")
    tp.say(typed)
    tp.press("Là số giờ duyệt")
    found = the_entry(office)
    assert (found["minutes_approved"], found["reason"]) == (minutes, reason)
    assert f"Lý do: {reason}" in an.last.text


def test_a_reason_of_other_hours_that_no_message_holds_is_refused(
    card: Message, tp: Phone, office: MemoryOffice
) -> None:
    tp.press("Duyệt số giờ khác")
    tp.say("1h vì " + "x" * 4000)
    assert "Lý do dài 4.003 ký tự, một tin chỉ chứa được 3." in tp.press("Là số giờ duyệt")
    assert the_entry(office)["status"] == Status.SUBMITTED
    tp.say("1h")
    assert the_entry(office)["minutes_approved"] == 60


def test_a_decided_card_tells_no_total_of_the_day(card: Message, tp: Phone) -> None:
    tp.press("Duyệt số giờ khác")
    tp.press("2 giờ")
    assert "Giờ khai: 3 giờ\n" in card.text
    assert "cả ngày" not in card.text
