"""Correcting a draft in the language in which it was typed: `3h`, `hôm kia`, `B.07`, another task's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.domain.entry import Entry, editable
from bot.handlers.edit import Seen, ask
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
    typed_entry,
)
from bot.handlers.screen import SEARCH, Screen
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import QUOTE_LENGTH, shorten
from bot.language.folding import fold
from bot.language.reading import parse_date, parse_minutes
from bot.services import catalogs, drafting
from bot.storage import entries as stored

_PRODUCT_MARKS = ("sp:", "san pham:", "sp ", "so hieu ")
_PROGRESS = {"hoan thanh": True, "xong": True, "dang lam": False, "chua xong": False}
_UNCLEAR = {"gio": "Hệ thống chưa hiểu số giờ này.", "ngay": "Hệ thống chưa hiểu ngày này."}


def typed_correction(turn: Turn) -> Reply | None:
    """A text while a draft is open: a correction of it; None when it is something else."""
    sheet, place, part = turn.dialog.state["sheet"], turn.dialog.state["place"], turn.dialog.state.get("part", "")
    wish = "" if part == "sp" else send_wish(turn.text)
    said = turn.with_text(wish) if wish else turn
    if part != "sp" and is_entry(said, said.text) and _as_product(said) is None:
        return None
    entries = stored.of_sheet(turn.act.tx, sheet)
    entry = next((one for one in editable(entries) if one.place == place), None)
    if entry is None:
        return None
    seen = (sheet, drafting.revision_of(entries), place)
    values = _correction(said, part, entry)
    if values is not None:
        changed = drafting.change(turn.act, turn.person, *seen, **values)
        return send_or_show(turn, changed) if wish else draft_reply(turn, changed)
    if part in _UNCLEAR:
        return ask(turn, seen, part, _UNCLEAR[part])
    return _search_task(said, seen, bool(wish)) if turn.dialog.step == "edit" or not entry.item else None


def typed_edit(turn: Turn) -> Reply:
    """A text after `Sửa`: a correction, or a new entry if it reads as one."""
    return typed_correction(turn) or typed_entry(turn)


def _correction(turn: Turn, part: str, entry: Entry) -> dict[str, Any] | None:
    """What the text changes; None when it is no correction."""
    if part == "sp":
        return {"product": _product(turn.text)}
    first, second = (_as_day, _as_minutes) if part == "ngay" else (_as_minutes, _as_day)
    order: tuple[Callable[[Turn], dict[str, Any] | None], ...] = (_as_product, first, second, _as_word)
    found = next((values for read_as in order if (values := read_as(turn)) is not None), None)
    return _as_figures(turn, entry) if found is None else found


def _as_product(turn: Turn) -> dict[str, Any] | None:
    return {"product": _product(turn.text)} if fold(turn.text).startswith(_PRODUCT_MARKS[:2]) else None


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
    item = catalogs.find(turn.act, turn.person, entry.item)
    counted = fold(item.unit_of_measure) if item and reading.quantity is not None and reading.minutes is None else ""
    if fold(reading.task) not in {"", counted} or "ambiguous_date" in reading.problems:
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


def _search_task(turn: Turn, seen: Seen, wish: bool) -> Reply:
    reading = read_line(turn, turn.text)
    words = reading.task or turn.text
    hits = catalogs.search(turn.act, turn.person, words, 1 + OTHERS_SHOWN)
    if not hits:
        quoted = shorten(turn.text, QUOTE_LENGTH)
        none = f"Không có đầu công việc nào khớp “{quoted}”. Bản nháp giữ nguyên; đồng chí gõ từ khác."
        state = {"sheet": seen[0], "place": seen[2], "part": "viec"}
        return Reply(Screen(none, ((SEARCH,),)), step="edit", state=state)
    item = catalogs.find(turn.act, turn.person, hits[0].code)
    values: dict[str, Any] = {"item": item, "words": words[:LONGEST_WORDS]}
    if reading.date_named and "ambiguous_date" not in reading.problems:
        values["worked_on"] = reading.date
    changed = drafting.change(turn.act, turn.person, *seen, **values)
    if not wish:
        return draft_reply(turn, changed, hits[1:])
    return send_or_show(turn, changed, hits[1:], "" if is_certain(hits) else TASK_UNSURE)
