"""A Bot API that costs next to nothing, so that it is not what is measured: raw asyncio, answers made beforehand.

    python -m benchmarks.cheap_telegram 300 3000 200

serves 300 updates to warm up, then 3,000 more, of 200 chats, and says on stdout, as one JSON object a line: its port;
when it was first polled and when the counted updates began; when the last one was answered. Then it ends. Instants are
of the monotonic clock, which all processes share.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from typing import Protocol

HOURS = ("1h", "2h", "1h30", "2h30", "3h", "3h30", "45p", "4h", "0,5h", "2 tiếng", "90 phút")
TASKS = (
    "họp giao ban",
    "soạn công văn",
    "tiếp công dân",
    "báo cáo tuần",
    "thẩm định hồ sơ",
    "kiểm tra thực tế",
    "họp chi bộ",
    "trực cơ quan",
    "trinh ky van ban",
    "tập huấn chuyển đổi số",
    "rà soát ngân sách",
    "tổng hợp số liệu quý",
    "xử lý đơn thư",
)
DAYS = ("hôm qua", "", "hôm kia", "sáng nay", "chiều qua", "sp: 12/BC", "x2")
"""Of eleven, thirteen and seven come a thousand and one lines: hardly any comes twice in a round."""

FIRST_CHAT = 10_001
_BATCH = 100
_OFFSET = re.compile(rb"""\boffset[="': ]+(\d+)""")  # in a form, or in JSON
_CHAT = re.compile(rb"""\bchat_id[="': ]+(\d+)""")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_OK = b'{"ok":true,"result":true}'
_ME = b'{"ok":true,"result":{"id":123456789,"is_bot":true,"first_name":"KPI","username":"kpi_bench_bot"}}'


class Service(Protocol):
    """What stands behind a connection."""

    def poll(self, exchange: Exchange, offset: int) -> None:
        """Somebody asks for the updates from that one on."""
        ...

    def note_message(self, exchange: Exchange, body: bytes, answer: bytes) -> None:
        """A message is sent, which is to be answered so."""
        ...

    def note_other(self, exchange: Exchange, request: bytes, answer: bytes) -> None:
        """Anything else is called, which is to be answered so."""
        ...


class Feed:
    """The updates, and how far they are answered.

    Args:
        warming: how many come first and are not counted.
        counted: how many come after those are answered.
        chats: from how many chats they come, in turn.
    """

    def __init__(self, warming: int, counted: int, chats: int) -> None:
        self._updates = [update(number, FIRST_CHAT + number % chats) for number in range(warming + counted)]
        self._warming = warming
        self._released = warming
        self._answered = 0
        self._waiting: list[tuple[Exchange, int]] = []
        self._first_poll = 0.0
        self.finished = asyncio.Event()

    def poll(self, exchange: Exchange, offset: int) -> None:
        """Hand over what there is from that update on, or keep the poll until there is something."""
        self._first_poll = self._first_poll or time.monotonic()
        batch = self._updates[offset : min(offset + _BATCH, self._released)]
        if batch:
            exchange.respond(b'{"ok":true,"result":[' + b",".join(batch) + b"]}")
        else:
            self._waiting.append((exchange, offset))

    def note_message(self, exchange: Exchange, body: bytes, answer: bytes) -> None:  # noqa: ARG002
        """One more is answered."""
        exchange.respond(answer)
        self._answered += 1
        if self._answered == self._warming:
            self._release()
        elif self._answered == len(self._updates):
            _say(end=time.monotonic())
            self.finished.set()

    def note_other(self, exchange: Exchange, request: bytes, answer: bytes) -> None:  # noqa: ARG002
        """Nothing that counts."""
        exchange.respond(answer)

    def _release(self) -> None:
        self._released = len(self._updates)
        _say(first_poll=self._first_poll, start=time.monotonic())
        waiting, self._waiting = self._waiting, []
        for exchange, offset in waiting:
            self.poll(exchange, offset)


class Exchange(asyncio.Protocol):
    """One connection."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, blank, rest = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        needed = int(length[1]) if length else 0
        if blank and len(rest) >= needed:
            self._received = rest[needed:]
            self._answer(head.partition(b"\r\n")[0], rest[:needed])

    def respond(self, body: bytes) -> None:
        assert self._transport is not None
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)

    def _answer(self, request: bytes, body: bytes) -> None:
        if b"/getUpdates" in request:
            offset = _OFFSET.search(body)
            self._service.poll(self, int(offset[1]) if offset else 0)
        elif b"/sendMessage" in request:
            message = b'{"message_id":7,"date":1795400000,"chat":{"id":%d,"type":"private"},"text":"-"}'
            self._service.note_message(self, body, b'{"ok":true,"result":' + message % chat_of(body) + b"}")
        else:
            self._service.note_other(self, request, _ME if b"/getMe" in request else _OK)


def chat_of(body: bytes) -> int:
    """The chat to which something is sent."""
    chat = _CHAT.search(body)
    assert chat
    return int(chat[1])


def update(number: int, chat: int) -> bytes:
    """Somebody types a line; which one, depends on the number."""
    message = {
        "message_id": number + 1,
        "date": 1_795_400_000,
        "chat": {"id": chat, "type": "private", "first_name": "Cán bộ"},
        "from": {"id": chat, "is_bot": False, "first_name": "Cán bộ"},
        "text": _line(number),
    }
    return json.dumps({"update_id": number, "message": message}).encode()


def _say(**told: float) -> None:
    print(json.dumps(told), flush=True)


def _line(number: int) -> str:
    words = (HOURS[number % len(HOURS)], TASKS[number % len(TASKS)], DAYS[number % len(DAYS)])
    return " ".join(filter(None, words))


async def _serve(warming: int, counted: int, chats: int) -> None:
    feed = Feed(warming, counted, chats)
    server = await asyncio.get_running_loop().create_server(lambda: Exchange(feed), "127.0.0.1", 0)
    _say(port=server.sockets[0].getsockname()[1])
    await feed.finished.wait()


def main(arguments: Sequence[str]) -> None:
    """Serve until all is answered."""
    warming, counted, chats = (int(argument) for argument in arguments)
    asyncio.run(_serve(warming, counted, chats))


if __name__ == "__main__":
    main(sys.argv[1:])
