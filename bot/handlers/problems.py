"""What is wrong with an entry, in words: the figure, the rule, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.domain.entry import LONGEST_PRODUCT, QUARTER_MINUTES, Entry, Problem
from bot.domain.people import Official
from bot.handlers.words import QUOTE_LENGTH, hours, long_date, number, short_date, shorten
from bot.services.act import Act
from bot.services.checks import day_limit
from bot.storage import entries

_PLAIN = {
    Problem.MISSING_TASK: "Chưa rõ “{words}” là đầu công việc nào; đồng chí {find}.",
    Problem.HIDDEN_TASK: "Việc này không có trong danh mục của đồng chí; đồng chí chọn việc khác.",
    Problem.MISSING_HOURS: "Chưa có số giờ. Đồng chí {fill}.",
    Problem.FUTURE_DATE: "{day} chưa đến; chỉ ghi việc đã làm, muộn nhất là hôm nay. Đồng chí {mend} đổi ngày.",
}
_SHORT = {
    Problem.MISSING_TASK: "chưa rõ đầu công việc",
    Problem.HIDDEN_TASK: "việc không có trong danh mục",
    Problem.MISSING_HOURS: "chưa có số giờ",
    Problem.NOT_A_QUARTER: "giờ không theo bội số 15 phút",
    Problem.FUTURE_DATE: "ngày chưa đến",
    Problem.TOO_OLD: "quá hạn ghi lùi",
    Problem.TOO_LONG: "quá số giờ tối đa của một ngày",
    Problem.DAY_FULL: "quá số giờ tối đa của một ngày",
    Problem.LONG_PRODUCT: "tên sản phẩm quá dài",
}


def reasons(problems: Iterable[Problem]) -> str:
    """What is wrong, in a few words: `chưa có số giờ, ngày chưa đến`."""
    return ", ".join(dict.fromkeys(_SHORT[problem] for problem in problems))


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
            return f"{_too_old(act, entry)} Đồng chí {_mend(alone)} đổi ngày."
        case Problem.TOO_LONG | Problem.DAY_FULL:
            return _too_long(act, person, entry, above, alone)
        case Problem.LONG_PRODUCT:
            return _long_product(len(entry.product), alone)
        case Problem.NOT_A_QUARTER:
            return _no_quarter(entry.minutes_declared or 0, day_limit(act, person), alone)
        case Problem.MISSING_TASK if not entry.words:
            how = "gõ vài chữ của việc để tìm, hoặc bấm Sửa" if alone else "bấm Sửa để chọn"
            return f"Chưa chọn đầu công việc; đồng chí {how}."
        case _:
            day = long_date(entry.worked_on, act.today)
            words = shorten(entry.words, QUOTE_LENGTH)
            find = "gõ từ khác hoặc mã việc" if alone else "bấm Sửa để chọn việc khác"
            fill = "chọn hoặc gõ, ví dụ: 2h30" if alone else "bấm Sửa để ghi giờ"
            return _PLAIN[problem].format(words=words, day=day, mend=_mend(alone), find=find, fill=fill)


def _mend(alone: bool) -> str:
    """How a figure or a day is changed: what is typed next is about a single entry only."""
    return "gõ ngày đúng hoặc bấm Sửa để" if alone else "bấm Sửa để"


def _too_old(act: Act, entry: Entry) -> str:
    limit = act.rules.backdate_days
    oldest = act.today - timedelta(days=limit)
    days = (act.today - entry.worked_on).days
    return f"Ngày này đã qua {days} ngày; chỉ ghi lùi tối đa {limit} ngày, từ {short_date(oldest)}."


def _too_long(act: Act, person: Official, entry: Entry, above: int, alone: bool) -> str:
    limit = day_limit(act, person)
    day = entry.worked_on
    there = entries.minutes_of_period(act.tx, person.code, day, day) + above
    with_this = f" Ngày này đã có {hours(there)}." if there else ""
    said = f"Mỗi ngày ghi tối đa {hours(limit)}; mục này {hours(entry.minutes_declared or 0)}.{with_this}"
    return f"{said} {_what_fits((limit - there) // QUARTER_MINUTES * QUARTER_MINUTES, alone)}"


def _long_product(length: int, alone: bool) -> str:
    mend = "gõ sp: rồi số hiệu, hoặc bấm Sửa" if alone else "bấm Sửa để rút gọn"
    return f"Tên sản phẩm dài {number(length * 1000)} ký tự, tối đa {LONGEST_PRODUCT}; đồng chí {mend}."


def _what_fits(left: int, alone: bool) -> str:
    if left <= 0:
        return f"Ngày này đã đủ giờ; đồng chí {'gõ ngày khác' if alone else 'bấm Sửa để đổi ngày'}, hoặc bấm Hủy."
    mend = f"gõ {_typed(left)} hoặc đổi ngày" if alone else "bấm Sửa để đổi giờ hoặc ngày"
    return f"Còn ghi được {hours(left)}; đồng chí {mend}."


def _no_quarter(minutes: int, limit: int, alone: bool) -> str:
    below = minutes // QUARTER_MINUTES * QUARTER_MINUTES
    near = [_typed(one) for one in (below, below + QUARTER_MINUTES) if 0 < one <= limit] or [_typed(limit)]
    mend = f"gõ {' hoặc '.join(near)}" if alone else f"bấm Sửa để ghi {' hoặc '.join(near)}"
    return f"Giờ ghi theo bội số 15 phút; {minutes} phút chưa hợp lệ. Đồng chí {mend}."


def _typed(minutes: int) -> str:
    """Minutes as people type them: `2h`, `2h15`, `45p`."""
    whole, rest = divmod(minutes, 60)
    return f"{whole}h{rest or ''}" if whole else f"{rest}p"
