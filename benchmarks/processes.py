"""Updates a second with one process and with two on one PostgreSQL, and where the processors' time goes.

    python -m benchmarks.processes [--updates 2000] [--rounds 2] [--share 0.4]

The processes are `kpibot run`, the Bot API is the cheap one, PostgreSQL a throwaway cluster whose commits wait for the
disk; all share this machine, so that the processors' time of each is told beside the speed. The rounds alternate, so
that a busy machine is unfair to nobody; the best round of each counts.

Two processes can be no faster than the machine they share with PostgreSQL: `limit` is how many updates a second its
cores could do at the processors' time that one update takes. So the same is measured once more with each process held
to a share of a core, which leaves the machine room for both: that tells what a second machine brings.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from benchmarks.echo import TOKEN
from benchmarks.sample_office import prepare
from tests.support.postgres import Server, running_server

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "benchmarks"
GOAL = 1.5
_WARMING, _CHATS = 1000, 200
_PATIENCE = 180
_ALL = 1.0
"""No process of ours keeps more than a core busy."""
_GLANCE = 0.004
"""Seconds for which a process is stopped or let go at least."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Round:
    """What so many processes did.

    Attributes:
        updates_per_second: how many updates were answered a second.
        ours: milliseconds of processor an update took in our processes together.
        database: the same in PostgreSQL.
        telegram: the same in the Bot API.
        shares: which part of our processors' time each of our processes had.
        others: how many cores programs that are none of these kept busy.
    """

    updates_per_second: float
    ours: float
    database: float
    telegram: float
    shares: tuple[float, ...]
    others: float

    @property
    def together(self) -> float:
        """Milliseconds of processor an update took in all."""
        return self.ours + self.database + self.telegram


Rounds = dict[tuple[float, int], list[Round]]
"""By the share of a core to which each process was held, and how many processes there were."""


def main() -> int:
    """Measure, print, save; 1 when the goal is missed."""
    arguments = _arguments()
    rounds: Rounds = {(share, count): [] for share in (_ALL, arguments.share) for count in (1, 2)}
    with running_server(durable=True) as server, tempfile.TemporaryDirectory(prefix="kpibot-bench-") as folder:
        for number in range(arguments.rounds):
            for (share, count), done in rounds.items():
                home = Path(folder, f"{share}-{count}-{number}")
                home.mkdir()
                updates = int(arguments.updates * (share if share < _ALL else 1))
                done.append(_measure(server, home, count, updates, share))
                print(f"{_name(share, count)}: {_words(done[-1])}", flush=True)
    return _report(rounds, _summary(rounds, _ALL), _summary(rounds, arguments.share))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Updates a second with one process and with two.")
    parser.add_argument("--updates", type=int, default=2000, help="counted updates a round")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--share", type=float, default=0.4, help="of a core, to which each process is held at last")
    return parser.parse_args()


def _name(share: float, count: int) -> str:
    held = "" if share == _ALL else f", each held to {share:g} of a core"
    return f"{count} process{'es' if count > 1 else ''}{held}"


def _words(one: Round) -> str:
    shares = " + ".join(f"{share:.0%}" for share in one.shares)
    return (
        f"{one.updates_per_second:5.0f} updates/s; ms of processor an update: ours {one.ours:.2f} ({shares}), "
        f"PostgreSQL {one.database:.2f}, Bot API {one.telegram:.2f}; others kept {one.others:.1f} cores busy"
    )


def _measure(server: Server, home: Path, count: int, updates: int, share: float) -> Round:
    url = server.create()
    try:
        asyncio.run(prepare(url, _CHATS))
        return _measure_on(url, home, count, updates, share)
    finally:
        server.drop(url)


def _measure_on(url: str, home: Path, count: int, updates: int, share: float) -> Round:
    command = [sys.executable, "-m", "benchmarks.cheap_telegram", str(_WARMING), str(updates), str(_CHATS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as telegram, ExitStack() as stack:
        watchdog = threading.Timer(_PATIENCE, telegram.kill)
        watchdog.start()
        stack.callback(watchdog.cancel)
        port = int(_told(telegram, home)["port"])
        pids = [stack.enter_context(_program(home, number, url, port)) for number in range(count)]
        groups = {"ours": pids, "database": [_postmaster(url)], "telegram": [telegram.pid]}
        begun = _told(telegram, home)["start"]
        stack.enter_context(_held_to(share, pids))
        before, busy = {name: _seconds_of(members) for name, members in groups.items()}, _busy_seconds()
        lasted = _told(telegram, home)["end"] - begun
        used = {name: _minus(_seconds_of(members), before[name]) for name, members in groups.items()}
        busy = _busy_seconds() - busy
    return _round(updates, lasted, used, busy)


def _round(updates: int, lasted: float, used: Mapping[str, Sequence[float]], busy: float) -> Round:
    each = {name: 1000 * sum(seconds) / updates for name, seconds in used.items()}
    ours = used["ours"]
    shares = tuple(seconds / sum(ours) for seconds in ours)
    others = (busy - sum(sum(seconds) for seconds in used.values())) / lasted
    return Round(updates / lasted, **each, shares=shares, others=max(0.0, others))


@contextmanager
def _held_to(share: float, pids: Sequence[int]) -> Iterator[None]:
    """Stop each process for a moment whenever it has had more than its share of a core since we began."""
    over = threading.Event()
    began, at_first = time.monotonic(), {pid: _seconds(pid) for pid in pids}

    def hold() -> None:
        while not over.wait(_GLANCE):
            for pid, first in at_first.items():
                greedy = _seconds(pid) - first > share * (time.monotonic() - began)
                os.kill(pid, signal.SIGSTOP if greedy else signal.SIGCONT)

    holder = threading.Thread(target=hold)
    if share < _ALL:
        holder.start()
    try:
        yield
    finally:
        over.set()
        if share < _ALL:
            holder.join()


def _told(telegram: subprocess.Popen[str], home: Path) -> dict[str, float]:
    """The next thing the Bot API says."""
    assert telegram.stdout
    line = telegram.stdout.readline()
    if not line:
        logs = "\n".join(path.read_text()[-2000:] for path in home.glob("log*"))
        sys.exit(f"not all was answered within {_PATIENCE} s\n{logs}")
    said: dict[str, float] = json.loads(line)
    return said


@contextmanager
def _program(home: Path, number: int, url: str, port: int) -> Iterator[int]:
    """One of our processes at work: its number."""
    settings = {
        "DATABASE_URL": url,
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": f"http://127.0.0.1:{port}",
        "WEB_PORT": "0",
    }
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **{f"KPIBOT_{key}": value for key, value in settings.items()}}
    with (home / f"log{number}").open("w") as log:
        command = [sys.executable, "-m", "bot", "run"]
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
        try:
            yield process.pid
        finally:
            process.kill()
            process.wait()


def _postmaster(url: str) -> int:
    """The parent of every process of the server's."""
    with psycopg.connect(url) as connection:
        return int(_stat(connection.info.backend_pid)[1])


def _seconds_of(pids: Sequence[int]) -> list[float]:
    """For how long processes were at work, each with its children, ended ones too."""
    parents = [(int(path.name), int(_stat(int(path.name))[1])) for path in Path("/proc").glob("[0-9]*")]
    families = [[pid, *(child for child, parent in parents if parent == pid)] for pid in pids]
    return [sum(_seconds(member) for member in family) for family in families]


def _seconds(pid: int) -> float:
    return sum(int(field) for field in _stat(pid)[11:15]) / _TICKS


def _busy_seconds() -> float:
    """For how long the cores of this machine were busy, all together."""
    user, nice, system, _idle, _waiting, *rest = Path("/proc/stat").read_text().split()[1:9]
    return sum(int(ticks) for ticks in (user, nice, system, *rest)) / _TICKS


def _stat(pid: int) -> list[str]:
    """What the kernel says of a process, from its state on; of one that has just ended, nothing that counts."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 15


def _minus(after: Sequence[float], before: Sequence[float]) -> list[float]:
    return [late - early for late, early in zip(after, before, strict=True)]


def _summary(rounds: Rounds, share: float) -> dict[str, float]:
    """The best of each."""
    one, two = (max(rounds[share, count], key=lambda done: done.updates_per_second) for count in (1, 2))
    return {
        "share": share,
        "one": one.updates_per_second,
        "two": two.updates_per_second,
        "ratio": two.updates_per_second / one.updates_per_second,
        "limit": 1000 * (os.cpu_count() or 1) / two.together,
    }


def _report(rounds: Rounds, free: Mapping[str, float], held: Mapping[str, float]) -> int:
    """Print and save; the goal is judged by the processes that nothing held back."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    each = {_name(share, count): [asdict(one) for one in done] for (share, count), done in rounds.items()}
    saved = json.dumps({"summaries": [free, held], "rounds": each}, indent=2)
    (RESULTS / f"processes-{time.strftime('%Y%m%dT%H%M%S')}.json").write_text(saved)
    print()
    _say(free)
    _say(held)
    return 0 if free["ratio"] >= GOAL else 1


def _say(summary: Mapping[str, float]) -> None:
    met = "met" if summary["ratio"] >= GOAL else "MISSED"
    print(f"{_name(summary['share'], 2)}: {summary['two']:.0f} updates/s beside {summary['one']:.0f} with one")
    print(f"ratio: {summary['ratio']:.2f}, goal {GOAL:g}: {met}", end="; ")
    print(f"the {os.cpu_count()} cores of this machine could do {summary['limit']:.0f}/s with everything on them")


if __name__ == "__main__":
    sys.exit(main())
