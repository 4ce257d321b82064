"""Loads the program once, then forks a copy of itself for every run that is asked for.

Reads one order a line from stdin, as JSON, and writes two lines for each: the number of the process, then, when that
has ended, its exit code. An order's options are what `tests.support.killing` understands.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any

import bot.__main__
import bot.app
import bot.commands.backups
import bot.commands.serving
from bot.channels.telegram.requests import certificates
from bot.language.meanings import standard
from bot.services.calendars import vietnam
from tests.support import killing


def main() -> None:
    """Load what takes time, then serve orders until stdin ends."""
    vietnam()
    certificates()
    standard()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(_run(json.loads(line)))
        _tell(pid)
        _, status = os.waitpid(pid, 0)
        _tell(os.waitstatus_to_exitcode(status))


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _run(order: dict[str, Any]) -> int:
    """`kpibot run`, or another verb, in this copy; returns what it would have exited with."""
    _settle_in(order)
    try:
        bot.__main__.program(order["verb"])
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _settle_in(order: dict[str, Any]) -> None:
    """Become as a process that was started afresh: directory, environment and streams of its own."""
    os.chdir(order["home"])
    os.environ.clear()
    os.environ.update(order["environment"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    killing.install(order["options"])


if __name__ == "__main__":
    main()
