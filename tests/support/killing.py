"""Ends the process at a step of its own: before a statement that changes something, before a change of the names of
files, before a call to Telegram, or after its answer came.

The kill is the kernel's: nothing is flushed, closed or rolled back. So that the many lives take their steps and little
else, a chat rests but briefly between two messages.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from bot.channels import limits
from bot.channels.telegram.requests import AiohttpRequest

RECORD = "--record-steps"
KILL = "--kill-at-step"

Progress = Callable[[int, int, int], object]
"""Called with every part of a copy: the result of its step, the pages left, the pages in all."""

_BRIEF_REST = timedelta(milliseconds=10)

_READS = {"SELECT", "ROLLBACK"}
"""What leaves nothing behind: a kill before it is a kill before whatever comes next."""

_FILE_EVENTS = {"os.rename", "os.link", "os.remove", "os.chmod", "shutil.copyfile"}
"""As Python's audit events name them."""


class Steps:
    """Counts the steps of this process, and tells them or ends at one.

    Args:
        told: where each step's name goes, one a line; None tells nobody.
        last: the step, counted from 1, before which the process ends; 0 for none.
    """

    def __init__(self, told: Path | None, last: int) -> None:
        self._told = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if told else None
        self._last = last
        self._count = 0
        self._lock = Lock()

    def reach(self, name: str) -> None:
        """A step is about to be taken."""
        with self._lock:
            self._count += 1
            if self._count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
            if self._told is not None:
                os.write(self._told, f"{name}\n".encode())


def install(options: Sequence[str]) -> None:
    """Count from now on, as `--record-steps FILE` or `--kill-at-step N` says; without either do nothing."""
    if not options:
        return
    option, value = options
    limits.CHAT_REST = _BRIEF_REST
    steps = Steps(Path(value), 0) if option == RECORD else Steps(None, int(value))
    _watch_statements(steps)
    _watch_files(steps)
    _watch_calls(steps)


def _watch_statements(steps: Steps) -> None:
    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            words = sql.split()
            if words[0] not in _READS:
                steps.reach(" ".join(words[:3]))
            return super().execute(sql, *values)

        def backup(self, target: sqlite3.Connection, *, progress: Progress | None = None, **options: Any) -> None:
            def copied(*page: int) -> None:
                steps.reach("page")
                if progress is not None:
                    progress(*page)

            steps.reach("backup")
            super().backup(target, progress=copied, **options)

    sqlite3.connect = partial(sqlite3.connect, factory=Watched)  # type: ignore[assignment]  # no overloads; called alike


def _watch_files(steps: Steps) -> None:
    def watch(event: str, _: Any) -> None:
        if event in _FILE_EVENTS:
            steps.reach(event)

    sys.addaudithook(watch)


def _watch_calls(steps: Steps) -> None:
    do_request = AiohttpRequest.do_request

    async def watched(self: AiohttpRequest, url: str, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        method = url.rpartition("/")[2]
        steps.reach(f"call {method}")
        answer = await do_request(self, url, *arguments, **options)
        steps.reach(f"answered {method}")
        return answer

    AiohttpRequest.do_request = watched  # type: ignore[method-assign]
