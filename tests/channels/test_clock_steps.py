"""The clock is set back or forward while messages wait: nothing is lost, waits for the old time, or comes twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.channels.channel import NotDelivered, RetryLater, SendError
from bot.storage.outbox import Lane
from bot.storage.times import to_text
from tests.support.clock import FakeClock
from tests.support.sending import Outbox, ScriptedChannel, ended, failing, sending
from tests.support.waiting import eventually

HOUR = timedelta(hours=1)
FAR = timedelta(days=3650)


async def arrived(channel: ScriptedChannel, *texts: str) -> None:
    await channel.until(len(texts))
    assert channel.texts == list(texts)


@pytest.mark.parametrize("step", [HOUR, FAR])
async def test_set_back_what_is_spaced_out_goes_on_at_its_pace(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock, step: timedelta
) -> None:
    async with sending(outbox, channel):
        await outbox.screen("one", lane=Lane.NOTICE)
        await arrived(channel, "one")
        clock.advance(seconds=-step.total_seconds())
        await outbox.screen("two", lane=Lane.NOTICE)
        await arrived(channel, "one", "two")
        await outbox.screen("three", "telegram:2", lane=Lane.BROADCAST)
        clock.advance(seconds=1)
        await arrived(channel, "one", "two", "three")


@pytest.mark.parametrize("lane", [Lane.REPLY, Lane.NOTICE])
async def test_what_was_written_by_a_clock_that_ran_ahead_is_sent_at_the_next_start(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock, lane: Lane
) -> None:
    await outbox.screen("ahead", lane=lane)
    clock.advance(seconds=-FAR.total_seconds())
    async with sending(outbox, channel):
        await arrived(channel, "ahead")


async def test_what_waited_when_the_clock_was_set_back_is_sent(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    away = ScriptedChannel("web")
    await outbox.screen("ahead")
    async with sending(outbox, away):  # serves another channel, so that this one's waits
        clock.advance(seconds=-HOUR.total_seconds())
        await asyncio.sleep(0.02)
    async with sending(outbox, channel):
        await arrived(channel, "ahead")


@pytest.mark.parametrize("error", [NotDelivered("no network"), RetryLater(30)])
async def test_what_is_to_be_tried_again_does_not_wait_for_the_old_time(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock, error: SendError
) -> None:
    """The network comes up, and with it the right time."""
    channel.script = failing(error)
    clock.advance(seconds=-7200)
    old = await outbox.screen("old", lane=Lane.REPLY)
    clock.advance(seconds=7200)
    async with sending(outbox, channel) as sender:
        await tried(outbox, old)
        clock.advance(seconds=-3600)
        sender.wake()
        await outbox.screen("new", lane=Lane.REPLY)
        await arrived(channel, "old", "new")


async def tried(outbox: Outbox, row: str) -> None:
    await eventually(lambda: _attempts(outbox, row))


async def _attempts(outbox: Outbox, row: str) -> int:
    return int((await outbox.row(row))["attempts"])


async def test_what_is_meant_for_later_still_is(outbox: Outbox, channel: ScriptedChannel, clock: FakeClock) -> None:
    clock.advance(seconds=-7200)
    later = await outbox.screen("later", "telegram:2", not_before=to_text(clock.now() + timedelta(hours=4)))
    clock.advance(seconds=7200)
    async with sending(outbox, channel) as sender:
        await outbox.screen("one")
        await arrived(channel, "one")
        clock.advance(seconds=-3600)
        sender.wake()
        await outbox.screen("two")
        await arrived(channel, "one", "two")
        assert (await outbox.row(later))["status"] == "waiting"


async def test_set_far_forward_and_back_everything_comes_once(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    async with sending(outbox, channel) as sender:
        for number, step in enumerate((FAR, -FAR, HOUR, -HOUR, FAR, -FAR)):
            clock.advance(seconds=step.total_seconds())
            sender.wake()
            await ended(outbox, await outbox.screen(str(number), lane=Lane.NOTICE), "sent")
    assert channel.texts == ["0", "1", "2", "3", "4", "5"]
