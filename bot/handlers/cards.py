"""The leader's card of an entry, as it stands at this moment."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.decision import ReturnReason, may_undo
from bot.domain.entry import Entry, Flag, FlagKind, Quality, Status
from bot.domain.people import Official
from bot.domain.period import week_period
from bot.handlers.actions import action
from bot.handlers.screen import MOST_UNITS, Choice, Rows, Screen, bold, units
from bot.handlers.sheets import detail_lines
from bot.handlers.waits import give_up_choice
from bot.handlers.words import comrade, hours, hours_twice, joined, moment
from bot.services.act import Act
from bot.storage import entries, people

RESERVE = 300
"""Units that other messages need beside a reason, above what the card does: those of a draft that is being mended."""


def card_screen(act: Act, leader: Official, entry: Entry, *, walking: bool = False) -> Screen:
    """The card: who, what, when, how long, and what deserves a look; or what it became.

    Args:
        act: the act.
        leader: who decides.
        entry: the entry.
        walking: whether it is shown one by one from the queue, so that a decision leads to the next.
    """
    text = joined([_who(act, entry), *_what(act, entry), _flags_line(act, entry), outcome(act, entry)])
    return Screen(text, card_rows(act, leader, entry, walking=walking), silent=True)


def card_rows(act: Act, leader: Official, entry: Entry, *, walking: bool = False) -> Rows:
    """What the leader can do with the entry now."""
    if entry.status is Status.SUBMITTED:
        return _open_rows(entry, walking)
    if may_undo(entry, leader.code, act.now):
        return ((Choice("Hoàn tác", action("hoan", entry.id, entry.revision)),),)
    return ()


def _open_rows(entry: Entry, walking: bool) -> Rows:
    seen = (entry.id, entry.revision)
    approve = "duyettiep" if walking else "duyet"
    return (
        (
            Choice("Duyệt", action(approve, *seen), "success"),
            Choice("Trả lại", action("tra", *seen), "danger"),
        ),
        (
            Choice("Duyệt số giờ khác", action("giokhac", *seen)),
            Choice("Đánh giá chất lượng", action("chatluong", *seen)),
        ),
    )


def _who(act: Act, entry: Entry) -> str:
    official = people.find_official(act.tx, entry.official)
    unit = people.find_unit(act.tx, entry.unit)
    name = official.name if official else entry.official
    return joined([bold(name), joined([official.title if official else "", unit.name if unit else ""], ", ")])


def _what(act: Act, entry: Entry) -> list[str]:
    declared = hours_twice(entry.minutes_declared or 0)
    return detail_lines(act, entry, f"Giờ khai: {declared}{_so_far(act, entry)}")


def _so_far(act: Act, entry: Entry) -> str:
    if entry.status is not Status.SUBMITTED:
        return ""
    week = week_period(entry.worked_on)
    day_total = entries.minutes_of_period(act.tx, entry.official, entry.worked_on, entry.worked_on)
    week_total = entries.minutes_of_period(act.tx, entry.official, week.first, week.last)
    return f" · cả ngày {hours(day_total)}, cả tuần {hours(week_total)}"


def _flags_line(act: Act, entry: Entry) -> str:
    if not entry.flags or entry.status is not Status.SUBMITTED:
        return ""
    return f"{bold('Lưu ý')}: " + "; ".join(flag_words(act, entry, flag) for flag in entry.flags)


def flag_words(act: Act, entry: Entry, flag: Flag) -> str:
    """One lưu ý with its figure."""
    match flag.kind:
        case FlagKind.OVER_DAY:
            return f"tổng ngày {hours(flag.figure)}, quá 8 giờ"
        case FlagKind.REST_DAY:
            return f"ngày nghỉ ({act.rules.calendar.rest_day_name(entry.worked_on)})"
        case FlagKind.LATE:
            return f"khai muộn {flag.figure} ngày"
        case _:
            return f"bằng {flag.figure}% định mức ({hours(_norm(entry))})"


def _norm(entry: Entry) -> int:
    return (entry.norm_minutes or 0) * max(entry.quantity or 1000, 1000) // 1000


def outcome(act: Act, entry: Entry) -> str:
    """What became of the entry, by whom and when; empty while it waits."""
    if entry.status is Status.APPROVED:
        return joined([_approved_words(entry), _decided_words(act, entry), _reason_words(entry)])
    if entry.status is Status.RETURNED:
        return joined([bold("Đã trả lại"), _decided_words(act, entry), _reason_words(entry)])
    return bold("Cán bộ đã rút lại mục này") if entry.status is Status.WITHDRAWN else ""


def _approved_words(entry: Entry) -> str:
    approved, declared = entry.minutes_approved or 0, entry.minutes_declared or 0
    of_declared = "" if approved == declared else f" (khai {hours(declared)})"
    return f"{bold('Đã duyệt')} {hours(approved)}{of_declared}, chất lượng: {entry.quality}"


def _decided_words(act: Act, entry: Entry) -> str:
    if entry.decided_at is None:
        return ""
    by = comrade(people.find_official(act.tx, entry.decided_by))
    behalf = people.find_official(act.tx, entry.on_behalf_of) if entry.on_behalf_of else None
    who = f"{by}, theo ủy quyền của {comrade(behalf)}" if behalf else by
    return f"{who[0].upper()}{who[1:]}, {moment(entry.decided_at, act.rules)}"


def _reason_words(entry: Entry) -> str:
    return f"Lý do: {entry.reason}" if entry.reason else ""


def room_for_reason(act: Act, leader: Official, entry: Entry) -> int:
    """How long a reason may be, in UTF-16 units, so that each message which tells it holds all of it."""
    returned = replace(entry, status=Status.RETURNED, reason="", decided_by=leader.code, decided_at=act.now)
    return MOST_UNITS - RESERVE - units(card_screen(act, leader, returned).text)


def reason_rows(entry: Entry) -> Rows:
    """The preset reasons for returning, one a row."""
    seen = (entry.id, entry.revision)
    presets = [Choice(reason.value, action("lydo", *seen, reason.name.lower())) for reason in ReturnReason]
    return (*((preset,) for preset in presets), (give_up_choice(entry.id),))


def quality_rows(entry: Entry) -> Rows:
    """The two judgements of a product."""
    seen = (entry.id, entry.revision)
    names = {Quality.GOOD: "Đạt", Quality.POOR: "Chưa đạt"}
    choices = tuple(Choice(label, action("danhgia", *seen, quality.name.lower())) for quality, label in names.items())
    return (choices, (give_up_choice(entry.id),))
