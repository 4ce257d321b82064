"""`/nhacnho`: the own hour of the daily reminder, and pausing it."""

from __future__ import annotations

import re
from datetime import date, time

from bot.domain.calendar import WEEKDAYS
from bot.domain.schedule import LONGEST_PAUSE
from bot.handlers.actions import BadAction, action, unpack_number
from bot.handlers.commands import HOUR, PAUSE
from bot.handlers.screen import GIVE_UP, Choice, Rows, Screen, bold
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import QUOTE_LENGTH, day_words, joined, shorten
from bot.language.folding import fold
from bot.language.times import minute_of_day
from bot.services import reminders
from bot.storage.reminders import Preference

_OFFERED = (time(16), time(16, 30), time(17), time(17, 30))
_HOUR = re.compile(HOUR)
_LIKE_AN_HOUR = re.compile(r"(?:luc )?(?:\d{1,3} ?(?:h|g|gio|:) ?\d{0,3}|\d{1,2})(?: (?:sang|trua|chieu|toi))?")
_PAUSE = re.compile(PAUSE)
_DAY_MINUTES = 24 * 60


def show(turn: Turn) -> Reply:
    """`/nhacnho`."""
    return Reply(_screen(turn, ""), "Giờ nhắc", step="nhacnho")


def choose(turn: Turn, minute: str) -> Reply:
    """Pressed an hour."""
    chosen = unpack_number(minute)
    if chosen >= _DAY_MINUTES:
        raise BadAction(minute)
    return _chosen(turn, _time(chosen))


def typed_choice(turn: Turn) -> Reply | None:
    """Text typed while an hour or a pause may be: None when it is neither."""
    return _choice(turn, turn.text)


def obey(turn: Turn, argument: str) -> Reply:
    """`/nhacnho 17h15`, `dừng 3 ngày`: the choice at once."""
    quoted = shorten(argument, QUOTE_LENGTH)
    words = f"Hệ thống chưa hiểu “{quoted}”, giờ nhắc giữ nguyên. Đồng chí gõ ví dụ: 17h15, hoặc dừng 3 ngày."
    return _choice(turn, argument) or Reply(_screen(turn, words), step="nhacnho")


def _choice(turn: Turn, text: str) -> Reply | None:
    paused = _PAUSE.fullmatch(fold(text))
    if paused:
        return _typed_pause(turn, int(paused[1]) * (7 if paused[2] == "tuan" else 1))
    if not _LIKE_AN_HOUR.fullmatch(fold(text)):
        return None
    hour = _hour(text)
    return _no_hour(turn, text) if hour is None else _chosen(turn, hour)


def _hour(text: str) -> time | None:
    found = _HOUR.fullmatch(fold(text))
    minute = minute_of_day(int(found[1]), int(found[2] or 0), found[3] or "") if found else None
    return None if minute is None or minute >= _DAY_MINUTES else _time(minute)


def _no_hour(turn: Turn, text: str) -> Reply:
    words = f"“{text}” không phải một giờ trong ngày, giờ nhắc giữ nguyên. Đồng chí gõ ví dụ: 17h15."
    return Reply(_screen(turn, words), step="nhacnho")


def _typed_pause(turn: Turn, days: int) -> Reply:
    most = LONGEST_PAUSE
    if 1 <= days <= most:
        return pause(turn, str(days))
    words = (
        f"Mỗi lần tạm dừng nhắc từ 1 đến {most} ngày; việc nhắc giữ nguyên. Đồng chí chọn hoặc gõ, ví dụ: dừng 3 ngày."
    )
    return Reply(_screen(turn, words), step="nhacnho")


def _chosen(turn: Turn, hour: time) -> Reply:
    if reminders.is_quiet_hour(turn.act, hour):
        return Reply(_screen(turn, _quiet_words(turn, hour)), "Chưa đổi giờ nhắc", step="nhacnho")
    reminders.choose_hour(turn.act, turn.person, hour)
    return Reply(_screen(turn, "Đã đổi giờ nhắc."), f"Giờ nhắc: {hour:%H:%M}")


def _quiet_words(turn: Turn, hour: time) -> str:
    quiet = turn.act.rules.quiet_hours
    return (
        f"{hour:%H:%M} thuộc giờ yên tĩnh ({quiet.begin:%H:%M} đến {quiet.end:%H:%M}), hệ thống không nhắc ai. "
        "Giờ nhắc giữ nguyên; đồng chí chọn giờ khác."
    )


def pause(turn: Turn, days: str) -> Reply:
    """Pressed a number of days without reminders."""
    until = reminders.pause(turn.act, turn.person, unpack_number(days))
    return Reply(_screen(turn, "Đã tạm dừng nhắc."), f"Đã tạm dừng đến hết {_day(until)}")


def _day(day: date) -> str:
    """`thứ Hai 30/11`."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m}"


def resume(turn: Turn) -> Reply:
    """Pressed `Nhắc lại từ hôm nay`."""
    reminders.resume(turn.act, turn.person)
    return Reply(_screen(turn, "Hệ thống nhắc lại từ hôm nay."), "Đã bật lại")


def _screen(turn: Turn, note: str) -> Screen:
    own = reminders.preference(turn.act, turn.person)
    paused = own.paused_until if own.paused_until and own.paused_until >= turn.act.today else None
    text = joined(
        [
            note,
            bold("Nhắc khai nhật ký"),
            _hour_words(turn, own),
            f"Đang tạm dừng đến hết {day_words(paused, turn.act.today)}." if paused else "",
            "Ngày làm việc nào chưa có mục được gửi, hệ thống nhắc một lần vào giờ này.",
            "Chọn giờ, hoặc gõ giờ khác, ví dụ: 17h15. Tạm dừng tối đa 7 ngày, ví dụ gõ: dừng 3 ngày.",
        ]
    )
    return Screen(text, _rows(turn, own, paused is not None))


def _hour_words(turn: Turn, own: Preference) -> str:
    if own.remind_at:
        return f"Giờ nhắc: {own.remind_at:%H:%M} (giờ riêng của đồng chí)."
    return f"Giờ nhắc: {turn.act.rules.reminder_time:%H:%M} (giờ chung)."


def _rows(turn: Turn, own: Preference, paused: bool) -> Rows:
    usual = turn.act.rules.reminder_time
    chosen = own.remind_at or usual
    open_hours = [hour for hour in sorted({*_OFFERED, usual}) if not reminders.is_quiet_hour(turn.act, hour)]
    hours = tuple(_hour_choice(hour, chosen) for hour in open_hours)
    pauses = [(_pause_choice(turn, days),) for days in reminders.PAUSES]
    resume_row = (Choice("Nhắc lại từ hôm nay", action("nhaclai"), "primary"),) if paused else ()
    return tuple(row for row in (hours, *pauses, resume_row, (GIVE_UP,)) if row)


def _pause_choice(turn: Turn, days: int) -> Choice:
    """With its last day in words: three days from a Friday on are one working day."""
    until = reminders.pause_ends(turn.act, turn.person, days)
    return Choice(f"Dừng {days} ngày (đến hết {_day(until)})", action("nhacdung", days))


def _hour_choice(hour: time, chosen: time) -> Choice:
    minute = hour.hour * 60 + hour.minute
    return Choice(f"{hour:%H:%M}", action("nhacgio", minute), "primary" if hour == chosen else "")


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
