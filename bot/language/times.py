"""Hours of the clock as people write them: `8h`, `7h30`, `8 giờ kém 15`, `bảy rưỡi`, `2h chiều`, `13:30`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.numerals import BEFORE, TENS, WORDS, value_of
from bot.language.quantities import NOT_COUNTED

HALF_DAY = 12 * 60
DAY = 24 * 60

PARTS = "sang|trua|chieu|toi|dem|khuya"
"""The parts of a day that may stand beside an hour."""

MINUTE = r"(?:(?:p|ph|phut|mins?)(?![a-z])|(?<=[\d ])')"
"""What makes the number before it minutes."""

LESS = rf"\s?kem\s+(?P<less>[0-5]?\d(?!\d)|{TENS}|nam(?=\s+phut))(?:\s?{MINUTE}|{NOT_COUNTED})"
"""Minutes to the full hour, behind it: `8 giờ kém 15`."""

_TIME = re.compile(
    rf"{BEFORE}(?:(?P<hour>\d{{1,2}})(?!\d)|(?P<said>{WORDS})(?=\s+(?:gio|ruoi)(?![a-z])|\s+den\s+{WORDS}\s+gio))(?:"
    rf"(?:\.(?P<dotted>[0-5]\d))?\s?(?P<unit>h|g|gio)(?![a-z])(?:{LESS}|\s?(?P<half>ruoi)(?![a-z])|:?(?P<glued>[0-5]\d)"
    rf"|\s(?P<apart>[0-5]\d)(?=\s?(?:p|')|\s?(?:-|den|t[oớ]i)\s?\d{{1,2}}\s?(?:h|g|:)|\s(?:{PARTS})(?![a-z]))|\s(?P<loose>00|15|30|45|{TENS}){NOT_COUNTED})?"
    rf"(?!\d)(?:\s?{MINUTE})?(?!\w|[.,]\d)"
    r"|:(?P<colon>[0-5]\d)(?![\d:]|\w|[.,]\d)|\s?(?P<bare_half>ruoi)(?!\w)|(?![/\w]|[.,]\d))"
)
NO_HOUR = r"(?<!\dh )(?<!\dg )(?<!gio )(?<!\d )"
"""Before a part of the day: no hour that it belongs to, as in `8h tối`."""

_UNTIL = re.compile(r"\s+toi\s+(?:(?:l[uú]c|khoang|tam)\s+)?(?P<hour>\d{1,2})\s?(?:h|g|gio|:)(?![a-z])")
_PART = re.compile(
    rf"\s*(?:gio\s+)?(?P<part>{PARTS})(?![a-z])"
    r"(?P<date>\s+(?:qua|nay|mai|kia|hom|bua|ngay|thu|chu|cn|t\d|\d{{1,2}}/\d))?"
)

_LEAST_HOURS = {(part, said): 6 for part in ("trua", "chieu", "dem", "khuya") for said in (True, False)}
_LEAST_HOURS |= {("sang", True): 5, ("sang", False): 5, ("toi", True): 6}


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


def times_in(key: str) -> list[Time]:
    """Returns all hours, and all numbers that may be hours, in a line's key."""
    return [_time(key, match) for match in _TIME.finditer(key)]


def _time(key: str, match: re.Match[str]) -> Time:
    hour, minute = divmod(_minutes(match), 60)
    sure, colon = match.group().strip() != match["hour"], bool(match["colon"])
    part = _PART.match(key, match.end())
    until = _UNTIL.match(key, match.end())
    if not part or (until and int(until["hour"]) > hour):  # `8h toi 10h`, but `8h toi 2h`: eight in the evening
        return Time(match.start(), match.end(), hour, minute, sure, colon, "", day_said=False)
    day_said = bool(part["date"])
    end = match.end() if day_said else part.end()
    return Time(match.start(), end, hour, minute, sure, colon, part["part"], day_said)


def _minutes(match: re.Match[str]) -> int:
    hours = 60 * int(value_of(match["hour"] or match["said"]))
    if match["less"]:
        return max(hours - int(value_of(match["less"])), 0)
    if match["half"] or match["bare_half"]:
        return hours + 30
    past = match["glued"] or match["dotted"] or match["apart"] or match["loose"] or match["colon"] or "0"
    return hours + int(value_of(past))


def minute_of_day(hour: int, minute: int, part: str) -> int | None:
    """Returns the minute of the day of an hour said with a part of the day; None for an hour that no clock shows."""
    if hour * 60 + minute > DAY:
        return None
    late = part in {"chieu", "toi"} or (part in {"dem", "khuya"} and hour >= 6) or (part == "trua" and hour <= 3)
    return (hour + 12 if late and hour < 12 else hour) * 60 + minute


def hhmm(minute: int) -> str:
    """Returns a minute of the day, or of the next, as `HH:MM`."""
    hour, rest = divmod(minute % DAY, 60)
    return f"{hour:02}:{rest:02}"
