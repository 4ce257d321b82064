"""The face of the imports: read a file, then bring it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.services.act import Act
from bot.services.imports import catalog, officials, units
from bot.services.imports.kind import Kind
from bot.services.imports.plan import Named, Options, Plan, questions
from bot.services.imports.refusal import Fault, ImportRefused
from bot.services.imports.sheets import Sheet
from bot.services.imports.tables import read_table
from bot.storage.audit import PROVINCE

_MODULES = {Kind.UNITS: units, Kind.OFFICIALS: officials, Kind.CATALOG: catalog}


@dataclass(frozen=True, slots=True)
class File:
    """A file as far as it can be read without the database.

    Attributes:
        kind: what it brings.
        sheet: its rows.
    """

    kind: Kind
    sheet: Sheet[Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do.

    Attributes:
        kind: what the file brought.
        new: what it added, with names.
        changed: what it changed, with the columns that differ.
        retired: what it retired, with names.
        unchanged: how many stayed as they were.
        notes: what the person should know.
        wrote: whether anything was written: never in a dry run, nor when the same file comes again.
    """

    kind: Kind
    new: tuple[Named, ...]
    changed: tuple[Named, ...]
    retired: tuple[Named, ...]
    unchanged: int
    notes: tuple[str, ...]
    wrote: bool


def read_file(kind: Kind, content: bytes, filename: str) -> File:
    """Read a CSV or XLSX file outside any transaction: it may take seconds.

    Raises:
        ImportRefused: it cannot be read as a table, or its headers are wrong. What is wrong in single rows is
            told by `import_file`, together with what only the database knows.
    """
    sheet: Sheet[Any] = _MODULES[kind].read(read_table(content, filename))
    return File(kind, sheet)


def import_file(
    act: Act,
    file: File,
    *,
    dry_run: bool = False,
    complete: bool = False,
    draft: bool = False,
    yes: bool = False,
) -> Outcome:
    """Bring a file in: all of it, or nothing.

    Args:
        act: the act; a dry run may be a read-only one.
        file: what `read_file` returned.
        dry_run: only tell what would change; what would ask for `yes` is told as a note.
        complete: units and officials: the file names all of them, the others are retired.
        draft: catalog: C lists that are not approved yet wait for their leader.
        yes: retiring more than 5 % of a scope, and more than three, is meant.

    Raises:
        ImportRefused: with every problem; nothing was written.
    """
    options = Options(dry_run, complete, draft, yes)
    plan = _MODULES[file.kind].plan(act, file.sheet, options)
    asked = [] if yes else questions(plan.scopes)
    if asked and not dry_run:
        raise ImportRefused([Fault(question) for question in asked])
    if plan.writes and not dry_run:
        _record(act, file, plan, plan.write(act))
    return Outcome(
        kind=file.kind,
        new=plan.new,
        changed=plan.changed,
        retired=plan.retired,
        unchanged=plan.unchanged,
        notes=(*plan.notes, *asked),
        wrote=plan.writes and not dry_run,
    )


def _record(act: Act, file: File, plan: Plan, figures: Mapping[str, int]) -> None:
    act.record(
        PROVINCE,
        "kpibot",
        "import",
        f"import:{file.kind}",
        file=file.sheet.filename,
        sha256=file.sheet.sha256,
        new=len(plan.new),
        changed=len(plan.changed),
        retired=len(plan.retired),
        **dict[str, Any](figures),
    )
