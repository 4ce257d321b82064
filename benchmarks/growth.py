"""Whether what people do every day stays as quick when the log grows from 10,000 to 10 million entries.

    python -m benchmarks.growth [--most 10000000] [--samples 200]

Each size is a database of its own with officials in proportion, up to 40,000: twenty to a leader, who has forty entries
waiting; one team has logged for ten years. Told are milliseconds inside the transaction, the median of the samples, and
beside them those with the commit on the disk, which hides growth. The ratio is to 100,000 entries, and for those ten
years to what is the same day's work of somebody who has logged for one. Where a goal is missed the statements that grew
are named; a statement that walks through a whole table or index is named at any time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import asdict, dataclass
from itertools import product
from operator import itemgetter
from pathlib import Path
from statistics import median

from benchmarks.filled_office import BYTES_AN_ENTRY, Filled, fill
from benchmarks.operations import OPERATIONS, TWINS, Desk, Sample, opened
from benchmarks.updates_per_second import RESULTS
from bot.storage.database import Value

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
BASE = 100_000
GOAL = 1.5
_NAMED = 3
_SHORT = 30


@dataclass(frozen=True)
class Speed:
    """How quick one operation was at one size.

    Attributes:
        milliseconds: inside the transaction, the median.
        committed: with the commit, the median.
        statements: the milliseconds of each statement in a mean sample.
    """

    milliseconds: float
    committed: float
    statements: Mapping[str, float]


@dataclass(frozen=True)
class Size:
    """What was measured at one size.

    Attributes:
        officials: how many people log.
        megabytes: the file.
        speeds: by operation.
        scans: statements that walk through a whole table, with how the database means to run them.
    """

    officials: int
    megabytes: float
    speeds: Mapping[str, Speed]
    scans: Mapping[str, str]


def main() -> int:
    """Measure, print, save; 1 when a goal is missed."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="kpibot-growth-") as folder:
        filled = {entries: _filled(Path(folder), entries) for entries in _fitting(Path(folder), arguments.most)}
        samples = asyncio.run(_samples(filled, arguments.samples))
        sizes = {entries: _size(one, samples[entries]) for entries, one in filled.items()}
    _save(sizes)
    return _report(sizes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Speed as the log grows.")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the largest number of entries")
    parser.add_argument("--samples", type=int, default=200, help="of each operation")
    return parser.parse_args()


def _fitting(folder: Path, most: int) -> Iterator[int]:
    """The sizes that are asked for and fit on the disk."""
    for entries in (size for size in SIZES if size <= most):
        if shutil.disk_usage(folder).free < entries * BYTES_AN_ENTRY:
            print(f"{entries:>10,} entries: left out, {entries * BYTES_AN_ENTRY / 1e9:.0f} GB of disk are not free")
        else:
            yield entries


def _filled(folder: Path, entries: int) -> Filled:
    began = time.perf_counter()
    filled = fill(folder, entries)
    took, megabytes = time.perf_counter() - began, filled.path.stat().st_size / 1e6
    print(
        f"{entries:>10,} entries of {len(filled.officials):,} people: {megabytes:,.0f} MB in {took:.0f} s", flush=True
    )
    return filled


async def _samples(filled: Mapping[int, Filled], count: int) -> dict[int, dict[str, list[Sample]]]:
    """Sample by sample sizes and operations take turns, so that a busy machine is unfair to none."""
    found: dict[int, dict[str, list[Sample]]] = {entries: {name: [] for name in OPERATIONS} for entries in filled}
    async with AsyncExitStack() as stack:
        desks = {entries: await stack.enter_async_context(opened(one)) for entries, one in filled.items()}
        for number, name in product(range(count), OPERATIONS):
            for entries, desk in desks.items():
                found[entries][name].append(await _sample(desk, name, number))
    return found


async def _sample(desk: Desk, name: str, number: int) -> Sample:
    desk.sample = Sample()
    await OPERATIONS[name](desk, number)
    return desk.sample


def _size(filled: Filled, samples: Mapping[str, Sequence[Sample]]) -> Size:
    values = {sql: asked for each in samples.values() for one in each for sql, asked in one.values.items()}
    return Size(
        officials=len(filled.officials),
        megabytes=filled.path.stat().st_size / 1e6,
        speeds={name: _speed(each) for name, each in samples.items()},
        scans=_scans(filled.path, values),
    )


def _speed(samples: Sequence[Sample]) -> Speed:
    together = Sample()
    for sample in samples:
        together.add(sample)
    each = sorted(together.statements.items(), key=itemgetter(1), reverse=True)
    return Speed(
        milliseconds=1000 * median(sample.inside for sample in samples),
        committed=1000 * median(sample.whole for sample in samples),
        statements={" ".join(sql.split()): 1000 * took / len(samples) for sql, took in each},
    )


def _scans(path: Path, values: Mapping[str, Mapping[str, Value]]) -> dict[str, str]:
    """The statements that walk through a table, or through an index that holds all of one."""
    with closing(sqlite3.connect(path)) as connection:
        schema = dict(connection.execute("SELECT name, COALESCE(sql, '') FROM sqlite_master"))
        found = {}
        for sql, asked in values.items():
            plan = [detail for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {sql}", asked)]
            walks = [detail for detail in plan if _walks(detail, schema) and _is_long(connection, detail.split()[1])]
            if walks:
                found[" ".join(sql.split())] = "; ".join(walks)
        return found


def _walks(detail: str, schema: Mapping[str, str]) -> bool:
    words = detail.split()
    index = schema.get(words[-1], "") if "INDEX" in words else ""
    return words[0] == "SCAN" and words[1] in schema and " WHERE " not in index


def _is_long(connection: sqlite3.Connection, table: str) -> bool:
    ((rows,),) = connection.execute(f"SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT {_SHORT + 1})")
    return bool(rows > _SHORT)


def _save(sizes: Mapping[int, Size]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    told = {str(entries): asdict(size) for entries, size in sizes.items()}
    stamp = time.strftime("%Y%m%dT%H%M%S")
    (RESULTS / f"growth-{stamp}.json").write_text(json.dumps(told, indent=2, ensure_ascii=False))


def _report(sizes: Mapping[int, Size]) -> int:
    print(f"\n{'milliseconds':>16} " + "".join(f"{entries:>19,}" for entries in sizes) + f"{'ratio':>8}")
    missed = [name for name in OPERATIONS if not _report_one(name, sizes)]
    for sql, plan in {sql: plan for size in sizes.values() for sql, plan in size.scans.items()}.items():
        print(f"\nWALKS: {plan}\n  {sql}")
    return 1 if missed else 0


def _report_one(name: str, sizes: Mapping[int, Size]) -> bool:
    """Print one operation's row; whether its goal is met."""
    speeds = {entries: size.speeds[name] for entries, size in sizes.items()}
    cells = "".join(f"{one.milliseconds:>9.2f} ({one.committed:6.2f})" for one in speeds.values())
    ratio, base, slow = max(_pairs(name, sizes), key=lambda pair: pair[0], default=(0.0, None, None))
    if base is None or slow is None:
        print(f"{name:>16}: {cells}")
        return True
    print(f"{name:>16}: {cells}{ratio:>8.2f}, goal {GOAL}: {'met' if ratio <= GOAL else 'MISSED'}")
    if ratio > GOAL:
        _report_growth(base, slow)
    return ratio <= GOAL


def _pairs(name: str, sizes: Mapping[int, Size]) -> Iterator[tuple[float, Speed, Speed]]:
    """What is to be compared: how many times as slow, with what, and which."""
    for entries, size in sizes.items():
        base = size.speeds[TWINS[name]] if name in TWINS else sizes[BASE].speeds[name] if BASE in sizes else None
        if base and (name in TWINS or entries > BASE):
            yield size.speeds[name].milliseconds / base.milliseconds, base, size.speeds[name]


def _report_growth(base: Speed, slow: Speed) -> None:
    """The statements that account for most of it."""
    grown = {sql: took - base.statements.get(sql, 0) for sql, took in slow.statements.items()}
    for sql, took in sorted(grown.items(), key=lambda one: -one[1])[:_NAMED]:
        print(f"{'':>18}+{took:.2f} ms: {sql}")


if __name__ == "__main__":
    sys.exit(main())
