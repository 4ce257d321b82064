"""Requests made with aiohttp."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.telegram.bot import PatientBot
from tests.channels.conftest import LAN
from tests.support.bot_api_values import Fault
from tests.support.fake_telegram import FakeTelegram


async def test_many_requests_at_once_all_arrive(telegram: FakeTelegram, bot: PatientBot) -> None:
    await asyncio.gather(*(bot.send_message(LAN, str(number)) for number in range(60)))
    assert {message.text for message in telegram.messages(LAN)} == {str(number) for number in range(60)}


async def test_one_slow_request_does_not_hold_up_the_others(telegram: FakeTelegram, bot: PatientBot) -> None:
    telegram.fail("sendmessage", Fault(delay=30))
    slow = asyncio.create_task(bot.send_message(LAN, "chậm"))
    await telegram.until(lambda: telegram.calls("sendmessage"))
    await asyncio.gather(*(bot.send_message(LAN, str(number)) for number in range(10)))
    assert not slow.done()
    slow.cancel()


async def test_the_wait_for_an_answer_is_what_is_set(bot: PatientBot) -> None:
    assert bot.request.read_timeout == pytest.approx(10)
