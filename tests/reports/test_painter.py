"""Charts are drawn by a process of their own, and a picture that does not come costs nothing but itself."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from bot.reports.painter import MOST_WAITING, CannotPaint, ChartPainter
from tests.reports.test_charts import OWN, TEAM
from tests.support.waiting import eventually

ECHO = """
import sys
s, o = sys.stdin.buffer, sys.stdout.buffer
while h := s.read(4):
    s.read(int.from_bytes(h));"""
"""A child that reads what it is asked; what it then does is added."""


def child(does: str) -> list[str]:
    return [sys.executable, "-c", f"{ECHO} {does}"]


ANSWERS = child("o.write((3).to_bytes(4) + b'PNG'); o.flush()")
CRASHES = child("sys.exit(1)")
STOPS_HALFWAY = child("o.write((9).to_bytes(4) + b'PNG'); o.flush(); sys.exit(1)")
HANGS = child("import time; time.sleep(600)")
MISSING = ["/nowhere/python"]


@asynccontextmanager
async def painting(*args: Any, **options: Any) -> AsyncIterator[ChartPainter]:
    """A painter, closed in the end."""
    painter = ChartPainter(*args, **options)
    try:
        yield painter
    finally:
        await painter.close()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def gone(pid: int) -> None:
    """Once a process has ended."""

    async def ended() -> bool:
        return not is_alive(pid)

    await eventually(ended)


async def test_the_child_draws_one_chart_after_another() -> None:
    async with painting(paint_seconds=60) as painter:
        pictures = [await painter.paint(OWN), await painter.paint(TEAM), await painter.paint(OWN)]
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert pictures[0] == pictures[2] != pictures[1]


def test_whoever_has_charts_drawn_does_not_load_what_draws_them() -> None:
    """Neither while starting nor for having painted: the program is to stay small and quick to start."""
    code = (
        "import asyncio, sys, bot.app\n"
        "from bot.reports.painter import ChartPainter\n"
        f"painter = ChartPainter({ANSWERS!r})\n"
        "from bot.handlers.screen import Chart\n"
        "async def main():\n await painter.paint(Chart('', (), ())); await painter.close()\n"
        "asyncio.run(main()); print([name for name in ('matplotlib', 'numpy') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout == "[]\n"


async def test_charts_asked_for_at_once_come_in_turn_from_one_child() -> None:
    async with painting(ANSWERS) as painter:
        pictures = await asyncio.gather(*(painter.paint(OWN) for _ in range(MOST_WAITING)))
    assert pictures == [b"PNG"] * MOST_WAITING


@pytest.mark.parametrize("command", [CRASHES, STOPS_HALFWAY, MISSING], ids=["crashes", "stops halfway", "is missing"])
async def test_a_child_that_fails_is_told_as_no_picture(command: list[str]) -> None:
    async with painting(command) as painter:
        with pytest.raises(CannotPaint, match="the drawing process failed"):
            await painter.paint(OWN)


async def test_a_child_that_takes_too_long_is_ended() -> None:
    async with painting(HANGS, paint_seconds=1) as painter:
        asking = asyncio.create_task(painter.paint(OWN))
        pid = await eventually(lambda: _pid(painter))
        with pytest.raises(CannotPaint, match="no picture within 1 s"):
            await asking
        await gone(pid)


async def _pid(painter: ChartPainter) -> int | None:
    return painter.pid


async def test_after_a_failure_nothing_is_tried_for_a_while() -> None:
    """A text that waits for its picture in vain holds up others."""
    async with painting(CRASHES, rest_seconds=600) as painter:
        with pytest.raises(CannotPaint):
            await painter.paint(OWN)
        with pytest.raises(CannotPaint, match="a short while ago"):
            await painter.paint(OWN)
        assert painter.pid is None


async def test_who_waited_behind_the_failure_does_not_try_either() -> None:
    async with painting(CRASHES) as painter:
        ended = await asyncio.gather(*(painter.paint(OWN) for _ in range(4)), return_exceptions=True)
    assert [str(error) for error in ended].count("drawing failed a short while ago") == 3


async def test_after_that_while_a_new_child_draws() -> None:
    async with painting(ANSWERS, rest_seconds=0) as painter:
        await painter.paint(OWN)
        assert painter.pid
        os.kill(painter.pid, signal.SIGKILL)
        await eventually(partial(_is_without_child, painter))
        assert await painter.paint(OWN) == b"PNG"


async def _is_without_child(painter: ChartPainter) -> bool:
    return painter.pid is None


async def test_too_many_at_once_go_without_a_picture() -> None:
    async with painting(HANGS, paint_seconds=1) as painter:
        waiting = [asyncio.create_task(painter.paint(OWN)) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(CannotPaint, match="too many"):
            await painter.paint(OWN)
        await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_question_that_is_given_up_leaves_no_answer_to_the_next() -> None:
    command = [*HANGS]
    async with painting(command) as painter:
        asking = asyncio.create_task(painter.paint(OWN))
        pid = await eventually(lambda: _pid(painter))
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        command[:] = ANSWERS
        assert await painter.paint(OWN) == b"PNG"
        assert painter.pid != pid


async def test_an_idle_child_is_ended_and_comes_back_when_wanted() -> None:
    async with painting(ANSWERS, idle_seconds=0.01) as painter:
        await painter.paint(OWN)
        pid = painter.pid
        assert pid
        await gone(pid)
        assert await painter.paint(OWN) == b"PNG"


async def test_closing_ends_the_child() -> None:
    painter = ChartPainter(ANSWERS)
    await painter.paint(OWN)
    pid = painter.pid
    assert pid
    await painter.close()
    assert not is_alive(pid)


async def test_the_child_sees_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPIBOT_TELEGRAM_TOKEN", "123:geheim")
    names = "import os; t = repr([n for n in os.environ if n.startswith('KPIBOT')]).encode()"
    async with painting(child(f"{names}; o.write(len(t).to_bytes(4) + t); o.flush()")) as painter:
        assert await painter.paint(OWN) == b"[]"
