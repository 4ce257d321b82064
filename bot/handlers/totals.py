"""`/homnay`, `/tuan`, `/thang`: a person's own hours, beside the calendar's norm."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.entry import Entry, Status, group_minutes
from bot.domain.period import Period, day_period, month_period, week_period
from bot.handlers.actions import action
from bot.handlers.drafts import discard_rows
from bot.handlers.screen import Choice, Rows, Screen, bold
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import hours, joined, long_date, short_date, shorten
from bot.storage import entries

_NAMES = {
    Status.APPROVED: "Được duyệt",
    Status.SUBMITTED: "Chờ duyệt",
    Status.RETURNED: "Được trả lại",
    Status.DRAFT: "Nháp chưa gửi",
}
_SHORT = {
    Status.APPROVED: "đã duyệt",
    Status.SUBMITTED: "chờ duyệt",
    Status.RETURNED: "trả lại",
    Status.DRAFT: "nháp",
}
MOST_LINES = 20
MOST_DRAFTS = 8


def today(turn: Turn) -> Reply:
    """`/homnay`."""
    day = turn.act.today
    heading = f"Nhật ký {long_date(day, day)}"
    return _totals(turn, day_period(day), heading, "ngày")


def week(turn: Turn) -> Reply:
    """`/tuan`: Monday to Sunday."""
    period = week_period(turn.act.today)
    chart = (Choice("Biểu đồ", action("bieudo", period.first.isoformat())),)
    return _totals(turn, period, f"Tuần {_stretch(period)}", "tuần", (chart,))


def month(turn: Turn) -> Reply:
    """`/thang`: the KPI month."""
    period = month_period(turn.act.today, turn.act.rules.kpi_month_start)
    return _totals(turn, period, f"Tháng {_stretch(period)}", "tháng")


def _stretch(period: Period) -> str:
    return f"{short_date(period.first)} – {short_date(period.last)}"


def _totals(turn: Turn, period: Period, heading: str, name: str, more: Rows = ()) -> Reply:
    found = entries.of_official(turn.act.tx, turn.person.code, period.first, period.last)
    norm = turn.act.rules.calendar.norm_minutes(period.first, period.last)
    text = joined(
        [
            bold(heading),
            joined(_sums(found)) or "Chưa có mục nào. Đồng chí gõ ví dụ: 2h30 họp giao ban.",
            _by_group([entry for entry in found if not entry.is_self_recorded]),
            f"Giờ chuẩn của {name}: {hours(norm)} (để đối chiếu, không phải chỉ tiêu)",
            joined(_list(found)) if name == "ngày" else "",
        ],
        "\n\n",
    )
    rows = (*draft_rows(found), *discard_rows(found, period), *(more if group_minutes(found) else ()))
    return Reply(Screen(text, rows), heading[:60])


def _sums(found: Sequence[Entry]) -> list[str]:
    """A line for each state; what nobody decides on is told apart and counts in no other figure."""
    decidable = [entry for entry in found if not entry.is_self_recorded]
    sent = [entry for entry in decidable if entry.status not in {Status.DRAFT, Status.WITHDRAWN}]
    parts = {label: [entry for entry in decidable if entry.status is status] for status, label in _NAMES.items()}
    parts["Tự ghi nhận"] = [entry for entry in found if entry.is_self_recorded]
    lines = [f"{label}: {_minutes_and_count(own)}" for label, own in parts.items() if own]
    declared = sum(entry.minutes_declared or 0 for entry in sent)
    return [f"Đã khai: {hours(declared)} ({len(sent)} mục)", *lines] if found else []


def _minutes_and_count(found: Sequence[Entry]) -> str:
    """`2 giờ (1 mục)`; what was declared too, where fewer hours were approved: the lines then add up."""
    declared = sum(entry.minutes_declared or 0 for entry in found)
    minutes = _minutes(found)
    of_declared = f"; khai {hours(declared)}" if minutes != declared else ""
    return f"{hours(minutes)} ({len(found)} mục{of_declared})"


def _minutes(found: Sequence[Entry]) -> int:
    return sum(
        (entry.minutes_approved if entry.status is Status.APPROVED else entry.minutes_declared) or 0 for entry in found
    )


def _by_group(found: Sequence[Entry]) -> str:
    totals = group_minutes(found)
    parts = [f"{group} {hours(totals[group])}" for group in sorted(totals)]
    return f"Theo nhóm (được duyệt và chờ duyệt): {' · '.join(parts)}" if parts else ""


def _list(found: Sequence[Entry]) -> list[str]:
    own = [entry for entry in found if entry.status is not Status.WITHDRAWN]
    more = [f"và {len(own) - MOST_LINES} mục nữa"] if len(own) > MOST_LINES else []
    return [_list_line(entry) for entry in own[:MOST_LINES]] + more


def _list_line(entry: Entry) -> str:
    name = shorten(_name(entry), 60)
    state = "tự ghi nhận" if entry.is_self_recorded else _SHORT[entry.status]
    return f"• {name} – {_hours_words(entry)}, {state}"


def _hours_words(entry: Entry) -> str:
    """The hours that the sums above count; what was declared, where that differs."""
    declared = entry.minutes_declared or 0
    if entry.minutes_approved in {None, declared}:
        return hours(declared)
    return f"{hours(entry.minutes_approved or 0)} (khai {hours(declared)})"


def _name(entry: Entry) -> str:
    return entry.item_name or entry.words or "chưa chọn việc"


def draft_rows(found: Sequence[Entry], most: int = MOST_DRAFTS) -> Rows:
    """The way back to drafts that were left unsent, the newest first; each sheet by its first entry."""
    drafts = [entry for entry in found if entry.status is Status.DRAFT]
    newest_first = sorted(drafts, key=lambda entry: (entry.created_at, entry.id), reverse=True)
    names = {entry.sheet: _name(entry) for entry in newest_first}
    choices = [Choice(shorten(f"Bản nháp: {name}"), action("xong", sheet)) for sheet, name in names.items()]
    return tuple((choice,) for choice in choices[:most])
