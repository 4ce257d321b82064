"""Having charts drawn by a process of their own: started when the first is asked for, ended when none is any more."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bot.handlers.screen import Chart, Screen, to_dict

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "bot.reports.child")
_ROOT = Path(__file__).parents[2]
_OURS = "KPIBOT_"
"""Settings, tokens among them, are no business of the child's."""

PAINT_SECONDS = 15.0
"""How long one picture may take, the start of the process included."""

IDLE_SECONDS = 60.0
REST_SECONDS = 60.0
"""How long nothing is drawn after a failure: a text that waits for its picture in vain holds up others."""

MOST_WAITING = 8
"""Pictures asked for at once: the sender has twice as many hands, and others wait for an answer."""


class CannotPaint(Exception):
    """There is no picture; the text has to do. The message says why."""


class ChartPainter:
    """Draws charts in a child process.

    Args:
        command: what starts the child.
        paint_seconds: how long one picture may take.
        idle_seconds: how long the child stays without work.
        rest_seconds: how long nothing is tried after a failure.
    """

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        *,
        paint_seconds: float = PAINT_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
        rest_seconds: float = REST_SECONDS,
    ) -> None:
        self._command = command
        self._paint_seconds = paint_seconds
        self._idle_seconds = idle_seconds
        self._rest_seconds = rest_seconds
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._rests_until = 0.0
        self._child: Process | None = None
        self._leaving: list[Process] = []
        self._farewell: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._child.pid if self._child and self._child.returncode is None else None

    async def paint(self, chart: Chart) -> bytes:
        """The chart as PNG.

        Raises:
            CannotPaint: the child crashed or took too long, now or a short while ago; or too many ask at once.
        """
        self._refuse_if_resting()
        if self._waiting >= MOST_WAITING:
            raise CannotPaint("too many charts at once")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._paint_seconds):
                return await self._in_turn(chart)
        except TimeoutError:
            raise self._failed(f"no picture within {self._paint_seconds:g} s") from None
        except (OSError, asyncio.IncompleteReadError) as error:
            raise self._failed(f"the drawing process failed: {type(error).__name__}") from error
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End the child, if there is one."""
        if self._farewell:
            self._farewell.cancel()
        self._let_go()
        await asyncio.gather(*(child.wait() for child in self._leaving))

    def _refuse_if_resting(self) -> None:
        if asyncio.get_running_loop().time() < self._rests_until:
            raise CannotPaint("drawing failed a short while ago")

    def _failed(self, reason: str) -> CannotPaint:
        self._rests_until = asyncio.get_running_loop().time() + self._rest_seconds
        log.warning("no charts for %g s: %s", self._rest_seconds, reason)
        return CannotPaint(reason)

    async def _in_turn(self, chart: Chart) -> bytes:
        async with self._turn:
            self._refuse_if_resting()
            if self._farewell:
                self._farewell.cancel()
            try:
                picture = await self._ask(chart)
            except BaseException:  # a cancelled question leaves an answer behind that belongs to nobody
                self._let_go()
                raise
            self._farewell = asyncio.get_running_loop().call_later(self._idle_seconds, self._let_go)
            return picture

    async def _ask(self, chart: Chart) -> bytes:
        child = await self._living_child()
        if child.stdin is None or child.stdout is None:
            raise BrokenPipeError
        question = json.dumps(to_dict(Screen("", chart=chart))).encode()
        child.stdin.write(len(question).to_bytes(4) + question)
        await child.stdin.drain()
        length = await child.stdout.readexactly(4)
        return await child.stdout.readexactly(int.from_bytes(length))

    async def _living_child(self) -> Process:
        if self._child is None or self._child.returncode is not None:
            environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
            self._child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=_ROOT,
                env=environment,
                start_new_session=True,  # Ctrl-C is for us; the child ends with its input
            )
        return self._child

    def _let_go(self) -> None:
        """End the child without waiting for its end."""
        self._leaving = [child for child in self._leaving if child.returncode is None]
        if self._child:
            with suppress(ProcessLookupError):
                self._child.kill()
            self._leaving.append(self._child)
        self._child = None
