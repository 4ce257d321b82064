"""`/duyet`: what waits, by person; the ordinary at once, the rest one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services import approvals
from tests.support.conversation import Conversation, Phone
from tests.support.memory import MemoryOffice
from tests.support.worklogs import add_official, line, send


@pytest.fixture
def cuong(talk: Conversation, office: MemoryOffice) -> Phone:
    """A second official of TP's."""
    add_official(office, "AN", "CUONG", name="Lê Văn Cường")
    return talk.enrolled("CUONG")


@pytest.fixture
def waiting(an: Phone, cuong: Phone, tp: Phone) -> None:
    """Two ordinary entries of AN's and one that deserves a look; one ordinary of CUONG's."""
    an.log("3h soạn công văn; 1h trực cơ quan")
    an.talk.later(seconds=1)
    an.log("2h trực cơ quan hôm qua")
    an.talk.later(seconds=1)
    cuong.log("2h soạn công văn")


def test_the_queue_is_grouped_by_person(waiting: None, tp: Phone) -> None:
    queue = tp.say("/duyet")
    assert queue.text.splitlines() == [
        "Chờ duyệt: 4 mục, 8 giờ",
        "",
        "• Vương Thị Bảo An: 3 mục, 6 giờ, 1 có lưu ý",
        "• Lê Văn Cường: 1 mục, 2 giờ",
    ]
    assert queue.labels == ["Duyệt tất cả (3 mục không có lưu ý)", "Xem từng mục"]


@pytest.mark.parametrize("typed", ["/duyet", "duyệt", "duyet", "chờ duyệt", "DUYỆT"])
def test_the_queue_is_opened_by_a_word(typed: str, waiting: None, tp: Phone) -> None:
    assert tp.say(typed).text.startswith("Chờ duyệt: 4 mục")


def test_all_without_notice_are_approved_at_once(waiting: None, tp: Phone, office: MemoryOffice) -> None:
    queue = tp.say("/duyet")
    assert tp.press("Duyệt tất cả") == "Đã duyệt 3 mục, 6 giờ."
    assert queue.text.splitlines() == [
        "Đã duyệt 3 mục, 6 giờ.",
        "Còn 1 mục cần đồng chí xem.",
        "Trong 5 phút đồng chí có thể hoàn tác từng mục.",
    ]
    assert queue.labels == ["Xem từng mục", "Xem mục vừa duyệt"]
    states = [row["status"] for row in office.rows("SELECT status FROM entries ORDER BY id")]
    assert sorted(states) == ["approved", "approved", "approved", "submitted"]


def test_each_official_is_told_once_with_the_items_named(waiting: None, tp: Phone, an: Phone, cuong: Phone) -> None:
    tp.say("/duyet")
    before = len(an.messages)
    tp.press("Duyệt tất cả")
    assert len(an.messages) == before + 1
    assert an.last.silent
    assert an.last.text.splitlines() == [
        "2 mục, 4 giờ, đã được duyệt. Người duyệt: đồng chí Lê Thị Thanh Ngọc.",
        "• B.01 · Soạn thảo văn bản hành chính, thứ Hai 23/11/2026: 3 giờ",
        "• D.01 · Trực cơ quan, thứ Hai 23/11/2026: 1 giờ",
    ]
    assert "đã được duyệt 2 giờ" in cuong.last.text


def test_every_card_ends_decided_and_can_be_taken_back(waiting: None, tp: Phone, cuong: Phone) -> None:
    cards = list(tp.messages)
    tp.say("/duyet")
    tp.press("Duyệt tất cả")
    assert [card.labels for card in cards].count(["Hoàn tác"]) == 3
    tp.press("Hoàn tác", cards[-1])
    assert "hoàn tác" in cuong.last.text


def test_what_came_after_the_queue_was_shown_is_not_approved_unseen(waiting: None, tp: Phone, cuong: Phone) -> None:
    tp.say("/duyet")
    tp.talk.later(seconds=1)
    cuong.log("1h trực cơ quan")
    assert tp.press("Duyệt tất cả") == "Đã duyệt 3 mục, 6 giờ."
    assert "Còn 2 mục" in tp.shown("Đã duyệt 3 mục").text


def test_twice_pressed_it_approves_nothing_more(waiting: None, tp: Phone, an: Phone, cuong: Phone) -> None:
    queue = tp.say("/duyet")
    everything = queue.button("Duyệt tất cả")
    tp.press("Duyệt tất cả")
    told = len(an.messages), len(cuong.messages)
    assert tp.forge(everything, queue) == "Không còn mục nào không có lưu ý."
    assert "Còn 1 mục cần đồng chí xem." in queue.text
    assert (len(an.messages), len(cuong.messages)) == told


def test_a_queue_of_flagged_entries_offers_no_approval_of_all(an: Phone, tp: Phone) -> None:
    an.log("2h trực cơ quan hôm qua")
    assert tp.say("/duyet").labels == ["Xem từng mục"]


def test_an_empty_queue_says_so(tp: Phone) -> None:
    assert tp.say("/duyet").text == "Không có mục nào chờ đồng chí duyệt."
    assert not tp.last.labels


def test_one_by_one_leads_from_the_oldest_to_the_end(waiting: None, tp: Phone, an: Phone) -> None:
    tp.say("/duyet")
    assert tp.press("Xem từng mục") == "Xem từng mục"
    step = tp.last
    assert step.text.startswith("Còn 4 mục chờ duyệt\n\nVương Thị Bảo An\n")
    assert step.labels == ["Duyệt", "Trả lại", "Duyệt số giờ khác", "Đánh giá chất lượng", "Mục sau"]
    assert "B.01" in step.text
    tp.press("Duyệt", step)
    assert step.text.startswith(
        "Đã duyệt 3 giờ của đồng chí Vương Thị Bảo An: Soạn thảo văn bản hành chính.\n\nCòn 3 mục chờ duyệt"
    )
    assert "D.01" in step.text
    for left in (2, 1):
        tp.press("Duyệt", step)
        assert f"Còn {left} mục chờ duyệt" in step.text
    assert "Lê Văn Cường" in step.text
    tp.press("Duyệt", step)
    assert step.text.endswith("Không có mục nào chờ đồng chí duyệt.")
    assert step.labels == ["Hoàn tác (mục vừa duyệt)"]
    tp.press("Hoàn tác", step)
    assert step.text.startswith("Đã hoàn tác, mục chờ duyệt lại.\n\nCòn 1 mục chờ duyệt\n\nLê Văn Cường")
    assert step.labels == ["Duyệt", "Trả lại", "Duyệt số giờ khác", "Đánh giá chất lượng"]
    tp.press("Duyệt", step)
    assert [message.text for message in an.messages if "đã được duyệt" in message.text]


def test_a_typed_label_acts_on_the_card_that_is_shown(waiting: None, tp: Phone, an: Phone) -> None:
    tp.say("duyệt")
    tp.say("xem từng mục")
    assert "Đã duyệt 3 giờ của đồng chí Vương Thị Bảo An" in tp.say("duyệt").text


def test_leaving_one_shows_the_next_and_after_the_last_the_first(waiting: None, tp: Phone) -> None:
    tp.say("/duyet")
    tp.press("Xem từng mục")
    step = tp.last
    shown = [step.text]
    for _ in range(4):
        tp.press("Mục sau", step)
        shown.append(step.text)
    assert len(set(shown[:4])) == 4
    assert shown[4] == shown[0]


def test_returning_while_going_one_by_one_offers_the_rest(waiting: None, tp: Phone) -> None:
    tp.say("/duyet")
    tp.press("Xem từng mục")
    tp.press("Trả lại", tp.last)
    tp.press("Giờ chưa phù hợp")
    assert tp.last.labels == ["Hoàn tác", "Xem từng mục (3)"]
    tp.press("Xem từng mục (3)")
    assert "Còn 3 mục chờ duyệt" in tp.last.text


def test_a_queue_longer_than_a_hundred_tells_its_oldest_hundred(tp: Phone, office: MemoryOffice) -> None:
    for number in range(52):
        code = f"N{number:02}"
        add_official(office, "AN", code, name=f"Nguyễn Văn Thứ {number:02} " + "dài " * 20)
        send(office, code, line(15, "D.01"), line(15, "D.01"))
    tp.talk.deliver()
    queue = tp.say("/duyet")
    assert queue.text.startswith("Chờ duyệt: 100 mục cũ nhất của 104 mục, 25 giờ")
    assert queue.text.endswith("và 10 người khác")
    tp.press("Duyệt tất cả (100 mục")
    assert "Còn 4 mục cần đồng chí xem." in queue.text


def test_many_approved_at_once_are_told_shortly(an: Phone, tp: Phone, office: MemoryOffice) -> None:
    send(office, "AN", *[line(15, "D.01")] * 20)
    send(office, "AN", *[line(15, "D.01")] * 5)
    tp.talk.deliver()
    tp.say("/duyet")
    tp.press("Duyệt tất cả")
    assert an.last.text.startswith("25 mục, 6,25 giờ, đã được duyệt")
    assert an.last.text.endswith("và 5 mục khác; xem ở /lichsu.")


def test_a_decision_by_another_way_leaves_no_gap(waiting: None, tp: Phone, office: MemoryOffice) -> None:
    """The entry shown one by one was withdrawn: the press says so, the walk goes on."""
    tp.say("/duyet")
    tp.press("Xem từng mục")
    step = tp.last
    shown = step.button("Duyệt")
    tp.talk.phone("AN").press("Rút lại", tp.talk.phone("AN").shown("Đã gửi 2 mục"))
    assert tp.forge(shown, step) == "Mục này đã được rút lại. Không có gì thay đổi."
    tp.press("Mục sau", step)
    assert "Còn 2 mục chờ duyệt" in step.text


def test_the_most_at_once_is_a_hundred() -> None:
    assert approvals.MOST_AT_ONCE == 100


def test_what_was_just_approved_is_taken_back_one_by_one_for_five_minutes(
    waiting: None, tp: Phone, office: MemoryOffice
) -> None:
    queue = tp.say("/duyet")
    tp.press("Duyệt tất cả")
    tp.press("Xem mục vừa duyệt")
    assert [label[:25] for label in queue.labels] == [
        "Hoàn tác 1: 23/11, 2 giờ,", "Hoàn tác 2: 23/11, 1 giờ,", "Hoàn tác 3: 23/11, 3 giờ,",
    ]  # fmt: skip
    assert "1. Lê Văn Cường, 23/11, 2 giờ: " in queue.text
    undone = queue.buttons[0]
    assert tp.press(queue.labels[0]) == "Đã hoàn tác, mục chờ duyệt lại"
    assert len(queue.labels) == 2
    assert undone not in queue.buttons
    assert office.rows("SELECT COUNT(*) AS n FROM entries WHERE status = 'submitted'") == [{"n": 2}]
    tp.say("/duyet")
    tp.press("Duyệt tất cả")
    office.now += timedelta(minutes=6)
    assert tp.press("Xem mục vừa duyệt") == "Không còn mục nào"
    assert tp.last.text == "Không còn mục nào hoàn tác được (trong 5 phút)."
