"""Correcting a draft in the language in which it was typed: `3h`, `hôm kia`, `B.07`, another task's words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from bot.domain.entry import Entry, Status, editable
from bot.handlers.amendments import amendment_in
from bot.handlers.commands import plain_command
from bot.handlers.edit import Seen, ask, changed_reply, which
from bot.handlers.log import (
    LONGEST_WORDS,
    OTHERS_SHOWN,
    TASK_UNSURE,
    draft_reply,
    is_certain,
    is_entry,
    read_line,
    send_or_show,
    send_wish,
)
from bot.handlers.screen import SEARCH, Screen
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import QUOTE_LENGTH, shorten
from bot.language.folding import fold
from bot.language.pieces import asks_for_yesterday
from bot.language.quantities import is_unit
from bot.language.reading import Reading, parse_date, parse_minutes
from bot.services import catalogs, drafting
from bot.storage import entries as stored

_PRODUCT_MARKS = ("sp:", "san pham:", "sp ", "so hieu ")
_PROGRESS = {"hoan thanh": True, "xong": True, "dang lam": False, "chua xong": False}
_UNCLEAR = {"gio": "Hệ thống chưa hiểu số giờ này.", "ngay": "Hệ thống chưa hiểu ngày này."}

_DOCUMENT = re.compile(r"(?:[^\W\d]{1,4}\s+)?\d{1,5}/[A-ZĐ][\w-]*")
"""A number as documents bear it: `BC 45/BC-UBND`."""


def typed_correction(turn: Turn) -> Reply | None:
    """A text while a draft is open: a correction of it; None when it is something else."""
    sheet, place, part = turn.dialog.state["sheet"], turn.dialog.state["place"], turn.dialog.state.get("part", "")
    entries = stored.of_sheet(turn.act.tx, sheet)
    entry = next((one for one in editable(entries) if one.place == place), None)
    if entry is None:
        return None
    seen = (sheet, drafting.revision_of(entries), place)
    if part == "sp":
        return _change(turn, seen, {"product": _product(turn.text)})
    amended = _amended(turn, entry)
    return _change(turn, seen, amended) if amended else _corrected(turn, seen, entry, part)


def unasked_correction(turn: Turn) -> Reply | None:
    """`sửa 2h thành 3h`, whatever is shown: a correction of the newest draft of this chat; None when it is none."""
    newest = _newest_draft(turn) if amendment_in(turn.text) else None
    amended = _amended(turn, newest) if newest else None
    if newest is None or amended is None:
        return None
    entries = stored.of_sheet(turn.act.tx, newest.sheet)
    unsent = editable(entries)
    if len(unsent) > 1:
        return which(turn, entries, unsent)
    return _change(turn, (newest.sheet, drafting.revision_of(entries), newest.place), amended)


def _newest_draft(turn: Turn) -> Entry | None:
    first = turn.act.today - timedelta(days=turn.act.rules.backdate_days)
    written = stored.of_official(turn.act.tx, turn.person.code, first, date.max)
    drafts = [one for one in written if one.status is Status.DRAFT and one.channel == turn.chat.channel]
    return max(drafts, key=lambda one: (one.created_at, one.id), default=None)


def _change(turn: Turn, seen: Seen, values: dict[str, Any], *, sending: bool = False) -> Reply:
    changed = drafting.change(turn.act, turn.person, *seen, **values)
    return send_or_show(turn, changed) if sending else changed_reply(turn, changed)


def _corrected(turn: Turn, seen: Seen, entry: Entry, part: str) -> Reply | None:
    """A correction without any word that says so."""
    if turn.dialog.step == "edit" and fold(turn.text) == "xong":
        return draft_reply(turn, stored.of_sheet(turn.act.tx, seen[0]))
    wish = send_wish(turn.text)
    said = turn.with_text(wish) if wish else turn
    if is_entry(said, said.text) and _as_product(said) is None:
        return None
    values = _as_part(said, part) or _as_word(said) or _as_figures(said, entry)
    if values:
        return _change(turn, seen, values, sending=bool(wish))
    if part != "viec" and _is_command(turn):
        return None
    return _not_understood(said, seen, entry, part, sending=bool(wish))


def _not_understood(turn: Turn, seen: Seen, entry: Entry, part: str, *, sending: bool) -> Reply | None:
    """Ask again for what was asked for; any other words are those of a task, where one is to be chosen."""
    reading = read_line(turn, turn.text)
    if part not in _UNCLEAR and turn.dialog.step == "edit" and not reading.task:  # `30/2`, `0h` are no tasks
        part = "ngay" if reading.date_named else "gio"
    if part in _UNCLEAR:
        return ask(turn, seen, part, _UNCLEAR[part])
    return _search_task(turn, seen, sending) if turn.dialog.step == "edit" or not entry.item else None


def _is_command(turn: Turn) -> bool:
    return plain_command(turn.text) is not None or asks_for_yesterday(turn.text)


def _amended(turn: Turn, entry: Entry) -> dict[str, Any] | None:
    """What `sửa 2h thành 3h` changes; None when it begins otherwise, or says anything else too: `sửa máy in 1h`."""
    said = amendment_in(turn.text)
    if said is None or is_entry(turn, said.wrong) or is_entry(turn, said.right):
        return None
    wrong, right = turn.with_text(said.wrong), turn.with_text(said.right)
    if said.part == "sp" or _as_product(wrong):
        return {"product": _product(said.right)}
    if said.wrong and _as_amended(wrong, said.part, entry) is None:
        return None
    return _as_amended(right, said.part, entry)


def _as_amended(turn: Turn, part: str, entry: Entry) -> dict[str, Any] | None:
    return _as_part(turn, part) or _as_figures(turn, entry)


def _as_part(turn: Turn, part: str) -> dict[str, Any] | None:
    """A product, hours or a day, and nothing beside it; what was asked for comes before the other."""
    if part == "ngay":
        return _as_product(turn) or _as_day(turn) or _as_day(turn.with_text(f"ngày {turn.text}")) or _as_minutes(turn)
    return _as_product(turn) or _as_minutes(turn) or _as_day(turn)


def _as_product(turn: Turn) -> dict[str, Any] | None:
    if fold(turn.text).startswith(_PRODUCT_MARKS[:2]):
        return {"product": _product(turn.text)}
    is_number = turn.dialog.step == "edit" and _DOCUMENT.fullmatch(turn.text.strip())
    return {"product": turn.text.strip()} if is_number else None


def _product(text: str) -> str:
    for mark in _PRODUCT_MARKS:
        if fold(text).startswith(mark):
            text = text[len(mark) :] if ":" not in mark else text.partition(":")[2]
            break
    return text.strip()


def _as_minutes(turn: Turn) -> dict[str, Any] | None:
    minutes = parse_minutes(turn.text)
    return None if minutes is None else {"minutes_declared": minutes}


def _as_day(turn: Turn) -> dict[str, Any] | None:
    day = parse_date(turn.text, turn.act.today)
    return None if day is None else {"worked_on": day}


def _as_word(turn: Turn) -> dict[str, Any] | None:
    """`đang làm`, or the code of a task."""
    progress = _PROGRESS.get(fold(turn.text))
    if progress is not None:
        return {"completed": progress}
    item = catalogs.find(turn.act, turn.person, turn.text.strip())
    return {"item": item} if item else None


def _as_figures(turn: Turn, entry: Entry) -> dict[str, Any] | None:
    """Several at once, without a task: `3h hôm qua`, `2 báo cáo`."""
    reading = read_line(turn, turn.text)
    if "ambiguous_date" in reading.problems or (reading.task and not _only_counts(turn, reading, entry)):
        return None
    values: dict[str, Any] = {}
    if reading.minutes is not None:
        values["minutes_declared"] = reading.minutes
    if reading.date_named:
        values["worked_on"] = reading.date
    if reading.quantity is not None:
        values["quantity"] = round(reading.quantity * 1000)
    if reading.product:
        values["product"] = reading.product
    return values or None


def _only_counts(turn: Turn, reading: Reading, entry: Entry) -> bool:
    """Whether the words are but what is counted: the unit of the task, or while editing any: `5 hồ sơ`."""
    if reading.quantity is None or reading.minutes is not None:
        return False
    item = catalogs.find(turn.act, turn.person, entry.item)
    of_task = item is not None and fold(reading.task) == fold(item.unit_of_measure)
    return of_task or (turn.dialog.step == "edit" and is_unit(reading.task))


def _search_task(turn: Turn, seen: Seen, wish: bool) -> Reply:
    reading = read_line(turn, turn.text)
    words = reading.task or turn.text
    hits = catalogs.search(turn.act, turn.person, words, 1 + OTHERS_SHOWN)
    if not hits:
        quoted = shorten(turn.text, QUOTE_LENGTH)
        none = f"Không có đầu công việc nào khớp “{quoted}”. Bản nháp giữ nguyên; đồng chí gõ từ khác."
        state = {"sheet": seen[0], "place": seen[2]}
        return Reply(Screen(none, ((SEARCH,),)), step="edit", state=state)
    item = catalogs.find(turn.act, turn.person, hits[0].code)
    values: dict[str, Any] = {"item": item, "words": words[:LONGEST_WORDS]}
    if reading.date_named and "ambiguous_date" not in reading.problems:
        values["worked_on"] = reading.date
    changed = drafting.change(turn.act, turn.person, *seen, **values)
    if not wish:
        return changed_reply(turn, changed, hits[1:])
    return send_or_show(turn, changed, hits[1:], "" if is_certain(hits) else TASK_UNSURE)
