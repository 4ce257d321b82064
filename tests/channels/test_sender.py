"""Draining the outbox, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.handlers.screen import Screen
from bot.storage.outbox import Lane
from bot.storage.times import to_text
from tests.support.clock import FakeClock
from tests.support.sending import Outbox, ScriptedChannel, Shown, ended, sending
from tests.support.waiting import eventually


async def test_what_is_in_the_outbox_is_shown_and_marked_sent(outbox: Outbox, channel: ScriptedChannel) -> None:
    row = await outbox.screen("Đã gửi")
    async with sending(outbox, channel):
        await ended(outbox, row, "sent")
    assert channel.shown == [Shown("send", "1", "Đã gửi")]


async def test_waking_it_sends_at_once(outbox: Outbox, channel: ScriptedChannel) -> None:
    async with sending(outbox, channel) as sender:
        await asyncio.sleep(0.02)
        await outbox.screen("Đã gửi")
        sender.wake()
        async with asyncio.timeout(0.5):
            await channel.until(1)


async def test_what_another_process_writes_is_found_without_waking(outbox: Outbox, channel: ScriptedChannel) -> None:
    async with sending(outbox, channel):
        await asyncio.sleep(0.02)
        await outbox.screen("nhắc việc")
        async with asyncio.timeout(2):
            await channel.until(1)


async def test_lanes_go_in_their_order_with_one_thing_in_flight(outbox: Outbox, channel: ScriptedChannel) -> None:
    for lane in reversed(Lane):
        if lane is Lane.ANSWER:
            await outbox.answer("q", "0")
        else:
            await outbox.screen(str(lane.value), f"telegram:{lane.value}", lane)
    async with sending(outbox, channel, slots=1):
        await channel.until(6)
    assert channel.texts == ["0", "1", "2", "3", "4", "5"]


async def test_what_goes_to_one_chat_goes_in_order_and_one_by_one(outbox: Outbox, channel: ScriptedChannel) -> None:
    flying = most = 0

    async def script(_: Shown) -> None:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0.001)
        flying -= 1

    channel.script = script
    for number in range(20):
        await outbox.screen(str(number))
    async with sending(outbox, channel):
        await channel.until(20)
    assert channel.texts == [str(number) for number in range(20)]
    assert most == 1


async def test_chats_do_not_wait_for_each_other(outbox: Outbox, channel: ScriptedChannel) -> None:
    release = asyncio.Event()

    async def script(shown: Shown) -> None:
        if shown.address == "1":
            await release.wait()

    channel.script = script
    await outbox.screen("chậm", "telegram:1")
    await outbox.screen("nhanh", "telegram:2")
    async with sending(outbox, channel):
        await channel.until(1)
        assert channel.texts == ["nhanh"]
        release.set()
        await channel.until(2)


async def test_the_answer_to_a_press_does_not_wait_for_what_goes_to_its_chat(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    release = asyncio.Event()

    async def script(shown: Shown) -> None:
        if shown.way == "send":
            await release.wait()

    channel.script = script
    await outbox.screen("chậm")
    await outbox.answer("q1", "đã nhận")
    async with sending(outbox, channel):
        await channel.until(1)
        assert channel.shown == [Shown("answer", "q1", "đã nhận")]
        release.set()


async def test_no_more_is_claimed_than_is_in_flight(outbox: Outbox, channel: ScriptedChannel) -> None:
    release = asyncio.Event()

    async def script(_: Shown) -> None:
        await release.wait()

    channel.script = script
    for number in range(9):
        await outbox.screen("x", f"telegram:{number}")
    async with sending(outbox, channel, slots=4):
        await asyncio.sleep(0.1)
        sql = "SELECT COUNT(*) AS n FROM outbox WHERE status = 'sending'"
        assert (await outbox.run(lambda tx: tx.execute(sql)[0]["n"])) == 4
        release.set()
        await channel.until(9)


async def test_an_answer_older_than_fifteen_seconds_is_not_sent(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    row = await outbox.answer("q1")
    clock.advance(seconds=16)
    async with sending(outbox, channel):
        found = await ended(outbox, row, "failed")
    assert "too late" in found["error"]
    assert channel.shown == []


async def test_nothing_goes_before_its_time(outbox: Outbox, channel: ScriptedChannel, clock: FakeClock) -> None:
    await outbox.screen("mai", not_before=to_text(clock.now() + timedelta(hours=9)))
    async with sending(outbox, channel) as sender:
        await asyncio.sleep(0.05)
        assert channel.shown == []
        clock.advance(hours=10)
        sender.wake()
        await channel.until(1)


@pytest.mark.parametrize("lane", [Lane.DECISION, Lane.NOTICE])
async def test_what_comes_unasked_to_one_chat_keeps_its_distance_and_replies_do_not_wait_for_it(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock, lane: Lane
) -> None:
    await outbox.screen("một", lane=lane)
    await outbox.screen("hai", lane=lane)
    async with sending(outbox, channel) as sender:
        await channel.until(1)
        await outbox.screen("trả lời", lane=Lane.REPLY)
        await outbox.answer("q1", "đã nhận")
        sender.wake()
        await channel.until(3)
        await asyncio.sleep(0.1)
        assert sorted(channel.texts) == ["một", "trả lời", "đã nhận"]
        clock.advance(seconds=1.1)
        sender.wake()
        await channel.until(4)
        assert channel.texts[-1] == "hai"


async def test_decisions_come_before_older_notices_to_the_same_chat(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    for number, lane in enumerate((Lane.BROADCAST, Lane.NOTICE, Lane.DECISION, Lane.DECISION)):
        await outbox.screen(f"{lane.name} {number}", lane=lane)
    async with sending(outbox, channel) as sender:
        for number in range(1, 5):
            await channel.until(number)
            clock.advance(seconds=1.1)
            sender.wake()
    assert channel.texts == ["DECISION 2", "DECISION 3", "NOTICE 1", "BROADCAST 0"]


async def test_a_screen_with_a_subject_is_remembered_and_a_later_fact_edits_it(
    outbox: Outbox, channel: ScriptedChannel, clock: FakeClock
) -> None:
    first = await outbox.fact("card:1", says="chờ duyệt")
    async with sending(outbox, channel) as sender:
        await ended(outbox, first, "sent")
        assert await outbox.shown("card:1") == "m1"
        clock.advance(seconds=2)
        second = await outbox.fact("card:1", lane=Lane.EDIT, says="Đã duyệt")
        sender.wake()
        await ended(outbox, second, "sent")
    assert channel.shown == [Shown("send", "1", "chờ duyệt"), Shown("edit", "1", "Đã duyệt", "m1")]


async def test_a_finished_screen_edits_only_the_message_it_names(outbox: Outbox, channel: ScriptedChannel) -> None:
    await outbox.screen("nháp", subject="draft:1")
    await outbox.screen("nháp lại", subject="draft:1")
    third = await outbox.screen("đã gửi", subject="draft:1", edit="m1")
    async with sending(outbox, channel):
        await ended(outbox, third, "sent")
    assert [(shown.way, shown.message) for shown in channel.shown] == [("send", ""), ("send", ""), ("edit", "m1")]
    assert await outbox.shown("draft:1") == "m1"


async def test_a_fact_with_nothing_to_say_any_more_ends_without_a_call(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    row = await outbox.fact("card:1", says="")
    async with sending(outbox, channel):
        await ended(outbox, row, "sent")
    assert channel.shown == []


async def test_a_fact_that_cannot_be_put_into_words_fails_alone_and_without_its_words_in_a_log(
    outbox: Outbox, channel: ScriptedChannel, caplog: pytest.LogCaptureFixture
) -> None:
    row = await outbox.fact("card:1", stumble=True)
    other = await outbox.fact("card:2", "telegram:2", says="vẫn tới")
    async with sending(outbox, channel):
        await ended(outbox, other, "sent")
        found = await ended(outbox, row, "failed")
    assert found["error"] == "internal error: KeyError"
    assert "riêng" not in caplog.text


async def test_a_menu_is_offered_where_the_channel_has_menus(outbox: Outbox, channel: ScriptedChannel) -> None:
    row = await outbox.fact("menu", fact="menu", role="leader")
    async with sending(outbox, channel):
        await ended(outbox, row, "sent")
    assert channel.shown == [Shown("menu", "1", "leader")]


class PlainChannel:
    """A channel without menus."""

    name = "telegram"

    async def send(self, address: str, screen: Screen) -> str:
        raise NotImplementedError

    async def edit(self, address: str, message: str, screen: Screen) -> str:
        raise NotImplementedError

    async def answer(self, callback: str, text: str) -> None:
        raise NotImplementedError


async def test_a_menu_is_nothing_to_a_channel_without_menus(outbox: Outbox) -> None:
    row = await outbox.fact("menu", fact="menu", role="leader")
    async with sending(outbox, PlainChannel()):
        await ended(outbox, row, "sent")


async def test_what_goes_to_a_channel_that_is_not_served_waits(outbox: Outbox, channel: ScriptedChannel) -> None:
    row = await outbox.screen("zalo", "zalo:1")
    async with sending(outbox, channel):
        await ended(outbox, await outbox.screen("telegram"), "sent")
    assert (await outbox.row(row))["status"] == "waiting"


async def test_what_nobody_waits_for_leaves_room_for_what_somebody_does(
    outbox: Outbox, channel: ScriptedChannel
) -> None:
    """However slow the platform is: one slot in four is kept."""
    release = asyncio.Event()

    async def script(shown: Shown) -> None:
        if shown.text == "nhắc việc":
            await release.wait()

    channel.script = script
    for number in range(8):
        await outbox.screen("nhắc việc", f"telegram:{number}", Lane.BROADCAST)
    async with sending(outbox, channel, slots=4) as sender:
        await eventually(lambda: _in_flight(outbox, 3))
        await outbox.screen("trả lời", "telegram:9")
        sender.wake()
        await channel.until(1)
        assert channel.texts == ["trả lời"]
        release.set()
        await channel.until(9)


async def _in_flight(outbox: Outbox, count: int) -> bool:
    rows = await outbox.run(lambda tx: tx.execute("SELECT COUNT(*) AS n FROM outbox WHERE status = 'sending'"))
    return bool(rows[0]["n"] == count)
