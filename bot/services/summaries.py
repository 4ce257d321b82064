"""The week in figures, sent unasked: to everyone their own, to leaders their team's too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.people import Official
from bot.domain.period import Period, week_period
from bot.domain.summary import Figures, Work, figures_of, missing_days
from bot.services.act import Act
from bot.services.refusal import refuse_retired
from bot.services.telling import Round, post_unasked, untold
from bot.storage import summaries

CHART = "weekly-chart"
"""The fact that a leader's chart is to be shown; the text's fact has the job's name."""


# --- the job


def candidates(act: Act, round_: Round, after: str, limit: int) -> list[str]:
    """Whom a week concerns: a `Candidates` of `bot.jobs.jobs`."""
    week = week_period(round_.day)
    asked = untold(act, round_, after, limit)
    has_norm = bool(act.rules.calendar.norm_minutes(week.first, week.last))
    return summaries.with_a_summary(act.tx, asked, week.first, week.last, has_norm=has_norm)


def tell(act: Act, official: str, round_: Round) -> bool:
    """Sum up the week for one person, and show a leader its chart: a `Tell` of `bot.jobs.jobs`.

    The chart is a message of its own behind the text: a picture that fails costs nothing else. `day` is the day up to
    which entries are missed, as the job's clock shows it; `apart`: read beside what is being written.
    """
    day = act.rules.today(round_.at).isoformat()
    told = post_unasked(act, official, round_, day=day, apart=True)
    if told and summaries.leads(act.tx, official):
        post_unasked(act, official, round_, CHART, day=day, apart=True)
    return told


# --- what it says


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """One person's own week.

    Attributes:
        week: Monday to Sunday.
        norm: the norm of that very week, in minutes.
        works: what the person wrote, by day; what was withdrawn is left out.
        figures: the same, added up.
        missing: working days without entries.
    """

    week: Period
    norm: int
    works: tuple[Work, ...]
    figures: Figures
    missing: tuple[date, ...]


def own_week(act: Act, official: Official, week: Period, until: date) -> OwnWeek:
    """A person's own week.

    Args:
        act: the act.
        official: whose.
        week: Monday to Sunday.
        until: the last day on which work is missed where there is none.

    Raises:
        Refused: NOT_YOURS for one who has left.
    """
    refuse_retired(official)
    codes, calendar = [official.code], act.rules.calendar
    works = summaries.works(act.tx, codes, week.first, week.last, drafts=True)
    figures = figures_of(works)
    excused = {day for _, day in summaries.days_off(act.tx, codes, week.first, week.last)}
    missing = missing_days(week, until, calendar, figures.days | excused)
    return OwnWeek(week, calendar.norm_minutes(week.first, week.last), tuple(works), figures, tuple(missing))
