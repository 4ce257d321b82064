"""Officials: who serves where, who leads, who decides on whose entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

from bot.domain.people import Admin, Kind, Official
from bot.services import routing
from bot.services.act import Act
from bot.services.imports.plan import Changes, Named, Options, Plan, Scope, compare, some
from bot.services.imports.refusal import Fault, quoted, refuse_if_any
from bot.services.imports.rows import Column, RowReader, choices, members
from bot.services.imports.sheets import Sheet, read_sheet, recased_codes
from bot.services.imports.tables import Table
from bot.services.posting import post_to_chat
from bot.storage import chats, outbox, people
from bot.storage.outbox import Lane

CODE = Column("Mã cán bộ")
NAME = Column("Họ và tên")
UNIT = Column("Mã đơn vị")
TITLE = Column("Chức vụ")
POSITION = Column("Vị trí việc làm")
LEADER = Column("Lãnh đạo")
APPROVER = Column("Người duyệt")
ADMIN = Column("Quản trị")
KIND = Column("Đối tượng", optional=True)
COLUMNS = (CODE, NAME, UNIT, TITLE, POSITION, LEADER, APPROVER, ADMIN, KIND)

_ATTRIBUTES = {
    "name": NAME,
    "unit": UNIT,
    "title": TITLE,
    "position": POSITION,
    "leader": LEADER,
    "approver": APPROVER,
    "admin": ADMIN,
    "kind": KIND,
}
_LEADERS = choices({"x": True, "": False})
_ADMINS = members(Admin)
_KINDS = members(Kind, empty=Kind.CIVIL_SERVANT)
_GONE = "Cán bộ không còn trong danh sách đang công tác."
_UNKNOWN = "không có trong danh sách đơn vị đang hoạt động; được phép: mã đơn vị đã nạp"
_CLOSED = (
    "đã ngừng hoạt động; hãy ghi đơn vị mới của người này, "
    "hoặc bỏ dòng này và nạp danh sách cán bộ đầy đủ với --complete để người này thôi công tác"
)

Officials = Mapping[str, Official]


def read(table: Table) -> Sheet[Official]:
    """Read a table of officials.

    Raises:
        ImportRefused: the headers are wrong.
    """
    return read_sheet(table, COLUMNS, _read_row)


def _read_row(row: RowReader) -> Official:
    official = Official(
        code=row.own_code(CODE),
        name=row.name(NAME),
        unit=row.own_code(UNIT),
        title=row.text(TITLE),
        position=row.text(POSITION),
        leader=row.choice(LEADER, _LEADERS),
        approver=row.code(APPROVER),
        admin=row.choice(ADMIN, _ADMINS),
        kind=row.choice(KIND, _KINDS),
    )
    if official.approver and official.approver == official.code:
        row.refuse(APPROVER, f"{quoted(official.code)} là chính người này; không ai duyệt việc của mình")
    return official


def plan(act: Act, sheet: Sheet[Official], options: Options) -> Plan:
    """Compare a sheet of officials with the stored ones; who is missing retires only in the units it names.

    A complete one names all units, also the retired ones, which no row can name.

    Raises:
        ImportRefused: with everything that is wrong.
    """
    stored = {official.code: official for official in people.all_officials(act.tx)}
    wanted = sheet.by_code
    scopes = _scopes(stored, wanted, options.complete)
    gone = [stored[code] for scope in scopes for code in scope.retired]
    recased = recased_codes(sheet, stored.keys(), CODE)
    refuse_if_any([*sheet.faults, *recased, *_unknown_units(act, sheet), *_unknown_approvers(sheet, stored, gone)])
    changes = compare(stored, wanted, gone, _ATTRIBUTES)
    return Plan(
        new=tuple(Named(official.code, official.name) for official in changes.new),
        changed=tuple(Named(official.code, words) for official, words in changes.changed),
        retired=tuple(Named(official.code, official.name) for official in gone),
        unchanged=changes.unchanged,
        scopes=scopes,
        notes=(*sheet.notes, *_notes(act, stored, wanted, {official.code for official in gone})),
        writes=bool(changes.to_write or gone),
        write=partial(_write, changes=changes),
    )


def _scopes(stored: Officials, wanted: Officials, complete: bool) -> tuple[Scope, ...]:
    named = {official.unit for official in (*wanted.values(), *(stored.values() if complete else ()))}
    active = Counter(official.unit for official in stored.values() if not official.retired)
    retired: defaultdict[str, list[str]] = defaultdict(list)
    for code, official in stored.items():
        if official.unit in named and code not in wanted and not official.retired:
            retired[official.unit].append(code)
    return tuple(Scope(f"đơn vị {unit}", active[unit], retired[unit]) for unit in sorted(named))


def _unknown_units(act: Act, sheet: Sheet[Official]) -> Iterator[Fault]:
    units = {unit.code: unit for unit in people.all_units(act.tx)}
    for row, official in sheet.rows:
        unit = units.get(official.unit)
        if official.unit and (unit is None or unit.retired):
            yield Fault(f"{quoted(official.unit)} {_CLOSED if unit else _UNKNOWN}", row, UNIT.name)


def _unknown_approvers(sheet: Sheet[Official], stored: Officials, gone: list[Official]) -> Iterator[Fault]:
    leaving = {official.code for official in gone}
    serving = {code for code, official in stored.items() if not official.retired and code not in leaving}
    serving |= sheet.by_code.keys()
    for row, official in sheet.rows:
        if official.approver and official.approver not in serving:
            words = "không phải là cán bộ đang công tác; được phép: mã cán bộ đã nạp hoặc để trống"
            yield Fault(f"{quoted(official.approver)} {words}", row, APPROVER.name)


def _notes(act: Act, stored: Officials, wanted: Officials, leaving: set[str]) -> Iterator[str]:
    headless = [unit.code for unit in people.all_units(act.tx) if unit.head in leaving and not unit.retired]
    if headless:
        yield f"{len(headless)} đơn vị có người đứng đầu thôi công tác, cần nạp tệp đơn vị: {some(headless)}"
    others = (official for code, official in stored.items() if code not in wanted and not official.retired)
    bound = sorted(code for code in leaving if chats.of_official(act.tx, code))
    if bound:
        yield f"{len(bound)} người mất liên kết trò chuyện, khi phục hồi phải cấp mã mới: {some(bound)}"
    orphaned = [one.code for one in others if one.approver in leaving and one.code not in leaving]
    if orphaned:
        yield f"{len(orphaned)} cán bộ có người duyệt thôi công tác, sẽ theo đơn vị: {some(orphaned)}"


def _write(act: Act, changes: Changes[Official]) -> Mapping[str, int]:
    for official in changes.to_write:
        people.put_official(act.tx, official)
    for official in changes.retired:
        people.retire_official(act.tx, official.code, act.at)
    unbound = sum(_unbind(act, official.code) for official in changes.retired)
    return {"rerouted": routing.reroute(act), "unbound": unbound}


def _unbind(act: Act, official: str) -> int:
    """Make the chats of somebody who has left a stranger's: what still waits for them is not sent."""
    bound = chats.of_official(act.tx, official)
    for chat in bound:
        chats.unbind(act.tx, chat.id)
        outbox.drop_waiting_of_chat(act.tx, chat.id, act.at, _GONE)
        post_to_chat(act, chat.id, "menu", subject="menu:stranger", lane=Lane.EDIT, role="stranger")
    return len(bound)
