"""Units: agencies, units and localities, and who stands above whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from bot.domain.people import Bloc, Level, Regime, Unit
from bot.services import routing
from bot.services.act import Act
from bot.services.imports.plan import Changes, Named, Options, Plan, Scope, compare, some
from bot.services.imports.refusal import Fault, quoted, refuse_if_any
from bot.services.imports.rows import Column, RowReader, members
from bot.services.imports.sheets import Sheet, read_sheet, recased_codes
from bot.services.imports.tables import Table
from bot.storage import catalogs, people
from bot.storage.audit import PROVINCE

CODE = Column("Mã đơn vị")
NAME = Column("Tên đơn vị")
PARENT = Column("Đơn vị cấp trên")
BLOC = Column("Khối")
REGIME = Column("Chế độ làm việc")
HEAD = Column("Người đứng đầu")
LEVEL = Column("Cấp", optional=True)
COLUMNS = (CODE, NAME, PARENT, BLOC, REGIME, HEAD, LEVEL)

_ATTRIBUTES = {"name": NAME, "parent": PARENT, "bloc": BLOC, "regime": REGIME, "head": HEAD, "level": LEVEL}
_BLOCS = members(Bloc)
_REGIMES = members(Regime, empty=Regime.OFFICE)
_LEVELS = members(Level, empty=Level.PROVINCE)

Units = Mapping[str, Unit]


def read(table: Table) -> Sheet[Unit]:
    """Read a table of units.

    Raises:
        ImportRefused: the headers are wrong.
    """
    return read_sheet(table, COLUMNS, _read_row)


def _read_row(row: RowReader) -> Unit:
    unit = Unit(
        code=row.own_code(CODE),
        name=row.name(NAME),
        parent=row.code(PARENT) or None,
        bloc=row.choice(BLOC, _BLOCS),
        regime=row.choice(REGIME, _REGIMES),
        level=row.choice(LEVEL, _LEVELS),
        head=row.code(HEAD),
    )
    if unit.code == PROVINCE:
        row.refuse(CODE, f"{quoted(PROVINCE)} là mã dành riêng cho sổ của tỉnh; hãy chọn mã khác")
    return unit


def plan(act: Act, sheet: Sheet[Unit], options: Options) -> Plan:
    """Compare a sheet of units with the stored ones.

    Raises:
        ImportRefused: with everything that is wrong.
    """
    stored = {unit.code: unit for unit in people.all_units(act.tx)}
    wanted = {code: _with_head(unit, stored.get(code)) for code, unit in sheet.by_code.items()}
    active = {code: unit for code, unit in stored.items() if not unit.retired}
    gone = [unit for code, unit in active.items() if options.complete and code not in wanted]
    standing = {code: unit for code, unit in active.items() if not options.complete} | wanted
    orphans = _orphans(sheet, standing, options.complete)
    recased = recased_codes(sheet, stored.keys(), CODE)
    refuse_if_any([*sheet.faults, *recased, *orphans, *_cycles(sheet, standing), *_unknown_heads(act, sheet)])
    changes = compare(stored, wanted, gone, _ATTRIBUTES)
    return Plan(
        new=tuple(Named(unit.code, unit.name) for unit in changes.new),
        changed=tuple(Named(unit.code, words) for unit, words in changes.changed),
        retired=tuple(Named(unit.code, unit.name) for unit in gone),
        unchanged=changes.unchanged,
        scopes=(Scope("danh sách đơn vị", len(active), [unit.code for unit in gone]),),
        notes=(*sheet.notes, *_notes(act, changes, standing)),
        writes=bool(changes.to_write or gone),
        write=partial(_write, changes=changes, standing=standing),
    )


def _with_head(unit: Unit, stored: Unit | None) -> Unit:
    """The unit with the head it has where the file names none: a cell may be empty until the officials are known."""
    return replace(unit, head=stored.head) if stored and not unit.head else unit


def _orphans(sheet: Sheet[Unit], standing: Units, complete: bool) -> Iterator[Fault]:
    among = "tệp, mà --complete cho ngừng mọi đơn vị ngoài tệp" if complete else "tệp hay các đơn vị đã nạp"
    for row, unit in sheet.rows:
        if unit.parent and unit.parent not in standing:
            words = f"{quoted(unit.parent)} không có trong {among}; được phép: mã đơn vị hoặc để trống"
            yield Fault(words, row, PARENT.name)


def _cycles(sheet: Sheet[Unit], standing: Units) -> Iterator[Fault]:
    """Each ring of units once, at its first row in the file; every ring passes through the file."""
    cleared: set[str] = set()
    for row, unit in sheet.rows:
        path = _path_up(unit.code, standing, cleared)
        cleared.update(path)
        if len(set(path)) < len(path):
            ring = " → ".join(path[path.index(path[-1]) :])
            yield Fault(f"vòng lặp {ring}; một đơn vị không thể đứng trên chính mình", row, PARENT.name)


def _path_up(code: str, standing: Units, cleared: set[str]) -> list[str]:
    """The codes from a unit upwards as far as nobody has been; its last is repeated where a ring closes."""
    path: dict[str, None] = {}
    unit = standing.get(code)
    while unit is not None and unit.code not in cleared and unit.code not in path:
        path[unit.code] = None
        unit = standing.get(unit.parent or "")
    closing = [unit.code] if unit is not None and unit.code in path else []
    return [*path, *closing]


def _unknown_heads(act: Act, sheet: Sheet[Unit]) -> Iterator[Fault]:
    for row, unit in sheet.rows:
        head = people.find_official(act.tx, unit.head) if unit.head else None
        if unit.head and (head is None or head.retired):
            words = "không phải là cán bộ đang công tác; hãy để trống, nạp cán bộ, rồi nạp lại tệp đơn vị"
            yield Fault(f"{quoted(unit.head)} {words}", row, HEAD.name)


def _notes(act: Act, changes: Changes[Unit], standing: Units) -> Iterator[str]:
    headless = [code for code, unit in standing.items() if not unit.head]
    if headless:
        yield f"{len(headless)} đơn vị chưa có người đứng đầu: {some(headless)}"
    peopled = [unit.code for unit in changes.retired if people.officials_of_unit(act.tx, unit.code)]
    if peopled:
        words = "hãy nạp tệp cán bộ có đơn vị mới của họ; ai thôi công tác thì nạp danh sách đầy đủ với --complete"
        yield f"{len(peopled)} đơn vị ngừng hoạt động còn cán bộ: {some(peopled)}; {words}"


def _write(act: Act, changes: Changes[Unit], standing: Units) -> Mapping[str, int]:
    written = {unit.code: unit for unit in changes.to_write}
    for code in _parents_first(written, standing):
        people.put_unit(act.tx, written[code])
    for unit in changes.retired:
        people.retire_unit(act.tx, unit.code, act.at)
    catalogs.bump_version(act.tx)  # which C lists a unit sees depends on the units above it
    return {"rerouted": routing.reroute(act)}


def _parents_first(written: Units, standing: Units) -> list[str]:
    """The codes to write in an order in which every parent is stored before it is named."""
    cleared: set[str] = set()
    order: list[str] = []
    for code in written:
        path = _path_up(code, standing, cleared)
        cleared.update(path)
        order += reversed(path)
    return [code for code in order if code in written]
