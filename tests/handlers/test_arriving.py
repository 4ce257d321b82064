"""What has waited for a leader reaches them when they enrol, change phones or are back; and nothing of it twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.services.arrivals import MOST_CARDS
from bot.storage import audit, chats, outbox
from bot.storage.inbox import Kind
from bot.storage.times import to_text
from tests.support.conversation import Conversation, Message, Phone
from tests.support.memory import MemoryOffice

Invite = Callable[[str], str]
MANY = MOST_CARDS + 1


def send(an: Phone, count: int) -> None:
    for number in range(1, count + 1):
        an.log(f"15p soạn công văn sp: CV {number}/STC")


def cards(phone: Phone) -> list[Message]:
    """The open cards that a phone shows."""
    return [message for message in phone.messages if "Duyệt" in message.labels and "Trả lại" in message.labels]


def lose(talk: Conversation, chat: str = "telegram:TP") -> None:
    """Sending to the chat failed as forbidden: the person has blocked us."""
    talk.office.ask(chats.set_unreachable, chat, to_text(talk.office.now))
    talk.later(seconds=1)


@pytest.fixture
def new(talk: Conversation) -> Phone:
    """A phone that belongs to nobody yet."""
    return talk.phone("900")


# --- enrolling


def test_few_entries_come_as_cards_and_the_welcome_tells_how_many(an: Phone, new: Phone, invite: Invite) -> None:
    send(an, 2)
    new.say(invite("TP"))
    assert "Có 2 mục đang chờ đồng chí duyệt; xem ở /duyet." in new.messages[0].text
    assert len(cards(new)) == 2
    assert all(card.silent for card in cards(new))
    new.press("Duyệt")
    assert new.toast == "Đã duyệt 0,25 giờ"


def test_many_are_told_by_the_welcome_alone_with_the_way_to_them(an: Phone, new: Phone, invite: Invite) -> None:
    send(an, MANY)
    welcome = new.say(invite("TP"))
    assert f"Có {MANY} mục đang chờ đồng chí duyệt" in welcome.text
    assert cards(new) == []
    new.press("Mở hàng chờ")
    assert f"Chờ duyệt: {MANY} mục" in new.last.text
    assert "Mở hàng chờ" in welcome.labels


def test_where_nothing_waits_the_welcome_says_nothing_of_it(an: Phone, new: Phone, invite: Invite) -> None:
    welcome = new.say(invite("TP"))
    assert "chờ đồng chí duyệt" not in welcome.text
    assert welcome.labels == []


def test_an_official_hears_of_the_own_queue_alone(an: Phone, new: Phone, invite: Invite) -> None:
    send(an, 1)
    assert "chờ đồng chí duyệt" not in new.say(invite("BINH")).text
    assert cards(new) == []


def test_on_a_new_phone_the_cards_come_anew(an: Phone, tp: Phone, new: Phone, invite: Invite) -> None:
    send(an, 2)
    new.say(invite("TP"))
    assert len(cards(new)) == 2
    assert "Có 2 mục" in new.messages[0].text


def test_a_further_code_in_the_same_chat_brings_no_card_again(an: Phone, tp: Phone, invite: Invite) -> None:
    send(an, 2)
    before = len(tp.messages)
    tp.say(invite("TP"))
    assert len(tp.messages) == before + 1


# --- being back


@pytest.mark.parametrize("kind", [Kind.UNBLOCKED, Kind.TEXT, Kind.OTHER])
def test_who_is_back_gets_the_cards_that_were_missed_and_no_other_again(
    kind: Kind, talk: Conversation, an: Phone, tp: Phone
) -> None:
    send(an, 1)
    lose(talk)
    talk.online = False
    send_unseen(talk, an)
    tp.do(kind, "/homnay" if kind is Kind.TEXT else "")
    talk.online = True
    talk.deliver()
    assert len(cards(tp)) == 2
    talk.later(seconds=10)
    assert not tp.knows("đang chờ đồng chí duyệt")


def send_unseen(talk: Conversation, an: Phone) -> None:
    """AN sends one more, whose card is lost on the way."""
    an.do(Kind.TEXT, "gửi 30p họp giao ban")
    lose_waiting(talk)


def lose_waiting(talk: Conversation) -> None:
    talk.office.ask(outbox.drop_waiting_of_chat, "telegram:TP", to_text(talk.office.now), "blocked")


def lose_all(talk: Conversation, an: Phone) -> None:
    """AN sends many whose cards are all lost."""
    talk.online = False
    for number in range(MANY):
        an.do(Kind.TEXT, f"gửi 15p họp giao ban sp: BB {number}")
    lose(talk)
    lose_waiting(talk)
    talk.online = True
    talk.deliver()


def test_of_many_that_were_missed_one_message_tells(talk: Conversation, an: Phone, tp: Phone) -> None:
    lose_all(talk, an)
    tp.do(Kind.UNBLOCKED)
    assert tp.messages == []
    talk.later(seconds=6)
    (told,) = tp.messages
    assert told.text == f"Có {MANY} mục đang chờ đồng chí duyệt; xem ở /duyet."
    assert told.labels == ["Mở hàng chờ"]
    assert told.silent


def test_whose_press_sends_start_too_is_told_once(talk: Conversation, an: Phone, tp: Phone) -> None:
    lose_all(talk, an)
    tp.do(Kind.UNBLOCKED)
    talk.later(seconds=1)
    assert f"Có {MANY} mục" in tp.say("/start").text
    talk.later(seconds=10)
    assert len([one for one in tp.messages if "đang chờ đồng chí duyệt" in one.text]) == 1


def test_who_is_back_again_later_is_told_in_a_new_message(talk: Conversation, an: Phone, tp: Phone) -> None:
    lose_all(talk, an)
    for _ in range(2):
        tp.do(Kind.UNBLOCKED)
        talk.later(seconds=6)
        lose(talk)
    assert [one.edits for one in tp.messages] == [0, 0]


def test_who_was_never_away_gets_nothing_of_it(talk: Conversation, an: Phone, tp: Phone) -> None:
    send(an, 1)
    tp.do(Kind.UNBLOCKED)
    talk.later(seconds=10)
    assert len(tp.messages) == 1


def test_what_was_typed_before_the_block_is_no_return(talk: Conversation, tp: Phone, office: MemoryOffice) -> None:
    office.ask(chats.set_unreachable, "telegram:TP", to_text(office.now))
    tp.do(Kind.TEXT, "/homnay")
    assert office.rows("SELECT id FROM chats WHERE unreachable_since <> ''")


def test_whoever_blocks_us_stays_unreachable(talk: Conversation, tp: Phone, office: MemoryOffice) -> None:
    lose(talk)
    tp.do(Kind.BLOCKED)
    assert office.rows("SELECT id FROM chats WHERE unreachable_since <> ''")


# --- sending to somebody who is not there


def test_it_is_said_that_the_approver_is_not_there_yet(an: Phone) -> None:
    an.log("2h soạn công văn")
    assert an.last.text.startswith(
        "Đã gửi tới đồng chí Lê Thị Thanh Ngọc\nĐồng chí Lê Thị Thanh Ngọc chưa đăng ký; mục nằm trong hàng chờ.\n"
    )


def test_or_cannot_be_reached(talk: Conversation, an: Phone, tp: Phone) -> None:
    lose(talk)
    an.log("2h soạn công văn")
    assert "Đồng chí Lê Thị Thanh Ngọc hiện không nhận được tin; mục nằm trong hàng chờ." in an.last.text


def test_of_one_who_is_nothing_is_said(an: Phone, tp: Phone) -> None:
    an.log("2h soạn công văn")
    assert "hàng chờ" not in an.last.text


# --- a chat that changes hands


def test_whose_last_chat_is_taken_over_is_named_to_whoever_typed_the_code(an: Phone, invite: Invite) -> None:
    welcome = an.say(invite("BINH")).text
    assert (
        "Trước đó cuộc trò chuyện này đăng ký cho đồng chí Vương Thị Bảo An; nay không nhận tin của đồng chí "
        "Vương Thị Bảo An nữa. Nếu đồng chí Vương Thị Bảo An còn dùng, xin mã mới ở quản trị của đơn vị."
    ) in welcome


def test_who_has_another_chat_needs_no_code(talk: Conversation, an: Phone, invite: Invite) -> None:
    talk.enrolled("AN", "web", "w1")
    welcome = an.say(invite("BINH")).text
    assert "nay không nhận tin của đồng chí Vương Thị Bảo An nữa." in welcome
    assert "xin mã mới" not in welcome


def test_in_a_strangers_chat_nobody_is_named(an: Phone, new: Phone, invite: Invite) -> None:
    assert "Trước đó" not in new.say(invite("BINH")).text
    assert "Trước đó" not in new.say(invite("BINH")).text


def test_a_wrong_code_takes_nothing_over(an: Phone, office: MemoryOffice) -> None:
    assert "vẫn được đăng ký" in an.say("/start 0000000000").text
    assert [row["act"] for row in office.ask(audit.history, "official:AN")] == []
