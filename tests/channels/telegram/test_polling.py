"""Nothing is confirmed to Telegram before it is stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import pytest

from bot.channels.patience import Patience
from bot.channels.telegram.bot import PatientBot
from bot.channels.telegram.door import Door
from bot.channels.telegram.polling import Polling
from bot.storage.database import DatabaseError
from bot.storage.inbox import Incoming, Kind
from tests.channels.conftest import HUNG, LAN
from tests.support.bot_api_values import Fault
from tests.support.fake_telegram import FakeTelegram

Poll = Callable[[], AbstractAsyncContextManager[None]]


async def nothing(_: str, __: str) -> list[tuple[str, str, str]]:
    return []


class Shelf:
    """Where inputs are kept; `broken` as long as a test says so."""

    def __init__(self) -> None:
        self.batches: list[list[Incoming]] = []
        self.attempts = 0
        self.broken = False
        self.on_keep: Callable[[], None] = lambda: None

    async def keep(self, incomings: Sequence[Incoming]) -> None:
        self.attempts += 1
        self.on_keep()
        if self.broken:
            raise DatabaseError("đầy đĩa")
        self.batches.append(list(incomings))

    @property
    def texts(self) -> list[str]:
        return [incoming.text for batch in self.batches for incoming in batch]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def poll(bot: PatientBot, shelf: Shelf) -> AsyncIterator[Poll]:
    door = Door(bot, nothing)
    await door.open()

    @asynccontextmanager
    async def polling() -> AsyncIterator[None]:
        stop = asyncio.Event()
        patience = Patience(0.01, 0.02)
        task = asyncio.create_task(Polling(bot, door, shelf.keep, patience, seconds=5).run(stop))
        try:
            yield
        finally:
            stop.set()
            await task

    yield polling
    await door.close()


async def test_what_people_typed_while_the_bot_was_down_is_kept_in_order(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll
) -> None:
    for number in range(5):
        telegram.say(LAN if number % 2 else HUNG, str(number))
    async with poll():
        await telegram.until(lambda: len(shelf.texts) == 5)
    assert shelf.texts == ["0", "1", "2", "3", "4"]
    assert len(shelf.batches) == 1
    first = telegram.calls("getupdates")[0].values
    assert "offset" not in first
    assert "my_chat_member" in first["allowed_updates"]


async def test_an_update_is_confirmed_only_by_the_request_after_storing(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll
) -> None:
    confirmed: list[int] = []
    shelf.on_keep = lambda: confirmed.append(telegram.api.confirmed)
    first = telegram.say(LAN, "một")
    async with poll():
        await telegram.until(lambda: telegram.api.confirmed == first + 1)
        second = telegram.say(LAN, "hai")
        await telegram.until(lambda: telegram.api.confirmed == second + 1)
    assert confirmed == [0, first + 1]


async def test_while_the_store_fails_nothing_is_confirmed_and_nothing_lost(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.broken = True
    telegram.say(LAN, "riêng")
    async with poll():
        await telegram.until(lambda: shelf.attempts >= 3 or None)
        assert telegram.api.confirmed == 0
        shelf.broken = False
        await telegram.until(lambda: telegram.api.confirmed)
    assert shelf.texts == ["riêng"]
    assert caplog.text.count("cannot be stored") == 1
    assert "riêng" not in caplog.text


async def test_a_stop_while_the_store_fails_leaves_the_update_with_telegram(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll
) -> None:
    shelf.broken = True
    telegram.say(LAN, "một")
    async with poll():
        await telegram.until(lambda: shelf.attempts or None)
    assert telegram.api.confirmed == 0
    shelf.broken = False
    async with poll():
        await telegram.until(lambda: shelf.texts)
    assert shelf.texts == ["một"]


async def test_a_stop_asks_telegram_nothing_more(telegram: FakeTelegram, shelf: Shelf, poll: Poll) -> None:
    async with poll():
        telegram.say(LAN, "một")
        await telegram.until(lambda: len(telegram.calls("getupdates")) == 2 or None)
    assert len(telegram.calls("getupdates")) == 2


async def test_a_poisoned_update_is_passed_and_those_behind_it_come_through(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll
) -> None:
    telegram.say(LAN, "trước")
    telegram.send_update({"message": {"chat": {"id": LAN, "type": "private"}, "text": "hỏng"}})
    last = telegram.say(LAN, "sau")
    async with poll():
        await telegram.until(lambda: telegram.api.confirmed == last + 1)
    (batch,) = shelf.batches
    assert [incoming.kind for incoming in batch] == [Kind.TEXT, Kind.UNREADABLE, Kind.TEXT]


async def test_updates_without_a_number_do_not_stop_the_others(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll
) -> None:
    telegram.api.waiting.append({"update_id": "x"})
    async with poll():
        await telegram.until(lambda: len(telegram.calls("getupdates")) >= 2 or None)
        telegram.api.waiting.clear()
        telegram.say(LAN, "một")
        await telegram.until(lambda: shelf.texts)
    assert shelf.texts == ["một"]


async def test_an_update_that_is_nobodys_business_is_confirmed_without_storing(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll
) -> None:
    number = telegram.send_update({"poll": {"id": "1"}})
    async with poll():
        await telegram.until(lambda: telegram.api.confirmed == number + 1)
    assert shelf.attempts <= 1


async def test_telegram_out_of_reach_is_waited_for(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.go_down()
    with caplog.at_level(logging.INFO, "bot"):
        async with poll():
            await asyncio.sleep(0.1)
            telegram.go_up()
            telegram.say(LAN, "một")
            await telegram.until(lambda: shelf.texts)
    assert caplog.text.count("cannot be polled: NetworkError from ClientConnectorError") == 1
    assert "come in again" in caplog.text
    assert telegram.token not in caplog.text


@pytest.mark.parametrize(
    "fault",
    [Fault(500, "Internal"), Fault(502, raw=b"<html>"), Fault(drop="before"), Fault(429, retry_after=1)],
    ids=["500", "502", "cut", "429"],
)
async def test_a_failed_poll_is_repeated(telegram: FakeTelegram, shelf: Shelf, poll: Poll, fault: Fault) -> None:
    telegram.fail("getupdates", fault)
    telegram.say(LAN, "một")
    async with poll():
        await telegram.until(lambda: shelf.texts)
    assert shelf.texts == ["một"]


async def test_a_wrong_token_is_said_clearly_and_once(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("getupdates", Fault(401, "Unauthorized"), times=3)
    async with poll():
        await telegram.until(lambda: len(telegram.calls("getupdates")) > 3 or None)
    assert [record.levelname for record in caplog.records if record.name.startswith("bot")] == ["ERROR"]


async def test_a_webhook_in_the_way_is_removed_with_a_word_and_without_dropping_what_waits(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.api.webhook = {"url": "https://example.vn/telegram"}
    telegram.say(LAN, "một")
    async with poll():
        await telegram.until(lambda: shelf.texts)
    assert "it is removed" in caplog.text
    (call,) = telegram.calls("deletewebhook")
    assert call.values.get("drop_pending_updates") != "true"


async def test_a_second_poller_is_a_conflict_that_is_waited_out(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("getupdates", Fault(409, "Conflict: terminated by other getUpdates request"))
    telegram.say(LAN, "một")
    async with poll():
        await telegram.until(lambda: shelf.texts)
    assert "Conflict" in caplog.text
    assert telegram.calls("deletewebhook") == []


async def test_a_webhook_that_cannot_be_removed_is_tried_again(
    telegram: FakeTelegram, shelf: Shelf, poll: Poll
) -> None:
    telegram.api.webhook = {"url": "https://example.vn/telegram"}
    telegram.fail("deletewebhook", Fault(500, "Internal"))
    telegram.say(LAN, "một")
    async with poll():
        await telegram.until(lambda: shelf.texts)
    assert len(telegram.calls("deletewebhook")) == 2


async def test_run_again_it_confirms_nothing_that_it_remembers(
    bot: PatientBot, shelf: Shelf, telegram: FakeTelegram
) -> None:
    """Another process has polled meanwhile, and Telegram's numbers may have begun anew."""
    door = Door(bot, nothing)
    await door.open()
    polling = Polling(bot, door, shelf.keep, Patience(0.01, 0.02), seconds=5)
    for words in ("một", "hai"):
        before = len(telegram.calls("getupdates"))
        stop = asyncio.Event()
        task = asyncio.create_task(polling.run(stop))
        telegram.say(LAN, words)
        await telegram.until(partial(is_kept, shelf, words))
        await telegram.until(partial(has_asked, telegram, before + 2))
        stop.set()
        await task
        assert "offset" not in telegram.calls("getupdates")[before].values
    await door.close()


def is_kept(shelf: Shelf, words: str) -> bool:
    return words in shelf.texts


def has_asked(telegram: FakeTelegram, times: int) -> bool:
    return len(telegram.calls("getupdates")) >= times
