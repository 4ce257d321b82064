"""Telling the other processes of a database that something was written, so that they need not wait for their next look.

A hint, rung after a commit and never part of it: when it is lost, everybody looks once a second anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol


class Bell(Protocol):
    """Heard in every process of the database but the one that rings it."""

    def ring(self) -> None:
        """Let the others know; returns at once, never fails, and rings once for many calls in a row."""
        ...

    async def run(self, stop: asyncio.Event, heard: Callable[[], None]) -> None:
        """Ring and listen until `stop` is set; `heard` is called whenever another process has rung."""
        ...


class Silence:
    """The bell of a database that only one process serves."""

    def ring(self) -> None:
        """Nobody is there to hear it."""

    async def run(self, stop: asyncio.Event, heard: Callable[[], None]) -> None:  # noqa: ARG002
        """Hear nothing until `stop` is set."""
        await stop.wait()
