"""`/donvi`: the team this week, live: who has logged, who has not, what waits, what deserves a look; unit by unit.

What is shown is read when it is sent, beside what is being written: a large unit takes longer than a step may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.domain.people import Official
from bot.domain.period import week_period
from bot.handlers.actions import action, unpack_number
from bot.handlers.charts import MOST_BARS, team_chart
from bot.handlers.commands import slash_command
from bot.handlers.pages import Pages
from bot.handlers.refusals import refusal_words
from bot.handlers.screen import Choice, Screen, bold
from bot.handlers.team_words import member_line, team_words, unit_line
from bot.handlers.turn import Reply, Turn
from bot.handlers.week_words import week_name
from bot.handlers.words import hours, joined, shorten
from bot.services import teams
from bot.services.act import Act
from bot.services.refusal import Refused, Why
from bot.services.teams import Team
from bot.storage.summaries import UnitSums

Fact = Mapping[str, Any]
Row = tuple[Choice, ...]

TEAM = "team"
PAGE_OF_UNITS = 8
PAGE_OF_PEOPLE = 15
_ONE_DAY = timedelta(days=1)


# --- what is asked for


def show(turn: Turn) -> Reply:
    """`/donvi`, or `/donvi STC` for a unit below."""
    return _ask(turn, "overview", _named_unit(turn), 0, new_message=True)


def _named_unit(turn: Turn) -> str:
    """The code that follows the command, also in small letters; empty for none."""
    command = slash_command(turn.text)
    typed = command.argument if command else ""
    return typed if turn.act.organisation.unit(typed) else typed.upper()


def show_beside(turn: Turn) -> Reply:
    """Pressed `Xem đơn vị` under a summary, which stays."""
    return _ask(turn, "overview", "", 0, new_message=True)


def show_units(turn: Turn, unit: str, page: str) -> Reply:
    """Pressed a unit, or another page of them."""
    return _ask(turn, "overview", unit, unpack_number(page))


def show_people(turn: Turn, unit: str, page: str) -> Reply:
    """Pressed `Từng người`, or another page of them."""
    return _ask(turn, "people", unit, unpack_number(page))


def show_chart(turn: Turn, unit: str) -> Reply:
    """Pressed `Biểu đồ` under a team: it comes as a message of its own."""
    return _ask(turn, "chart", unit, 0, new_message=True)


def _ask(turn: Turn, view: str, unit: str, page: int, *, new_message: bool = False) -> Reply:
    """Refuse at once whom it does not concern; what is shown is checked once more when it is read."""
    if unit:
        teams.unit_below(turn.act, turn.person, unit)
    elif not teams.leads(turn.act, turn.person):
        raise Refused(Why.NO_TEAM)
    fact = {"fact": TEAM, "view": view, "unit": unit, "page": page}
    return Reply(report=fact, toast="Đơn vị", new_message=new_message, keeps_dialog=True)


# --- what is shown


def render_team(act: Act, person: Official, fact: Fact) -> Screen | None:
    """A team's week as it stands now."""
    try:
        team = _team(act, person, fact["unit"])
    except Refused as refused:
        return Screen(refusal_words(act, refused))
    return _VIEWS[fact["view"]](act, team, fact["page"])


def _team(act: Act, person: Official, unit: str) -> Team:
    """Of this week so far: of today nothing is missed yet."""
    week, until = week_period(act.today), act.today - _ONE_DAY
    return teams.unit_team(act, person, unit, week, until) if unit else teams.own_team(act, person, week, until)


def _overview(act: Act, team: Team, page: int) -> Screen:
    pages = Pages(team.units, PAGE_OF_UNITS, page)
    lines = [unit_line(unit) for unit in pages.shown]
    below = joined([bold(f"Các đơn vị bên dưới ({len(team.units)})"), *lines]) if lines else ""
    words = team_words(act, team, live=act.today) if not pages.page else ""
    return Screen(joined([_heading(team), words, below], "\n\n"), _overview_rows(team, pages))


def _overview_rows(team: Team, pages: Pages[UnitSums]) -> tuple[Row, ...]:
    code = _code(team)
    own_queue = team.queue.waiting.count and not code
    queue = (Choice(f"Xem hàng chờ ({team.queue.waiting.count} mục)", action("hangcho")),) if own_queue else ()
    closer = (Choice("Từng người", action("donvinguoi", code, 0)), Choice("Biểu đồ", action("donvihinh", code)))
    units = [(Choice(shorten(unit.name), action("donvi", unit.code, 0)),) for unit in pages.shown]
    back = (Choice("Về đầu", action("donvi", "", 0)),) if code else ()
    return tuple(row for row in (queue, closer, *units, pages.choices("donvi", code), back) if row)


def _people(_act: Act, team: Team, page: int) -> Screen:
    pages = Pages(team.members, PAGE_OF_PEOPLE, page)
    lines = joined([member_line(member) for member in pages.shown]) or "Không có ai."
    back = Choice("Về đơn vị", action("donvi", _code(team), 0))
    rows = (pages.choices("donvinguoi", _code(team)), (back,))
    return Screen(joined([_heading(team), lines], "\n\n"), tuple(row for row in rows if row))


def _chart(_act: Act, team: Team, _page: int) -> Screen:
    return chart_screen(team) or Screen(f"{_heading(team)}\nChưa có ai để vẽ biểu đồ.")


_VIEWS: dict[str, Callable[[Act, Team, int], Screen]] = {"overview": _overview, "people": _people, "chart": _chart}


def chart_screen(team: Team) -> Screen | None:
    """A team's chart, its words saying what the picture shows; None where there is nobody in it."""
    chart = team_chart(team)
    if chart is None:
        return None
    bars = len(team.members) or len(team.units)
    first = f" Biểu đồ: {MOST_BARS} tên đầu trong {bars}." if bars > MOST_BARS else ""
    words = f"đã duyệt {hours(_approved(team))}, chờ duyệt trong tuần {hours(_waiting(team))}.{first}"
    return Screen(f"{_heading(team)}: {words}", silent=True, chart=chart)


def _approved(team: Team) -> int:
    return team.figures.approved.minutes if team.members else sum(unit.approved for unit in team.units)


def _waiting(team: Team) -> int:
    return team.figures.waiting.minutes if team.members else sum(unit.waiting_minutes for unit in team.units)


def _heading(team: Team) -> str:
    name = shorten(team.unit.name, 80) if team.unit else "Cán bộ do đồng chí duyệt"
    return bold(f"{name}, tuần {week_name(team.week)}")


def _code(team: Team) -> str:
    return team.unit.code if team.unit else ""
