"""Labels typed while no screen shows them: the one item that each can mean, or the question which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.entry import Entry, Status
from bot.handlers.actions import action
from bot.handlers.screen import GIVE_UP, Choice, Screen
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import hours, joined, shorten
from bot.services import approvals, drafting, enrolment
from bot.storage import entries, people

MOST_OFFERED = 8
_LABEL = 60
_LOOKED_THROUGH = 60
"""Of a person's latest entries: what a word without a screen means is not older."""

_NOTHING_OPEN = "Không có mục nào đang mở để làm việc đó. Đồng chí chọn mục ở /lichsu, hoặc ghi việc mới."
_NOTHING_WAITS = "Không có mục nào chờ đồng chí duyệt."
_NOTHING_TO_UNDO = "Không có mục nào hoàn tác được (trong 5 phút sau khi quyết định)."


@dataclass(frozen=True, slots=True)
class Label:
    """A label that can be typed at any time.

    Attributes:
        words: the label.
        items: the choices it may mean, the likeliest first.
        where: the command that shows all of them.
        nothing: what a leader is told where there is none.
    """

    words: str
    items: Callable[[Turn], Sequence[Choice]]
    where: str
    nothing: str = _NOTHING_OPEN


def meant(turn: Turn, label: str) -> Sequence[Choice]:
    """The choices that a typed label may mean."""
    return LABELS[label].items(turn)


def ask(turn: Turn, label: str, items: Sequence[Choice]) -> Reply:
    """Ask which of several items is meant; or say that there is none, and where to look."""
    own = LABELS[label]
    if not items:
        leads = enrolment.is_leader(turn.act, turn.person)
        return Reply(Screen(own.nothing if leads else _NOTHING_OPEN), keeps_dialog=True)
    more = len(items) - MOST_OFFERED
    rest = f"Còn {more} mục khác; xem ở {own.where}." if more > 0 else ""
    text = joined([f"{own.words}: mục nào? Đồng chí chọn bên dưới.", rest])
    return Reply(Screen(text, (*((item,) for item in items[:MOST_OFFERED]), (GIVE_UP,))))


# --- of a leader


def _waiting(verb: str) -> Callable[[Turn], Sequence[Choice]]:
    def items(turn: Turn) -> Sequence[Choice]:
        queue = approvals.queue(turn.act, turn.person)
        return [Choice(_theirs(turn, entry), action(verb, entry.id, entry.revision)) for entry in queue]

    return items


def _undoable(turn: Turn) -> Sequence[Choice]:
    """The latest decision; several, where they were made at once."""
    decided = approvals.just_decided(turn.act, turn.person, approvals.MOST_AT_ONCE)
    latest = [entry for entry in decided if entry.decided_at == decided[0].decided_at]
    return [Choice(_theirs(turn, entry), action("hoanlai", entry.id, entry.revision)) for entry in latest]


def _theirs(turn: Turn, entry: Entry) -> str:
    official = people.find_official(turn.act.tx, entry.official)
    return shorten(f"{official.name if official else entry.official} · {_figures(entry)}", _LABEL)


# --- of an official


def _returned(verb: str) -> Callable[[Turn], Sequence[Choice]]:
    def items(turn: Turn) -> Sequence[Choice]:
        found = _own(turn, Status.RETURNED)
        return [Choice(shorten(_figures(entry), _LABEL), action(verb, entry.id)) for entry in found]

    return items


def _to_mend(turn: Turn) -> Sequence[Choice]:
    """What was returned; else what was taken back."""
    withdrawn = [
        Choice(shorten(_figures(one), _LABEL), action("moilai", one.id)) for one in _own(turn, Status.WITHDRAWN)
    ]
    return _returned("moilai")(turn) or withdrawn


def _own(turn: Turn, status: Status) -> list[Entry]:
    latest = entries.latest(turn.act.tx, turn.person.code, _LOOKED_THROUGH)
    return [entry for entry in latest if entry.status is status]


def _sent_sheets(turn: Turn) -> Sequence[Choice]:
    sheets = _by_sheet(_own(turn, Status.SUBMITTED))
    return [Choice(_sheet_label(sheet), action("rut", sheet[0].sheet)) for sheet in sheets]


def _drafted_sheets(verb: str) -> Callable[[Turn], Sequence[Choice]]:
    def items(turn: Turn) -> Sequence[Choice]:
        sheets = [drafting.own_sheet(turn.act, turn.person, sheet[0].sheet) for sheet in _by_sheet(_drafts(turn))]
        return [
            Choice(_sheet_label(sheet), action(verb, sheet[0].sheet, drafting.revision_of(sheet))) for sheet in sheets
        ]

    return items


def _drafts(turn: Turn) -> list[Entry]:
    """What was drafted and can still be sent, the newest first."""
    first = turn.act.today - timedelta(days=turn.act.rules.backdate_days)
    written = entries.of_official(turn.act.tx, turn.person.code, first, turn.act.today)
    drafts = [entry for entry in written if entry.status is Status.DRAFT]
    return sorted(drafts, key=lambda entry: entry.created_at, reverse=True)


def _by_sheet(found: Sequence[Entry]) -> list[list[Entry]]:
    sheets: dict[str, list[Entry]] = {}
    for entry in found:
        sheets.setdefault(entry.sheet, []).append(entry)
    return list(sheets.values())


def _sheet_label(sheet: Sequence[Entry]) -> str:
    more = f" và {len(sheet) - 1} mục nữa" if len(sheet) > 1 else ""
    return f"{shorten(_figures(sheet[0]))}{more}"


def _figures(entry: Entry) -> str:
    told = hours(entry.minutes_declared) if entry.minutes_declared else "chưa ghi giờ"
    return f"{entry.worked_on:%d/%m} · {told} · {entry.item_name or entry.words or 'chưa chọn việc'}"


LABELS = {
    "tra lai": Label("Trả lại", _waiting("tra"), "/duyet", _NOTHING_WAITS),
    "duyet so gio khac": Label("Duyệt số giờ khác", _waiting("giokhac"), "/duyet", _NOTHING_WAITS),
    "danh gia chat luong": Label("Đánh giá chất lượng", _waiting("chatluong"), "/duyet", _NOTHING_WAITS),
    "hoan tac": Label("Hoàn tác", _undoable, "/duyet", _NOTHING_TO_UNDO),
    "sua va gui lai": Label("Sửa và gửi lại", _to_mend, "/lichsu"),
    "co y kien": Label("Có ý kiến", _returned("ykien"), "/lichsu"),
    "rut lai": Label("Rút lại", _sent_sheets, "/lichsu"),
    "sua": Label("Sửa", _drafted_sheets("sua"), "/tuan"),
    "gui duyet": Label("Gửi duyệt", _drafted_sheets("gui"), "/tuan"),
}
"""By what is typed, folded."""
