"""Times of day in a line: ranges (`8h-10h30`), and the hour at which something begins or ends (`lúc 8h`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.language.line import Line
from bot.language.quantities import NOT_COUNTED

HALF_DAY = 12 * 60
DAY = 24 * 60

PARTS = "sang|trua|chieu|toi|dem"
"""The parts of a day that may follow an hour."""

_TIME = re.compile(
    r"(?<![\w.,/:])(?P<hour>\d{1,2})(?!\d)(?:"
    r"\s?(?P<unit>h|g|gio)(?![a-z])"
    rf"(?:(?P<glued>[0-5]\d)|\s(?P<apart>[0-5]\d)(?=\s?(?:p|')|\s?(?:-|den|toi))|\s(?P<loose>00|15|30|45){NOT_COUNTED})?"
    r"(?!\d)(?:\s?(?:p|ph|phut|')(?![a-z]))?"
    r"|:(?P<colon>[0-5]\d)(?![\d:]))?(?![/\w]|[.,]\d)"
)
_PART = re.compile(
    rf"\s*(?:gio\s+)?(?P<part>{PARTS})(?![a-z])"
    r"(?P<date>\s+(?:qua|nay|mai|kia|hom|bua|ngay|thu|chu|cn|t\d|\d))?"
)
_JOIN = re.compile(r"(?:\s*(?:-+>?|=>|→|~)\s*|\s+(?:den|toi)\s+(?:(?:luc|khoang|tam)\s+)?)")
_TIGHT_JOIN = re.compile(r"-|\s+(?:den|toi)\s+")
_FROM = re.compile(r"(?<!\w)(?:(?:va|luc|hoi|tu|khoang|tam|vao)\s+){1,3}$")
_BEGINS = re.compile(r"(?<!\w)(?:(?:bat dau|vao)\s+)?(?:luc|hoi|tu)\s+(?:(?:khoang|tam)\s+)?$")
_ENDS = re.compile(r"(?<!\w)den\s+(?:(?:luc|khoang|tam)\s+)?$")
_AFTERNOON = re.compile(r"(?<!\w)chieu(?!\w| (?:dai|rong|cao|sau|huong))")


@dataclass(frozen=True, slots=True)
class Time:
    """An hour as written, from `at` to `end` in the line's key; `sure` when written as an hour, not as a number.

    `part` is the part of the day said after it, and `day_said` tells that a date follows (`8h tối qua`): then the
    part stays in the line for the date to take.
    """

    at: int
    end: int
    hour: int
    minute: int
    sure: bool
    colon: bool
    part: str
    day_said: bool

    def minute_of_day(self) -> int | None:
        """Returns the minute of the day; None for an hour that no clock shows."""
        return minute_of_day(self.hour, self.minute, self.part)

    def is_plainly_a_time(self) -> bool:
        """Whether it can be no duration (`13:30`, `8h sáng`): nobody works eight hours in one morning."""
        if self.colon:
            return self.hour >= 6
        return self.sure and self.hour >= _LEAST_HOURS.get((self.part, self.day_said), DAY)


_LEAST_HOURS = {(part, said): 6 for part in ("trua", "chieu", "dem") for said in (True, False)}
_LEAST_HOURS |= {("sang", True): 5, ("sang", False): 5, ("toi", True): 6}


@dataclass(frozen=True, slots=True)
class Range:
    """From one minute of a day to another; `end` is past 1440 when it runs across midnight."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Its length in minutes."""
        return self.end - self.start

    def within_the_day(self) -> Range | None:
        """Returns the other way to read `8h-2h`, where the first one runs across midnight."""
        earlier = self.end - HALF_DAY
        return Range(self.start, earlier) if self.end > DAY and earlier > self.start else None


def minute_of_day(hour: int, minute: int, part: str) -> int | None:
    """Returns the minute of the day of an hour said with a part of the day; None for an hour that no clock shows."""
    if hour * 60 + minute > DAY:
        return None
    late = part in {"chieu", "toi"} or (part == "dem" and hour >= 6) or (part == "trua" and hour <= 3)
    return (hour + 12 if late and hour < 12 else hour) * 60 + minute


def hhmm(minute: int) -> str:
    """Returns a minute of the day, or of the next, as `HH:MM`."""
    hour, rest = divmod(minute % DAY, 60)
    return f"{hour:02}:{rest:02}"


def take_ranges(line: Line) -> list[Range]:
    """Takes all ranges out of the line: `8h-10h30`, `từ 8h đến 10h30`, `13:30–15:00`, `22h-2h`."""
    afternoon = _AFTERNOON.search(line.key) is not None
    found, last_end = [], 0
    for first, second in pairwise(_times(line.key)):
        read = _range(first, second, afternoon) if _joined(line.key, first, second) else None
        if read and first.at >= last_end:
            last_end = second.end
            line.use(_before(_FROM, line.key, first.at), last_end)
            found.append(read)
    return found


def take_start(line: Line) -> tuple[int | None, int | None]:
    """Takes out the hour at which the line says that something begins, and the one at which it ends."""
    start = end = None
    for time in _times(line.key):
        minute = time.minute_of_day()
        begins, ends = (_before(words, line.key, time.at) for words in (_BEGINS, _ENDS))
        if minute is None or not time.sure:
            continue
        if ends < time.at and end is None:
            end = minute
        elif start is None and (begins < time.at or time.is_plainly_a_time()):
            start = minute
        else:
            continue
        line.use(min(begins, ends), time.end)
    return start, end


def _times(key: str) -> list[Time]:
    return [_time(key, match) for match in _TIME.finditer(key)]


def _time(key: str, match: re.Match[str]) -> Time:
    minute = int(match["glued"] or match["apart"] or match["loose"] or match["colon"] or 0)
    sure, colon = bool(match["unit"] or match["colon"]), bool(match["colon"])
    part = _PART.match(key, match.end())
    if not part:
        return Time(match.start(), match.end(), int(match["hour"]), minute, sure, colon, "", day_said=False)
    day_said = bool(part["date"])
    end = match.end() if day_said else part.end()
    return Time(match.start(), end, int(match["hour"]), minute, sure, colon, part["part"], day_said)


def _joined(key: str, first: Time, second: Time) -> bool:
    """Whether the two are the ends of a range; a bare number after an hour must stand close, as in `8h-10`."""
    join = _JOIN if second.sure else _TIGHT_JOIN
    return (first.sure or second.sure) and join.fullmatch(key, first.end, second.at) is not None


def _range(first: Time, second: Time, afternoon: bool) -> Range | None:
    begin, last = first.minute_of_day(), second.minute_of_day()
    if begin is None or last is None:
        return None
    if not first.part and second.part not in {"", "sang"} and begin + HALF_DAY < last:
        begin += HALF_DAY  # `2h-4h chiều` begins at 14:00, but `8h-2h chiều` at 8:00
    elif afternoon and not (first.part or second.part) and begin < last <= 7 * 60:
        begin, last = begin + HALF_DAY, last + HALF_DAY
    return Range(begin, last if last > begin else last + DAY)


def _before(words: re.Pattern[str], key: str, at: int) -> int:
    """Returns where the words that lead up to this place begin; the place itself when there are none."""
    match = words.search(key, max(0, at - 30), at)
    return match.start() if match else at
