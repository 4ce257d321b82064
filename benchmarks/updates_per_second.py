"""How many updates a second the program answers, beside a bare python-telegram-bot echo in the same run.

    python -m benchmarks.updates_per_second [--updates 2000] [--rounds 3]

Both are one process each and talk over loopback HTTP to the same cheap Bot API in a process of its own. The echo says
what was said; our program keeps the update, reads the line, searches the catalog, writes a draft, its message and the
dialog, all synced to the disk, and sends the draft with its buttons. The rounds alternate, so that a busy machine is
unfair to nobody; the best round of each counts. Also told: seconds from start to the first poll, and the memory taken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from benchmarks.echo import TOKEN
from benchmarks.sample_office import prepare

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "benchmarks"
GOALS = {"ratio": 0.6, "first_poll_seconds": 1.5, "megabytes": 120.0}
_WARMING, _CHATS = 300, 200
_PATIENCE = 120


@dataclass(frozen=True)
class Round:
    """What one program did.

    Attributes:
        updates_per_second: how many updates were answered a second.
        processor_milliseconds: how long a processor was busy with each, which a busy machine changes less.
        first_poll_seconds: from its start to its first poll.
        megabytes: the most memory it had.
    """

    updates_per_second: float
    processor_milliseconds: float
    first_poll_seconds: float
    megabytes: float


def main() -> int:
    """Measure, print, save; 1 when a goal is missed."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="kpibot-bench-") as folder:
        rounds = _rounds(Path(folder), arguments.updates, arguments.rounds)
    summary = _summary(rounds)
    _save(rounds, summary)
    return _report(summary)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Updates a second, beside a bare echo.")
    parser.add_argument("--updates", type=int, default=2000, help="counted updates a round")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _rounds(folder: Path, updates: int, count: int) -> dict[str, list[Round]]:
    rounds: dict[str, list[Round]] = {"echo": [], "echo, concurrent": [], "kpibot": []}
    for number in range(count):
        for name, done in rounds.items():
            home = folder / f"{name} {number}"
            home.mkdir()
            done.append(_measure(name, home, updates))
            print(f"{name:>17}: {_words(done[-1])}", flush=True)
    return rounds


def _words(one: Round) -> str:
    speed = f"{one.updates_per_second:6.0f} updates/s, {one.processor_milliseconds:.2f} ms of processor each"
    return f"{speed}, first poll after {one.first_poll_seconds:.2f} s, {one.megabytes:.0f} MB"


def _measure(name: str, home: Path, updates: int) -> Round:
    command = [sys.executable, "-m", "benchmarks.cheap_telegram", str(_WARMING), str(updates), str(_CHATS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as telegram:
        watchdog = threading.Timer(_PATIENCE, telegram.kill)
        watchdog.start()
        try:
            return _round(name, home, updates, partial(_told, telegram, home / "log"))
        finally:
            watchdog.cancel()


def _round(name: str, home: Path, updates: int, told: Callable[[], dict[str, float]]) -> Round:
    with _program(name, home, int(told()["port"])) as (pid, started):
        begun, used = told(), _processor_seconds(pid)
        end, used = told()["end"], _processor_seconds(pid) - used
        return Round(
            updates_per_second=updates / (end - begun["start"]),
            processor_milliseconds=1000 * used / updates,
            first_poll_seconds=begun["first_poll"] - started,
            megabytes=_peak_megabytes(pid),
        )


def _told(telegram: subprocess.Popen[str], log: Path) -> dict[str, float]:
    """The next thing the Bot API says."""
    assert telegram.stdout
    line = telegram.stdout.readline()
    if not line:
        sys.exit(f"not all was answered within {_PATIENCE} s\n{log.read_text()[-4000:] if log.exists() else ''}")
    said: dict[str, float] = json.loads(line)
    return said


@contextmanager
def _program(name: str, home: Path, port: int) -> Iterator[tuple[int, float]]:
    """A program at work: its process number, and when it was started."""
    url = f"http://127.0.0.1:{port}"
    command, settings = _kpibot(home, url) if name == "kpibot" else _echo(name, url)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    with (home / "log").open("w") as log:
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
        try:
            yield process.pid, started
        finally:
            process.kill()
            process.wait()


def _echo(name: str, url: str) -> tuple[Sequence[str], Mapping[str, str]]:
    options = ["concurrent"] if "concurrent" in name else []
    return [sys.executable, "-m", "benchmarks.echo", url, *options], {}


def _kpibot(home: Path, url: str) -> tuple[Sequence[str], Mapping[str, str]]:
    database = f"sqlite:///{home / 'kpibot.db'}"
    asyncio.run(prepare(database, _CHATS))
    settings = {"DATABASE_URL": database, "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": url, "WEB_PORT": "0"}
    return [sys.executable, "-m", "bot", "run"], {f"KPIBOT_{name}": value for name, value in settings.items()}


def _peak_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1000


def _processor_seconds(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _summary(rounds: Mapping[str, Sequence[Round]]) -> dict[str, float]:
    """The best of each, and the ratio to the faster echo."""
    best = {name: max(one.updates_per_second for one in done) for name, done in rounds.items()}
    ours = rounds["kpibot"]
    return {
        "echo": max(best["echo"], best["echo, concurrent"]),
        "kpibot": best["kpibot"],
        "ratio": best["kpibot"] / max(best["echo"], best["echo, concurrent"]),
        "first_poll_seconds": min(one.first_poll_seconds for one in ours),
        "megabytes": max(one.megabytes for one in ours),
    }


def _save(rounds: Mapping[str, Sequence[Round]], summary: Mapping[str, float]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    told = {"summary": summary, "rounds": {name: [asdict(one) for one in done] for name, done in rounds.items()}}
    stamp = time.strftime("%Y%m%dT%H%M%S")
    (RESULTS / f"updates_per_second-{stamp}.json").write_text(json.dumps(told, indent=2))


def _report(summary: Mapping[str, float]) -> int:
    print(f"\n{summary['kpibot']:.0f} updates/s beside {summary['echo']:.0f} of a bare echo")
    met = {
        "ratio": summary["ratio"] >= GOALS["ratio"],
        "first_poll_seconds": summary["first_poll_seconds"] <= GOALS["first_poll_seconds"],
        "megabytes": summary["megabytes"] < GOALS["megabytes"],
    }
    for name, good in met.items():
        print(f"{name}: {summary[name]:.2f}, goal {GOALS[name]:g}: {'met' if good else 'MISSED'}")
    return 0 if all(met.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
