"""Whether polling shows that Telegram answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.channels.patience import Patience
from bot.channels.telegram.bot import PatientBot
from bot.channels.telegram.door import Door
from bot.channels.telegram.polling import Polling
from bot.pulse import Pulse
from bot.storage.inbox import Incoming
from tests.support.bot_api_values import Fault
from tests.support.fake_telegram import FakeTelegram
from tests.support.waiting import eventually


async def nothing(_: str, __: str) -> list[tuple[str, str, str]]:
    return []


async def keep(_: Sequence[Incoming]) -> None:
    return


class Beats(Pulse):
    """Counts its own beats."""

    def __init__(self) -> None:
        super().__init__("telegram", 120)
        self.count = 0

    def beat(self) -> None:
        super().beat()
        self.count += 1


@pytest.fixture
async def door(bot: PatientBot) -> AsyncIterator[Door]:
    door = Door(bot, nothing)
    await door.open()
    yield door
    await door.close()


def polling(bot: PatientBot, door: Door, pulse: Pulse) -> Polling:
    return Polling(bot, door, keep, Patience(0.01, 0.02), seconds=5, pulse=pulse)


async def test_every_answer_of_telegrams_is_a_sign_and_after_a_stop_none_is_expected(
    telegram: FakeTelegram, bot: PatientBot, door: Door
) -> None:
    pulse, stop = Beats(), asyncio.Event()
    task = asyncio.create_task(polling(bot, door, pulse).run(stop))
    first = telegram.say(1001, "một")
    await telegram.until(lambda: telegram.api.confirmed == first + 1)
    assert pulse.count >= 2
    assert pulse.age is not None
    stop.set()
    await task
    assert pulse.age is None


async def test_while_telegram_is_out_of_reach_the_only_sign_is_that_of_the_start(
    telegram: FakeTelegram, bot: PatientBot, door: Door
) -> None:
    telegram.fail("getupdates", Fault(500, "Internal"), times=1000)
    pulse, stop = Beats(), asyncio.Event()
    task = asyncio.create_task(polling(bot, door, pulse).run(stop))
    await telegram.until(lambda: len(telegram.calls("getupdates")) >= 3 or None)
    assert pulse.count == 1
    telegram.mend()
    telegram.say(1001, "một")
    await eventually(lambda: _beaten(pulse))
    stop.set()
    await task


async def _beaten(pulse: Beats) -> bool:
    return pulse.count > 1
