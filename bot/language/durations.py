"""How long: `2h30`, `2 tiếng rưỡi`, `90p`, `nửa ngày`. All in minutes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.language.line import Line
from bot.language.numerals import BEFORE, DIGITS, FRACTION, TENS, WORDS, value_of
from bot.language.quantities import NOT_COUNTED
from bot.language.times import LESS, MINUTE, NO_HOUR, PARTS, minute_of_day

WORKDAY = 480
"""Minutes of a whole day (CONTRACT, section 3); one `buổi` is half of it."""

_LONGEST_DAYS = 3
"""`kế hoạch 100 ngày` is no time worked: what is logged is a day's work, rarely two or three."""

_LANGUAGES = r"(?!\s+(?:anh|phap|viet|trung|han|nga|nhat|noi|dan toc)(?![a-z]))"
_HOUR = rf"(?:(?P<clock>h|g|gio)|tg|hrs?|hours?|tieng{_LANGUAGES})(?![a-z])"
_ABOUT = (
    r"(?:(?<!\w)(?:khoang|(?<!trung )tam|(?<!tien )(?<!vang )(?<!gap )(?<!ra )(?<!bo )mat|het|(?<!cay )trong|ton|gan"
    r"|(?<!ket )hon|thoi\s+gian|thoi\s+luong|so\s+gio)\s*:?\s*){0,3}"
)
_NUMBER = rf"{DIGITS}|(?<![a-z]){WORDS}"

_DURATION = re.compile(
    rf"{_ABOUT}(?P<minus>(?<!\S)-)?{BEFORE}(?:"
    rf"(?P<half>{FRACTION})\s*(?:h|gio|tieng)(?![a-z])"
    rf"|(?P<bare>h|gio|tieng)\s+ruoi(?![a-z])"
    rf"|(?P<colon>\d{{1,2}}):(?P<past>[0-5]\d)(?![\d:])"
    rf"|(?P<hours>{_NUMBER})(?:\s?{_HOUR}(?!\d{{3}})(?:{LESS}|\s?(?P<and_half>ruoi)(?![a-z])"
    rf"|[:']?(?P<glued>\d{{1,2}})(?!\d)(?:\s?{MINUTE})?"
    rf"|\s*(?:,\s?|va\s+)?(?P<apart>{_NUMBER})\s?{MINUTE}"
    rf"|\s(?P<loose>00|15|30|45|{TENS}|[1-5][05](?=\s*$|\s*[,;.]\s)|(?:(?<=tieng )|(?<=gio ))[1-5][05])"
    rf"{NOT_COUNTED})?"
    rf"|\s?(?P<alone>ruoi)(?![a-z]))"
    rf"|(?P<minutes>{_NUMBER})\s?{MINUTE}"
    rf")(?:\s+dong\s+ho(?![a-z])|\s?/\s?(?:ngay|buoi)(?![a-z]))?(?=\s*(?P<part>{PARTS})(?![a-z])|)"
)
_ROUGHLY = re.compile(
    rf"{_ABOUT}{BEFORE}(?:(?P<few>{WORDS})\s+(?P<some>{WORDS})"
    rf"|(?P<least>{_NUMBER})(?:\s?-\s?|\s+(?:den|t[oớ]i)\s+)(?P<most>{_NUMBER}))\s+(?:tieng{_LANGUAGES}|tg)(?![a-z])"
)
_DAYS = re.compile(
    rf"{BEFORE}(?:(?P<half>{FRACTION})|(?P<whole>ca|nguyen|tron|suot)|(?P<n>{DIGITS}|{WORDS}))\s+"
    rf"(?:(?P<buoi>buoi)|ngay|(?=ngay\s+\d))(?![a-z])(?!\s+(?:truoc|sau|le|nghi|cong|phep)(?![a-z]))"
    r"(?P<and_half>\s+ruoi(?![a-z]))?"
    r"|(?<!truc )(?<!\w)(?P<most>ca|nguyen|tron|suot)\s+(?:buoi\s+)?(?=(?:sang|chieu|toi)(?![a-z]))"
    r"(?:(?P<both>sang\s+(?:lan|va)\s+(?=chieu)))?"
)
_BESIDE = re.compile(r"(?:\d\s?|\w\s)(?:h|g|gio|tg|tieng|p|ph|phut)\s*,?\s+(?:l[uú]c\s+)?$")
_JOINED = re.compile(r"(?:(?<!\w)(?:va|roi|sau\s+do|xong)|[,;+])\s+(?:[^\W\d]+\s+){1,8}$")
_PART_BEFORE = re.compile(rf"(?<!\w){NO_HOUR}(?P<part>{PARTS})\s+(?:(?:hom\s+)?(?:nay|qua|kia)\s+)?$")


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration as written.

    Attributes:
        minutes: its length.
        clock: the minute of the day it may mean instead (`8h`); None if it cannot.
        part: the part of the day right before it, as in `chiều 2h`; else empty.
        joined: whether a comma or words as `rồi` part it from what stands before.
        bracketed: whether it stands in brackets.
        beside: whether it stands right behind another.
        least: the shorter time it may also have been (`hai ba tiếng`); 0 when only one is said.
    """

    minutes: int
    clock: int | None = None
    part: str = ""
    joined: bool = False
    bracketed: bool = False
    beside: bool = False
    least: int = 0


def take_durations(line: Line) -> list[Duration]:
    """Takes out what is said in hours and minutes, once if said twice: `2,5 giờ (2h30)`; none and below is nothing."""
    rough = line.take(_ROUGHLY, _roughly)
    found = [*rough, *line.take(_DURATION, _duration)]
    pairs = zip(found, [None, *found], strict=False)
    return [one for one, before in pairs if one.minutes and not _repeats(one, before)]


def _repeats(one: Duration, before: Duration | None) -> bool:
    return one.bracketed and before is not None and one.minutes == before.minutes


def take_days(line: Line) -> list[Duration]:
    """Takes out what is said in days and half days."""
    return line.take(_DAYS, _days)


def _duration(match: re.Match[str]) -> Duration | None:
    if match["minus"]:
        return Duration(0)
    bracketed = match.string[match.start() - 1 : match.start()] == "("
    if match["minutes"]:
        return Duration(_whole(value_of(match["minutes"])), bracketed=bracketed)
    past = _minutes_past(match)
    if past is None:
        return None
    minutes = max(_whole(_hours(match) * 60) + past, 0)
    before = _part_before(match)
    part = before or match["part"] or ""
    beside = _BESIDE.search(match.string, max(0, match.start() - 16), match.start()) is not None
    return Duration(minutes, _clock(match, minutes, part), before, _is_joined(match), bracketed, beside)


def _roughly(match: re.Match[str]) -> Duration | None:
    least, most = value_of(match["few"] or match["least"]), value_of(match["some"] or match["most"])
    return Duration(_whole(most * 60), least=_whole(least * 60)) if most - least == 1 else None


def _hours(match: re.Match[str]) -> Decimal:
    return Decimal(1) if match["bare"] else value_of(match["half"] or match["colon"] or match["hours"])


def _minutes_past(match: re.Match[str]) -> int | None:
    """Returns the minutes after the hours, None where there can be no such number (`2h75`)."""
    if match["and_half"] or match["alone"] or match["bare"]:
        return 30
    if match["less"]:
        return -_whole(value_of(match["less"]))
    said = match["past"] or match["glued"] or match["loose"] or match["apart"] or "0"
    minutes = _whole(value_of(said))
    return minutes if minutes < 60 else None


def _clock(match: re.Match[str], minutes: int, part: str) -> int | None:
    """Returns the minute of the day that the words may name: `8h`, `7h30`, `2h chiều`, not `2,5h` nor `8 tiếng`."""
    number = match["hours"] or match["colon"] or ""
    if not (number.isdigit() and (match["clock"] or match["colon"] or match["alone"])):
        return None
    hour, past = divmod(minutes, 60)
    if part in {"chieu", "toi"} and hour < 12:
        return minute_of_day(hour, past, part) if hour >= (6 if part == "toi" else 1) else None
    if (match["colon"] or match["alone"]) and hour < 6:
        return minute_of_day(hour + 12, past, "")
    return minutes if 6 <= hour <= 22 else None


def _part_before(match: re.Match[str]) -> str:
    """Returns the part of the day right before the hours: `chiều nay 2h`."""
    before = _PART_BEFORE.search(match.string, max(0, match.start() - 20), match.start())
    return before["part"] if before else ""


def _is_joined(match: re.Match[str]) -> bool:
    return _JOINED.search(match.string, max(0, match.start() - 60), match.start()) is not None


def _days(match: re.Match[str]) -> Duration | None:
    if match["most"]:
        return Duration(WORKDAY if match["both"] else WORKDAY // 2)
    count = Decimal(1) if match["whole"] else value_of(match["half"] or match["n"])
    if match["and_half"]:
        count += Decimal("0.5")
    unit = WORKDAY // 2 if match["buoi"] else WORKDAY
    return Duration(_whole(count * unit)) if count <= _LONGEST_DAYS else None


def _whole(minutes: Decimal) -> int:
    return int(minutes.to_integral_value(ROUND_HALF_UP))
