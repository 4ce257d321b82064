"""How long: `2h30`, `2 tiếng rưỡi`, `90p`, `nửa ngày`. All in minutes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.language.clock import PARTS, minute_of_day
from bot.language.line import Line
from bot.language.numerals import BEFORE, DIGITS, FRACTION, WORDS, value_of
from bot.language.quantities import NOT_COUNTED

WORKDAY = 480
"""Minutes of a whole day (CONTRACT, section 3); one `buổi` is half of it."""

_LONGEST_DAYS = 3
"""`kế hoạch 100 ngày` is no time worked: what is logged is a day's work, rarely two or three."""

_HOUR = (
    r"(?:(?P<clock>h|(?<![345])g(?!\d)|g(?=\d)|gio)|tg|hrs?|hours?|tieng(?!\s+(?:anh|phap|viet|trung|han|noi|dan toc)))"
    r"(?![a-z])"
)
_MINUTE = r"(?:p|ph|phut|mins?|')(?![a-z])"
_ABOUT = r"(?:(?<!\w)(?:khoang|tam|mat|het|trong|ton|gan|hon|thoi\s+gian|thoi\s+luong|so\s+gio)\s*:?\s*){0,3}"
_NUMBER = rf"{DIGITS}|(?<![a-z]){WORDS}"

_DURATION = re.compile(
    rf"{_ABOUT}(?P<minus>(?<!\S)-)?{BEFORE}(?:"
    rf"(?P<half>{FRACTION})\s*(?:h|gio|tieng)(?![a-z])"
    rf"|(?P<bare>h|gio|tieng)\s+ruoi(?![a-z])"
    rf"|(?P<colon>\d{{1,2}}):(?P<past>[0-5]\d)(?![\d:])"
    rf"|(?P<hours>{_NUMBER})\s?{_HOUR}(?!\d{{3}})(?:\s?(?P<and_half>ruoi)(?![a-z])|(?P<glued>\d{{1,2}})(?!\d)(?:\s?{_MINUTE})?"
    rf"|\s+(?:va\s+)?(?P<apart>{_NUMBER})\s?{_MINUTE}"
    rf"|\s(?P<loose>00|15|30|45){NOT_COUNTED})?"
    rf"|(?P<minutes>{_NUMBER})\s?{_MINUTE}"
    rf")(?:\s+dong\s+ho(?![a-z])|\s?/\s?(?:ngay|buoi)(?![a-z]))?(?=\s*(?P<part>{PARTS})(?![a-z])|)"
)
_DAYS = re.compile(
    rf"{BEFORE}(?:(?P<half>{FRACTION})|(?P<whole>ca|nguyen|tron|suot)|(?P<n>{DIGITS}|{WORDS}))\s+"
    rf"(?:(?P<buoi>buoi)|ngay|(?=ngay\s+\d))(?![a-z])(?!\s+(?:truoc|sau|le|nghi|cong|phep)(?![a-z]))"
    r"(?P<and_half>\s+ruoi(?![a-z]))?"
    r"|(?<!truc )(?<!\w)(?P<most>ca|nguyen|tron|suot)\s+(?:buoi\s+)?(?=(?:sang|chieu|toi)(?![a-z]))"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration as written; `clock` is the minute of the day it may mean instead (`8h`), None if it cannot."""

    minutes: int
    clock: int | None = None


def take_durations(line: Line) -> list[Duration]:
    """Takes out what is said in hours and minutes; a negative duration counts as zero."""
    return line.take(_DURATION, _duration)


def take_days(line: Line) -> list[Duration]:
    """Takes out what is said in days and half days."""
    return line.take(_DAYS, _days)


def _duration(match: re.Match[str]) -> Duration | None:
    if match["minus"]:
        return Duration(0)
    if match["minutes"]:
        return Duration(_whole(value_of(match["minutes"])))
    past = _minutes_past(match)
    if past is None:
        return None
    minutes = _whole(_hours(match) * 60) + past
    return Duration(minutes, _clock(match, minutes))


def _hours(match: re.Match[str]) -> Decimal:
    return Decimal(1) if match["bare"] else value_of(match["half"] or match["colon"] or match["hours"])


def _minutes_past(match: re.Match[str]) -> int | None:
    """Returns the minutes after the hours, None where there can be no such number (`2h75`)."""
    if match["and_half"] or match["bare"]:
        return 30
    said = match["past"] or match["glued"] or match["loose"] or match["apart"] or "0"
    minutes = _whole(value_of(said))
    return minutes if minutes < 60 else None


def _clock(match: re.Match[str], minutes: int) -> int | None:
    """Returns the minute of the day that the words may name: `8h`, `7h30`, `2h chiều`, not `2,5h` nor `8 tiếng`."""
    number, part = match["hours"] or match["colon"] or "", match["part"] or ""
    if not (number.isdigit() and (match["clock"] or match["colon"])):
        return None
    hour, past = divmod(minutes, 60)
    if part in {"chieu", "toi"} and hour < 12:
        return minute_of_day(hour, past, part) if hour >= (6 if part == "toi" else 1) else None
    if match["colon"] and hour < 6:
        return minute_of_day(hour + 12, past, "")
    return minutes if 6 <= hour <= 22 else None


def _days(match: re.Match[str]) -> Duration | None:
    if match["most"]:
        return Duration(WORKDAY // 2)
    count = Decimal(1) if match["whole"] else value_of(match["half"] or match["n"])
    if match["and_half"]:
        count += Decimal("0.5")
    unit = WORKDAY // 2 if match["buoi"] else WORKDAY
    return Duration(_whole(count * unit)) if count <= _LONGEST_DAYS else None


def _whole(minutes: Decimal) -> int:
    return int(minutes.to_integral_value(ROUND_HALF_UP))
