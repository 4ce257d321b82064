"""Putting facts into words when they are sent."""

from __future__ import annotations

from tests.support.clock import FakeClock
from tests.support.sending import Outbox, ScriptedChannel, Shown, ended, sending


async def test_a_fact_that_mends_edits_the_message_that_is_shown(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    first = await outbox.fact("card:1", says="chờ duyệt")
    async with sending(outbox, channel):
        await ended(outbox, first, "sent")
    clock.advance(seconds=2)
    mending = await outbox.fact("card:1", says="đã duyệt", mend=True)
    async with sending(outbox, channel):
        await ended(outbox, mending, "sent")
    assert channel.shown == [Shown("send", "1", "chờ duyệt"), Shown("edit", "1", "đã duyệt", "m1")]


async def test_a_fact_that_mends_what_is_nowhere_shown_ends_without_a_call(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    mending = await outbox.fact("card:1", says="đã duyệt", mend=True)
    async with sending(outbox, channel):
        await ended(outbox, mending, "sent")
    assert channel.shown == []
    assert await outbox.shown("card:1") == ""
