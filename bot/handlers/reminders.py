"""Reminders in words, and what their buttons do: a task of that day, a day without a log, the leader's queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.calendar import WEEKDAYS
from bot.domain.entry import Entry, Status
from bot.domain.people import Official
from bot.handlers.actions import BadAction, action
from bot.handlers.arrivals import OPEN_QUEUE
from bot.handlers.log import draft_reply
from bot.handlers.screen import Choice, Rows, Screen, bold
from bot.handlers.sheets import task_label
from bot.handlers.totals import draft_rows
from bot.handlers.turn import Reply, Turn, toast
from bot.handlers.words import comrade, day_words, joined, plain_date, shorten
from bot.services import catalogs, drafting, reminders
from bot.services.act import Act
from bot.services.drafting import Line
from bot.services.refusal import Refused, Why
from bot.services.reminders import QueueState, UnloggedDay
from bot.storage import entries, people

MOST_TASKS = 4
MOST_DRAFTS = 3
MOST_RETURNED = 3

Fact = Mapping[str, Any]


# --- to officials: a day without a log


def log_reminder(act: Act, person: Official, fact: Fact) -> Screen | None:
    """`Nhắc khai nhật ký`; None when the day is logged, off or paused by now."""
    unlogged = reminders.unlogged_day(act, person, date.fromisoformat(fact["period"]), MOST_TASKS)
    return _log_reminder(act, unlogged) if unlogged else None


def _log_reminder(act: Act, unlogged: UnloggedDay) -> Screen:
    packed = f"{unlogged.day:%Y%m%d}"
    tasks = [
        (Choice(task_label(item.code, item.name), action("nhacviec", packed, item.code)),) for item in unlogged.tasks
    ]
    skip = (Choice(_skip_label(act, unlogged.day), action("khongkhai", packed)),)
    text = joined(
        [
            bold("Nhắc khai nhật ký"),
            f"Ngày: {day_words(unlogged.day, act.today)}",
            _what_is_missing(unlogged),
            _how_to_log(act, unlogged),
        ]
    )
    return Screen(text, (*draft_rows(unlogged.drafts, MOST_DRAFTS), *_mending_rows(unlogged), *tasks, skip))


def _skip_label(act: Act, day: date) -> str:
    """The label, with its day where that is another than the day on which it is read."""
    named = "" if day == act.today else f" ({WEEKDAYS[day.weekday()]} {day:%d/%m})"
    return f"Hôm nay không khai{named}"


def _what_is_missing(unlogged: UnloggedDay) -> str:
    unsent = [
        f"{len(unlogged.drafts)} mục nháp chưa gửi" if unlogged.drafts else "",
        f"{len(unlogged.returned)} mục được trả lại" if unlogged.returned else "",
    ]
    if not any(unsent):
        return "Đồng chí chưa gửi mục nào."
    return f"Đồng chí có {joined(unsent, ', ')}; chưa có mục nào chờ duyệt."


def _mending_rows(unlogged: UnloggedDay) -> Rows:
    returned = unlogged.returned[:MOST_RETURNED]
    return tuple((Choice(shorten(f"Sửa và gửi lại: {one.item_name}"), action("moilai", one.id)),) for one in returned)


def _how_to_log(act: Act, unlogged: UnloggedDay) -> str:
    choose = "Chọn việc bên dưới, hoặc gõ" if unlogged.tasks or unlogged.drafts else "Đồng chí gõ"
    day = "" if unlogged.day == act.today else f" {unlogged.day:%d/%m}"
    return f"{choose} việc và số giờ, ví dụ: 2h30 họp giao ban{day}."


def pick_task(turn: Turn, day: str, code: str) -> Reply:
    """Pressed a likely task: a draft for that day, which asks for the hours."""
    item = catalogs.find(turn.act, turn.person, code)
    if item is None:
        raise Refused(Why.NO_TASK)
    worked_on = _day(day)
    sheet = _begun(turn, worked_on, code)
    if not sheet:
        sheet = drafting.draft(turn.act, turn.person, turn.chat.channel, [Line(item, "", worked_on, None)])
    return replace(draft_reply(turn, sheet), toast="Chọn số giờ", new_message=True)


def _begun(turn: Turn, day: date, code: str) -> list[Entry]:
    """The sheet that an earlier press of the same button began and that still asks for the hours."""
    for entry in entries.of_official(turn.act.tx, turn.person.code, day, day):
        if entry.status is Status.DRAFT and entry.item == code and entry.minutes_declared is None:
            return drafting.own_sheet(turn.act, turn.person, entry.sheet)
    return []


def skip_day(turn: Turn, day: str) -> Reply:
    """Pressed `Hôm nay không khai`."""
    return _skip(turn, _day(day))


def skip_today(turn: Turn) -> Reply:
    """Typed `Hôm nay không khai`."""
    return replace(_skip(turn, turn.act.today), keeps_dialog=False)


def _skip(turn: Turn, day: date) -> Reply:
    named = day_words(day, turn.act.today)
    if not reminders.skip_day(turn.act, turn.person, day):
        words = f"Đồng chí đã gửi nhật ký của ngày này ({named}). Không có gì thay đổi."
        return toast(words) if turn.incoming.callback else Reply(Screen(words), keeps_dialog=True)
    text = joined(
        [
            f"Đã ghi nhận: không khai ngày này ({named}), hệ thống không nhắc nữa.",
            "Khi cần, đồng chí vẫn gõ việc và số giờ để khai như thường.",
        ]
    )
    return Reply(Screen(text), "Đã ghi nhận", keeps_dialog=True)


def _day(packed: str) -> date:
    try:
        return date.fromisoformat(packed)
    except ValueError as error:
        raise BadAction(packed) from error


# --- to leaders: what waits for them


def queue_reminder(act: Act, person: Official, fact: Fact) -> Screen | None:
    """`Nhắc duyệt nhật ký`; None when nothing waits by now."""
    day = date.fromisoformat(fact["period"])
    state = reminders.queue_state(act, person, day)
    return _queue_reminder(act, state, day) if state else None


def _queue_reminder(act: Act, state: QueueState, day: date) -> Screen:
    due = act.rules.approval_due_days
    text = joined(
        [
            bold("Nhắc duyệt nhật ký"),
            f"{state.entries} mục của {state.people} người đang chờ đồng chí duyệt.",
            _oldest(act, state, day),
            f"Quá hạn ({due} ngày làm việc): {state.overdue} mục." if state.overdue else "",
        ]
    )
    return Screen(text, ((OPEN_QUEUE,),))


def _oldest(act: Act, state: QueueState, day: date) -> str:
    """Days are counted up to the reminder's own; where that is not today, both are told by their dates."""
    today = day == act.today
    sent = act.rules.today(state.oldest.submitted_at or act.now)
    waited = f", đã chờ {state.days} ngày làm việc{'' if today else f' (tính đến {plain_date(day)})'}"
    who = comrade(people.find_official(act.tx, state.oldest.official))
    when = day_words(sent, act.today) if today else plain_date(sent)
    return f"Lâu nhất: mục của {who}, gửi {when}{waited if state.days else ''}."
