"""The clerks go on whatever befalls one input, and stop when they are told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from bot.channels import worker as module
from bot.channels.worker import Worker
from bot.handlers.router import HandlingFailed
from bot.storage.database import DatabaseError
from bot.storage.inbox import Incoming, Kind, Received
from bot.storage.times import to_text
from tests.support.clock import MONDAY_MORNING, FakeClock

RECEIVED = Received("telegram:1", 1, Incoming("telegram", "1", "1", Kind.TEXT), to_text(MONDAY_MORNING), 0)


class ScriptedOffice:
    """Answers each step, by its name, with what the script says next: raised if it is an error; else None."""

    def __init__(self, **script: list[Any]) -> None:
        self.script = script
        self.performed: list[str] = []
        self.idle = asyncio.Event()

    async def perform(self, _: datetime, step: Callable[..., Any], *__: Any) -> Any:
        self.performed.append(step.__name__)
        left = self.script.get(step.__name__) or []
        answer = left.pop(0) if left else None
        if not any(self.script.values()):
            self.idle.set()
        if isinstance(answer, Exception):
            raise answer
        return answer


@asynccontextmanager
async def working(office: ScriptedOffice, clerks: int = 1) -> AsyncIterator[Worker]:
    """A worker at work, until the script is played; fails if it does not stop well."""
    worker = Worker(office, FakeClock(), lambda: None, clerks)  # type: ignore[arg-type]
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    async with asyncio.timeout(15):
        yield worker
        await office.idle.wait()
        stop.set()
        await task


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOOK_EVERY", 0.01)
    monkeypatch.setattr(module, "_PAUSE_AFTER_FAILURE", 0.0)


async def test_everything_that_waits_is_handled_without_being_woken_again() -> None:
    office = ScriptedOffice(work=[RECEIVED, RECEIVED, RECEIVED])
    async with working(office):
        pass
    assert office.performed[:3] == ["work"] * 3


async def test_a_database_that_cannot_serve_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    office = ScriptedOffice(work=[DatabaseError("đang khóa"), RECEIVED])
    async with working(office):
        pass
    assert "inputs wait, nothing is lost: đang khóa" in caplog.text


async def test_a_failure_that_cannot_be_counted_is_met_again(caplog: pytest.LogCaptureFixture) -> None:
    failed = HandlingFailed(RECEIVED)
    failed.__cause__ = KeyError("x")
    office = ScriptedOffice(work=[failed, failed, RECEIVED], count_failure=[DatabaseError("đầy"), True])
    async with working(office):
        pass
    assert [name for name in office.performed if name != "work"] == ["count_failure", "count_failure"]
    assert "an input was given up after three attempts" in caplog.text


async def test_an_error_nobody_foresaw_does_not_end_the_clerks(caplog: pytest.LogCaptureFixture) -> None:
    office = ScriptedOffice(work=[RuntimeError("riêng"), RuntimeError("riêng"), RECEIVED])
    async with working(office, clerks=2):
        pass
    assert caplog.messages.count("inputs wait, nothing is lost") == 2
