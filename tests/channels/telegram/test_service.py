"""Telegram as a whole: it starts without a network and says who it is when it can."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.channels.patience import Patience
from bot.channels.telegram.bot import PatientBot
from bot.channels.telegram.door import Door
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.service import Telegram
from bot.storage.inbox import Incoming
from tests.channels.conftest import LAN
from tests.support.bot_api_values import Fault
from tests.support.fake_telegram import FakeTelegram


async def nothing(_: str, __: str) -> list[tuple[str, str, str]]:
    return []


def made(bot: PatientBot, kept: list[Incoming]) -> Telegram:
    async def keep(incomings: Sequence[Incoming]) -> None:
        kept.extend(incomings)

    door = Door(bot, nothing)
    return Telegram(bot, door, Polling(bot, door, keep, Patience(0.01)), Patience(0.01, 0.05))


async def test_updates_come_in_although_telegram_does_not_yet_say_who_we_are(
    telegram: FakeTelegram, bot: PatientBot
) -> None:
    kept: list[Incoming] = []
    service = made(bot, kept)
    telegram.fail("getme", Fault(500, "Internal"), times=3)
    telegram.fail("getme", Fault(delay=0.2))
    telegram.say(LAN, "một")
    stop = asyncio.Event()
    task = asyncio.create_task(service.run(stop))
    await telegram.until(lambda: kept)
    assert service.name == ""
    await telegram.until(lambda: telegram.api.commands)
    assert service.name == "kpi_test_bot"
    assert telegram.api.commands == {"default": ["start", "trogiup"]}
    stop.set()
    await task
    await service.close()


async def test_it_starts_while_telegram_is_out_of_reach_and_stops_at_once(
    telegram: FakeTelegram, bot: PatientBot
) -> None:
    telegram.go_down()
    service = made(bot, [])
    stop = asyncio.Event()
    task = asyncio.create_task(service.run(stop))
    await asyncio.sleep(0.05)
    stop.set()
    async with asyncio.timeout(1):
        await task
    await service.close()
