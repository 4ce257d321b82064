"""A team's week in words: figures are stated, nobody is accused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.entry import FlagKind
from bot.domain.schedule import working_days_since
from bot.domain.summary import Figures, FlagCount
from bot.handlers.screen import bold
from bot.handlers.week_words import about, amount, cut, groups_line, norm_line, result_line, short_days
from bot.handlers.words import hours, joined, shorten
from bot.services.act import Act
from bot.services.teams import Member, Team
from bot.storage.summaries import UnitSums
from bot.storage.times import from_text

MOST_NAMES = 10
MOST_UNITS = 8
_LONGEST_NAME = 40


def team_words(act: Act, team: Team, live: date | None = None) -> str:
    """A team's week: how many logged, who did not, what waits, what deserves a look.

    Args:
        act: the act.
        team: the team.
        live: today, where the week is still going on and the day is told apart.
    """
    if not team.members:
        return _queue(act, team)
    return joined([_totals(team, live), _absent(team), _queue(act, team), _worth_a_look(team)], "\n\n")


def units_words(team: Team) -> str:
    """The units below in a summary: the first ones by name, and how many more there are."""
    lines = [unit_line(unit) for unit in team.units]
    heading = bold(f"Các đơn vị bên dưới ({len(lines)})")
    return joined([heading, cut(lines, MOST_UNITS, "và {} đơn vị nữa; xem /donvi", "\n")]) if lines else ""


def _totals(team: Team, live: date | None) -> str:
    figures, people = team.figures, len(team.members)
    logged = sum(bool(member.figures.days) for member in team.members)
    today = f"; hôm nay: {team.logged_on(live)}" if live else ""
    return joined(
        [
            f"Đã có nhật ký: {logged}/{people} người{today}",
            result_line(figures),
            _average(figures, people) if people > 1 and figures.declared.count else "",
            groups_line(figures),
            norm_line(team.norm) if live else "",  # a summary has told it above
        ]
    )


def _average(figures: Figures, people: int) -> str:
    approved, declared = figures.approved.minutes // people, figures.declared.minutes // people
    return f"Bình quân một người: {about(approved)} duyệt / {about(declared)} khai"


def _absent(team: Team) -> str:
    silent, incomplete = team.silent, team.incomplete
    names = [_name(member) for member in silent]
    days = [f"{_name(member)} ({short_days(member.missing)})" for member in incomplete]
    return joined([_named("Chưa khai ngày nào", names), _named("Còn thiếu ngày", days)])


def _named(heading: str, names: Sequence[str]) -> str:
    return f"{bold(heading)} ({len(names)}): {cut(names, MOST_NAMES, 'và {} người nữa; xem /donvi')}" if names else ""


def _name(member: Member) -> str:
    return shorten(member.official.name, _LONGEST_NAME)


def _queue(act: Act, team: Team) -> str:
    """What waits, and since how many working days the oldest does."""
    queue = team.queue
    if not queue.waiting.count:
        return "Không có mục nào chờ duyệt."
    came_in = act.rules.today(from_text(queue.oldest))
    age = working_days_since(came_in, act.today, act.rules.calendar)
    due = act.rules.approval_due_days
    late = f", quá thời hạn ({due} ngày)" if age > due else ""
    since = f"lâu nhất {age} ngày làm việc{late}" if age else "mới gửi"
    return f"{bold('Chờ duyệt')}: {amount(queue.waiting)}{_of_the_week(team)}, {since}"


def _of_the_week(team: Team) -> str:
    """How much of what waits is this week's, where other weeks' waits too: that is what charts and units tell."""
    week = team.figures.waiting
    stretch = f"{team.week.first:%d/%m} – {team.week.last:%d/%m}"
    return f", trong đó tuần {stretch}: {amount(week)}" if team.members and week != team.queue.waiting else ""


def _worth_a_look(team: Team) -> str:
    high = [f"{_name(member)} {hours(member.figures.counted_minutes)}" for member in team.high]
    lines = [_flag_words(flag) for flag in team.flags]
    if high:
        lines.append(f"giờ cao so với giờ chuẩn {hours(team.norm)}: {cut(high, MOST_NAMES, 'và {} người nữa')}")
    return joined([bold("Lưu ý"), *(f"• {line}" for line in lines)]) if lines else ""


def _flag_words(flag: FlagCount) -> str:
    match flag.kind:
        case FlagKind.OVER_DAY:
            return f"{flag.count} mục thuộc ngày quá 8 giờ (nhiều nhất {hours(flag.highest)})"
        case FlagKind.REST_DAY:
            return f"{flag.count} mục vào ngày nghỉ"
        case FlagKind.LATE:
            return f"{flag.count} mục khai muộn (lâu nhất {flag.highest} ngày)"
        case _:
            return f"{flag.count} mục vượt định mức (cao nhất {flag.highest}%)"


def unit_line(unit: UnitSums) -> str:
    """One unit with all below it: how many logged, hours for each of its people, what waits."""
    approved, declared = about(unit.approved // unit.people), about(unit.declared // unit.people)
    waiting = f"; chờ duyệt trong tuần {unit.waiting} mục" if unit.waiting else ""
    name = bold(shorten(unit.name, _LONGEST_NAME))
    return f"• {name}: {unit.logged}/{unit.people} người khai; bình quân {approved} duyệt / {declared} khai{waiting}"


def member_line(member: Member) -> str:
    """One person's week."""
    figures = member.figures
    parts = [f"duyệt {hours(figures.approved.minutes)} / khai {hours(figures.declared.minutes)}"]
    parts += [f"chờ {figures.waiting.count} mục"] if figures.waiting.count else []
    parts += [f"trả lại {figures.returned.count} mục"] if figures.returned.count else []
    parts += [f"tự ghi nhận {hours(figures.self_recorded.minutes)}"] if figures.self_recorded.count else []
    parts += [f"thiếu {short_days(member.missing)}"] if member.missing else []
    return f"• {bold(_name(member))}: {'; '.join(parts)}"
