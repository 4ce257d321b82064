"""The week's summary: to everyone their own, to leaders their team's below it, and the charts that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.domain.people import Official
from bot.domain.period import week_period
from bot.handlers.actions import BadAction, action
from bot.handlers.charts import own_chart
from bot.handlers.screen import Choice, Screen, bold
from bot.handlers.team import chart_screen
from bot.handlers.team_words import team_words, units_words
from bot.handlers.turn import Reply, Turn
from bot.handlers.week_words import amount, groups_line, long_days, norm_line, result_line, week_name
from bot.handlers.words import hours, joined
from bot.services import summaries, teams
from bot.services.act import Act
from bot.services.summaries import OwnWeek

Fact = Mapping[str, Any]

OWN_CHART = "own-chart"


def weekly_summary(act: Act, person: Official, fact: Fact) -> Screen | None:
    """The week of a person, and of the team where there is one; None for one who has left meanwhile."""
    if person.retired:
        return None
    until = date.fromisoformat(fact["day"])
    week = week_period(date.fromisoformat(fact["period"]))
    own = summaries.own_week(act, person, week, until)
    heading = bold(f"Tổng kết tuần {week_name(week)}")
    if not teams.leads(act, person):
        return Screen(joined([heading, _own_words(act, own)], "\n\n"), (_own_chart_row(own),))
    team = teams.own_team(act, person, week, until)
    mine, theirs = bold("Của đồng chí"), bold("Cán bộ do đồng chí duyệt")
    parts = [heading, f"{mine}\n{_own_words(act, own)}", f"{theirs}\n{team_words(act, team)}", units_words(team)]
    return Screen(joined(parts, "\n\n"), (_own_chart_row(own), (Choice("Xem đơn vị", action("xemdonvi")),)))


def weekly_chart(act: Act, person: Official, fact: Fact) -> Screen | None:
    """A leader's chart, behind the summary; None when the person leads nobody any more, or there is nothing to draw."""
    if not teams.leads(act, person):
        return None
    week = week_period(date.fromisoformat(fact["period"]))
    return chart_screen(teams.own_team(act, person, week, date.fromisoformat(fact["day"])))


def _own_words(act: Act, own: OwnWeek) -> str:
    beside = joined([groups_line(own.figures), norm_line(own.norm)])
    return joined([_own_lines(own), beside, _missing(act, own)], "\n\n")


def _own_lines(own: OwnWeek) -> str:
    figures = own.figures
    if not own.works:
        return "Đồng chí chưa khai mục nào trong tuần."
    more = {
        "Chờ duyệt: {}": figures.waiting,
        "Được trả lại: {}; sửa và gửi lại ở /lichsu": figures.returned,
        "Nháp chưa gửi: {}; mở lại ở /tuan": figures.drafts,
        "Tự ghi nhận: {}": figures.self_recorded,
    }
    return joined([result_line(figures), *(line.format(amount(one)) for line, one in more.items() if one.count)])


def _missing(act: Act, own: OwnWeek) -> str:
    """The days without a log, and how to add them while that can still be done."""
    if not own.missing:
        return ""
    days = act.rules.backdate_days
    still = [day for day in own.missing if day >= act.today - timedelta(days=days)]
    how = f"\nCòn khai bù được (trong {days} ngày), ví dụ gõ: 2h họp giao ban {still[-1]:%d/%m}" if still else ""
    return f"Chưa có nhật ký: {long_days(own.missing)}.{how}"


def _own_chart_row(own: OwnWeek) -> tuple[Choice, ...]:
    return (Choice("Biểu đồ", action("bieudo", own.week.first.isoformat())),) if own.works else ()


def ask_own_chart(_turn: Turn, monday: str) -> Reply:
    """Pressed `Biểu đồ` under one's own week: it comes as a message of its own."""
    try:
        week = week_period(date.fromisoformat(monday))
    except ValueError as error:
        raise BadAction(monday) from error
    fact = {"fact": OWN_CHART, "week": week.first.isoformat()}
    return Reply(report=fact, toast="Đang vẽ biểu đồ", new_message=True, keeps_dialog=True)


def show_own_chart(act: Act, person: Official, fact: Fact) -> Screen | None:
    """One's own hours by day; the words say what the picture shows. None for one who has left meanwhile."""
    if person.retired:
        return None
    own = summaries.own_week(act, person, week_period(date.fromisoformat(fact["week"])), act.today)
    if not any(work.counted for work in own.works):
        return Screen(f"Tuần {week_name(own.week)}: chưa có giờ nào được duyệt hoặc chờ duyệt để vẽ biểu đồ.")
    figures = own.figures
    words = f"đã duyệt {hours(figures.approved.minutes)}, chờ duyệt {hours(figures.waiting.minutes)}"
    return Screen(f"Tuần {week_name(own.week)}: {words}; giờ chuẩn {hours(own.norm)}.", chart=own_chart(own))
