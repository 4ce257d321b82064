"""What the sender does when sending fails."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.channels.channel import (
    MaybeDelivered,
    NotDelivered,
    Rejected,
    RetryLater,
    Unreachable,
)
from bot.storage import chats
from bot.storage.times import to_text
from tests.support.clock import FakeClock
from tests.support.sending import Outbox, ScriptedChannel, Shown, attempted, ended, failing, sending

DOUBTFUL = "(có thể trùng)"


async def test_what_did_not_arrive_comes_later_unmarked_and_before_what_was_written_after_it(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    channel.script = failing(NotDelivered("down"))
    row = await outbox.screen("một")
    async with sending(outbox, channel) as sender:
        await ended(outbox, row, "waiting")
        await outbox.screen("hai")
        sender.wake()
        await asyncio.sleep(0.1)
        assert channel.shown == []
        clock.advance(seconds=1.1)
        sender.wake()
        await channel.until(2)
    assert channel.texts == ["một", "hai"]


async def test_what_may_have_arrived_comes_again_and_says_so(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    channel.script = failing(MaybeDelivered("cut"))
    row = await outbox.screen("một")
    async with sending(outbox, channel) as sender:
        await attempted(outbox, row)
        clock.advance(seconds=2)
        sender.wake()
        await channel.until(1)
    assert channel.texts == [f"một\n{DOUBTFUL}"]


async def test_an_edit_that_may_have_arrived_is_just_repeated(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    channel.script = failing(MaybeDelivered("cut"))
    row = await outbox.screen("Đã duyệt", edit="m7")
    async with sending(outbox, channel) as sender:
        await attempted(outbox, row)
        clock.advance(seconds=2)
        sender.wake()
        await channel.until(1)
    assert channel.shown == [Shown("edit", "1", "Đã duyệt", "m7")]


async def test_a_chat_that_is_refused_waits_as_long_as_the_platform_says_and_others_go_on(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    channel.script = failing(RetryLater(30))
    row = await outbox.screen("một")
    async with sending(outbox, channel) as sender:
        await attempted(outbox, row)
        await outbox.screen("hai")
        await outbox.screen("khác", "telegram:2")
        clock.advance(seconds=29)
        sender.wake()
        await channel.until(1)
        clock.advance(seconds=2)
        sender.wake()
        await channel.until(3)
    assert channel.texts == ["khác", "một", "hai"]


async def test_a_person_who_blocked_us_is_noted_and_what_waits_for_them_is_given_up(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    channel.script = failing(Unreachable("blocked"))
    first, second = await outbox.screen("một"), await outbox.screen("hai")
    async with sending(outbox, channel):
        await ended(outbox, first, "failed")
        found = await ended(outbox, second, "failed")
    assert found["error"] == "blocked"
    chat = await outbox.run(lambda tx: chats.find(tx, "telegram:1"))
    assert chat.unreachable_since == to_text(outbox.clock.now())
    assert channel.shown == []


async def test_what_the_platform_will_never_take_fails_with_its_reason(
    outbox: Outbox, channel: ScriptedChannel, caplog: pytest.LogCaptureFixture
) -> None:
    channel.script = failing(Rejected("BUTTON_DATA_INVALID"))
    row = await outbox.screen("riêng")
    async with sending(outbox, channel):
        found = await ended(outbox, row, "failed")
    assert found["error"] == "BUTTON_DATA_INVALID"
    assert "BUTTON_DATA_INVALID" in caplog.text
    assert "riêng" not in caplog.text


async def test_a_channel_that_fails_is_said_once_and_so_is_that_it_works_again(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    channel.script = failing(NotDelivered("down"), NotDelivered("down"))
    rows = [await outbox.screen("x", f"telegram:{number}") for number in range(2)]
    with caplog.at_level(logging.INFO, "bot"):
        async with sending(outbox, channel) as sender:
            for row in rows:
                await attempted(outbox, row)
            clock.advance(seconds=2)
            sender.wake()
            await channel.until(2)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


async def test_an_attempt_without_end_is_ended_and_doubtful(
    outbox: Outbox, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.courier.ATTEMPT_LIMIT", 0.01)

    async def script(_: Shown) -> None:
        await asyncio.sleep(30)

    channel.script = script
    row = await outbox.screen("một")
    async with sending(outbox, channel):
        found = await attempted(outbox, row)
    assert found["doubtful"] == 1


async def test_an_answer_that_did_not_arrive_is_tried_again_and_holds_nothing_up(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    channel.script = failing(NotDelivered("down"))
    row = await outbox.answer("q1", "đã nhận")
    async with sending(outbox, channel) as sender:
        await attempted(outbox, row)
        await outbox.screen("trả lời")
        sender.wake()
        await channel.until(1)
        clock.advance(seconds=2)
        sender.wake()
        await channel.until(2)
    assert channel.texts == ["trả lời", "đã nhận"]


async def test_without_any_channel_everything_waits(outbox: Outbox) -> None:
    row = await outbox.screen("một")
    async with sending(outbox, ScriptedChannel("zalo")):
        await asyncio.sleep(0.05)
    assert (await outbox.row(row))["status"] == "waiting"
