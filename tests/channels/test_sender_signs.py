"""What the sender lets be counted, and that it shows signs of life."""

from __future__ import annotations

import asyncio

from bot.channels.channel import NotDelivered, Rejected
from bot.metrics import Metrics
from bot.pulse import Pulse
from tests.support.sending import Outbox, ScriptedChannel, ended, failing, sending


async def test_every_attempt_is_counted_and_answers_are_timed(outbox: Outbox, channel: ScriptedChannel) -> None:
    metrics = Metrics()
    channel.script = failing(NotDelivered("không tới"), None, Rejected("không nhận"))
    rows = [await outbox.screen("trả lời", f"telegram:{number}") for number in range(3)]
    async with sending(outbox, channel, slots=1, metrics=metrics):
        await ended(outbox, rows[2], "failed")
        outbox.clock.advance(seconds=1)
        await ended(outbox, rows[0], "sent")
    told = metrics.text(outbox.clock.now(), None, {}).decode()
    assert 'kpibot_outgoing_total{channel="telegram",outcome="retried"} 1.0' in told
    assert 'kpibot_outgoing_total{channel="telegram",outcome="failed"} 1.0' in told
    assert 'kpibot_outgoing_total{channel="telegram",outcome="sent"} 2.0' in told
    assert 'kpibot_answer_seconds_sum{channel="telegram"} 1.0' in told


async def test_each_turn_is_a_sign_of_life_and_none_comes_without_a_database(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    pulse = Pulse()
    async with sending(outbox, channel, pulse=pulse):
        await outbox.screen("Đã gửi")
        await channel.until(1)
        assert pulse.age is not None
    await outbox.office.database.close()
    silent = Pulse()
    async with sending(outbox, channel, alone=False, pulse=silent) as sender:
        for _ in range(3):
            sender.wake()
            await asyncio.sleep(0.01)
        assert silent.age is None
