"""The stream of one browser: what is there, what changes, and how it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.web import events as module
from bot.channels.web import view
from bot.channels.web.bubbles import body_of_words
from bot.channels.web.streams import MOST_OF_A_CHAT, Streams
from bot.channels.web.view import Cursor
from bot.storage import web
from bot.storage.database import DatabaseError
from bot.storage.web import Side
from tests.channels.web.conftest import ADDRESS, OfficeClock, Site

CHAT = f"web:{ADDRESS}"


def read(chunk: bytes) -> tuple[str, str, Any]:
    """The id, kind and data of the last event."""
    fields = dict(line.split(": ", 1) for line in chunk.decode().strip().split("\n\n")[-1].split("\n"))
    return fields.get("id", ""), fields.get("event", ""), json.loads(fields.get("data", "null"))


async def following(stream: AsyncIterator[bytes]) -> tuple[str, str, Any]:
    async with asyncio.timeout(15):
        return read(await anext(stream))


def say(site: Site, words: str) -> Any:
    body = body_of_words(words, "")
    now = site.office.now
    return site.office.office.perform(now, lambda act: web.add(act.tx, CHAT, "AN", Side.IN, body, act.at))


def test_a_stream_greets_shows_and_follows(an: Site) -> None:
    async def run() -> None:
        await say(an, "một")
        with an.streams.listening(CHAT) as listener:
            async with aclosing(an.stream(listener)) as stream:  # type: ignore[type-var]
                assert await anext(stream) == b"retry: 1000\n\n"
                hello, first = (await anext(stream)).split(b"\n\n")[:-1]
                assert (read(hello)[1], read(first)[2]["text"]) == ("hello", "một")
                await say(an, "hai")
                an.streams.changed(CHAT)
                key, kind, data = await following(stream)
                assert (kind, data["text"]) == ("message", "hai")
        with an.streams.listening(CHAT) as listener:
            async with aclosing(an.stream(listener, Cursor.read(key))) as stream:  # type: ignore[type-var]
                await anext(stream)
                await say(an, "ba")
                assert (await following(stream))[2]["text"] == "ba"

    an.office.run(run())


def test_a_silent_stream_shows_that_it_lives_and_what_time_it_is(an: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.01)

    async def run() -> None:
        with an.streams.listening(CHAT) as listener:
            async with aclosing(an.stream(listener)) as stream:  # type: ignore[type-var]
                await anext(stream)
                await following(stream)
                _, kind, data = await following(stream)
                assert (kind, data) == ("beat", {"now": "2026-11-23T09:30:00+07:00"})

    an.office.run(run())


def test_what_time_it_is_comes_before_what_is_new_and_whenever_the_stream_is_woken(an: Site) -> None:
    async def run() -> None:
        with an.streams.listening(CHAT) as listener:
            async with aclosing(an.stream(listener)) as stream:  # type: ignore[type-var]
                await anext(stream)
                await following(stream)
                an.office.now += timedelta(days=3)
                an.streams.wake_all()
                assert (await following(stream))[1:] == ("beat", {"now": "2026-11-26T09:30:00+07:00"})
                an.office.now += timedelta(days=1)
                await say(an, "ngày mới")
                an.streams.changed(CHAT)
                beat, message = (await anext(stream)).split(b"\n\n")[:-1]
                assert read(beat)[1:] == ("beat", {"now": "2026-11-27T09:30:00+07:00"})
                assert read(message)[2]["at"] == "2026-11-27T09:30:00+07:00"

    an.office.run(run())


def test_every_stream_ends_when_the_program_stops(an: Site) -> None:
    async def run() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(an.streams.run(stop))
        with an.streams.listening(CHAT) as listener:
            stream = an.stream(listener)
            await anext(stream)
            await following(stream)
            stop.set()
            async with asyncio.timeout(2):
                assert [chunk async for chunk in stream if b"beat" not in chunk] == []
        await running

    an.office.run(run())


def test_a_database_that_cannot_serve_for_a_while_costs_nothing(an: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE_AFTER_FAILURE", 0.0)
    failures = iter([DatabaseError("bận"), DatabaseError("bận")])
    real = view.look

    def look(*arguments: Any) -> Any:
        failure = next(failures, None)
        if failure:
            raise failure
        return real(*arguments)

    monkeypatch.setattr(view, "look", look)

    async def run() -> None:
        with an.streams.listening(CHAT) as listener:
            async with aclosing(an.stream(listener)) as stream:  # type: ignore[type-var]
                await anext(stream)
                assert (await following(stream))[1] == "hello"

    an.office.run(run())


def test_what_another_process_writes_is_found(an: Site) -> None:
    streams = Streams(an.office.office, OfficeClock(an.office), alone=False)

    async def run() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(streams.run(stop))
        with streams.listening(CHAT) as listener:
            streams.look_around()
            await listener.wait(5)
            listener.heed()
            await say(an, "từ máy khác")
            streams.look_around()
            assert await listener.wait(5)
        stop.set()
        await running

    an.office.run(run())


def test_a_chat_has_room_for_so_many_streams_and_gets_it_back(an: Site) -> None:
    listeners = [an.streams.listening(CHAT) for _ in range(MOST_OF_A_CHAT)]
    for one in listeners:
        assert an.streams.has_room(CHAT)
        one.__enter__()
    assert not an.streams.has_room(CHAT)
    assert an.streams.has_room("web:other")
    listeners[0].__exit__(None, None, None)
    assert an.streams.has_room(CHAT)
    for one in listeners[1:]:
        one.__exit__(None, None, None)
    assert an.streams.count == 0
