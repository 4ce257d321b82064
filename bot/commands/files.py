"""`import` and `export`: files that come in and go out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import typer

from bot.commands.console import fail, look, perform
from bot.commands.streams import read_input, write_output
from bot.commands.usage import unknown
from bot.services.exports import FORMATS, NothingToExport, entries_of_period
from bot.services.imports.importing import Outcome, import_file, read_file
from bot.services.imports.kind import Kind
from bot.services.imports.plan import Named
from bot.services.imports.refusal import ImportRefused

MOST_NAMED = 20

_BINARY = {"xlsx"}


def import_(kind: Kind, file: Path, *, dry_run: bool, complete: bool, draft: bool, yes: bool) -> None:
    """Read a file and bring it in, all or nothing."""
    options = {"dry_run": dry_run, "complete": complete, "draft": draft, "yes": yes}
    try:
        read = read_file(kind, read_input(file), file.name)
        outcome = perform(import_file, read, **options)
    except ImportRefused as refused:
        fail(f"{file.name}: {problem}" for problem in refused.problems)
    typer.echo("\n".join(_outcome_words(outcome, dry_run)))


def _outcome_words(outcome: Outcome, dry_run: bool) -> Iterator[str]:
    sums = f"{len(outcome.new)} mới, {len(outcome.changed)} thay đổi, {len(outcome.retired)} thôi dùng"
    yield f"{'Sẽ có' if dry_run else 'Đã nhập'}: {sums}, {outcome.unchanged} giữ nguyên."
    for heading, named in (("Mới", outcome.new), ("Thay đổi", outcome.changed), ("Thôi dùng", outcome.retired)):
        yield from _named_words(heading, named)
    yield from outcome.notes


def _named_words(heading: str, named: Sequence[Named]) -> Iterator[str]:
    yield from (f"  {heading}: {one.code} {one.words}".rstrip() for one in named[:MOST_NAMED])
    if len(named) > MOST_NAMED:
        yield f"  {heading}: và {len(named) - MOST_NAMED} mục nữa"


def export_entries(first: date, last: date, unit: str, official: str, format_name: str, output: Path | None) -> None:
    """Write the log of a period."""
    if format_name not in FORMATS:
        raise typer.BadParameter(unknown("dạng", format_name, FORMATS))
    if first > last:
        raise typer.BadParameter(f"--from {first} đứng sau --to {last}")
    if output is None and format_name in _BINARY and sys.stdout and sys.stdout.isatty():
        raise typer.BadParameter(f"không in tệp {format_name} ra màn hình được; thêm --output TÊN-TỆP.{format_name}")
    try:
        records = look(entries_of_period, first, last, unit, official)
    except NothingToExport as nothing:
        fail([str(nothing)])
    write_output(FORMATS[format_name](records), output)
