"""Crashes, stops and a database in trouble: nothing is lost, and only what was in flight may come twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.channel import Channel
from bot.channels.courier import Courier
from bot.channels.sender import Sender
from bot.storage import claims
from bot.storage.claims import Claim
from bot.storage.database import Database, DatabaseError
from bot.storage.outbox import Outgoing
from bot.storage.times import to_text
from tests.support.clock import FakeClock
from tests.support.sending import (
    Hurried,
    Outbox,
    ScriptedChannel,
    Shown,
    attempted,
    ended,
    say_fact,
    sending,
)
from tests.support.waiting import eventually

DOUBTFUL = "(có thể trùng)"


async def _claimed_by_the_dead(outbox: Outbox) -> list[Outgoing]:
    """Claim as a process does that dies before it sends."""
    now = outbox.clock.now()
    claim = Claim("dead", ["telegram"], to_text(now), to_text(now + timedelta(seconds=60)), 16)
    return list(await outbox.run(lambda tx: claims.take(tx, claim)))


async def test_after_a_crash_only_what_was_in_flight_says_that_it_may_be_a_second_copy(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    await outbox.screen("đang bay")
    await _claimed_by_the_dead(outbox)
    await outbox.screen("đang chờ")
    async with sending(outbox, channel):
        await channel.until(2)
    assert channel.texts == [f"đang bay\n{DOUBTFUL}", "đang chờ"]


async def test_after_a_crash_an_edit_in_flight_is_just_repeated(outbox: Outbox, channel: ScriptedChannel) -> None:
    await outbox.screen("Đã duyệt", edit="m3")
    await _claimed_by_the_dead(outbox)
    async with sending(outbox, channel):
        await channel.until(1)
    assert channel.shown == [Shown("edit", "1", "Đã duyệt", "m3")]


async def test_where_others_may_live_their_claims_are_taken_over_only_when_they_are_over(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    await outbox.screen("một")
    await _claimed_by_the_dead(outbox)
    async with sending(outbox, channel, alone=False) as sender:
        await asyncio.sleep(0.05)
        assert channel.shown == []
        clock.advance(seconds=61)
        sender.wake()
        await channel.until(1)
    assert channel.texts == [f"một\n{DOUBTFUL}"]


async def test_a_stop_waits_for_what_is_in_flight_and_claims_nothing_more(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    started, release = asyncio.Event(), asyncio.Event()

    async def script(_: Shown) -> None:
        started.set()
        await release.wait()

    channel.script = script
    first, second = await outbox.screen("một"), await outbox.screen("hai")
    async with sending(outbox, channel):
        await started.wait()
        asyncio.get_running_loop().call_later(0.05, release.set)
    assert (await outbox.row(first))["status"] == "sent"
    assert (await outbox.row(second))["status"] == "waiting"


async def test_what_is_not_done_when_the_stop_is_over_stays_claimed_and_is_doubtful_later(
    outbox: Outbox, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.sender._LAST_WAIT", 0.01)
    started = asyncio.Event()

    async def script(_: Shown) -> None:
        started.set()
        await asyncio.sleep(30)

    channel.script = script
    row = await outbox.screen("một")
    async with sending(outbox, channel):
        await started.wait()
    assert (await outbox.row(row))["status"] == "sending"
    channel.script = None
    async with sending(outbox, channel):
        await channel.until(1)
    assert channel.texts == [f"một\n{DOUBTFUL}"]


class Troubled:
    """A database that fails as often as a test says."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.failures = 0

    async def is_over(self) -> bool:
        return not self.failures

    async def transact(self, *args: Any, **kwargs: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise DatabaseError("đang khóa")
        return await self._database.transact(*args, **kwargs)


async def test_a_result_that_cannot_be_marked_is_marked_later_and_nothing_is_sent_twice(
    database: Database, clock: FakeClock, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.sender._LONGEST_WAIT", 0.01)
    troubled = Troubled(database)
    outbox = Outbox(troubled, clock)  # type: ignore[arg-type]

    async def script(_: Shown) -> None:
        troubled.failures = 3

    row = await outbox.screen("một")
    channel.script = script
    async with sending(outbox, channel):
        await channel.until(1)
        channel.script = None
        await eventually(troubled.is_over)
        await ended(outbox, row, "sent")
    assert channel.texts == ["một"]


async def test_a_database_that_fails_at_the_start_and_at_the_end_stops_nothing(
    database: Database, clock: FakeClock, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.sender._LONGEST_WAIT", 0.01)
    troubled = Troubled(database)
    outbox = Outbox(troubled, clock)  # type: ignore[arg-type]
    await outbox.screen("một")
    troubled.failures = 2
    async with sending(outbox, channel):
        await channel.until(1)
        troubled.failures = 1000


async def test_a_fact_that_cannot_be_read_now_is_read_later(
    database: Database, clock: FakeClock, channel: ScriptedChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(database, clock)
    row = await outbox.fact("card:1", says="tới")
    troubled = Troubled(database)
    reading = Outbox(troubled, clock)  # type: ignore[arg-type]
    troubled.failures = 1
    channels: dict[str, Channel] = {channel.name: channel}
    courier = Courier(reading.office, clock, channels, say_fact)
    sender = Sender(outbox.office, clock, channels, courier, Hurried(), owner="me", alone=True)
    stop = asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    found = await attempted(outbox, row)
    assert (found["status"], found["error"]) == ("waiting", "đang khóa")
    clock.advance(seconds=2)
    sender.wake()
    await channel.until(1)
    stop.set()
    await task
