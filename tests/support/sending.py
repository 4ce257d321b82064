"""A channel that does what a test says, and an outbox to send from."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels.channel import Channel, SendError
from bot.channels.courier import Courier
from bot.channels.limits import Pace
from bot.channels.sender import Sender
from bot.domain.rules import Rules
from bot.handlers.screen import Screen, to_dict
from bot.services.act import Act, Means, Office
from bot.storage import chats, outbox
from bot.storage.chats import Chat
from bot.storage.database import Database, Tx
from bot.storage.outbox import Kind, Lane, Outgoing
from tests.support.clock import FakeClock
from tests.support.ids import FakeIds
from tests.support.waiting import eventually

Script = Callable[["Shown"], Awaitable[None]]


@dataclass(frozen=True)
class Shown:
    """One call of the sender's."""

    way: str
    address: str
    text: str
    message: str = ""


@dataclass
class ScriptedChannel:
    """Remembers what it is given, after the script has had its say: it may wait, or raise a SendError."""

    name: str = "telegram"
    shown: list[Shown] = field(default_factory=list)
    script: Script | None = None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def send(self, address: str, screen: Screen) -> str:
        await self._play(Shown("send", address, screen.text))
        return f"m{len(self.shown)}"

    async def edit(self, address: str, message: str, screen: Screen) -> str:
        await self._play(Shown("edit", address, screen.text, message))
        return message

    async def answer(self, callback: str, text: str) -> None:
        await self._play(Shown("answer", callback, text))

    async def set_menu(self, address: str, role: str) -> None:
        await self._play(Shown("menu", address, role))

    async def _play(self, shown: Shown) -> None:
        if self.script:
            await self.script(shown)
        async with self.changed:
            self.shown.append(shown)
            self.changed.notify_all()

    async def until(self, count: int) -> list[Shown]:
        """What was shown, once it is so much."""
        async with asyncio.timeout(15), self.changed:
            await self.changed.wait_for(lambda: len(self.shown) >= count)
        return self.shown

    @property
    def texts(self) -> list[str]:
        """The words alone."""
        return [shown.text for shown in self.shown]


def failing(*errors: SendError | None) -> Script:
    """A script that raises these, one a call, and then lets everything pass."""
    queue = list(errors)

    async def script(_: Shown) -> None:
        error = queue.pop(0) if queue else None
        if error:
            raise error

    return script


class Outbox:
    """What a test puts into the outbox, and what has become of it."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.clock = clock
        self.ids = FakeIds()
        self.office = Office(database, Means(Rules(), self.ids, lambda bits: 0))

    async def screen(self, text: str, chat: str = "telegram:1", lane: Lane = Lane.REPLY, **more: Any) -> str:
        """Put a finished screen."""
        screen = Screen(text, subject=more.pop("subject", ""))
        body = {"screen": to_dict(screen), "edit": more.pop("edit", "")}
        return await self._put(chat, lane, Kind.SCREEN, body, screen.subject, **more)

    async def fact(self, subject: str, chat: str = "telegram:1", lane: Lane = Lane.NOTICE, **body: Any) -> str:
        """Put a fact."""
        return await self._put(chat, lane, Kind.FACT, {"fact": "card", **body}, subject)

    async def answer(self, callback: str, text: str = "", chat: str = "telegram:1") -> str:
        """Put the answer to a press."""
        return await self._put(chat, Lane.ANSWER, Kind.ANSWER, {"callback": callback, "text": text}, "")

    async def row(self, outgoing_id: str) -> dict[str, Any]:
        """A row as it stands."""
        return await self.office.perform(self.clock.now(), _row, outgoing_id)

    async def shown(self, subject: str, chat: str = "telegram:1") -> str:
        """The message that shows a subject."""

        def step(act: Act) -> str:
            return outbox.shown_message(act.tx, chat, subject)

        return await self.office.perform(self.clock.now(), step)

    async def run(self, step: Callable[[Tx], Any]) -> Any:
        """Any other step."""

        def wrapped(act: Act) -> Any:
            return step(act.tx)

        return await self.office.perform(self.clock.now(), wrapped)

    async def _put(self, chat: str, lane: Lane, kind: Kind, body: Any, subject: str, not_before: str = "") -> str:
        outgoing = Outgoing(self.ids(), chat, lane, kind, json.dumps(body), subject)
        await self.office.perform(self.clock.now(), _put, outgoing, not_before)
        return outgoing.id


def _put(act: Act, outgoing: Outgoing, not_before: str) -> None:
    channel, _, address = outgoing.chat.partition(":")
    if chats.find(act.tx, outgoing.chat) is None:
        chats.next_seq(act.tx, channel, address)
    outbox.put(act.tx, outgoing, act.at, not_before)


def _row(act: Act, outgoing_id: str) -> dict[str, Any]:
    (row,) = act.tx.execute("SELECT * FROM outbox WHERE id = :id", id=outgoing_id)
    return {column: row[column] for column in row.keys()}  # noqa: SIM118 - a row of sqlite3 iterates over its values


def say_fact(act: Act, chat: Chat, fact: Mapping[str, Any]) -> Screen | None:
    """A card says what its fact says; one that says nothing has nothing to say any more."""
    if fact.get("stumble"):
        raise KeyError("riêng")
    return Screen(fact["says"]) if fact["says"] else None


class Hurried(Pace):
    """A pace that holds nothing back but a chat's own rest: the tests' clock stands still."""

    def __init__(self) -> None:
        super().__init__(rate=20)

    def free(self, now: datetime) -> int:
        return 100


@asynccontextmanager
async def sending(outbox: Outbox, channel: Channel, *, alone: bool = True, **more: Any) -> AsyncIterator[Sender]:
    """A sender at work."""
    channels: dict[str, Channel] = {channel.name: channel}
    courier = Courier(outbox.office, outbox.clock, channels, say_fact)
    sender = Sender(outbox.office, outbox.clock, channels, courier, Hurried(), owner="me", alone=alone, **more)
    stop = asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    try:
        yield sender
    finally:
        stop.set()
        await task


async def ended(outbox: Outbox, row: str, status: str) -> dict[str, Any]:
    """A row, once it has that status."""

    async def find() -> dict[str, Any] | None:
        found = await outbox.row(row)
        return found if found["status"] == status else None

    return await eventually(find)


async def attempted(outbox: Outbox, row: str) -> dict[str, Any]:
    """A row, once an attempt to send it has failed."""

    async def find() -> dict[str, Any] | None:
        found = await outbox.row(row)
        return found if found["attempts"] else None

    return await eventually(find)
