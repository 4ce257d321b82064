"""Pictures over real HTTP: in several parts, with a caption and buttons; the text alone where that cannot be."""

from __future__ import annotations

import logging

import pytest

from bot.channels.channel import MaybeDelivered, NotDelivered, RetryLater, SendError, Unreachable
from bot.channels.telegram.channel import TelegramChannel
from bot.handlers.screen import Choice, Screen, bold
from tests.channels.conftest import LAN
from tests.support.bot_api_values import Fault
from tests.support.fake_telegram import FakeTelegram

ADDRESS = str(LAN)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
SCREEN = Screen(f"{bold('Tuần')} <23/11> – 29/11 & giờ", ((Choice("Xem", "xem:1"),),), silent=True)


async def test_a_picture_arrives_whole_with_its_caption_buttons_and_silence(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    name = await on_telegram.send_picture(ADDRESS, SCREEN, PNG)
    (message,) = telegram.messages(LAN)
    assert (name, message.picture, message.silent) == (str(message.id), PNG, True)
    assert (message.text, message.labels) == ("Tuần <23/11> – 29/11 & giờ", ["Xem"])
    assert message.entities == [{"type": "bold", "offset": 0, "length": 4}]


async def test_the_longest_caption_goes_below_the_picture(telegram: FakeTelegram, on_telegram: TelegramChannel) -> None:
    await on_telegram.send_picture(ADDRESS, Screen("ệ" * 998 + "😀"), PNG)
    (message,) = telegram.messages(LAN)
    assert message.picture == PNG


async def test_what_is_too_long_for_a_caption_comes_as_a_text_alone(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    await on_telegram.send_picture(ADDRESS, Screen("ệ" * 1001), PNG)
    assert [call.method for call in telegram.calls()] == ["sendmessage"]


async def test_a_picture_that_telegram_does_not_take_costs_nothing_but_itself(
    telegram: FakeTelegram, on_telegram: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await on_telegram.send_picture(ADDRESS, SCREEN, b"no picture")
    (message,) = telegram.messages(LAN)
    assert (message.text, message.picture, message.labels) == ("Tuần <23/11> – 29/11 & giờ", b"", ["Xem"])
    assert caplog.messages == ["Telegram does not take the picture: BadRequest: Image_process_failed"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(429, retry_after=7), RetryLater),
        (Fault(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (Fault(502, raw=b"<html>"), MaybeDelivered),
        (Fault(drop="after"), MaybeDelivered),
    ],
    ids=["429", "403", "502", "cut"],
)
async def test_what_goes_wrong_on_the_way_is_told_and_no_text_is_sent_instead(
    telegram: FakeTelegram, on_telegram: TelegramChannel, fault: Fault, error: type[SendError]
) -> None:
    telegram.fail("sendphoto", fault)
    with pytest.raises(error):
        await on_telegram.send_picture(ADDRESS, SCREEN, PNG)
    assert not telegram.calls("sendmessage")


async def test_a_telegram_that_is_down_has_certainly_not_got_it(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    telegram.go_down()
    with pytest.raises(NotDelivered):
        await on_telegram.send_picture(ADDRESS, SCREEN, PNG)


async def test_a_text_in_the_place_of_a_picture_comes_as_a_new_message(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    name = await on_telegram.send_picture(ADDRESS, SCREEN, PNG)
    assert await on_telegram.edit(ADDRESS, name, Screen("Chữ")) != name
    assert [message.text for message in telegram.messages(LAN)] == ["Tuần <23/11> – 29/11 & giờ", "Chữ"]
