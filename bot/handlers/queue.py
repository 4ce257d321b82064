"""`/duyet`: what waits for a leader, by person; all the ordinary at once, the rest one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.entry import Entry, Status
from bot.handlers import cards
from bot.handlers.actions import BadAction, action, unpack_id, unpack_number
from bot.handlers.screen import Choice, Rows, Screen, bold
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import comrade, hours, joined, shorten
from bot.services import approvals
from bot.services.approvals import MOST_AT_ONCE, ApprovedAll
from bot.storage import entries, people
from bot.storage.times import to_text

MOST_PERSONS = 40
MOST_UNDOABLE = 10
TOAST = 90
"""Characters of a toast that a phone shows whole."""

UNDONE = "Đã hoàn tác, mục chờ duyệt lại"
EMPTY = "Không có mục nào chờ đồng chí duyệt."


def show(turn: Turn) -> Reply:
    """The queue, grouped by person."""
    waiting = approvals.queue(turn.act, turn.person)
    if not waiting:
        return Reply(Screen(EMPTY), "Không có mục chờ")
    length = entries.queue_length(turn.act.tx, turn.person.code)
    first = f"{MOST_AT_ONCE} mục cũ nhất của {length} mục" if length > len(waiting) else f"{length} mục"
    total = hours(sum(entry.minutes_declared or 0 for entry in waiting))
    lines = _by_person(turn, waiting)
    rest = f"và {len(lines) - MOST_PERSONS} người khác" if len(lines) > MOST_PERSONS else ""
    text = joined([bold(f"Chờ duyệt: {first}, {total}"), joined([*lines[:MOST_PERSONS], rest])], "\n\n")
    return Reply(Screen(text, _rows(waiting)), "Hàng chờ duyệt")


def show_beside(turn: Turn) -> Reply:
    """Pressed the way to the queue under a message that stays."""
    return replace(show(turn), new_message=True)


def _by_person(turn: Turn, waiting: Sequence[Entry]) -> list[str]:
    lines = []
    for official in dict.fromkeys(entry.official for entry in waiting):
        own = [entry for entry in waiting if entry.official == official]
        flagged = sum(bool(entry.flags) for entry in own)
        person = people.find_official(turn.act.tx, official)
        name = shorten(person.name if person else official)
        total = hours(sum(entry.minutes_declared or 0 for entry in own))
        notice = f", {flagged} có lưu ý" if flagged else ""
        lines.append(f"• {bold(name)}: {len(own)} mục, {total}{notice}")
    return lines


def _rows(waiting: Sequence[Entry]) -> tuple[tuple[Choice, ...], ...]:
    ordinary = sum(not entry.flags for entry in waiting)
    rows = []
    if ordinary:
        until = _milliseconds(waiting[-1])
        label = f"Duyệt tất cả ({ordinary} mục không có lưu ý)"
        rows.append((Choice(label, action("duyethet", until), "success"),))
    rows.append((Choice("Xem từng mục", action("tungmuc")),))
    return tuple(rows)


def _milliseconds(entry: Entry) -> int:
    return round(entry.submitted_at.timestamp() * 1000) if entry.submitted_at else 0


def _instant(milliseconds: str) -> datetime:
    if not (milliseconds.isascii() and milliseconds.isdecimal() and len(milliseconds) <= 13):
        raise BadAction(milliseconds)
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(milliseconds))


def approve_all(turn: Turn, until: str) -> Reply:
    """Pressed `Duyệt tất cả`: what was shown and has no lưu ý, at once."""
    done = approvals.approve_ordinary(turn.act, turn.person, to_text(_instant(until)))
    total = hours(sum(entry.minutes_approved or 0 for entry in done.approved))
    said = f"Đã duyệt {len(done.approved)} mục, {total}." if done.approved else "Không còn mục nào không có lưu ý."
    left = f"Còn {done.left} mục cần đồng chí xem." if done.left else "Hàng chờ đã hết."
    note = "Trong 5 phút đồng chí có thể hoàn tác từng mục." if done.approved else ""
    return Reply(Screen(joined([bold(said), left, note]), _rows_after(done)), toast=said)


def _rows_after(done: ApprovedAll) -> tuple[tuple[Choice, ...], ...]:
    choices = []
    if done.left:
        choices.append(Choice("Xem từng mục", action("tungmuc")))
    if done.approved:
        choices.append(Choice("Xem mục vừa duyệt", action("vuaduyet")))
    return ((*choices,),) if choices else ()


def just_decided(turn: Turn) -> Reply:
    """Pressed `Xem mục vừa duyệt`: what can still be taken back, one press each."""
    decided = approvals.just_decided(turn.act, turn.person, MOST_UNDOABLE)
    if not decided:
        return Reply(Screen("Không còn mục nào hoàn tác được (trong 5 phút)."), "Không còn mục nào")
    lines = [f"{number}. {_told(turn, entry)}" for number, entry in enumerate(decided, 1)]
    rows = tuple((_undo_choice(number, entry),) for number, entry in enumerate(decided, 1))
    text = joined(["Các mục vừa quyết định. Bấm để hoàn tác từng mục:", *lines])
    return Reply(Screen(text, rows), "Các mục vừa duyệt")


def _told(turn: Turn, entry: Entry) -> str:
    official = people.find_official(turn.act.tx, entry.official)
    name = shorten(official.name if official else entry.official)
    return (
        f"{bold(name)}, {entry.worked_on:%d/%m}, {hours(entry.minutes_declared or 0)}: {shorten(entry.item_name, 80)}"
    )


def _undo_choice(number: int, entry: Entry) -> Choice:
    figures = f"{entry.worked_on:%d/%m}, {hours(entry.minutes_declared or 0)}"
    label = shorten(f"Hoàn tác {number}: {figures}, {entry.item_name}")
    return Choice(label, action("hoanmuc", entry.id, entry.revision))


def undo_of_list(turn: Turn, entry: str, revision: str) -> Reply:
    """Pressed one of `Xem mục vừa duyệt`: it waits again, and the list goes on without it."""
    approvals.undo(turn.act, turn.person, unpack_id(entry), unpack_number(revision))
    return replace(just_decided(turn), toast=UNDONE, keeps_dialog=bool(turn.dialog.step))


def undo_and_show(turn: Turn, entry: str, revision: str) -> Reply:
    """Pressed `Hoàn tác` under what told of a decision: the entry waits again, and takes its place."""
    waiting = approvals.undo(turn.act, turn.person, unpack_id(entry), unpack_number(revision))
    reply = _show_card(turn, [waiting], f"{UNDONE}.")
    return replace(reply, toast=UNDONE, keeps_dialog=bool(turn.dialog.step))


def one_by_one(turn: Turn) -> Reply:
    """Pressed `Xem từng mục`: the oldest."""
    return _show_card(turn, approvals.queue(turn.act, turn.person)[:1], "")


def approve_and_next(turn: Turn, entry: str, revision: str) -> Reply:
    """Pressed `Duyệt` while going one by one: decide, then the next."""
    entry_id = unpack_id(entry)
    decided = approvals.approve(turn.act, turn.person, entry_id, unpack_number(revision))
    who = comrade(people.find_official(turn.act.tx, decided.official))
    note = f"Đã duyệt {hours(decided.minutes_approved or 0)} của {who}: {decided.item_name}."
    undo = Choice("Hoàn tác (mục vừa duyệt)", action("hoanlai", decided.id, decided.revision))
    return _show_card(turn, _after(turn, decided), note, ((undo,),))


def skip(turn: Turn, entry: str) -> Reply:
    """Pressed `Mục sau`: leave it waiting and show the next; after the last, the first again."""
    return _show_card(turn, _after(turn, approvals.entry_for(turn.act, turn.person, unpack_id(entry))), "")


def _after(turn: Turn, entry: Entry) -> list[Entry]:
    waiting = approvals.queue(turn.act, turn.person)
    place = (entry.submitted_at or turn.act.now, entry.id)
    later = [one for one in waiting if (one.submitted_at or turn.act.now, one.id) > place]
    return (later or waiting)[:1]


def _show_card(turn: Turn, next_one: Sequence[Entry], note: str, more: Rows = ()) -> Reply:
    if not next_one or next_one[0].status is not Status.SUBMITTED:
        return Reply(Screen(joined([note, EMPTY], "\n\n"), more), shorten(note, TOAST) or "Hàng chờ đã hết")
    left = entries.queue_length(turn.act.tx, turn.person.code)
    card = cards.card_screen(turn.act, turn.person, next_one[0], walking=True)
    text = joined([note, f"Còn {left} mục chờ duyệt", card.text], "\n\n")
    next_row = ((Choice("Mục sau", action("muc", next_one[0].id)),),) if left > 1 else ()
    return Reply(Screen(text, (*card.rows, *next_row, *more)), shorten(note, TOAST) or "Xem từng mục")
