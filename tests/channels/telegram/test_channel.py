"""Showing screens over real HTTP."""

from __future__ import annotations

import json
import logging

import pytest

from bot.channels.channel import (
    MaybeDelivered,
    NotDelivered,
    Rejected,
    RetryLater,
    SendError,
    Unreachable,
)
from bot.channels.telegram.bot import PatientBot, make_bot
from bot.channels.telegram.channel import TelegramChannel
from bot.handlers.screen import Choice, Screen, bold
from tests.channels.conftest import LAN
from tests.support.bot_api_values import Fault
from tests.support.fake_telegram import FakeTelegram

ADDRESS = str(LAN)
CARD = Screen(f"{bold('Lan')} họp <2h>", ((Choice("Duyệt", "ok:1", "success"),),), silent=True)


async def test_a_screen_arrives_with_its_text_buttons_and_silence(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    name = await on_telegram.send(ADDRESS, CARD)
    (message,) = telegram.messages(LAN)
    assert (name, message.text, message.labels, message.silent) == (str(message.id), "Lan họp <2h>", ["Duyệt"], True)
    assert message.entities == [{"type": "bold", "offset": 0, "length": 3}]
    assert '"is_disabled": true' in telegram.calls("sendmessage")[0].values["link_preview_options"]


async def test_search_as_one_types_is_offered_once_the_bot_knows_that_it_may(
    telegram: FakeTelegram, on_telegram: TelegramChannel, bot: PatientBot
) -> None:
    screen = Screen("Việc gì?", ((Choice("Tìm", "", search=True),), *CARD.rows))
    await on_telegram.send(ADDRESS, screen)
    await bot.introduce()
    await on_telegram.send(ADDRESS, screen)
    keyboards = [json.loads(call.values["reply_markup"])["inline_keyboard"] for call in telegram.calls("sendmessage")]
    assert [[row[0]["text"] for row in rows] for rows in keyboards] == [["Duyệt"], ["Tìm", "Duyệt"]]


async def test_a_long_screen_comes_in_parts_with_the_buttons_under_the_last(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    name = await on_telegram.send(ADDRESS, Screen("dòng\n" * 1500, CARD.rows))
    *first, last = telegram.messages(LAN)
    assert name == str(last.id)
    assert [message.labels for message in first] == [[]]
    assert last.labels == ["Duyệt"]


async def test_when_a_later_part_fails_the_earlier_ones_have_arrived(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    telegram.fail("sendmessage", Fault())
    telegram.fail("sendmessage", Fault(429, retry_after=3))
    with pytest.raises(MaybeDelivered):
        await on_telegram.send(ADDRESS, Screen("dòng\n" * 1500))


async def test_an_edit_takes_the_place_of_the_earlier_message(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    name = await on_telegram.send(ADDRESS, CARD)
    assert await on_telegram.edit(ADDRESS, name, Screen("Đã duyệt")) == name
    (message,) = telegram.messages(LAN)
    assert (message.text, message.labels, message.history) == ("Đã duyệt", [], ["Lan họp <2h>"])


async def test_an_edit_that_changes_nothing_succeeds(on_telegram: TelegramChannel) -> None:
    name = await on_telegram.send(ADDRESS, CARD)
    assert await on_telegram.edit(ADDRESS, name, CARD) == name


async def test_an_edit_of_a_message_that_is_gone_comes_as_a_new_one(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    name = await on_telegram.edit(ADDRESS, "987654", CARD)
    assert [str(message.id) for message in telegram.messages(LAN)] == [name]


async def test_an_edit_that_does_not_fit_goes_on_in_a_new_message(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    name = await on_telegram.send(ADDRESS, CARD)
    newer = await on_telegram.edit(ADDRESS, name, Screen("dòng\n" * 1500, CARD.rows))
    first, second = telegram.messages(LAN)
    assert (first.labels, second.labels, newer) == ([], ["Duyệt"], str(second.id))


async def test_an_edit_that_is_refused_for_another_reason_is_rejected(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    name = await on_telegram.send(ADDRESS, CARD)
    telegram.fail("editmessagetext", Fault(400, "Bad Request: something else"))
    with pytest.raises(Rejected, match="Something else"):
        await on_telegram.edit(ADDRESS, name, Screen("mới"))


async def test_a_press_is_answered_in_at_most_200_characters(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    await on_telegram.send(ADDRESS, CARD)
    query = telegram.press(LAN, "Duyệt")
    await on_telegram.answer(query, "đã duyệt " * 40)
    assert telegram.api.answers[query].startswith("đã duyệt")
    assert len(telegram.api.answers[query]) <= 200


async def test_a_press_that_is_too_old_to_be_answered_is_rejected(on_telegram: TelegramChannel) -> None:
    with pytest.raises(Rejected, match="too old"):
        await on_telegram.answer("1", "muộn")


@pytest.mark.parametrize(("role", "first"), [("leader", "duyet"), ("official", "khai")], ids=["leader", "official"])
async def test_a_role_has_its_commands_in_its_chat(
    telegram: FakeTelegram, on_telegram: TelegramChannel, role: str, first: str
) -> None:
    await on_telegram.set_menu(ADDRESS, role)
    ((scope, commands),) = telegram.api.commands.items()
    assert (ADDRESS in scope, commands[0]) == (True, first)


async def test_a_stranger_loses_the_commands_of_the_role_they_had(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    await on_telegram.set_menu(ADDRESS, "official")
    await on_telegram.set_menu(ADDRESS, "stranger")
    assert telegram.api.commands == {}


FAULTS: list[tuple[Fault, type[SendError]]] = [
    (Fault(429, "Too Many Requests: retry after 7", retry_after=7), RetryLater),
    (Fault(403, "Forbidden: bot was blocked by the user"), Unreachable),
    (Fault(403, raw=b"<html>firewall</html>"), NotDelivered),
    (Fault(400, "Bad Request: chat not found"), Unreachable),
    (Fault(400, "Bad Request: BUTTON_DATA_INVALID"), Rejected),
    (Fault(401, "Unauthorized"), NotDelivered),
    (Fault(404, "Not Found"), NotDelivered),
    (Fault(500, "Internal Server Error"), MaybeDelivered),
    (Fault(502, raw=b"<html>Bad Gateway</html>"), MaybeDelivered),
    (Fault(200, raw=b"<html>hello</html>"), MaybeDelivered),
    (Fault(400, "Bad Request", retry_after=0), Rejected),
    (Fault(drop="before"), MaybeDelivered),
    (Fault(drop="after"), MaybeDelivered),
]


@pytest.mark.parametrize(("fault", "kind"), FAULTS, ids=[f"{f.status}{f.drop}{f.raw[:6]!r}" for f, _ in FAULTS])
async def test_what_goes_wrong_is_told_apart_by_whether_the_message_arrived(
    telegram: FakeTelegram, on_telegram: TelegramChannel, fault: Fault, kind: type[SendError]
) -> None:
    telegram.fail("sendmessage", fault)
    with pytest.raises(SendError) as caught:
        await on_telegram.send(ADDRESS, Screen("chuyện riêng"))
    assert type(caught.value) is kind
    assert telegram.token not in repr(caught.value)
    assert "chuyện riêng" not in repr(caught.value)
    assert caught.value.__cause__ is None


async def test_being_told_to_wait_says_for_how_long(telegram: FakeTelegram, on_telegram: TelegramChannel) -> None:
    telegram.fail("sendmessage", Fault(429, retry_after=7))
    with pytest.raises(RetryLater) as caught:
        await on_telegram.send(ADDRESS, CARD)
    assert caught.value.seconds == 7


async def test_a_refused_connection_certainly_delivered_nothing(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    telegram.go_down()
    with pytest.raises(NotDelivered):
        await on_telegram.send(ADDRESS, CARD)
    telegram.go_up()
    await on_telegram.send(ADDRESS, CARD)


@pytest.mark.parametrize("address", ["4711", "unknown"])
async def test_a_chat_that_does_not_exist_cannot_be_reached(on_telegram: TelegramChannel, address: str) -> None:
    with pytest.raises(Unreachable):
        await on_telegram.send(address, CARD)


async def test_a_blocked_bot_cannot_reach_the_person(telegram: FakeTelegram, on_telegram: TelegramChannel) -> None:
    telegram.block(LAN)
    with pytest.raises(Unreachable):
        await on_telegram.send(ADDRESS, CARD)


async def test_a_wrong_token_is_logged_once_and_not_shown(
    telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    token = "123456789:AAWrongTokenThatTelegramDoesNotKnow"
    bot = make_bot(token, telegram.url)
    await bot.initialize()
    channel = TelegramChannel(bot)
    with caplog.at_level(logging.INFO, "bot"):
        for _ in range(2):
            with pytest.raises(NotDelivered):
                await channel.send(ADDRESS, CARD)
    await bot.shutdown()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert token not in caplog.text


async def test_what_telegram_quotes_of_a_text_is_not_repeated(
    telegram: FakeTelegram, on_telegram: TelegramChannel
) -> None:
    telegram.fail("sendmessage", Fault(400, 'Bad Request: can\'t parse entities: Unsupported start tag "typed"'))
    with pytest.raises(Rejected) as caught:
        await on_telegram.send(ADDRESS, CARD)
    assert "typed" not in str(caught.value)
