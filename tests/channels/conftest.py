"""Fixtures of the channels: a Telegram of our own, and a bot that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.channels.telegram.bot import PatientBot, make_bot
from bot.channels.telegram.channel import TelegramChannel
from bot.storage.database import Database
from tests.support.clock import FakeClock
from tests.support.fake_telegram import FakeTelegram
from tests.support.sending import Outbox, ScriptedChannel

LAN = 1001
HUNG = 1002


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A Bot API on loopback that knows two people."""
    with FakeTelegram() as fake:
        fake.api.people.update({LAN, HUNG})
        yield fake


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[PatientBot]:
    """A bot of that Telegram's."""
    bot = make_bot(telegram.token, telegram.url)
    await bot.initialize()
    yield bot
    await bot.shutdown()


@pytest.fixture
def on_telegram(bot: PatientBot) -> TelegramChannel:
    """The channel of that bot."""
    return TelegramChannel(bot)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def outbox(database: Database, clock: FakeClock) -> Outbox:
    """An outbox on each engine."""
    return Outbox(database, clock)


@pytest.fixture
async def channel() -> ScriptedChannel:
    """A channel that does what the test says."""
    return ScriptedChannel()
