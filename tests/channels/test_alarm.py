"""Waiting that can be cut short."""

from __future__ import annotations

import asyncio

from bot.channels.alarm import Alarm

LONG = 10.0


async def test_who_waits_is_woken() -> None:
    alarm = Alarm()
    waiting = asyncio.create_task(alarm.wait(LONG))
    await asyncio.sleep(0)
    alarm.ring()
    assert await waiting


async def test_what_rang_before_the_wait_is_not_missed_until_it_is_forgotten() -> None:
    alarm = Alarm()
    alarm.ring()
    assert await alarm.wait(LONG)
    alarm.forget()
    assert not await alarm.wait(0.001)


async def test_it_rings_when_everything_stops() -> None:
    alarm, stop = Alarm(), asyncio.Event()
    ringing = asyncio.create_task(alarm.ring_on(stop))
    stop.set()
    await ringing
    assert await alarm.wait(LONG)
