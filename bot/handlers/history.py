"""`/lichsu`: what happened to an entry, by whom and when."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.domain.entry import Entry, Status
from bot.handlers.actions import action, unpack_id
from bot.handlers.log import ask_which, is_entry
from bot.handlers.refusals import must_fit
from bot.handlers.screen import MOST_UNITS, Choice, Screen, bold, units
from bot.handlers.sheets import returned_choices, task_line
from bot.handlers.turn import Reply, Turn
from bot.handlers.waits import OPINION, give_up_choice
from bot.handlers.words import comrade, hours, joined, moment, plain_date, shorten
from bot.services import approvals, worklog
from bot.services.act import Act
from bot.services.refusal import Refused, Why
from bot.storage import audit, entries, people
from bot.storage.database import Row
from bot.storage.times import from_text

SHOWN = 8
MOST_ACTS = 15
LONGEST_QUOTE = 120
_ACTS = {
    "submit": "gửi duyệt",
    "withdraw": "rút lại",
    "approve": "duyệt",
    "return": "trả lại để hoàn thiện",
    "undo": "hoàn tác quyết định",
    "opinion": "có ý kiến",
}
_STATES = {
    Status.SUBMITTED: "chờ duyệt",
    Status.APPROVED: "đã duyệt",
    Status.RETURNED: "trả lại",
    Status.WITHDRAWN: "đã rút",
}


def show(turn: Turn) -> Reply:
    """The person's latest entries; press one for its history."""
    latest = entries.latest(turn.act.tx, turn.person.code, SHOWN)
    if not latest:
        return Reply(Screen("Đồng chí chưa gửi mục nào. Gõ ví dụ: 2h30 họp giao ban."), "Chưa có mục nào")
    rows = tuple((Choice(_label(entry), action("su", entry.id)),) for entry in latest)
    return Reply(Screen(f"{bold('Các mục gần đây')}\nĐồng chí chọn mục để xem lịch sử.", rows), "Lịch sử")


def _label(entry: Entry) -> str:
    state = "tự ghi nhận" if entry.is_self_recorded else _STATES[entry.status]
    figures = f"{entry.worked_on:%d/%m} · {hours(entry.minutes_declared or 0)} · {state}"
    return f"{figures} · {shorten(entry.item_name, 30)}"


def show_entry(turn: Turn, packed: str) -> Reply:
    """Pressed one entry: every act on it."""
    entry = _visible(turn, unpack_id(packed))
    rows = audit.history(turn.act.tx, f"entry:{entry.id}")
    earlier = [f"Trước đó còn {len(rows) - MOST_ACTS} lần thay đổi."] if len(rows) > MOST_ACTS else []
    lines = earlier + [_line(turn, row) for row in rows[-MOST_ACTS:]]
    text = joined([joined([task_line(entry), f"Ngày: {plain_date(entry.worked_on)}"]), joined(lines)], "\n\n")
    return Reply(Screen(text, _own_rows(turn, entry)), "Lịch sử của mục")


def show_beside(turn: Turn, packed: str) -> Reply:
    """Pressed the way to an entry's history under a message that stays."""
    return replace(show_entry(turn, packed), new_message=True, keeps_dialog=bool(turn.dialog.step))


def _own_rows(turn: Turn, entry: Entry) -> tuple[tuple[Choice, ...], ...]:
    """What the owner can still do with it, and the way back to the others."""
    if entry.official != turn.person.code:
        return ()
    back = (Choice("Các mục gần đây", action("lichsu")),)
    match entry.status:
        case Status.SUBMITTED:
            return ((Choice("Rút lại", action("rut", entry.sheet)),), back)
        case Status.WITHDRAWN:
            return ((Choice("Sửa và gửi lại", action("moilai", entry.id)),), back)
        case Status.RETURNED:
            return (returned_choices(entry), back)
        case _:
            return (back,)


def _visible(turn: Turn, entry_id: str) -> Entry:
    """The entry, if it is the person's own or one to decide on."""
    try:
        return worklog.own_entry(turn.act, turn.person, entry_id)
    except Refused:
        return approvals.entry_for(turn.act, turn.person, entry_id)


def _line(turn: Turn, row: Row) -> str:
    who = comrade(people.find_official(turn.act.tx, row["actor"]))
    when = moment(from_text(row["at"]), turn.act.rules)
    words = f" – “{shorten(row['words'], LONGEST_QUOTE)}”" if row["words"] else ""
    return f"• {when}: {who} {_ACTS.get(row['act'], row['act'])}{_figure(row)}{words}"


def _figure(row: Row) -> str:
    minutes = json.loads(row["detail"]).get("minutes")
    return f" {hours(minutes)}" if minutes else ""


def ask_opinion(turn: Turn, packed: str) -> Reply:
    """Pressed `Có ý kiến` on a returned entry."""
    entry = worklog.own_entry(turn.act, turn.person, unpack_id(packed))
    if entry.status is not Status.RETURNED:
        raise Refused(Why.NOT_WAITING, entry=entry)
    text = joined([task_line(entry), "Đồng chí gõ ý kiến; hệ thống chuyển nguyên văn tới người duyệt."])
    screen = Screen(text, ((give_up_choice(entry.id),),))
    return Reply(screen, "Mời gõ ý kiến", step=OPINION, state={"entry": entry.id}, new_message=True)


def typed_opinion(turn: Turn) -> Reply:
    """A line typed while an opinion is awaited: passed on, unless it reads as an entry."""
    return ask_which(turn, "Là ý kiến") if is_entry(turn, turn.text) else pass_on(turn)


def pass_on(turn: Turn) -> Reply:
    """The text is the opinion, passed on exactly as typed."""
    asked = worklog.own_entry(turn.act, turn.person, turn.dialog.state["entry"])
    must_fit("Ý kiến", turn.typed, MOST_UNITS - units(opinion_words(turn.act, asked, "")))
    entry = worklog.give_opinion(turn.act, turn.person, asked.id, turn.typed)
    by = comrade(people.find_official(turn.act.tx, entry.decided_by))
    rows = ((Choice("Sửa và gửi lại", action("moilai", entry.id)),),)
    words = f"Đã chuyển ý kiến tới {by}. Mục vẫn chờ đồng chí sửa và gửi lại."
    return Reply(Screen(words, rows), ends=entry.id)


def opinion_words(act: Act, entry: Entry, said: str) -> str:
    """How a leader is told what the owner thinks of a returned entry."""
    owner = people.find_official(act.tx, entry.official)
    heading = f"Đồng chí {bold(owner.name if owner else entry.official)} có ý kiến về mục được trả lại:"
    return joined([heading, f"{task_line(entry)}, {plain_date(entry.worked_on)}", f"“{said}”"])
