"""The everyday story up to where a test takes over, told through Telegram."""

from __future__ import annotations

from typing import Any

from tests.support.bot_api_values import Message
from tests.support.enrolled import AN, TP
from tests.support.fake_telegram import FakeTelegram

LINE = "2h họp giao ban"
TASK = "Họp giao ban"


def drafted(telegram: FakeTelegram, official: int = AN, line: str = LINE) -> Message:
    """An official has typed a line; the draft."""
    before = {message.id for message in telegram.messages(official)}
    telegram.say(official, line)
    return telegram.wait_for(official, lambda message: message.id not in before and "Nháp" in message.text)


def sent(telegram: FakeTelegram, official: int = AN, line: str = LINE) -> Message:
    """An official has typed a line and sent it; the message that says so."""
    draft = drafted(telegram, official, line)
    telegram.press(official, "Gửi duyệt", draft)
    telegram.wait(lambda: "Đã gửi" in draft.text, what="Đã gửi")
    return draft


def carded(telegram: FakeTelegram, official: int = AN, leader: int = TP, line: str = LINE) -> Message:
    """An official has sent an entry; the leader's card."""
    before = len(telegram.messages(leader))
    sent(telegram, official, line)
    return telegram.wait(lambda: next(iter(telegram.messages(leader)[before:]), None), what="card")


def decided(telegram: FakeTelegram, official: int = AN, leader: int = TP, line: str = LINE) -> Message:
    """An official has sent an entry and the leader has approved it; the card."""
    card = carded(telegram, official, leader, line)
    telegram.press(leader, "Duyệt", card)
    telegram.wait(lambda: "Đã duyệt" in card.text, what="Đã duyệt")
    return card


def answer(telegram: FakeTelegram, query: str) -> str:
    """What a press was answered with, once it is."""
    return telegram.wait(lambda: telegram.api.answers.get(query), what=f"answer to press {query}")


def data_of(message: Message, label: str) -> str:
    """What a button sends when it is pressed."""
    button: dict[str, Any] | None = message.button(label)
    assert button is not None, message.labels
    return str(button["callback_data"])
