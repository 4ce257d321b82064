"""Correcting a draft by buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.entry import Entry, Quality, Status, editable
from bot.handlers.actions import BadAction, action, unpack_id, unpack_number
from bot.handlers.log import draft_reply
from bot.handlers.screen import SEARCH, Choice, Screen
from bot.handlers.sheets import hour_rows, sheet_screen, task_label
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import joined, long_date
from bot.language.search import Hit
from bot.services import catalogs, drafting, worklog
from bot.services.posting import sheet_subject
from bot.services.refusal import Refused, Why

Seen = tuple[str, int, int]
"""The sheet, the revision and the place on it that a screen showed."""

_HOW = "Đồng chí chọn phần cần sửa, hoặc gõ luôn: 3h · hôm qua · tên việc · mã việc · sp: số văn bản."
_GO_ON = "Đang sửa{}: đồng chí gõ tiếp phần khác, hoặc bấm Xong."
_PARTS = {"gio": "Giờ", "ngay": "Ngày", "viec": "Việc", "sp": "Sản phẩm"}
_ASK = {
    "gio": "Số giờ đúng là bao nhiêu? Chọn hoặc gõ, ví dụ: 2h30.",
    "ngay": "Việc làm ngày nào? Chọn hoặc gõ, ví dụ: hôm kia, 20/11.",
    "viec": "Đầu công việc nào? Gõ vài chữ hoặc mã việc.",
    "sp": "Số hiệu hoặc tên sản phẩm? Ví dụ: BC 45/BC-UBND. Không nhập nội dung bí mật nhà nước.",
}


def edit(turn: Turn, sheet: str, revision: str) -> Reply:
    """Pressed `Sửa`: what to change, or first which entry of several."""
    entries, unsent = _as_seen(turn, sheet, revision)
    return _menu(turn, entries, unsent[0].place) if len(entries) == 1 else which(turn, entries, unsent)


def _as_seen(turn: Turn, sheet: str, revision: str) -> tuple[list[Entry], list[Entry]]:
    """The sheet and what of it can be edited, if it still is as the pressed screen showed it."""
    entries = drafting.own_sheet(turn.act, turn.person, unpack_id(sheet))
    unsent = editable(entries)
    if not unsent:
        raise Refused(Why.ALREADY_SENT, entry=entries[0])
    if drafting.revision_of(entries) != unpack_number(revision):
        raise Refused(Why.CHANGED)
    return entries, unsent


def which(turn: Turn, entries: Sequence[Entry], unsent: Sequence[Entry]) -> Reply:
    """Ask which entry of several is to be changed."""
    seen = (entries[0].sheet, drafting.revision_of(entries))
    choices = [Choice(f"Mục {one.place}", action("suamuc", *seen, one.place)) for one in unsent]
    rows = tuple(tuple(choices[start : start + 4]) for start in range(0, len(choices), 4))
    screen = sheet_screen(turn.act, turn.person, entries)
    return Reply(Screen(f"{screen.text}\n\nĐồng chí sửa mục nào?", rows, subject=screen.subject), toast="Chọn mục")


def edit_one(turn: Turn, sheet: str, revision: str, place: str) -> Reply:
    """Pressed the number of one entry of several."""
    entries, unsent = _as_seen(turn, sheet, revision)
    return _menu(turn, entries, _entry_at(unsent, unpack_number(place)).place)


def _menu(turn: Turn, entries: Sequence[Entry], place: int) -> Reply:
    entry = _entry_at(entries, place)
    seen = (entry.sheet, drafting.revision_of(entries), place)
    progress = "Đang làm" if entry.completed else "Hoàn thành"
    other = Quality.POOR if entry.quality_self == Quality.GOOD else Quality.GOOD
    parts = [Choice(label, action("phan", *seen, part)) for part, label in _PARTS.items()]
    rows: list[tuple[Choice, ...]] = [
        tuple(parts[:2]),
        tuple(parts[2:]),
        (Choice(progress, action("tiendo", *seen)), Choice(f"Tự đánh giá: {other}", action("tudanhgia", *seen))),
    ]
    if len(entries) > 1 and entry.status is Status.DRAFT:
        rows.append((Choice("Bỏ mục này", action("bomuc", *seen)),))
    rows.append((_finished(entry.sheet),))
    screen = sheet_screen(turn.act, turn.person, [entry], mending=True)
    state = {"sheet": entry.sheet, "place": place}
    menu = Screen(f"{screen.text}\n\n{_HOW}", tuple(rows), subject=screen.subject)
    return Reply(menu, "Mời sửa", step="edit", state=state)


def _finished(sheet: str) -> Choice:
    return Choice("Xong", action("xong", sheet))


def changed_reply(turn: Turn, sheet: Sequence[Entry], others: Sequence[Hit] | None = None, note: str = "") -> Reply:
    """Show a draft that was changed; while it is being edited, what is typed next is still for it.

    Args:
        turn: the turn.
        sheet: the whole sheet.
        others: other likely tasks; None to look them up.
        note: a line on top.
    """
    reply = draft_reply(turn, sheet, others, note)
    state = turn.dialog.state
    if turn.dialog.step != "edit" or state["sheet"] != sheet[0].sheet or reply.screen is None:
        return reply
    go_on = _GO_ON.format(f" mục {state['place']}" if len(sheet) > 1 else "")
    rows = (*reply.screen.rows, (_finished(sheet[0].sheet),))
    screen = replace(reply.screen, text=f"{reply.screen.text}\n\n{go_on}", rows=rows)
    return replace(reply, screen=screen, step="edit", state={"sheet": state["sheet"], "place": state["place"]})


def _entry_at(entries: Sequence[Entry], place: int) -> Entry:
    for entry in entries:
        if entry.place == place:
            return entry
    raise Refused(Why.NOT_FOUND)


def ask_part(turn: Turn, sheet: str, revision: str, place: str, part: str) -> Reply:
    """Pressed the part to be changed: ask for it."""
    if part not in _ASK:
        raise BadAction(part)
    entry = _entry_at(_as_seen(turn, sheet, revision)[1], unpack_number(place))
    seen = (entry.sheet, unpack_number(revision), entry.place)
    return ask(turn, seen, part)


def ask(turn: Turn, seen: Seen, part: str, note: str = "") -> Reply:
    """Ask for a part of an entry; `note` stands above the question."""
    rows = _PART_ROWS[part](turn, seen)
    rows.append((Choice("Quay lại", action("suamuc", *seen)),))
    state = {"sheet": seen[0], "place": seen[2], "part": part}
    screen = Screen(joined([note, _ASK[part]]), tuple(rows), subject=sheet_subject(seen[0]))
    return Reply(screen, f"Mời sửa {_PARTS[part].lower()}", step="edit", state=state)


def _day_rows(turn: Turn, seen: Seen) -> list[tuple[Choice, ...]]:
    days = [turn.act.today - timedelta(days=back) for back in range(min(3, turn.act.rules.backdate_days + 1))]
    return [(Choice(long_date(day, turn.act.today), action("ngay", *seen, f"{day:%Y%m%d}")),) for day in days]


_PART_ROWS: dict[str, Callable[[Turn, Seen], list[tuple[Choice, ...]]]] = {
    "gio": lambda _, seen: hour_rows("gio", *seen),
    "ngay": _day_rows,
    "viec": lambda *_: [(SEARCH,)],
    "sp": lambda *_: [],
}


def set_minutes(turn: Turn, sheet: str, revision: str, place: str, minutes: str) -> Reply:
    """Pressed a number of hours."""
    return _changed(turn, sheet, revision, place, minutes_declared=unpack_number(minutes))


def clear_minutes(turn: Turn, sheet: str, revision: str, place: str) -> Reply:
    """Pressed `Lúc 08:00`: the line named a time of day, so the hours are still to be told."""
    return _changed(turn, sheet, revision, place, minutes_declared=None)


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
        raise Refused(Why.NO_TASK)
    return _changed(turn, sheet, revision, place, item=item)


def toggle_progress(turn: Turn, sheet: str, revision: str, place: str) -> Reply:
    """Pressed `Đang làm` or `Hoàn thành`."""
    entry = _entry_at(drafting.own_sheet(turn.act, turn.person, unpack_id(sheet)), unpack_number(place))
    return _changed(turn, sheet, revision, place, completed=not entry.completed)


def toggle_quality(turn: Turn, sheet: str, revision: str, place: str) -> Reply:
    """Pressed the other own rating."""
    entry = _entry_at(drafting.own_sheet(turn.act, turn.person, unpack_id(sheet)), unpack_number(place))
    other = Quality.POOR if entry.quality_self == Quality.GOOD else Quality.GOOD
    return _changed(turn, sheet, revision, place, quality_self=other.value)


def _changed(turn: Turn, sheet: str, revision: str, place: str, **values: Any) -> Reply:
    seen = (unpack_id(sheet), unpack_number(revision), unpack_number(place))
    changed = drafting.change(turn.act, turn.person, *seen, **values)
    return replace(changed_reply(turn, changed), toast="Đã sửa bản nháp")


def remove(turn: Turn, sheet: str, revision: str, place: str) -> Reply:
    """Pressed `Bỏ mục này`."""
    seen = (unpack_id(sheet), unpack_number(revision), unpack_number(place))
    left = drafting.remove(turn.act, turn.person, *seen)
    if not left:
        return Reply(Screen("Đã hủy bản nháp. Nhật ký đã gửi giữ nguyên."), "Đã bỏ")
    return draft_reply(turn, left)


def done(turn: Turn, sheet: str) -> Reply:
    """Pressed `Xong`: back to the draft."""
    return draft_reply(turn, drafting.own_sheet(turn.act, turn.person, unpack_id(sheet)))


def reopen(turn: Turn, entry: str) -> Reply:
    """Pressed `Sửa và gửi lại` on a returned entry."""
    reopened = worklog.reopen(turn.act, turn.person, unpack_id(entry))
    return replace(draft_reply(turn, reopened), toast="Mời sửa", new_message=True)


def pick_code(turn: Turn, code: str) -> Reply | None:
    """`/chon CODE` while a draft is open: that task; None without a draft."""
    if turn.dialog.step not in {"draft", "edit"}:
        return None
    item = catalogs.find(turn.act, turn.person, code)
    if item is None:
        raise Refused(Why.NO_TASK)
    entries = drafting.own_sheet(turn.act, turn.person, turn.dialog.state["sheet"])
    revision, place = drafting.revision_of(entries), turn.dialog.state["place"]
    return changed_reply(turn, drafting.change(turn.act, turn.person, entries[0].sheet, revision, place, item=item))


def hit_rows(hits: Sequence[Hit], verb: str) -> tuple[tuple[Choice, ...], ...]:
    """A row for each task found."""
    return tuple((Choice(task_label(hit.code, hit.name), action(verb, hit.code)),) for hit in hits)
