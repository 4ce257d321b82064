"""From Telegram into the inbox and from the outbox to Telegram, over real HTTP and a real database."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from bot.channels.patience import Patience
from bot.channels.telegram.bot import PatientBot
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.door import Door
from bot.channels.telegram.polling import Polling
from bot.logs import configure
from bot.services.receiving import receive
from bot.storage.inbox import Incoming
from tests.channels.conftest import LAN
from tests.support.bot_api_values import Fault, chat_of, user_of
from tests.support.fake_telegram import FakeTelegram
from tests.support.sending import Outbox, attempted, ended, sending

CHAT = f"telegram:{LAN}"
Poll = Callable[[], AbstractAsyncContextManager[None]]


async def nothing(_: str, __: str) -> list[tuple[str, str, str]]:
    return []


@pytest.fixture
async def poll(bot: PatientBot, outbox: Outbox) -> AsyncIterator[Poll]:
    """Polling into the database's inbox."""
    door = Door(bot, nothing)
    await door.open()

    async def keep(incomings: Sequence[Incoming]) -> None:
        await outbox.office.perform(outbox.clock.now(), receive, incomings)

    @asynccontextmanager
    async def polling() -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(Polling(bot, door, keep, Patience(0.01), seconds=5).run(stop))
        try:
            yield
        finally:
            stop.set()
            await task

    yield polling
    await door.close()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that is logged, as `run` logs it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(stream, "INFO")
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


async def kept(outbox: Outbox) -> list[dict[str, Any]]:
    rows = await outbox.run(lambda tx: tx.execute("SELECT kind, text, seq FROM inbox ORDER BY chat, seq"))
    return [dict(row) for row in rows]


async def test_what_was_stored_but_not_confirmed_before_a_kill_is_there_once(
    telegram: FakeTelegram, outbox: Outbox, poll: Poll
) -> None:
    first = telegram.say(LAN, "một")
    telegram.say(LAN, "hai")
    again = list(telegram.api.waiting)
    async with poll():
        await telegram.until(lambda: telegram.api.confirmed > first + 1)
    telegram.api.waiting = again
    last = telegram.say(LAN, "ba")
    async with poll():
        await telegram.until(lambda: telegram.api.confirmed == last + 1)
    assert [(row["text"], row["seq"]) for row in await kept(outbox)] == [("một", 1), ("hai", 2), ("ba", 3)]


async def test_what_is_marked_secret_is_kept_without_its_text(
    telegram: FakeTelegram, outbox: Outbox, poll: Poll
) -> None:
    last = telegram.say(LAN, "2h soạn báo cáo (TUYỆT MẬT)")
    async with poll():
        await telegram.until(lambda: telegram.api.confirmed == last + 1)
    assert [(row["kind"], row["text"]) for row in await kept(outbox)] == [("withheld", "")]


@pytest.mark.parametrize(("caption", "kind"), [("2h họp Tối mật", "withheld"), ("2h họp giao ban", "other")])
async def test_a_caption_that_is_marked_secret_is_kept_nowhere(
    telegram: FakeTelegram, outbox: Outbox, poll: Poll, caption: str, kind: str
) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    message = {"message_id": 5, "date": 1, "chat": chat_of(LAN), "from": user_of(LAN), "photo": photo}
    last = telegram.send_update({"message": {**message, "caption": caption}})
    async with poll():
        await telegram.until(lambda: telegram.api.confirmed == last + 1)
    assert [(row["kind"], row["text"]) for row in await kept(outbox)] == [(kind, "" if kind == "withheld" else caption)]


async def test_a_card_is_sent_then_edited_in_place(
    telegram: FakeTelegram, on_telegram: TelegramChannel, outbox: Outbox
) -> None:
    first = await outbox.fact("card:1", CHAT, says="chờ <duyệt>")
    async with sending(outbox, on_telegram) as sender:
        await ended(outbox, first, "sent")
        outbox.clock.advance(seconds=2)
        row = await outbox.fact("card:1", CHAT, says="Đã duyệt")
        sender.wake()
        await ended(outbox, row, "sent")
    (card,) = telegram.messages(LAN)
    assert (card.text, card.history) == ("Đã duyệt", ["chờ <duyệt>"])


async def test_a_connection_cut_after_delivery_gives_a_second_copy_that_says_so(
    telegram: FakeTelegram, on_telegram: TelegramChannel, outbox: Outbox
) -> None:
    telegram.fail("sendmessage", Fault(drop="after"))
    row = await outbox.screen("Đã gửi", CHAT)
    async with sending(outbox, on_telegram) as sender:
        await attempted(outbox, row)
        outbox.clock.advance(seconds=2)
        sender.wake()
        await ended(outbox, row, "sent")
    assert [message.text for message in telegram.messages(LAN)] == ["Đã gửi", "Đã gửi\n(có thể trùng)"]


async def test_an_outage_loses_nothing_and_doubles_nothing(
    telegram: FakeTelegram, on_telegram: TelegramChannel, outbox: Outbox
) -> None:
    telegram.go_down()
    rows = [await outbox.screen(str(number), CHAT) for number in range(5)]
    async with sending(outbox, on_telegram) as sender:
        for _ in range(4):
            outbox.clock.advance(minutes=30)
            sender.wake()
            await asyncio.sleep(0.03)
        telegram.go_up()
        outbox.clock.advance(minutes=2)
        sender.wake()
        for row in rows:
            await ended(outbox, row, "sent")
    assert [message.text for message in telegram.messages(LAN)] == ["0", "1", "2", "3", "4"]


async def test_no_log_holds_a_token_a_typed_word_or_a_traceback(
    telegram: FakeTelegram, on_telegram: TelegramChannel, outbox: Outbox, poll: Poll, logged: io.StringIO
) -> None:
    for fault in (Fault(500, raw="<html>riêng</html>".encode()), Fault(403, "Forbidden"), Fault(drop="after")):
        telegram.fail("sendmessage", fault)
        telegram.fail("getupdates", fault)
    telegram.say(LAN, "riêng")
    last = telegram.send_update({"message": {"text": "riêng"}})
    row = await outbox.screen("riêng", CHAT)
    async with poll(), sending(outbox, on_telegram):
        await attempted(outbox, row)
        await telegram.until(lambda: telegram.api.confirmed == last + 1)
        telegram.go_down()
        await telegram.until(lambda: logged.getvalue().count("cannot be polled") >= 2)
    lines = logged.getvalue()
    assert "not sent" in lines
    assert telegram.token not in lines
    assert telegram.token.partition(":")[2] not in lines
    assert "riêng" not in lines
    assert "Traceback" not in lines
