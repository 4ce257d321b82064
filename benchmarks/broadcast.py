"""How much goes out unasked, and how soon people are answered meanwhile.

    python -m benchmarks.broadcast [--people 40000] [--busy-rate 30] [--rate 200] [--delay 0.02] [--folder /tmp]

The program runs as one process on SQLite and talks over loopback HTTP to a cheap Bot API, which takes `delay` seconds
for each sending. Three parts, each on a database of its own:

1. People write 20 lines a second. First nothing else happens; then 5,000 reminders go out, written by another process
   as `kpibot jobs run` does, and 50 leaders have 60 cards each edited, all at `busy-rate` a second, which is the most
   that Telegram takes. Told: from handing an update over to the message that answers it; and beside it how long the
   same disk took in the same minutes to keep one page, since nobody is answered before it is kept.
2. Reminders to `people` at the usual rate of 20 a second, for a minute.
3. Reminders to all of them at `rate` a second. Told: the rate reached, and memory before and after.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.busy_telegram import BusyTelegram, Seen, serving
from benchmarks.crowd import CARDS, Crowd, gather, quiet_hours
from benchmarks.disk import Disk
from benchmarks.echo import TOKEN

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "benchmarks"
GOALS = {"busy_p99_milliseconds": 100.0, "rate_share": 0.95, "growth_megabytes": 30.0}
USUAL_RATE = 20

_WRITING, _REMINDED, _LEADERS = 200, 5000, 50
_LINES_A_SECOND = 20
_WARMING_SECONDS, _IDLE_SECONDS, _WINDOW_SECONDS = 5.0, 30.0, 60.0
_PATIENCE = 900.0
_TITLES = {
    "idle": "answered while idle",
    "disk_idle": "a page kept meanwhile",
    "busy": "answered while busy",
    "disk_busy": "a page kept meanwhile",
}


@dataclass(frozen=True)
class Latency:
    """How soon people are answered, or a page is kept, in milliseconds."""

    count: int
    p50: float
    p99: float
    worst: float


@dataclass(frozen=True)
class Reached:
    """What went out unasked.

    Attributes:
        sent: how many messages.
        configured: messages a second that were asked for.
        reached: messages a second from the first to the last.
        megabytes_before: memory when the first one went.
        megabytes_after: memory when the last one had gone.
    """

    sent: int
    configured: float
    reached: float
    megabytes_before: float
    megabytes_after: float


class Program:
    """The program at work, the Bot API it talks to, and the disk it writes on.

    Args:
        url: its database.
        telegram: the Bot API.
        disk: what is measured beside it.
        pid: the number of its process.
        crowd: who is there.
    """

    def __init__(self, url: str, telegram: BusyTelegram, disk: Disk, pid: int, crowd: Crowd) -> None:
        self.url = url
        self.telegram = telegram
        self.disk = disk
        self.crowd = crowd
        self._pid = pid

    @property
    def megabytes(self) -> float:
        """The memory it has now."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024

    async def chat(self) -> None:
        """People write, in turn, until cancelled."""
        for chat in itertools.cycle(self.crowd.chats):
            self.telegram.say(chat)
            await asyncio.sleep(1 / _LINES_A_SECOND)

    async def until(self, sent: int) -> None:
        """Wait until so much has gone out unasked."""
        async with asyncio.timeout(_PATIENCE):
            await self.telegram.until(sent)


@asynccontextmanager
async def _running(crowd: Crowd, rate: float, delay: float) -> AsyncIterator[Program]:
    with tempfile.TemporaryDirectory(prefix="kpibot-bench-") as home:  # in what `--folder` has set
        async with serving(delay) as telegram, _started(Path(home), telegram, crowd, rate) as program:
            yield program


@asynccontextmanager
async def _started(folder: Path, telegram: BusyTelegram, crowd: Crowd, rate: float) -> AsyncIterator[Program]:
    url = f"sqlite:///{folder / 'kpibot.db'}"
    await gather(url, crowd)
    command, environment = [sys.executable, "-m", "bot", "run"], _environment(url, telegram, rate)
    with (folder / "log").open("w") as log:
        process = await asyncio.create_subprocess_exec(*command, cwd=folder, env=environment, stdout=log, stderr=log)
    ended = asyncio.create_task(process.wait())
    polled = asyncio.create_task(telegram.polled.wait())
    disk = Disk(folder)
    try:
        await asyncio.wait([ended, polled], timeout=30, return_when=asyncio.FIRST_COMPLETED)
        if not polled.done():
            sys.exit(f"the program does not poll\n{(folder / 'log').read_text()[-2000:]}")
        yield Program(url, telegram, disk, process.pid, crowd)
    finally:
        disk.close()
        if not ended.done():
            process.kill()
        await ended


def _environment(url: str, telegram: BusyTelegram, rate: float) -> dict[str, str]:
    settings = {
        "DATABASE_URL": url,
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": f"http://127.0.0.1:{telegram.port}",
        "WEB_PORT": "0",
        "SEND_RATE": str(rate),
        "QUIET_HOURS": quiet_hours(),
    }
    return {**os.environ, "PYTHONPATH": str(ROOT), **{f"KPIBOT_{name}": value for name, value in settings.items()}}


async def _write(what: str, program: Program) -> None:
    """Have another process write what is to go out."""
    command = [sys.executable, "-m", "benchmarks.crowd", what, program.url]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    if await process.wait():
        sys.exit(f"{what}: could not be written")


async def _latencies(rate: float, delay: float) -> dict[str, Latency]:
    """How soon people are answered, and a page is kept: first while nothing else happens, then while much does."""
    async with _running(Crowd(_WRITING, _REMINDED, _LEADERS), rate, delay) as program:
        chatting = asyncio.create_task(program.chat())
        await asyncio.sleep(_WARMING_SECONDS)
        _look(program)
        await asyncio.sleep(_IDLE_SECONDS)
        idle, disk_idle = _look(program)
        await asyncio.gather(_write("remind", program), _write("mend", program))
        await program.until(_REMINDED + _LEADERS * CARDS)
        busy, disk_busy = _look(program)
        chatting.cancel()
        return {"idle": idle, "disk_idle": disk_idle, "busy": busy, "disk_busy": disk_busy}


def _look(program: Program) -> tuple[Latency, Latency]:
    return _latency(program.telegram.look().answers), _latency(program.disk.look())


async def _reach(people: int, rate: float, delay: float, seconds: float | None = None) -> Reached:
    """Remind everybody, or as many as can be in so many seconds."""
    async with _running(Crowd(1, people), rate, delay) as program:
        await asyncio.sleep(_WARMING_SECONDS)
        program.telegram.look()
        writing = asyncio.create_task(_write("remind", program))
        await program.until(1)
        before = program.megabytes
        await program.until(people if seconds is None else round(seconds * rate * 0.95))
        after, seen = program.megabytes, program.telegram.look()
        await writing
        return _reached(seen, rate, before, after)


def _latency(seconds: Sequence[float]) -> Latency:
    each = sorted(1000 * one for one in seconds)
    last = len(each) - 1
    return Latency(len(each), each[last // 2], each[round(0.99 * last)], each[last])


def _reached(seen: Seen, rate: float, before: float, after: float) -> Reached:
    sent = seen.sent
    return Reached(len(sent), rate, (len(sent) - 1) / (sent[-1] - sent[0]), before, after)


async def _measure(people: int, busy_rate: float, rate: float, delay: float) -> dict[str, Any]:
    latencies = await _latencies(busy_rate, delay)
    for name, title in _TITLES.items():
        print(f"{title}: {_words(latencies[name])}", flush=True)
    usual = await _reach(people, USUAL_RATE, delay, _WINDOW_SECONDS)
    print(f"{people} reminders, a minute of them: {_words_of(usual)}", flush=True)
    fast = await _reach(people, rate, delay)
    print(f"{people} reminders, all of them: {_words_of(fast)}", flush=True)
    return {
        **{name: asdict(one) for name, one in latencies.items()},
        "usual": asdict(usual),
        "fast": asdict(fast),
        "summary": {
            "idle_p99_milliseconds": latencies["idle"].p99,
            "busy_p99_milliseconds": latencies["busy"].p99,
            "rate_share": min(one.reached / one.configured for one in (usual, fast)),
            "growth_megabytes": fast.megabytes_after - fast.megabytes_before,
        },
    }


def _words(one: Latency) -> str:
    return f"{one.count}, p50 {one.p50:.1f} ms, p99 {one.p99:.1f} ms, worst {one.worst:.1f} ms"


def _words_of(one: Reached) -> str:
    speed = f"{one.sent} sent, {one.reached:.1f} a second of {one.configured:g}"
    return f"{speed}; {one.megabytes_before:.0f} MB at first, {one.megabytes_after:.0f} MB at last"


def _save(told: dict[str, Any]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"broadcast-{time.strftime('%Y%m%dT%H%M%S')}.json").write_text(json.dumps(told, indent=2))


def _report(summary: dict[str, float]) -> int:
    met = {
        "busy_p99_milliseconds": summary["busy_p99_milliseconds"] <= GOALS["busy_p99_milliseconds"],
        "rate_share": summary["rate_share"] >= GOALS["rate_share"],
        "growth_megabytes": summary["growth_megabytes"] <= GOALS["growth_megabytes"],
    }
    for name, good in met.items():
        print(f"{name}: {summary[name]:.2f}, goal {GOALS[name]:g}: {'met' if good else 'MISSED'}")
    return 0 if all(met.values()) else 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, save; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description="Reminders to many, and answers meanwhile.")
    parser.add_argument("--people", type=int, default=40_000, help="how many are reminded in the second and third part")
    parser.add_argument("--busy-rate", type=float, default=30, help="messages a second in the first part")
    parser.add_argument("--rate", type=float, default=200, help="reminders a second in the third part")
    parser.add_argument("--delay", type=float, default=0.02, help="seconds the Bot API takes for a sending")
    parser.add_argument("--folder", type=Path, help="where the databases are made, by default among temporary files")
    asked = parser.parse_args(arguments)
    tempfile.tempdir = asked.folder and str(asked.folder)
    told = asyncio.run(_measure(asked.people, asked.busy_rate, asked.rate, asked.delay))
    _save(told)
    return _report(told["summary"])


if __name__ == "__main__":
    sys.exit(main())
