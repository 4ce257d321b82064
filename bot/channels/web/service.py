"""The web chat, put together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bot.channels.courier import Render
from bot.channels.web.pages import Pages
from bot.channels.web.postman import Postman
from bot.channels.web.streams import Streams
from bot.channels.web.visitors import Visitors
from bot.clock import Clock
from bot.pulse import Pulse
from bot.services.act import Office
from bot.storage.inbox import Incoming


class WebChat:
    """What brings inputs in and carries messages out, for browsers.

    Args:
        office: where the chats are.
        clock: the time.
        visitors: tells browsers apart.
        render: puts facts into words.
        kept: told what was kept, so that it is handled.
        carried: told that something was written, so that the browsers of other processes look.
        pulse: beats while messages are carried.
        **options: of `Pages`.

    Attributes:
        pages: what is served.
        postman: carries what the outbox holds.
        streams: the browsers that listen.
    """

    def __init__(
        self,
        office: Office,
        clock: Clock,
        visitors: Visitors,
        render: Render,
        kept: Callable[[Incoming], None],
        carried: Callable[[], None],
        pulse: Pulse | None = None,
        **options: Any,
    ) -> None:
        self._carried = carried
        self.streams = Streams(office, clock, alone=office.database.engine == "sqlite")
        self.postman = Postman(office, clock, render, self._tell, pulse)
        self.pages = Pages(office, clock, visitors, self.streams, kept, **options)

    def wake(self) -> None:
        """Something was written: into the outbox, or by another process."""
        self.postman.wake()
        self.streams.look_around()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.postman.run(stop))
            tasks.create_task(self.streams.run(stop))

    def _tell(self, chat: str) -> None:
        self.streams.changed(chat)
        self._carried()
