"""Which day a line speaks of: `hôm qua`, `chiều t6`, `thứ 6 tuần trước`, `20/11`, `mùng 2` (CONTRACT, section 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.language.line import MASK, Line
from bot.language.names import TIME_UNIT
from bot.language.numerals import DIGITS, WORDS, value_of
from bot.language.quantities import COUNTABLE
from bot.language.times import PARTS

_PART = rf"(?:(?:(?:buoi|hoi|lúc|khi|ban)\s+)?(?:{PARTS})\s+)?"
_LEAD = rf"(?<!\w)(?:(?:vao|t[uừ]|trong|l[uú]c)\s+)?{_PART}(?:(?:vao|cua)\s+)?"
_END = r"(?!\w)"
_ERRAND = r"(?!\s+(?:so|ban|phong|xa|phuong|ubnd|van phong|zalo|dien thoai|mang|email|he thong|phan mem|duong)(?!\w))"
"""After `qua`, the word is "over to" or "by": `chiều qua Sở Nội vụ`."""

_SHIFTS = {"nay": 0, "qua": -1, "QUA": -1, "qa": -1, "kia": -2, "mai": 1, "mốt": 2}
_RELATIVE = re.compile(
    rf"{_LEAD}(?:(?:ngay\s+)?(?:hom|bua|h\.?|(?:hon|HON)(?=\s?qua))\s?(?P<day>nay|qua|QUA|kia(?!\s+KIA)|qa)"
    r"|(?P<coming>ngay\s+(?:mai|mốt|kia)))"
    rf"(?:\s+l[uú]c(?=\s+\d))?{_END}(?:\s+(?:{PARTS}){_END})?"
    rf"|(?<!\w)(?:(?:buoi|hoi|lúc|khi|ban)\s+)?(?:{PARTS})\s+(?:som\s+)?(?P<near>nay|qua{_ERRAND}|mai|kia){_END}"
    rf"|^(?P<now>nay|mốt|mai(?!\s+(?:tang|phuc|moi)))\s"
)
_AGO = re.compile(
    rf"(?<!\w)(?:(?P<n>{DIGITS}|{WORDS})\s+(?:ngay|hom|bua)\s+truoc"
    rf"|cach\s+day\s+(?P<m>{DIGITS}|{WORDS})\s+(?:ngay|hom)){_END}"
)
_NEXT_DAY = re.compile(rf"{_LEAD}(?:ngay\s+)?hom\s+sau{_END}")

_WEEK = r"tuan\s+(?:truoc\s+nua|truoc|roi|vua\s+roi|vua\s+qua|qua|nay|sau|t[oớ]i)"
_WEEKDAY = re.compile(
    rf"(?:(?<!\w)(?P<before>{_WEEK})\s*,?\s+)?{_LEAD}(?:(?:ngay|hom|bua)\s+)?"
    r"(?P<day>thu\s?(?:[2-7]|hai|ba|tu|tư|nam|sáu|sau|bay)|t\.?\s?[2-7]|chua?\s?nh[au]t"
    r"|(?<!khu )(?<!cum )(?<!nganh )(?<!&)cn)"
    rf"(?![\w/]|:\d|{TIME_UNIT}|\s+(?:ho so|hs|don|phieu|khoan|bien lai|hoa don|xanh|tinh nguyen)(?!\w))"
    rf"(?:\s*,?\s+(?:cua\s+)?(?P<after>{_WEEK}|(?:vua\s+)?(?:roi|qua{_ERRAND})|truoc|nay|tới(?!\s+(?:thu|t\d))){_END})?"
)
_MONDAY = re.compile(rf"{_LEAD}dau\s+tuan(?:\s+(?P<week>truoc|roi|qua|nay))?{_END}")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "tư": 2, "nam": 3, "sáu": 4, "sau": 4, "bay": 5}

_SEVERAL = re.compile(
    rf"{_LEAD}(?:ngay\s+)?(?<![\w.,/-])(?<!thu )\d{{1,2}}(?:/\d{{1,2}})?"
    r"(?:\s?-\s?|\s?,\s?|\s+(?:den|t[oớ]i|va)\s+)(?:ngay\s+)?\d{1,2}/\d{1,2}(?:/\d{4})?(?![\w/])"
)
_NUMERIC = re.compile(
    rf"{_LEAD}(?:(?P<ngay>ngay|hom|bua|(?:ngay\s+)?m[uo]ng)\s+)?(?<![\w/-])(?<!\d[.,])(?:"
    r"(?P<iso>\d{4}(?P<dash>[-/])\d{1,2}(?P=dash)\d{1,2})"
    r"|(?P<d>\d{1,2})(?:\s?/\s?(?P<m>\d{1,2})(?:\s?/\s?(?P<y>\d{4}|\d{2}))?"
    r"|(?P<sign>\s?[.-]\s?)(?P<m2>\d{1,2})(?:(?P=sign)(?P<y2>\d{4}|\d{2}))?"
    rf"|\s+thang\s+(?P<m3>\d{{1,2}})(?:\s*(?:nam|/)\s*(?P<y3>\d{{4}}))?(?!{TIME_UNIT}|\s+lan(?!\w)))"
    rf"|(?<=ngay )(?P<d_said>\d{{1,2}}|{WORDS})\s+thang\s+(?P<m_said>{WORDS}))(?![\w/]|[:-]\d|[.,]\d)"
)
_DAY_ONLY = re.compile(
    rf"(?<!trong )(?<!moi )(?<!hang )(?P<tet>tet\s+)?{_LEAD}(?:(?:ngay\s+)?m[uo]ng|ngay|hom|bua)\s+"
    rf"(?P<d>\d{{1,2}}|{WORDS})(?![\w/]|[:.,]\d|{TIME_UNIT}|\s+(?:hang|moi)\s)"
    rf"(?:\s+thang\s+(?P<month>nay|truoc){_END})?(?P<lunar>\s+(?:tet|am){_END})?"
    rf"|(?<![\w.,/-])(?P<of_month>\d{{1,2}})\s+thang\s+(?P<its>nay|truoc){_END}"
    rf"|(?<!\w)(?:{PARTS})\s+(?P<after_part>1[3-9]|2\d|3[01])(?![\w/:.,-]|{TIME_UNIT}|\s*{COUNTABLE})"
)
_NOTHING_SAID = " ()[],;:.-" + MASK
_COUNTED = re.compile(rf"\s*(?:{COUNTABLE}|%|ty(?!\w)|trieu|ha(?!\w)|km|m2|m(?!\w)|kg)")
_VAGUE = re.compile(
    rf"{_LEAD}(?:(?:vai|may|ba)\s+)?(?:(?:ngay\s+)?(?:hom|bua)\s+(?:no|bua|(?:kia\s+)?KIA|truoc|roi|vua\s+roi|vua\s+qua)"
    r"|(?:(?:giua|cuoi)\s+)?tuan\s+(?:truoc|roi|qua|vua\s+roi|vua\s+qua)(?:\s+nua)?|(?:giua|cuoi)\s+tuan(?:\s+nay)?"
    rf"|(?:ngay|hom)\s+khac){_END}|^tuan\s+(?:sau|t[oớ]i){_END}"
)


@dataclass(frozen=True, slots=True)
class Day:
    """The day a line names; None when it names one that does not exist, several, or none in particular."""

    day: date | None
    named: bool = True


Rule = Callable[..., Day | None]
"""Which day a match and `today` name; None when none."""

Span = tuple[int, int]


def take_day(line: Line, today: date) -> Day:
    """Takes the date out of the line; no date named means today."""
    line.take(_NEXT_DAY, bool)
    said = [one for pattern, rule in _RULES for one in line.take(pattern, partial(_said, rule, today=today))]
    dates = {day for day, _ in said}
    weekdays = line.take(_WEEKDAY, partial(_said_weekday, today=today))
    said += [(day, span) for (day, number), span in weekdays if not _falls_on(dates, number)]
    said = said or line.take(_VAGUE, partial(_said, _unknown, today=today))
    found = {day for day, _ in said}
    if not found:
        return Day(today, named=False)
    if len(found) > 1:
        found = _worked(line, said, today)
    return found.pop() if len(found) == 1 else Day(None)


def _said(rule: Rule, match: re.Match[str], today: date) -> tuple[Day, Span] | None:
    day = rule(match, today=today)
    return None if day is None else (day, match.span())


def _said_weekday(match: re.Match[str], today: date) -> tuple[tuple[Day, int], Span]:
    return _weekday(match, today), match.span()


def _worked(line: Line, said: Sequence[tuple[Day, Span]], today: date) -> set[Day]:
    """Returns the days that work may have been done on; one ahead, beside such a day, is what the work was about.

    It goes back to the task: `hôm qua 2h chuẩn bị họp ngày 25/11`.
    """
    past = {day for day, _ in said if day.day is None or day.day <= today}
    if len(past) == 1:
        for span in [span for day, span in said if day not in past]:
            line.give_back(*span)
    return past or {day for day, _ in said}


def _unknown(_: re.Match[str], **__: object) -> Day:
    return Day(None)


def _falls_on(found: set[Day], weekday: int) -> bool:
    """Whether a date beside a weekday agrees with it: `thứ 6 13/11` is no second date."""
    return any(one.day is not None and one.day.weekday() == weekday for one in found)


def _numeric(match: re.Match[str], today: date) -> Day | None:
    if match["iso"]:
        return Day(_date(*map(int, match["iso"].split(match["dash"]))))
    year = match["y"] or match["y2"] or match["y3"]
    if match["sign"] and not (match["ngay"] or len(year or "") == 4 or _is_dotted_day(match)):
        return None
    month = int(value_of(match["m"] or match["m2"] or match["m3"] or match["m_said"]))
    day = int(value_of(match["d"] or match["d_said"]))
    may_be_a_day = 1 <= day <= 31 and (1 <= month <= 12 or (month <= 31 and not _counts(match)))  # not `12/15 xã`
    if not (may_be_a_day or match["ngay"] or _stands_alone(match)):
        return None
    if not year:
        return Day(_nearest(day, month, today))
    return Day(_date(int(year) if len(year) == 4 else 2000 + int(year), month, day))


def _is_dotted_day(match: re.Match[str]) -> bool:
    """Whether `20.11` or `20-11` is a day: it begins or ends the line; elsewhere it is a section, or a guess."""
    day, month, sign = int(match["d"]), match["m2"], match["sign"]
    return _stands_alone(match) and len(month) == 2 and 1 <= int(month) <= 12 and (day > 12 or sign == ".")


def _stands_alone(match: re.Match[str]) -> bool:
    """Whether it begins or ends the line, hours aside, and counts nothing."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return not (before.strip(_NOTHING_SAID) and after.strip(_NOTHING_SAID)) and not _counts(match)


def _counts(match: re.Match[str]) -> bool:
    return _COUNTED.match(match.string, match.end()) is not None


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
    day, named = int(value_of(match["d"] or match["of_month"] or match["after_part"])), match["month"] or match["its"]
    if match["lunar"] or match["tet"]:
        return Day(None)
    if named:
        first = today.replace(day=1)
        month = first if named == "nay" else (first - timedelta(days=1))
        return Day(_date(month.year, month.month, day))
    return Day(_latest(day, today))


def _latest(day: int, today: date) -> date | None:
    """Returns the latest day of that number up to today; None for a number no month has."""
    if not 1 <= day <= 31:
        return None
    return next(one for one in (today - timedelta(days=back) for back in range(62)) if one.day == day)


def _weekday(match: re.Match[str], today: date) -> tuple[Day, int]:
    word = match["day"].removeprefix("thu").removeprefix("t").strip(" .")
    number = int(word) - 2 if word.isdigit() else _WEEKDAYS.get(word, 6)
    week = (match["before"] or match["after"] or "").removeprefix("tuan").split()
    weeks = -2 if week[-1:] == ["nua"] else -1
    if match["after"] == "tới":
        return Day(today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)), number
    if match["after"] and not match["after"].startswith("tuan") and week != ["nay"]:
        return Day(today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)), number
    if not week:
        return Day(today - timedelta(days=(today.weekday() - number) % 7)), number
    return Day(_in_week(number, {"nay": 0, "sau": 1, "toi": 1, "tới": 1}.get(week[0], weeks), today)), number


def _in_week(weekday: int, weeks: int, today: date) -> date:
    return today + timedelta(days=weekday - today.weekday(), weeks=weeks)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (_SEVERAL, _unknown),
    (_NUMERIC, _numeric),
    (_RELATIVE, _relative),
    (_AGO, _ago),
    (_MONDAY, _monday),
    (_DAY_ONLY, _day_only),
)
