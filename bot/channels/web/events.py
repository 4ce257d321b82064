"""A chat as a stream of server-sent events: what is there, then whatever changes, until the browser or we end it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from bot.channels.web import view
from bot.channels.web.bubbles import Plain
from bot.channels.web.streams import Listener
from bot.channels.web.view import Cursor, Manner, View
from bot.clock import Clock
from bot.services.act import Office
from bot.storage.database import DatabaseError

BEAT_SECONDS = 15.0
"""How often a silent stream shows that it lives; a browser that hears nothing for longer connects anew."""

_RETRY = b"retry: 1000\n\n"
_PAUSE_AFTER_FAILURE = 1.0


async def events(
    office: Office, clock: Clock, listener: Listener, chat: str, cursor: Cursor, manner: Manner
) -> AsyncIterator[bytes]:
    """The events of one browser.

    Args:
        office: where the chat is.
        clock: the time.
        listener: wakes this stream.
        chat: the chat's id.
        cursor: how far the browser has seen.
        manner: how it is shown.
    """
    yield _RETRY
    while not listener.ended:
        listener.heed()
        try:
            seen = await office.perform(clock.now(), view.look, chat, cursor, manner)
        except DatabaseError:
            await asyncio.sleep(_PAUSE_AFTER_FAILURE)  # the chat's words are not lost: they are read again
            continue
        if seen.ended:
            yield _event("bye", {})
            return
        cursor = seen.cursor
        found = _as_events(seen, view.local_time(clock.now(), office.means.rules))
        yield b"".join(found)  # at once: a browser that has gone meanwhile costs one write, not hundreds
        if not seen.more:
            await listener.wait(BEAT_SECONDS)


def _as_events(seen: View, now: Plain) -> list[bytes]:
    """What has changed; before it what time it is, so that a bubble of a new day finds the page's days right."""
    first = _event("hello", seen.hello, Cursor(0, seen.cursor.owner)) if seen.hello else _event("beat", now)
    return [first, *(_event("message", event, cursor) for cursor, event in seen.events)]


def _event(kind: str, data: Mapping[str, Any], cursor: Cursor | None = None) -> bytes:
    """One event; its id is where the browser goes on from after a break."""
    name = f"id: {cursor}\n" if cursor else ""
    return f"{name}event: {kind}\ndata: {json.dumps(data)}\n\n".encode()
