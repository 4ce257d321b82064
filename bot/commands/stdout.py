"""Stdout that cannot be written to, as on a full disk: said in words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.storage.os_faults import why

_REFUSED = 1


@contextmanager
def watched() -> Iterator[None]:
    """End with 1 and one line where stdout takes nothing; any other error goes on."""
    try:
        yield
    except OSError as error:
        if not _is_stuck():
            raise
        _give_up()
        typer.echo(f"đầu ra chuẩn: không ghi được ({why(error)})", err=True)
        sys.exit(_REFUSED)


def _is_stuck() -> bool:
    """Whether what was printed still waits: then the error was stdout's, and no file's."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        return True
    return False


def _give_up() -> None:
    """Let what waits go nowhere: else the interpreter would try, and complain, once more when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
