"""What is wrong with an entry, in words: the figure, the rule, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.entry import Entry, Problem
from bot.domain.people import Official
from bot.handlers.words import QUOTE_LENGTH, hours, long_date, short_date, shorten
from bot.services.act import Act
from bot.services.checks import day_limit
from bot.storage import entries

_PLAIN = {
    Problem.MISSING_TASK: "Chưa rõ “{words}” là đầu công việc nào; đồng chí gõ từ khác hoặc mã việc.",
    Problem.HIDDEN_TASK: "Việc này không có trong danh mục của đồng chí; đồng chí chọn việc khác.",
    Problem.MISSING_HOURS: "Chưa có số giờ. Đồng chí chọn hoặc gõ, ví dụ: 2h30.",
    Problem.NOT_A_QUARTER: "Giờ ghi theo bội số 15 phút; {minutes} phút chưa hợp lệ.",
    Problem.FUTURE_DATE: "{day} chưa đến; chỉ ghi việc đã làm, muộn nhất là hôm nay.",
}


def problem_words(
    act: Act, person: Official, entry: Entry, problems: Sequence[Problem], above: int, *, alone: bool = True
) -> list[str]:
    """One sentence for each problem.

    Args:
        act: the act.
        person: the owner.
        entry: the entry.
        problems: what is wrong with it.
        above: minutes of the same day that are to be sent together with it.
        alone: whether what is typed next is about this entry.
    """
    return [_sentence(act, person, entry, problem, above, alone) for problem in problems]


def _sentence(act: Act, person: Official, entry: Entry, problem: Problem, above: int, alone: bool) -> str:
    match problem:
        case Problem.TOO_OLD:
            return _too_old(act, entry)
        case Problem.TOO_LONG | Problem.DAY_FULL:
            return _too_long(act, person, entry, above)
        case Problem.MISSING_TASK if not entry.words:
            how = "gõ vài chữ của việc để tìm, hoặc bấm Sửa" if alone else "bấm Sửa để chọn"
            return f"Chưa chọn đầu công việc; đồng chí {how}."
        case _:
            day = long_date(entry.worked_on, act.today)
            words = shorten(entry.words, QUOTE_LENGTH)
            return _PLAIN[problem].format(words=words, day=day, minutes=entry.minutes_declared)


def _too_old(act: Act, entry: Entry) -> str:
    limit = act.rules.backdate_days
    oldest = act.today - timedelta(days=limit)
    days = (act.today - entry.worked_on).days
    return f"Ngày này đã qua {days} ngày; chỉ ghi lùi tối đa {limit} ngày, từ {short_date(oldest)}."


def _too_long(act: Act, person: Official, entry: Entry, above: int) -> str:
    limit = hours(day_limit(act, person))
    day = entry.worked_on
    there = entries.minutes_of_period(act.tx, person.code, day, day) + above
    with_this = f" Ngày này đã có {hours(there)}." if there else ""
    return f"Mỗi ngày ghi tối đa {limit}; mục này {hours(entry.minutes_declared or 0)}.{with_this}"
