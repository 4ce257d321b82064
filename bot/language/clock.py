"""Where times of day stand in a line: ranges (`8h-10h30`), and the hour something begins or ends (`lúc 8h`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.language.line import Line
from bot.language.times import DAY, HALF_DAY, NO_HOUR, PARTS, Time, times_in

_DAY_SAID = (
    rf"(?:(?:{PARTS})\s+)?(?:ngay\s+)?"
    r"(?:(?:hom\s+)?(?:nay|qua|kia|sau)|\d{1,2}/\d{1,2}(?:/\d{4})?)(?!\w)"
)
_JOIN = re.compile(
    rf"(?:\s+(?P<day>{_DAY_SAID}))?"
    r"(?P<join>\s*(?:-+>?|=>|→|~)\s*|\s+(?:den|t[oớ]i)\s+(?:(?:l[uú]c|khoang|tam)\s+)?)"
)
_TIGHT_JOIN = re.compile(r"(?P<day>(?!))?(?P<join>-|\s+(?:den|t[oớ]i)\s+)")
_LAST_DAY = re.compile(rf"\s+(?P<day>{_DAY_SAID})")
_TODAY = re.compile(r"\s+(?:(?:sang\s+)?hom\s+|sang\s+)nay(?!\w)")

_ABOUT = r"(?:(?:khoang|tam)\s+)?$"
_FROM = re.compile(r"(?<!\w)(?:(?:va|l[uú]c|hoi|t[uừ]|khoang|tam|vao)\s+){1,3}$")
_BEGINS = re.compile(
    rf"(?<!\w)(?:bat dau\s+(?:vao\s+)?(?:(?:l[uú]c|hoi|t[uừ])\s+)?|(?:vao\s+)?(?:lúc|(?<!chung )từ)\s+){_ABOUT}"
)
_HEADS = "dau dien thu duy chung vat nang nhan hieu dong trat trinh uy phan ap the"
_NO_HEAD = "".join(f"(?<!{head} )" for head in _HEADS.split())
_MAY_BEGIN = re.compile(rf"(?<!\w){_NO_HEAD}(?:vao\s+)?(?:luc|tu)\s+{_ABOUT}|^hoi\s+{_ABOUT}")
"""Typed without accents, `tu` and `luc` end other words too: `dau tu`, `nang luc`."""

_ENDS = re.compile(rf"(?<!\w)(?:den|tới|ket thuc)\s+(?:l[uú]c\s+)?{_ABOUT}")
_INCOMING = re.compile(r"(?<!\w)(?:ban|van|cv|vb|don|di|va|thu|tin|ho so)\s+$")
"""What is not done until an hour: `văn bản đến 2h` is two hours of incoming documents."""

_AFTERNOON = re.compile(r"(?<!\w)chieu(?!\w| (?:dai|rong|cao|sau|huong))")
_EVENING = re.compile(rf"(?<!\w){NO_HOUR}(?:toi|dem)(?=\s+(?:qua|nay|kia|hom|thu|t\d|ngay|\d|lúc|từ|tu))")
_WORK_BEGINS = 6 * 60
"""Before six nobody begins, unless the line says that it was in the night."""


@dataclass(frozen=True, slots=True)
class Range:
    """From one minute of a day to another; `end` is past 1440 when it runs across midnight.

    Attributes:
        start, end: minutes from the midnight before it began.
        before_today: whether it says that it ended today and so began the day before (`22h-5h sáng nay`).
        sure: whether its words say which half of the day is meant.
    """

    start: int
    end: int
    before_today: bool = False
    sure: bool = True

    @property
    def minutes(self) -> int:
        """Its length in minutes."""
        return self.end - self.start

    def in_daytime(self) -> Range | None:
        """Returns the other way to read `8h-2h`, which runs across midnight, or `1h30-17h`, which begins at night."""
        if self.sure:
            return None
        earlier = self.end - HALF_DAY
        if self.end > DAY:
            return Range(self.start, earlier) if earlier > self.start else None
        later = self.start + HALF_DAY
        return Range(later, self.end) if self.start < _WORK_BEGINS and later < self.end else None


def take_ranges(line: Line) -> list[Range]:
    """Takes all ranges out of the line: `8h-10h30`, `từ 8h đến 10h30`, `13:30–15:00`, `22h tối qua đến 2h sáng nay`."""
    part = _part_of(line.key)
    found, last_end = [], 0
    for first, second in pairwise(times_in(line.key)):
        join = _join(line.key, first, second)
        span = _span(first, second, part) if join else None
        if join and span and first.at >= last_end:
            last_end = second.end
            line.use(_before(_FROM, line.key, first.at), first.end)
            line.use(join.start("join"), last_end)
            sure = bool(join["day"] or first.part or second.part)
            found.append(_dated(line, Range(*span, sure=sure), join["day"], last_end))
    return found


def take_start(line: Line) -> tuple[int | None, int | None]:
    """Takes out the hour at which the line says that something begins, and the one at which it ends."""
    start = end = None
    for time in times_in(line.key):
        minute = time.minute_of_day()
        if minute is None or not time.sure:
            continue
        begins, ends = _begins(line.key, time), _before(_ENDS, line.key, time.at)
        if ends < time.at and end is None and _may_end(line.key, ends, minute, start):
            end = minute
        elif start is None and (begins < time.at or time.is_plainly_a_time()):
            start = minute
        else:
            continue
        line.use(min(begins, ends), time.end)
    return start, end


def _may_end(key: str, at: int, minute: int, start: int | None) -> bool:
    if start is not None:
        return minute > start
    return minute >= _WORK_BEGINS and _INCOMING.search(key, max(0, at - 10), at) is None


def _begins(key: str, time: Time) -> int:
    """Returns where the words begin that make this the hour of a beginning; the hour's own place if there are none."""
    begins = _before(_BEGINS, key, time.at)
    return begins if begins < time.at or time.hour * 60 < _WORK_BEGINS else _before(_MAY_BEGIN, key, time.at)


def _join(key: str, first: Time, second: Time) -> re.Match[str] | None:
    """Returns what makes the two the ends of a range; a bare number after an hour must stand close, as in `8h-10`."""
    if not (first.sure or second.sure):
        return None
    return (_JOIN if second.sure else _TIGHT_JOIN).fullmatch(key, first.end, second.at)


def _dated(line: Line, found: Range, said: str | None, end: int) -> Range:
    """Returns the range, a day longer if its ends are of different days; the day it ended on is taken from the line."""
    across = found.end > DAY
    other = _LAST_DAY.match(line.key, end) if said else _TODAY.match(line.key, end) if across else None
    if other is None:
        return found
    line.use(*other.span())
    longer = said and not across and other["day"] != said
    return replace(found, end=found.end + (DAY if longer else 0), before_today=not said, sure=True)


def _part_of(key: str) -> str:
    """Returns the part of the day that all hours of the line are of, as `chieu`; empty when none is said."""
    if _AFTERNOON.search(key):
        return "chieu"
    return "toi" if _EVENING.search(key) else ""


def _span(first: Time, second: Time, part: str) -> tuple[int, int] | None:
    begin, last = first.minute_of_day(), second.minute_of_day()
    if begin is None or last is None:
        return None
    if not first.part and second.part not in {"", "sang"} and begin + HALF_DAY < last:
        begin += HALF_DAY  # `2h-4h chiều` begins at 14:00, but `8h-2h chiều` at 8:00
    elif first.part in {"chieu", "toi"} and not second.part and last <= begin < last + HALF_DAY:
        last += HALF_DAY
    elif not (first.part or second.part):
        begin, last = _shifted(begin, last, part)
    return begin, last if last > begin else last + DAY


def _shifted(begin: int, last: int, part: str) -> tuple[int, int]:
    """Returns the ends of a range in a line that speaks of the afternoon or of the evening."""
    if part == "chieu" and begin < _WORK_BEGINS:
        return begin + HALF_DAY, last + HALF_DAY if begin < last <= HALF_DAY else last
    if part == "toi" and _WORK_BEGINS <= begin < HALF_DAY:
        return begin + HALF_DAY, last + HALF_DAY if begin < last <= HALF_DAY else last
    return begin, last


def _before(words: re.Pattern[str], key: str, at: int) -> int:
    """Returns where the words that lead up to this place begin; the place itself when there are none."""
    match = words.search(key, max(0, at - 30), at)
    return match.start() if match else at
