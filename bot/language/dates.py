"""Which day a line speaks of: `hôm qua`, `chiều t6`, `thứ 6 tuần trước`, `20/11`, `mùng 2` (CONTRACT, section 3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.language.clock import PARTS
from bot.language.line import Line
from bot.language.names import TIME_UNIT
from bot.language.numerals import DIGITS, WORDS, value_of

_PART = rf"(?:(?:buoi\s+)?(?:{PARTS})\s+)?"
_LEAD = rf"(?<!\w)(?:(?:vao|tu|trong|luc)\s+)?{_PART}(?:(?:vao|cua)\s+)?"
_END = r"(?!\w)"
_ERRAND = r"(?!\s+(?:so|ban|phong|xa|phuong|ubnd|van phong|zalo|dien thoai|mang|email|he thong|phan mem|duong)(?!\w))"
"""After `qua`, the word is "over to" or "by": `chiều qua Sở Nội vụ`."""

_SHIFTS = {"nay": 0, "qua": -1, "kia": -2, "mai": 1, "mốt": 2}
_RELATIVE = re.compile(
    rf"{_LEAD}(?:(?:ngay\s+)?(?:hom|bua|h\.)\s?(?P<day>nay|qua|kia)|(?P<coming>ngay\s+(?:mai|mốt|kia)))"
    rf"(?:\s+luc(?=\s+\d))?{_END}(?:\s+(?:{PARTS}){_END})?"
    rf"|(?<!\w)(?:buoi\s+)?(?:{PARTS})\s+(?P<near>nay|qua{_ERRAND}|mai|kia){_END}"
    rf"|^(?P<now>nay)\s"
)
_AGO = re.compile(
    rf"(?<!\w)(?:(?P<n>{DIGITS}|{WORDS})\s+(?:ngay|hom|bua)\s+truoc"
    rf"|cach\s+day\s+(?P<m>{DIGITS}|{WORDS})\s+(?:ngay|hom)){_END}"
)
_NEXT_DAY = re.compile(rf"{_LEAD}(?:ngay\s+)?hom\s+sau{_END}")

_WEEK = r"tuan\s+(?:truoc|roi|vua\s+roi|vua\s+qua|qua|nay|sau|toi)"
_WEEKDAY = re.compile(
    rf"(?:(?<!\w)(?P<before>{_WEEK})\s*,?\s+)?{_LEAD}(?:ngay\s+)?"
    r"(?P<day>thu\s?(?:[2-7]|hai|ba|tu|nam|sáu|sau|bay)|t[2-7]|chu\s?nhat|(?<!khu )(?<!cum )(?<!nganh )cn)"
    rf"(?![\w/]|:\d|{TIME_UNIT}|\s+(?:ho so|hs|don|phieu|khoan|bien lai|hoa don)(?!\w))"
    rf"(?:\s*,?\s+(?:cua\s+)?(?P<after>{_WEEK}|(?:vua\s+)?(?:roi|qua{_ERRAND})|truoc|nay){_END})?"
)
_MONDAY = re.compile(rf"{_LEAD}dau\s+tuan(?:\s+(?P<week>truoc|roi|qua|nay))?{_END}")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sáu": 4, "sau": 4, "bay": 5}

_SEVERAL = re.compile(
    rf"{_LEAD}(?:ngay\s+)?(?<![\w.,/-])(?<!thu )\d{{1,2}}(?:/\d{{1,2}})?"
    r"(?:\s?-\s?|\s?,\s?|\s+(?:den|toi|va)\s+)(?:ngay\s+)?\d{1,2}/\d{1,2}(?:/\d{4})?(?![\w/])"
)
_NUMERIC = re.compile(
    rf"{_LEAD}(?:(?P<ngay>ngay)\s+)?(?<![\w.,/-])(?:"
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<d>\d{1,2})(?:\s?/\s?(?P<m>\d{1,2})(?:\s?/\s?(?P<y>\d{4}|\d{2}))?"
    r"|(?P<sign>[.-])(?P<m2>\d{1,2})(?:(?P=sign)(?P<y2>\d{4}))?"
    rf"|\s+thang\s+(?P<m3>\d{{1,2}})(?:\s*(?:nam|/)\s*(?P<y3>\d{{4}}))?(?!{TIME_UNIT})))(?![\w/]|[:-]\d|[.,]\d)"
)
_DAY_ONLY = re.compile(
    rf"(?<!trong )(?<!moi )(?<!hang )(?P<tet>tet\s+)?{_LEAD}(?:(?:ngay\s+)?m[uo]ng|ngay|hom)\s+(?P<d>\d{{1,2}}|{WORDS})"
    rf"(?![\w/]|[:.,]\d|{TIME_UNIT}|\s+(?:hang|moi)\s)(?:\s+thang\s+(?P<month>nay|truoc){_END})?(?P<lunar>\s+(?:tet|am){_END})?"
)
_VAGUE = re.compile(
    rf"{_LEAD}(?:(?:vai|may|ba)\s+)?(?:(?:ngay\s+)?(?:hom|bua)\s+(?:no|KIA|truoc|roi|vua\s+roi|vua\s+qua)"
    r"|(?:(?:giua|cuoi)\s+)?tuan\s+(?:truoc|roi|qua|vua\s+roi|vua\s+qua)|giua\s+tuan(?:\s+nay)?|cuoi\s+tuan(?:\s+nay)?"
    rf"|(?:ngay|hom)\s+khac){_END}"
)


@dataclass(frozen=True, slots=True)
class Day:
    """The day a line names; None when it names one that does not exist, several, or none in particular."""

    day: date | None
    named: bool = True


def take_day(line: Line, today: date) -> Day:
    """Takes the date out of the line; no date named means today."""
    line.take(_NEXT_DAY, bool)
    found = {day for pattern, rule in _RULES for day in line.take(pattern, partial(rule, today=today))}
    weekdays = line.take(_WEEKDAY, partial(_weekday, today=today))
    found |= {weekday for weekday, number in weekdays if not _falls_on(found, number)}
    if not found:
        found = set(line.take(_VAGUE, _unknown))
    if not found:
        return Day(today, named=False)
    return found.pop() if len(found) == 1 else Day(None)


def _unknown(_: re.Match[str], **__: object) -> Day:
    return Day(None)


def _falls_on(found: set[Day], weekday: int) -> bool:
    """Whether a date beside a weekday agrees with it: `thứ 6 13/11` is no second date."""
    return any(one.day is not None and one.day.weekday() == weekday for one in found)


def _numeric(match: re.Match[str], today: date) -> Day | None:
    if match["iso"]:
        return Day(_date(*map(int, match["iso"].split("-"))))
    year = match["y"] or match["y2"] or match["y3"]
    if match["sign"] and not (match["ngay"] or year):
        return None
    day, month = int(match["d"]), int(match["m"] or match["m2"] or match["m3"])
    if not (1 <= day <= 31 and 1 <= month <= 31):
        return None
    if not year:
        return Day(_nearest(day, month, today))
    return Day(_date(int(year) if len(year) == 4 else 2000 + int(year), month, day))


def _nearest(day: int, month: int, today: date) -> date | None:
    """Returns the nearest such day of last, this or next year, where a day ahead counts as twice as far.

    An official logs what was done: `20/5` typed in November is a late entry of this year, `30/11` typed on the 23rd is
    a slip of this month. A 29 February that lies over half a year away is one that does not exist.
    """
    years = (_date(year, month, day) for year in (today.year - 1, today.year, today.year + 1))
    near = [one for one in years if one and abs((one - today).days) <= 366]
    if (day, month) == (29, 2):
        near = [one for one in near if abs((one - today).days) <= 183]
    return min(near, key=lambda one: (one - today).days * 2 if one > today else (today - one).days, default=None)


def _relative(match: re.Match[str], today: date) -> Day:
    word = match["day"] or match["near"] or match["now"]
    if word is None:  # `ngày kia` lies ahead, `hôm kia` behind
        return Day(today + timedelta(days=1 if match["coming"].endswith("mai") else 2))
    return Day(today + timedelta(days=_SHIFTS[word]))


def _ago(match: re.Match[str], today: date) -> Day | None:
    days = value_of(match["n"] or match["m"])
    return Day(today - timedelta(days=int(days))) if days == int(days) and days < 1000 else None


def _monday(match: re.Match[str], today: date) -> Day:
    weeks = -1 if match["week"] in {"truoc", "roi", "qua"} else 0
    return Day(_in_week(0, weeks, today))


def _day_only(match: re.Match[str], today: date) -> Day:
    day = int(value_of(match["d"]))
    if match["lunar"] or match["tet"]:
        return Day(None)
    if match["month"]:
        first = today.replace(day=1)
        month = first if match["month"] == "nay" else (first - timedelta(days=1))
        return Day(_date(month.year, month.month, day))
    return Day(_latest(day, today))


def _latest(day: int, today: date) -> date | None:
    """Returns the latest day of that number up to today; None for a number no month has."""
    if not 1 <= day <= 31:
        return None
    return next(one for one in (today - timedelta(days=back) for back in range(62)) if one.day == day)


def _weekday(match: re.Match[str], today: date) -> tuple[Day, int]:
    word = match["day"].removeprefix("thu").removeprefix("t").strip()
    number = int(word) - 2 if word.isdigit() else _WEEKDAYS.get(word, 6)
    week = (match["before"] or match["after"] or "").removeprefix("tuan").split()
    if match["after"] and not match["after"].startswith("tuan") and week != ["nay"]:
        return Day(today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)), number
    if not week:
        return Day(today - timedelta(days=(today.weekday() - number) % 7)), number
    return Day(_in_week(number, {"nay": 0, "sau": 1, "toi": 1}.get(week[0], -1), today)), number


def _in_week(weekday: int, weeks: int, today: date) -> date:
    return today + timedelta(days=weekday - today.weekday(), weeks=weeks)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_RULES: tuple[tuple[re.Pattern[str], Callable[..., Day | None]], ...] = (
    (_SEVERAL, _unknown),
    (_NUMERIC, _numeric),
    (_RELATIVE, _relative),
    (_AGO, _ago),
    (_MONDAY, _monday),
    (_DAY_ONLY, _day_only),
)
