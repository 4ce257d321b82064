"""Telegram is slow, busy, broken or out of reach for a while: what people typed and what they are owed is not lost."""

from __future__ import annotations

from tests.support.bot_api_values import Fault
from tests.support.enrolled import AN, TP, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import LINE, answer, carded, decided, drafted, sent


def test_a_429_is_waited_out_and_what_follows_stays_in_order(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    telegram.wait(lambda: telegram.calls("getupdates"), 10, "first poll")
    telegram.fail("sendmessage", Fault(429, "Too Many Requests: retry after 1", retry_after=1))
    telegram.say(AN, LINE)
    telegram.say(AN, "/homnay")
    telegram.wait(lambda: len(telegram.messages(AN)) == 2, what="both answers")
    refused, first, _ = telegram.calls("sendmessage")
    assert first.at - refused.at >= 1
    assert "Nháp" in telegram.messages(AN)[0].text


def test_others_do_not_wait_for_a_chat_that_is_refused(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    telegram.wait(lambda: telegram.calls("getupdates"), 10, "first poll")
    telegram.fail("sendmessage", Fault(429, "Too Many Requests: retry after 30", retry_after=30))
    telegram.say(AN, LINE)
    telegram.wait(lambda: telegram.calls("sendmessage"), what="refusal")
    telegram.say(TP, LINE)
    telegram.wait_for(TP, within=3)
    assert telegram.messages(AN) == []


def test_what_is_typed_while_we_cannot_be_reached_is_answered_afterwards(
    telegram: FakeTelegram, program: Program
) -> None:
    program.start()
    drafted(telegram)
    telegram.go_down()
    telegram.say(AN, "1h trực cơ quan")
    telegram.press(AN, "Gửi duyệt", telegram.messages(AN)[0])
    telegram.wait(lambda: "cannot be polled" in program.log, what="a failed poll")
    telegram.go_up()
    telegram.wait_for(AN, lambda message: "D.01" in message.text, within=15)
    telegram.wait_for(TP, lambda message: "B.02" in message.text)
    assert len(telegram.messages(AN)) == 2
    assert len(telegram.messages(TP)) == 1


def test_what_we_owe_while_telegram_is_out_of_reach_arrives_once_afterwards(
    telegram: FakeTelegram, program: Program
) -> None:
    program.start()
    card = carded(telegram)
    refused = Fault(drop="before")
    telegram.fail("editmessagetext", refused)
    telegram.fail("answercallbackquery", refused)
    telegram.press(TP, "Duyệt", card)
    telegram.wait(lambda: "Đã duyệt" in card.text, 10, "the card's edit")
    telegram.wait_for(AN, lambda message: "đã được duyệt" in message.text)
    assert telegram.messages(TP) == [card]


def test_a_restart_while_telegram_is_out_of_reach_loses_nothing(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    draft = drafted(telegram)
    for method in ("sendmessage", "editmessagetext"):
        telegram.fail(method, Fault(429, "Too Many Requests: retry after 1", retry_after=1), 9)
    telegram.press(AN, "Gửi duyệt", draft)
    telegram.wait(lambda: rows(program.database, "SELECT id FROM entries WHERE status = 'submitted'"), what="sending")
    telegram.go_down()
    program.kill()
    before = program.log.count("not sent")
    program.start()
    telegram.wait(lambda: program.log.count("not sent") > before, 10, "a failed attempt")
    assert program.stop() == 0
    telegram.mend()
    telegram.go_up()
    program.start()
    telegram.wait_for(TP, within=15)
    telegram.wait(lambda: "Đã gửi" in draft.text, 10, "Đã gửi")
    assert len(telegram.messages(TP)) == 1


def test_a_message_that_may_have_arrived_says_so_when_it_comes_again(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    telegram.wait(lambda: telegram.calls("getupdates"), 10, "first poll")
    telegram.fail("sendmessage", Fault(drop="after"))
    telegram.say(AN, LINE)
    telegram.wait(lambda: len(telegram.messages(AN)) == 2, what="second copy")
    first, second = telegram.messages(AN)
    assert "có thể trùng" not in first.text
    assert "có thể trùng" in second.text


def test_a_page_of_a_firewall_in_place_of_an_answer_loses_nothing(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    telegram.wait(lambda: telegram.calls("getupdates"), 10, "first poll")
    for method in ("sendmessage", "getupdates"):
        telegram.fail(method, Fault(403, raw=b"<html>Blocked</html>"))
    sent(telegram)
    telegram.wait_for(TP)


def test_a_press_is_answered_although_messages_are_slow(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    card = decided(telegram)
    telegram.fail("sendmessage", Fault(delay=3))
    before = len(telegram.calls("sendmessage"))
    telegram.say(AN, "/homnay")
    telegram.wait(lambda: len(telegram.calls("sendmessage")) > before, what="slow call")
    answer(telegram, telegram.press(TP, "Hoàn tác", card))
    assert not any("Hôm nay" in message.text for message in telegram.messages(AN)), "it was not slow"
