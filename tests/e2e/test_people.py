"""People who move, leave, come back, or all come at once."""

from __future__ import annotations

from tests.support.enrolled import AN, TP, add_crowd, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import LINE, answer, carded, drafted, sent

NEW_PHONE = 1100
SECONDS_FOR_ALL = 20
GIVEN_UP = "SELECT error FROM outbox WHERE chat = :chat AND status = 'failed'"


def test_a_new_chat_takes_over_and_the_old_one_is_told(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    draft = drafted(telegram)
    telegram.say(NEW_PHONE, f"/start {program.invite('AN')['AN']}")
    telegram.wait_for(NEW_PHONE, lambda message: "Vương Thị Bảo An" in message.text)
    telegram.wait_for(AN, lambda message: "không còn hiệu lực" in message.text)
    assert answer(telegram, telegram.press(AN, "Gửi duyệt", draft)) == "Đồng chí chưa đăng ký."
    assert rows(program.database, "SELECT status FROM entries") == [{"status": "draft"}]
    telegram.press(TP, "Duyệt", carded(telegram, NEW_PHONE))
    telegram.wait_for(NEW_PHONE, lambda message: "đã được duyệt" in message.text)
    assert not any("đã được duyệt" in message.text for message in telegram.messages(AN))


def test_a_code_works_once_whichever_of_two_chats_is_first(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    code = program.invite("DAT")["DAT"]
    for chat in (2001, 2002):
        telegram.say(chat, code)
    welcomed, refused = telegram.wait_for(2001), telegram.wait_for(2002)
    assert "Kính chào" in welcomed.text
    assert "Mã chưa đúng hoặc đã dùng" in refused.text


def test_what_is_for_someone_who_blocked_us_is_given_up_and_nothing_else(
    telegram: FakeTelegram, program: Program
) -> None:
    telegram.block(TP)
    program.start()
    telegram.wait(lambda: not telegram.api.waiting, what="confirmation")
    sent(telegram)
    telegram.wait(lambda: rows(program.database, GIVEN_UP, chat=f"telegram:{TP}"), what="giving up")
    assert rows(program.database, "SELECT status FROM entries") == [{"status": "submitted"}]


def test_someone_who_unblocks_us_finds_the_entry_in_the_queue(telegram: FakeTelegram, program: Program) -> None:
    telegram.block(TP)
    program.start()
    sent(telegram)
    telegram.wait(lambda: rows(program.database, GIVEN_UP, chat=f"telegram:{TP}"), what="giving up")
    telegram.block(TP, blocked=False)
    telegram.say(TP, "/duyet")
    telegram.wait_for(TP, lambda message: "Vương Thị Bảo An" in message.text)
    unreachable = "SELECT unreachable_since FROM chats WHERE id = :id"
    assert rows(program.database, unreachable, id=f"telegram:{TP}") == [{"unreachable_since": ""}]


def test_three_hundred_at_once_keep_their_own_order_and_nobody_waits_long(
    telegram: FakeTelegram, program: Program
) -> None:
    crowd = add_crowd(program.url, 300)
    for hours in (1, 2):
        for chat in crowd:
            telegram.say(chat, f"{hours}h họp giao ban")
    program.start()
    telegram.wait(lambda: all(len(telegram.messages(chat)) == 2 for chat in crowd), SECONDS_FOR_ALL, "all answers")
    for chat in crowd:
        first, second = (message.text for message in telegram.messages(chat))
        assert "1 giờ" in first
        assert "2 giờ" in second
    assert len(rows(program.database, "SELECT id FROM entries")) == 600


def test_one_whose_messages_cannot_be_delivered_holds_nobody_up(telegram: FakeTelegram, program: Program) -> None:
    crowd = add_crowd(program.url, 20)
    for chat in crowd[:10]:
        telegram.block(chat)
    for chat in crowd:
        telegram.say(chat, LINE)
    program.start()
    for chat in crowd[10:]:
        telegram.wait_for(chat)
