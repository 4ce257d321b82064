"""A sender among several: what is spaced out goes from one process only, what somebody waits for from any."""

from __future__ import annotations

import asyncio

from bot.channels.channel import Channel
from bot.channels.courier import Courier
from bot.channels.sender import Sender
from bot.storage.outbox import Lane
from tests.support.sending import Hurried, Outbox, ScriptedChannel, ended, say_fact


async def test_only_the_one_on_duty_sends_what_nobody_waits_for(outbox: Outbox, channel: ScriptedChannel) -> None:
    on_duty = False
    channels: dict[str, Channel] = {channel.name: channel}
    courier = Courier(outbox.office, outbox.clock, channels, say_fact)
    sender = Sender(
        outbox.office, outbox.clock, channels, courier, Hurried(), owner="me", alone=False, spaces=lambda: on_duty
    )
    notice = await outbox.screen("nhắc việc", "telegram:1", Lane.NOTICE)
    reply = await outbox.screen("đã gửi", "telegram:2", Lane.REPLY)
    stop = asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    await ended(outbox, reply, "sent")
    assert (await outbox.row(notice))["status"] == "waiting"
    on_duty = True
    sender.wake()
    await ended(outbox, notice, "sent")
    stop.set()
    await task
    assert channel.texts == ["đã gửi", "nhắc việc"]
