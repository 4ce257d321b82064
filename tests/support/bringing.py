"""Telegram's webhook side: brings each chat's updates in order, and spreads the chats' updates over several processes.

An update is brought until somebody answers 200, so it may be brought twice; the next one of its chat is brought only
then. Some are brought once more although they were taken, as happens when an answer is lost on its way.
"""

from __future__ import annotations

import http.client
import json
import queue
import threading
import time
from collections.abc import Sequence
from random import Random
from typing import Any, Self

from tests.support.fake_telegram import FakeTelegram

HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LANES = 8
_PAUSE = 0.02


class Bringing:
    """Brings what people do while the block lasts.

    Args:
        telegram: where they do it.
        ports: of the processes.
        secret: what is shown.
        seed: of what is left to chance.
    """

    def __init__(self, telegram: FakeTelegram, ports: Sequence[int], secret: str, seed: int) -> None:
        self._telegram = telegram
        self._ports = ports
        self._secret = secret
        self._over = threading.Event()
        self._lanes: list[queue.Queue[dict[str, Any]]] = [queue.Queue() for _ in range(_LANES)]
        work = [(self._bring_all, (lane, Random(seed + n))) for n, lane in enumerate(self._lanes)]
        self._threads = [threading.Thread(target=target, args=args, daemon=True) for target, args in work]
        self._threads.append(threading.Thread(target=self._hand_out, daemon=True))

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _hand_out(self) -> None:
        """A chat's updates always go to the same lane."""
        while not self._over.wait(_PAUSE):
            for update in self._telegram.take_updates():
                self._lanes[_chat(update) % _LANES].put(update)

    def _bring_all(self, lane: queue.Queue[dict[str, Any]], random: Random) -> None:
        while not self._over.is_set():
            try:
                update = lane.get(timeout=_PAUSE)
            except queue.Empty:
                continue
            self._bring(update, random)
            if random.random() < 0.1:
                self._bring(update, random)

    def _bring(self, update: dict[str, Any], random: Random) -> None:
        while not self._over.is_set():
            if self._status(random.choice(self._ports), update) == 200:
                return
            time.sleep(_PAUSE)

    def _status(self, port: int, update: dict[str, Any]) -> int:
        """The answer of one process; 0 when there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        headers = {"Content-Type": "application/json", HEADER: self._secret}
        try:
            connection.request("POST", "/telegram", json.dumps(update), headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def _chat(update: dict[str, Any]) -> int:
    found = update["message"] if "message" in update else update["callback_query"]["message"]
    return int(found["chat"]["id"])
