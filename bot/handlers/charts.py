"""Charts that are asked for: what is to be drawn; whoever shows them draws."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.calendar import DAY_NORM_MINUTES, days_between
from bot.domain.catalog import Group
from bot.domain.summary import Figures
from bot.handlers.screen import Chart, Series
from bot.handlers.week_words import day_label, week_name
from bot.handlers.words import shorten
from bot.services.summaries import OwnWeek
from bot.services.teams import Team
from bot.storage.summaries import UnitSums

MOST_BARS = 25
_LONGEST_NAME = 24
_LONGEST_TITLE = 30


def own_chart(own: OwnWeek) -> Chart:
    """One person's hours by day, approved where decided, stacked by group; a day's norm as a line."""
    days = list(days_between(own.week.first, own.week.last))
    series = []
    for group in Group:
        works = [work for work in own.works if work.group == group and work.counted]
        minutes = [sum(work.counted for work in works if work.worked_on == day) for day in days]
        series += [Series(f"Nhóm {group}", tuple(minutes))] if works else []
    title = f"Tuần {week_name(own.week)}: giờ theo ngày"
    return Chart(title, tuple(day_label(day) for day in days), tuple(series), DAY_NORM_MINUTES)


def team_chart(team: Team) -> Chart | None:
    """The hours of everyone in a team, or of the units below where there is nobody; None where there is neither."""
    if team.members:
        names = [initials(member.official.name) for member in team.members]
        return _stacked(team, "giờ từng người", names, [member.figures for member in team.members])
    if team.units:
        names = [shorten(unit.name, _LONGEST_NAME) for unit in team.units]
        return _averages(team, names, team.units)
    return None


def _stacked(team: Team, what: str, names: Sequence[str], figures: Sequence[Figures]) -> Chart:
    approved = tuple(one.approved.minutes for one in figures[:MOST_BARS])
    waiting = tuple(one.waiting.minutes for one in figures[:MOST_BARS])
    return _chart(team, what, names, approved, waiting)


def _averages(team: Team, names: Sequence[str], units: Sequence[UnitSums]) -> Chart:
    approved = tuple(unit.approved // unit.people for unit in units[:MOST_BARS])
    waiting = tuple(unit.waiting_minutes // unit.people for unit in units[:MOST_BARS])
    return _chart(team, "giờ bình quân một người", names, approved, waiting)


def _chart(team: Team, what: str, names: Sequence[str], approved: tuple[int, ...], waiting: tuple[int, ...]) -> Chart:
    return Chart(
        f"Tuần {week_name(team.week)}: {what}",
        tuple(names[:MOST_BARS]),
        (Series("Đã duyệt", approved), Series("Chờ duyệt", waiting)),
        team.norm,
    )


def initials(name: str) -> str:
    """A name that fits beside a bar: where it is long, its first words are cut to initials, the given name never."""
    words = name.split()
    for place in range(len(words) - 1):
        if len(" ".join(words)) <= _LONGEST_NAME:
            break
        words[place] = f"{words[place][0]}."
    return " ".join(words)
