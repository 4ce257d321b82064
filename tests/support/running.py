"""`kpibot run` as a process of its own, on a database prepared for it; nothing of the developer's own is seen by it."""

from __future__ import annotations

import json
import os
import queue
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Protocol

_OWN_PORTS = range(20_000, 32_000)
ROOT = Path(__file__).parents[2]

UNASKED_NEVER = {"REMINDER_TIME": "23:59", "SUMMARY_TIME": "23:59", "DIGEST_TIMES": "23:59", "BACKUP_TIME": "23:59"}
"""Hours within the quiet ones: no test meets a reminder because of the hour at which it runs."""


def environment(home: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """What a process sees: these settings, named without their prefix, and what Python needs."""
    needed = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return needed | {f"KPIBOT_{name}": value for name, value in settings.items()}


class Child(Protocol):
    """A process that was started."""

    @property
    def pid(self) -> int: ...

    def wait(self, timeout: float) -> int:
        """Its exit code, once it has ended; minus the signal's number where one ended it."""
        ...


class Launcher(Protocol):
    """A way to start `kpibot run`."""

    def __call__(self, home: Path, environment: Mapping[str, str], log: Path, options: Sequence[str]) -> Child: ...


def spawn(home: Path, environment: Mapping[str, str], log: Path, options: Sequence[str]) -> Child:
    """Start it as a service manager does."""
    with log.open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run", *options], cwd=home, env=environment, stdout=stream, stderr=stream
        )


class ForkServer:
    """Starts it as a copy of a process that has loaded it already, in a tenth of the time; one at a time.

    The options are those of `tests.support.forking`.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forking"],
            cwd=ROOT,
            env=environment(ROOT, {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._told: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __call__(
        self,
        home: Path,
        environment: Mapping[str, str],
        log: Path,
        options: Sequence[str],
        verb: Sequence[str] = ("run",),
    ) -> Child:
        order = {"home": str(home), "environment": environment, "log": str(log), "options": options, "verb": verb}
        print(json.dumps(order), file=_open(self._process.stdin), flush=True)
        return _Forked(self._told.get(timeout=30), self._told)

    def close(self) -> None:
        """End it, when nothing it started runs any more."""
        _open(self._process.stdin).close()
        self._process.wait(10)
        self._listener.join()
        _open(self._process.stdout).close()

    def _listen(self) -> None:
        for line in _open(self._process.stdout):
            self._told.put(int(line))


def _open(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


class _Forked:
    """A process whose parent tells us how it ended."""

    def __init__(self, pid: int, told: queue.SimpleQueue[int]) -> None:
        self.pid = pid
        self._told = told
        self._code: int | None = None

    def wait(self, timeout: float) -> int:
        if self._code is None:
            try:
                self._code = self._told.get(timeout=timeout)
            except queue.Empty:
                raise subprocess.TimeoutExpired(["kpibot", "run"], timeout) from None
        return self._code


class Program:
    """The program, which may be started, stopped and killed over and over on the same database.

    Args:
        home: its working directory, with a file of its own for the database and for the log.
        settings: names without their prefix, as `TELEGRAM_TOKEN`.
        launch: how it is started.
    """

    def __init__(self, home: Path, settings: Mapping[str, str], launch: Launcher) -> None:
        self.home = home
        self.settings = {"DATABASE_URL": "sqlite:///kpibot.db", "WEB_PORT": "0", **UNASKED_NEVER, **settings}
        self._launch = launch
        self._child: Child | None = None

    @property
    def database(self) -> Path:
        """The file of its database."""
        return self.home / "kpibot.db"

    @property
    def url(self) -> str:
        """The same, for whoever has another working directory."""
        return f"sqlite:///{self.database}"

    @property
    def log(self) -> str:
        """Everything it has written to the log, over all its lives."""
        path = self.home / "log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def pid(self) -> int:
        """The number of the process that runs."""
        assert self._child
        return self._child.pid

    def start(self, *options: str) -> None:
        """Start it, and do not wait for anything."""
        assert self._child is None, "it runs already"
        self._child = self._launch(self.home, environment(self.home, self.settings), self.home / "log", options)

    def stop(self, within: float = 8.0) -> int:
        """Ask it to stop, and return its exit code.

        Raises:
            subprocess.TimeoutExpired: it has not ended by then.
        """
        os.kill(self.pid, signal.SIGTERM)
        return self.ended(within)

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.pid, signal.SIGKILL)
        self.ended()

    def ended(self, within: float = 8.0) -> int:
        """Its exit code, once it has ended by itself."""
        assert self._child
        code = self._child.wait(within)
        self._child = None
        return code

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another `kpibot` with the same settings, beside it; run to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.home,
            env=environment(self.home, self.settings),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    def invite(self, *officials: str) -> dict[str, str]:
        """Enrolment codes for these officials, made beside it."""
        made = json.loads(self.command("invite", "--json", *officials).stdout)
        return {one["official"]: one["code"] for one in made}

    def has_ended(self) -> bool:
        """Whether it has ended by itself, or never ran."""
        try:
            return self._child is None or self.ended(0) is not None
        except subprocess.TimeoutExpired:
            return False

    def close(self) -> None:
        """End it, if it runs."""
        if not self.has_ended():
            self.kill()


def free_port() -> int:
    """A port of loopback's that nobody listens on; below those that the system gives to whoever connects."""
    return next(filter(_is_free, iter(partial(secrets.choice, _OWN_PORTS), None)))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
