"""Deciding on one entry: from its card, with a reason, other hours or a judgement."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from bot.domain.decision import ReturnReason
from bot.domain.entry import Entry, Quality
from bot.handlers import cards, waits
from bot.handlers.actions import BadAction, action, unpack_id, unpack_number
from bot.handlers.log import ask_which, is_entry
from bot.handlers.refusals import must_fit
from bot.handlers.screen import Choice, Rows, Screen, bold
from bot.handlers.sheets import QUICK_HOURS, task_line
from bot.handlers.turn import Reply, Turn
from bot.handlers.waits import give_up_choice
from bot.handlers.words import comrade, hours, joined, plain_date
from bot.language.folding import fold
from bot.language.reading import parse_minutes, read
from bot.services import approvals
from bot.storage import entries, people

_REASONS = {reason.name.lower(): reason for reason in ReturnReason}
_TYPED_REASONS = {fold(reason.value): reason for reason in ReturnReason}
_WORD = re.compile(r"[^\s,;:]+")
_BETWEEN = " \t\n,;:"
_MOST_WORDS_OF_HOURS = 5
_QUALITIES = {quality.name.lower(): quality for quality in Quality}


def approve(turn: Turn, entry: str, revision: str) -> Reply:
    """Pressed `Duyệt` on a card: all declared hours, quality "đạt"; nothing is asked about it any more."""
    decided = approvals.approve(turn.act, turn.person, unpack_id(entry), unpack_number(revision))
    words = f"Đã duyệt {hours(decided.minutes_approved or 0)}"
    if not waits.asks_about(turn.dialog, decided.id):
        return Reply(toast=words, keeps_dialog=True)
    now_asked = waits.current(turn.dialog)
    awaited = now_asked is not None and now_asked.entry == decided.id
    return Reply(toast=words, closes=_closed(turn, decided), keeps_dialog=not awaited)


def ask_reason(turn: Turn, entry: str, revision: str) -> Reply:
    """Pressed `Trả lại`: the preset reasons, or a typed one."""
    waiting = approvals.waiting_entry_for(turn.act, turn.person, unpack_id(entry), unpack_number(revision))
    heading = f"{bold('Trả lại')} mục của {_short(turn, waiting)}"
    text = joined([heading, "Lý do trả lại? Chọn hoặc gõ lý do."])
    state = {"entry": waiting.id, "revision": waiting.revision}
    screen = Screen(text, cards.reason_rows(waiting), subject=_question(waiting.id))
    return Reply(screen, "Chọn lý do", step="return.reason", state=state, new_message=True)


def _question(entry: str) -> str:
    """The subject of what is asked about an entry, so that a typed answer can close it."""
    return f"question:{entry}"


def _answered(turn: Turn, reply: Reply, entry: Entry) -> Reply:
    """The reply to a typed answer: the question above it loses its buttons."""
    return replace(reply, closes=_closed(turn, entry))


def _closed(turn: Turn, entry: Entry) -> Screen:
    return Screen(f"Mục của {_short(turn, entry)}: đồng chí đã quyết định.", subject=_question(entry.id))


def _short(turn: Turn, entry: Entry) -> str:
    who = comrade(people.find_official(turn.act.tx, entry.official))
    return f"{who}: {task_line(entry)}, {plain_date(entry.worked_on)}, {hours(entry.minutes_declared or 0)}"


def preset_reason(turn: Turn, entry: str, revision: str, reason: str) -> Reply:
    """Pressed a preset reason."""
    preset = _REASONS.get(reason)
    if preset is None:
        raise BadAction(reason)
    seen = (unpack_id(entry), unpack_number(revision))
    return _returned(turn, approvals.return_entry(turn.act, turn.person, *seen, preset=preset))


def typed_reason(turn: Turn) -> Reply:
    """A line typed while a reason is awaited: the reason, exactly as typed; unless it reads as an entry.

    `duyệt` alone is what the button of that name is: it decides, and the waiting ends.
    """
    if fold(turn.text) == "duyet":
        seen = (turn.dialog.state["entry"], turn.dialog.state["revision"])
        decided = approvals.approve(turn.act, turn.person, *seen)
        return _answered(turn, _approved(turn, decided), decided)
    if is_entry(turn, turn.text):
        return ask_which(turn, "Là lý do trả lại")
    return return_with(turn)


def return_with(turn: Turn) -> Reply:
    """The text is the reason, exactly as typed; a preset one is what its button is."""
    seen = (turn.dialog.state["entry"], turn.dialog.state["revision"])
    _must_fit(turn, seen, turn.typed)
    preset = _TYPED_REASONS.get(fold(turn.text))
    decided = approvals.return_entry(turn.act, turn.person, *seen, preset=preset, words=turn.typed)
    return _answered(turn, _returned(turn, decided), decided)


def _must_fit(turn: Turn, seen: tuple[str, int], reason: str) -> None:
    """Nothing is cut from a reason: one that no message holds is refused."""
    waiting = approvals.waiting_entry_for(turn.act, turn.person, *seen)
    must_fit("Lý do", reason, cards.room_for_reason(turn.act, turn.person, waiting))


def _returned(turn: Turn, entry: Entry) -> Reply:
    text = joined([f"{bold('Đã trả lại')} mục của {_short(turn, entry)}", f"Lý do: {entry.reason}"])
    return Reply(Screen(text, _rows_after(turn, entry)), toast="Đã trả lại")


def ask_hours(turn: Turn, entry: str, revision: str) -> Reply:
    """Pressed `Duyệt số giờ khác`: how many."""
    waiting = approvals.waiting_entry_for(turn.act, turn.person, unpack_id(entry), unpack_number(revision))
    fewer = [minutes for minutes in QUICK_HOURS if minutes < (waiting.minutes_declared or 0)]
    seen = (waiting.id, waiting.revision)
    row = tuple(Choice(hours(minutes), action("duyetgio", *seen, minutes)) for minutes in fewer[-4:])
    text = joined([f"Mục của {_short(turn, waiting)}", "Duyệt bao nhiêu giờ? Chọn hoặc gõ, ví dụ: 1h30."])
    screen = Screen(text, (*([row] if row else []), (give_up_choice(waiting.id),)), subject=_question(waiting.id))
    state = {"entry": waiting.id, "revision": waiting.revision}
    return Reply(screen, "Chọn số giờ", step="approve.hours", state=state, new_message=True)


def approve_minutes(turn: Turn, entry: str, revision: str, minutes: str) -> Reply:
    """Pressed a number of hours."""
    seen = (unpack_id(entry), unpack_number(revision))
    return _approved(turn, approvals.approve(turn.act, turn.person, *seen, minutes=unpack_number(minutes)))


def typed_minutes(turn: Turn) -> Reply:
    """Text typed while other hours are awaited."""
    if parse_minutes(turn.text) is not None:
        return approve_typed_minutes(turn)
    if is_entry(turn, turn.text):
        return ask_which(turn, "Là số giờ duyệt")
    text = "Hệ thống chưa hiểu số giờ. Đồng chí gõ ví dụ 1h30, hoặc bấm Thôi. Mục vẫn chờ duyệt."
    give_up = (give_up_choice(turn.dialog.state["entry"]),)
    return Reply(Screen(text, (give_up,)), step=turn.dialog.step, state=turn.dialog.state)


def approve_typed_minutes(turn: Turn) -> Reply:
    """The text is a number of hours, perhaps with the reason behind it."""
    state = turn.dialog.state
    minutes, reason = _minutes_and_reason(turn)
    seen = (state["entry"], state["revision"])
    _must_fit(turn, seen, reason)
    decided = approvals.approve(turn.act, turn.person, *seen, minutes=minutes, reason=reason)
    return _answered(turn, _approved(turn, decided), decided)


def _minutes_and_reason(turn: Turn) -> tuple[int, str]:
    """`1h30` alone, or with words behind it, which are why, as typed; else the whole text is why."""
    minutes = parse_minutes(turn.text)
    if minutes is not None:
        return minutes, ""
    for end in _ends_of_first_words(turn.typed):
        minutes = parse_minutes(turn.typed[:end])
        if minutes is not None:
            return minutes, turn.typed[end:].lstrip(_BETWEEN)
    return read(turn.text, turn.act.today).minutes or 0, turn.typed


def _ends_of_first_words(text: str) -> list[int]:
    """Where the first words end, the longest stretch first: `2 giờ 30 phút` is four."""
    return [word.end() for word in islice(_WORD.finditer(text), _MOST_WORDS_OF_HOURS)][::-1]


def _approved(turn: Turn, entry: Entry) -> Reply:
    text = joined([f"Mục của {_short(turn, entry)}", cards.outcome(turn.act, entry)])
    return Reply(Screen(text, _rows_after(turn, entry)), toast=f"Đã duyệt {hours(entry.minutes_approved or 0)}")


def ask_quality(turn: Turn, entry: str, revision: str) -> Reply:
    """Pressed `Đánh giá chất lượng`: which."""
    waiting = approvals.waiting_entry_for(turn.act, turn.person, unpack_id(entry), unpack_number(revision))
    declared = hours(waiting.minutes_declared or 0)
    text = joined([f"Mục của {_short(turn, waiting)}", f"Chất lượng sản phẩm? Chọn để duyệt {declared}."])
    return Reply(Screen(text, cards.quality_rows(waiting)), "Chọn chất lượng", new_message=True)


def judge(turn: Turn, entry: str, revision: str, quality: str) -> Reply:
    """Pressed a judgement: approves all declared hours with it."""
    judgement = _QUALITIES.get(quality)
    if judgement is None:
        raise BadAction(quality)
    seen = (unpack_id(entry), unpack_number(revision))
    judged = approvals.approve(turn.act, turn.person, *seen, quality=judgement)
    return _approved(turn, judged)


def undo(turn: Turn, entry: str, revision: str) -> Reply:
    """Pressed `Hoàn tác` within five minutes."""
    approvals.undo(turn.act, turn.person, unpack_id(entry), unpack_number(revision))
    return Reply(toast="Đã hoàn tác, mục chờ duyệt lại", keeps_dialog=True)


def _rows_after(turn: Turn, entry: Entry) -> Rows:
    return ((Choice("Hoàn tác", action("hoanlai", entry.id, entry.revision)),), *next_rows(turn))


def next_rows(turn: Turn) -> Rows:
    """The way to what still waits; nothing when nothing does."""
    left = entries.queue_length(turn.act.tx, turn.person.code)
    return ((Choice(f"Xem từng mục ({left})", action("tungmuc")),),) if left else ()
