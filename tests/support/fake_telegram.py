"""A Bot API on loopback: real HTTP, strict as Telegram is, in a thread of its own.

    with FakeTelegram() as telegram:
        telegram.say(1001, "/start 123456")
        telegram.wait_for(1001, lambda message: "Xin chào" in message.text)

Usable from tests, from asyncio (`await telegram.until(…)`) and for other processes (`telegram.url`, `.token`).
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from tests.support.bot_api import TOKEN, BotApi
from tests.support.bot_api_values import Call, Fault, Message
from tests.support.http_server import HttpServer

_GLANCE = 0.02
"""Seconds between looks at what may change without a call, as what the other side of a test has stored."""

T = TypeVar("T")
Predicate = Callable[[Message], bool]


def _anything(_: Message) -> bool:
    return True


class FakeTelegram:
    """Telegram, as seen by people and by tests."""

    token = TOKEN

    def __init__(self) -> None:
        self.api = BotApi()
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._server = HttpServer(self._answer)
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    # ------------------------------------------------------------------ life

    def __enter__(self) -> Self:
        self._thread.start()
        self.go_up()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def go_up(self) -> None:
        """Listen, on the same port as before; what was known before is known still."""
        self._run(self._server.start())

    def go_down(self) -> None:
        """Refuse connections and cut the open ones."""
        self._run(self._server.stop())

    @property
    def url(self) -> str:
        """For `KPIBOT_TELEGRAM_API_URL`."""
        return f"http://127.0.0.1:{self._server.port}"

    # ------------------------------------------------------------------ what people do

    def say(self, user: int, text: str, **more: Any) -> int:
        """Type a text; returns the update's id. `more` goes into the message (`chat`, `via_bot`…)."""
        return self._do(lambda: self.api.say(user, text, **more))

    def press(self, user: int, button: str, message: Message | None = None) -> str:
        """Press a button by its label, a part of it, or its data; returns the query's id.

        Args:
            user: who presses.
            button: which button of the newest message that has it.
            message: of this message only.
        """
        return self._do(lambda: self.api.press(user, button, message))

    def press_data(self, user: int, data: str, message: int) -> str:
        """Send a press that no button offers, or offers no more."""
        return self._do(lambda: self.api.press_data(user, data, message))

    def block(self, user: int, *, blocked: bool = True) -> int:
        """Block the bot, or take it back."""
        return self._do(lambda: self.api.block(user, blocked=blocked))

    def search(self, user: int, words: str) -> str:
        """Type behind the bot's name; returns the query's id."""
        return self._do(lambda: self.api.search(user, words))

    def send_update(self, body: dict[str, Any], update_id: int | None = None) -> int:
        """Queue any update, malformed ones and old ones too."""
        return self._do(lambda: self.api.push(body, update_id))

    def take_updates(self) -> list[dict[str, Any]]:
        """What waits, for whoever brings it to a webhook; it waits no more."""
        with self._changed:
            taken, self.api.waiting = self.api.waiting, []
            return taken

    # ------------------------------------------------------------------ what people see

    def messages(self, user: int) -> list[Message]:
        """What the bot has shown in a chat, oldest first."""
        with self._changed:
            return [message for message in self.api.messages.values() if message.chat == user]

    def calls(self, method: str = "") -> list[Call]:
        """The calls that arrived, refused ones too."""
        with self._changed:
            return [call for call in self.api.calls if method in ("", call.method)]

    def wait_for(self, user: int, predicate: Predicate = _anything, within: float = 15.0) -> Message:
        """The oldest message in a chat that fits, as soon as there is one."""
        return self.wait(lambda: next(filter(predicate, self.messages(user)), None), within, f"message to {user}")

    def wait(self, find: Callable[[], T | None], within: float = 15.0, what: str = "it") -> T:
        """What `find` finds, as soon as it is neither None nor False.

        Raises:
            AssertionError: it is not found in time; says what happened instead.
        """
        deadline = time.monotonic() + within
        with self._changed:
            while not (found := find()):
                self._changed.wait(_GLANCE)
                if time.monotonic() > deadline:
                    raise AssertionError(f"no {what} within {within} s; calls: {self.api.calls[-20:]}")
            return found

    async def until(self, find: Callable[[], T | None], within: float = 15.0, what: str = "it") -> T:
        """As `wait`, without holding up the event loop."""
        return await asyncio.to_thread(self.wait, find, within, what)

    # ------------------------------------------------------------------ what goes wrong

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of a method go wrong."""
        self._do(lambda: self.api.faults.setdefault(method, []).extend([fault] * times))

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self._do(self.api.faults.clear)

    # ------------------------------------------------------------------ the server's side

    def _do(self, act: Callable[[], T]) -> T:
        async def acting() -> T:
            result = self._changing(act)
            self.api.arrived.set()
            return result

        return self._run(acting())

    def _changing(self, act: Callable[[], T]) -> T:
        with self._changed:
            result = act()
            self._changed.notify_all()
            return result

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _answer(self, path: str, body: bytes, content_type: str) -> tuple[int, bytes] | None:
        call = self.api.read(path, body, content_type)
        fault = self._changing(lambda: self.api.next_fault(call))
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            return None
        if fault.status:
            return self._changing(lambda: self.api.refuse(call, fault))
        if call.method == "getupdates" and call.token == TOKEN:
            await self.api.wait_for_updates(call)
        answer = self._changing(lambda: self.api.answer(call))
        return None if fault.drop == "after" else answer
