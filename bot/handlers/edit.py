"""Correcting a draft: by buttons, or in the same language in which it was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.entry import EDITABLE, Entry, Quality
from bot.handlers.actions import BadAction, action, unpack_id, unpack_number
from bot.handlers.log import OTHERS_SHOWN, draft_reply, is_entry, typed_entry
from bot.handlers.screen import Choice, Screen
from bot.handlers.sheets import hour_rows, sheet_screen, task_label
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import long_date
from bot.language.folding import fold
from bot.language.reading import parse_date, parse_minutes, read
from bot.language.search import Hit
from bot.services import catalogs, worklog
from bot.services.refusal import Refused, Why

LONGEST_PRODUCT = 300
_PRODUCT_MARKS = ("sp:", "san pham:", "sp ", "so hieu ")
_PROGRESS = {"hoan thanh": True, "xong": True, "dang lam": False, "chua xong": False}
_HOW = "Đồng chí chọn phần cần sửa, hoặc gõ luôn: 3h · hôm qua · mã việc · sp: số văn bản."
_PARTS = {"gio": "Giờ", "ngay": "Ngày", "viec": "Việc", "sp": "Sản phẩm"}
_ASK = {
    "gio": "Số giờ đúng là bao nhiêu? Chọn hoặc gõ, ví dụ: 2h30.",
    "ngay": "Việc làm ngày nào? Chọn hoặc gõ, ví dụ: hôm kia, 20/11.",
    "viec": "Đầu công việc nào? Gõ vài chữ hoặc mã việc.",
    "sp": "Số hiệu hoặc tên sản phẩm? Ví dụ: BC 45/BC-UBND. Không nhập nội dung bí mật nhà nước.",
}


def edit(turn: Turn, sheet: str, revision: str) -> Reply:
    """Pressed `Sửa`: what to change, or first which entry of several."""
    entries = worklog.own_sheet(turn.act, turn.person, unpack_id(sheet))
    editable = [entry for entry in entries if entry.status in EDITABLE]
    if not editable:
        raise Refused(Why.ALREADY_SENT, entry=entries[0])
    if worklog.revision_of(entries) != unpack_number(revision):
        raise Refused(Why.CHANGED)
    return _menu(turn, entries, editable[0].place) if len(entries) == 1 else _which(turn, entries, editable)


def _which(turn: Turn, entries: Sequence[Entry], editable: Sequence[Entry]) -> Reply:
    seen = (entries[0].sheet, worklog.revision_of(entries))
    choices = [Choice(f"Mục {one.place}", action("suamuc", *seen, one.place)) for one in editable]
    rows = tuple(tuple(choices[start : start + 4]) for start in range(0, len(choices), 4))
    screen = sheet_screen(turn.act, turn.person, entries)
    return Reply(Screen(f"{screen.text}\n\nĐồng chí sửa mục nào?", rows, subject=screen.subject), toast="Chọn mục")


def edit_one(turn: Turn, sheet: str, revision: str, place: str) -> Reply:
    """Pressed the number of one entry of several."""
    entries = worklog.own_sheet(turn.act, turn.person, unpack_id(sheet))
    if worklog.revision_of(entries) != unpack_number(revision):
        raise Refused(Why.CHANGED)
    return _menu(turn, entries, unpack_number(place))


def _menu(turn: Turn, entries: Sequence[Entry], place: int) -> Reply:
    entry = _entry_at(entries, place)
    seen = (entry.sheet, worklog.revision_of(entries), place)
    progress = "Đang làm" if entry.completed else "Hoàn thành"
    other = Quality.POOR if entry.quality_self == Quality.GOOD else Quality.GOOD
    parts = [Choice(label, action("phan", *seen, part)) for part, label in _PARTS.items()]
    rows: list[tuple[Choice, ...]] = [
        tuple(parts[:2]),
        tuple(parts[2:]),
        (Choice(progress, action("tiendo", *seen)), Choice(f"Tự đánh giá: {other}", action("tudanhgia", *seen))),
    ]
    if len(entries) > 1:
        rows.append((Choice("Bỏ mục này", action("bomuc", *seen)),))
    rows.append((Choice("Xong", action("xong", entry.sheet)),))
    screen = sheet_screen(turn.act, turn.person, [entry], mending=True)
    state = {"sheet": entry.sheet, "place": place}
    menu = Screen(f"{screen.text}\n\n{_HOW}", tuple(rows), subject=screen.subject)
    return Reply(menu, "Mời sửa", step="edit", state=state)


def _entry_at(entries: Sequence[Entry], place: int) -> Entry:
    for entry in entries:
        if entry.place == place:
            return entry
    raise Refused(Why.NOT_FOUND)


def ask_part(turn: Turn, sheet: str, revision: str, place: str, part: str) -> Reply:
    """Pressed the part to be changed: ask for it."""
    if part not in _ASK:
        raise BadAction(part)
    seen = (unpack_id(sheet), unpack_number(revision), unpack_number(place))
    entry = _entry_at(worklog.own_sheet(turn.act, turn.person, seen[0]), seen[2])
    rows = {"gio": lambda: hour_rows("gio", *seen), "ngay": lambda: _day_rows(turn, seen)}.get(part, list)()
    rows.append((Choice("Quay lại", action("suamuc", *seen)),))
    state = {"sheet": seen[0], "place": seen[2], "part": part}
    subject = f"sheet:{entry.sheet}"
    return Reply(Screen(_ASK[part], tuple(rows), subject=subject), _ASK[part][:60], step="edit", state=state)


def _day_rows(turn: Turn, seen: tuple[str, int, int]) -> list[tuple[Choice, ...]]:
    days = [turn.act.today - timedelta(days=back) for back in range(min(3, turn.act.rules.backdate_days + 1))]
    return [
        (Choice(long_date(day, turn.act.today), action("ngay", *seen, f"{day:%Y%m%d}")),) for day in days
    ]


def set_minutes(turn: Turn, sheet: str, revision: str, place: str, minutes: str) -> Reply:
    """Pressed a number of hours."""
    return _changed(turn, sheet, revision, place, minutes_declared=unpack_number(minutes))


def set_day(turn: Turn, sheet: str, revision: str, place: str, day: str) -> Reply:
    """Pressed a day."""
    try:
        worked_on = date.fromisoformat(day)
    except ValueError as error:
        raise BadAction(day) from error
    return _changed(turn, sheet, revision, place, worked_on=worked_on)


def set_task(turn: Turn, sheet: str, revision: str, place: str, code: str) -> Reply:
    """Pressed another task."""
    item = catalogs.find(turn.act, turn.person, code)
    if item is None:
        raise Refused(Why.NOT_FOUND)
    return _changed(turn, sheet, revision, place, item=item)


def toggle_progress(turn: Turn, sheet: str, revision: str, place: str) -> Reply:
    """Pressed `Đang làm` or `Hoàn thành`."""
    entry = _entry_at(worklog.own_sheet(turn.act, turn.person, unpack_id(sheet)), unpack_number(place))
    return _changed(turn, sheet, revision, place, completed=not entry.completed)


def toggle_quality(turn: Turn, sheet: str, revision: str, place: str) -> Reply:
    """Pressed the other own rating."""
    entry = _entry_at(worklog.own_sheet(turn.act, turn.person, unpack_id(sheet)), unpack_number(place))
    other = Quality.POOR if entry.quality_self == Quality.GOOD else Quality.GOOD
    return _changed(turn, sheet, revision, place, quality_self=other.value)


def _changed(turn: Turn, sheet: str, revision: str, place: str, **values: Any) -> Reply:
    seen = (unpack_id(sheet), unpack_number(revision), unpack_number(place))
    changed = worklog.change(turn.act, turn.person, *seen, **values)
    return replace(draft_reply(turn, changed), toast="Đã sửa bản nháp")


def remove(turn: Turn, sheet: str, revision: str, place: str) -> Reply:
    """Pressed `Bỏ mục này`."""
    seen = (unpack_id(sheet), unpack_number(revision), unpack_number(place))
    left = worklog.remove(turn.act, turn.person, *seen)
    if not left:
        return Reply(Screen("Đã hủy bản nháp. Nhật ký đã gửi giữ nguyên."), "Đã bỏ")
    return draft_reply(turn, left)


def done(turn: Turn, sheet: str) -> Reply:
    """Pressed `Xong`: back to the draft."""
    return draft_reply(turn, worklog.own_sheet(turn.act, turn.person, unpack_id(sheet)))


def reopen(turn: Turn, entry: str) -> Reply:
    """Pressed `Sửa và gửi lại` on a returned entry."""
    reopened = worklog.reopen(turn.act, turn.person, unpack_id(entry))
    return replace(draft_reply(turn, reopened), toast="Mời sửa", new_message=True)


def typed_correction(turn: Turn) -> Reply | None:
    """A text while a draft is open: a correction of it; None when it is something else."""
    state = turn.dialog.state
    sheet, place, part = state["sheet"], state["place"], state.get("part", "")
    entries = worklog.own_sheet(turn.act, turn.person, sheet)
    entry = _entry_at(entries, place)
    if entry.status not in EDITABLE:
        return None
    values = _correction(turn, part)
    if values is not None:
        changed = worklog.change(turn.act, turn.person, sheet, worklog.revision_of(entries), place, **values)
        return draft_reply(turn, changed)
    searching = turn.dialog.step == "edit" or not entry.item
    return _search_task(turn, entries, place) if searching and not is_entry(turn, turn.text) else None


def typed_edit(turn: Turn) -> Reply:
    """A text after `Sửa`: a correction, or a new entry if it reads as one."""
    return typed_correction(turn) or typed_entry(turn)


def _correction(turn: Turn, part: str) -> dict[str, Any] | None:
    """What the text changes; None when it is no correction."""
    if part == "sp":
        return {"product": _product(turn.text)}
    order: list[Callable[[Turn], dict[str, Any] | None]] = [_as_product, _as_minutes, _as_day, _as_rest]
    if part == "ngay":
        order = [_as_day]
    return next((values for read_as in order if (values := read_as(turn)) is not None), None)


def _as_product(turn: Turn) -> dict[str, Any] | None:
    return {"product": _product(turn.text)} if fold(turn.text).startswith(_PRODUCT_MARKS[:2]) else None


def _product(text: str) -> str:
    for mark in _PRODUCT_MARKS:
        if fold(text).startswith(mark):
            text = text[len(mark) :] if ":" not in mark else text.partition(":")[2]
            break
    return text.strip()[:LONGEST_PRODUCT]


def _as_minutes(turn: Turn) -> dict[str, Any] | None:
    minutes = parse_minutes(turn.text)
    return None if minutes is None else {"minutes_declared": minutes}


def _as_day(turn: Turn) -> dict[str, Any] | None:
    day = parse_date(turn.text, turn.act.today)
    return None if day is None else {"worked_on": day}


def _as_rest(turn: Turn) -> dict[str, Any] | None:
    text = fold(turn.text)
    if text in _PROGRESS:
        return {"completed": _PROGRESS[text]}
    item = catalogs.find(turn.act, turn.person, turn.text.strip())
    if item:
        return {"item": item}
    reading = read(turn.text, turn.act.today)
    if reading.quantity is not None and not reading.task and reading.minutes is None:
        return {"quantity": round(reading.quantity * 1000)}
    return None


def _search_task(turn: Turn, entries: Sequence[Entry], place: int) -> Reply:
    hits = catalogs.search(turn.act, turn.person, turn.text, 1 + OTHERS_SHOWN)
    if not hits:
        words = f"Không có đầu công việc nào khớp “{turn.text[:60]}”. Bản nháp giữ nguyên; đồng chí gõ từ khác."
        state = {"sheet": entries[0].sheet, "place": place, "part": "viec"}
        return Reply(Screen(words), step="edit", state=state)
    item = catalogs.find(turn.act, turn.person, hits[0].code)
    revision = worklog.revision_of(entries)
    changed = worklog.change(turn.act, turn.person, entries[0].sheet, revision, place, item=item)
    return draft_reply(turn, changed, hits[1:])


def pick_code(turn: Turn, code: str) -> Reply | None:
    """`/chon CODE` while a draft is open: that task; None without a draft."""
    if turn.dialog.step not in {"draft", "edit"}:
        return None
    item = catalogs.find(turn.act, turn.person, code)
    if item is None:
        words = f"Danh mục của đồng chí không có mã {code[:32]}. Bản nháp giữ nguyên."
        return Reply(Screen(words), keeps_dialog=True)
    entries = worklog.own_sheet(turn.act, turn.person, turn.dialog.state["sheet"])
    revision, place = worklog.revision_of(entries), turn.dialog.state["place"]
    return draft_reply(turn, worklog.change(turn.act, turn.person, entries[0].sheet, revision, place, item=item))


def hit_rows(hits: Sequence[Hit], verb: str) -> tuple[tuple[Choice, ...], ...]:
    """A row for each task found."""
    return tuple((Choice(task_label(hit.code, hit.name), action(verb, hit.code)),) for hit in hits)
