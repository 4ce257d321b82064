"""When jobs come up, and how long telling people still serves: pure functions of the time, the calendar and the rules.

Nothing here remembers what was done; that is the ledger's part. So a clock that jumps, a restart and three days of
downtime need no case of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.calendar import Calendar, days_between
from bot.domain.period import Period, week_period
from bot.domain.rules import Rules

DAILY_REMINDER = "daily-reminder"
APPROVAL_REMINDER = "approval-reminder"
WEEKLY_SUMMARY = "weekly-summary"
BACKUP = "backup"

LONGEST_REST = timedelta(days=30)
"""No stretch of rest days is longer; a summary serves no longer than that either."""

REMEMBERED = timedelta(days=60)
"""How far back it is of interest what was told, and what was not."""

SETTLING = timedelta(hours=1)
"""For so long after enrolling nobody is reminded of what they could hardly have done."""

LONGEST_PAUSE = 7
"""For at most so many days the reminders of the log can be paused."""

_REACH = LONGEST_REST + timedelta(days=7)
"""How long before its end a period may have begun."""

_ONE_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One period of a job.

    Attributes:
        job: the job's name.
        period: the period's name: a day, or the Monday of a week, as `2026-11-23`.
        begins: the instant at which it comes up.
        ends: the first instant at which it serves nobody any more.
    """

    job: str
    period: str
    begins: datetime
    ends: datetime

    @property
    def day(self) -> date:
        """The day, or the Monday of the week."""
        return date.fromisoformat(self.period)

    def is_due(self, now: datetime) -> bool:
        """Whether its instant has come and it still serves."""
        return self.begins <= now < self.ends


def due(job: str, now: datetime, rules: Rules) -> list[Occasion]:
    """The job's periods whose instant has come and that still serve, oldest first."""
    today = rules.today(now)
    return [one for one in _occasions(job, today - _REACH, today, rules) if one.is_due(now)]


def missed(job: str, last_look: datetime, now: datetime, rules: Rules) -> list[Occasion]:
    """The job's periods that have ended since the last look, oldest first: whoever was not told never will be.

    At most two months back; none when the clock was set back.
    """
    since = max(last_look, now - REMEMBERED)
    found = _occasions(job, rules.today(since) - _REACH, rules.today(now), rules)
    return [one for one in found if since < one.ends <= now]


def occasion_at(job: str, at: datetime, rules: Rules) -> Occasion | None:
    """The job's period in which an instant lies, whether or not it has come up yet; None on a day without one.

    A week always is a period then, also one without working days: people may have logged in it all the same.
    """
    today = rules.today(at)
    if job == WEEKLY_SUMMARY:
        week = week_period(today)
        return _week(week, rules) or _week_of_rest(week, rules)
    return next(_occasions(job, today, today, rules), None)


def next_time(job: str, now: datetime, rules: Rules) -> datetime | None:
    """When the job comes up next, for the province at large; None when not within a year."""
    today = rules.today(now)
    for occasion in _occasions(job, today, today + _YEAR, rules):
        usual = _instant(occasion.day, rules.reminder_time, rules) if job == DAILY_REMINDER else occasion.begins
        if usual > now:
            return usual
    return None


def _occasions(job: str, first: date, last: date, rules: Rules) -> Iterator[Occasion]:
    """The job's periods that come up between two days, both included."""
    if job == WEEKLY_SUMMARY:
        return _weeks(first, last, rules)
    return (_daily(job, day, rules) for day in days_between(first, last) if _has(job, day, rules))


def _has(job: str, day: date, rules: Rules) -> bool:
    return job == BACKUP or rules.calendar.is_working_day(day)


def _daily(job: str, day: date, rules: Rules) -> Occasion:
    """A job of one day: a reminder comes up at midnight, for everyone has an hour of their own."""
    hours = {DAILY_REMINDER: time.min, APPROVAL_REMINDER: rules.digest_times[0], BACKUP: rules.backup_time}
    return Occasion(job, day.isoformat(), _instant(day, hours[job], rules), _end_of(day, rules))


def _weeks(first: date, last: date, rules: Rules) -> Iterator[Occasion]:
    monday = week_period(first).first
    while monday <= last:
        occasion = _week(week_period(monday), rules)
        if occasion:
            yield occasion
        monday += timedelta(days=7)


def _week(week: Period, rules: Rules) -> Occasion | None:
    """A week comes up on its last working day; its figures still serve on the next one."""
    last = rules.calendar.last_working_day(week.first, week.last)
    if last is None:
        return None
    begins = _instant(last, rules.summary_time, rules)
    return Occasion(WEEKLY_SUMMARY, week.first.isoformat(), begins, _end_of(_day_after(last, rules.calendar), rules))


def _week_of_rest(week: Period, rules: Rules) -> Occasion:
    ends = _end_of(_day_after(week.last, rules.calendar), rules)
    return Occasion(WEEKLY_SUMMARY, week.first.isoformat(), _instant(week.last, rules.summary_time, rules), ends)


def _day_after(day: date, calendar: Calendar) -> date:
    """The next working day; the end of the longest rest when there is none before."""
    following = days_between(day + _ONE_DAY, day + LONGEST_REST)
    return next(filter(calendar.is_working_day, following), day + LONGEST_REST)


def _instant(day: date, moment: time, rules: Rules) -> datetime:
    """In UTC: instants of one zone compare as its clocks show them, and those may be set back."""
    return datetime.combine(day, moment, rules.timezone).astimezone(UTC)


def _end_of(day: date, rules: Rules) -> datetime:
    return _instant(day + _ONE_DAY, time.min, rules)


# --- when people are left in peace


def peace_ends(now: datetime, rules: Rules) -> datetime:
    """The first instant from `now` on that lies in no quiet hours: `now` itself outside them."""
    local = rules.local(now)
    if not rules.quiet_hours.holds(local.time()):
        return now
    ends = _instant(local.date(), rules.quiet_hours.end, rules)
    return ends if ends > now else _instant(local.date() + _ONE_DAY, rules.quiet_hours.end, rules)


def peace_begins(now: datetime, rules: Rules) -> datetime:
    """When the quiet hours after `now` begin; two days on where the province has none."""
    today, quiet = rules.today(now), rules.quiet_hours
    if quiet.begin == quiet.end:
        return now + 2 * _ONE_DAY
    begins = _instant(today, quiet.begin, rules)
    return begins if begins > now else _instant(today + _ONE_DAY, quiet.begin, rules)


def may_disturb(now: datetime, rules: Rules) -> bool:
    """Whether people may be written to unasked: on working days, outside quiet hours."""
    return rules.calendar.is_working_day(rules.today(now)) and peace_ends(now, rules) == now


# --- how long something waits


def working_days_since(day: date, until: date, calendar: Calendar) -> int:
    """How many working days have come after `day`, up to and including `until`."""
    return len(calendar.working_days(day + _ONE_DAY, until))


def overdue_up_to(until: date, due_days: int, calendar: Calendar) -> date:
    """The last day on which something must have come in to be overdue at the end of `until`.

    That is: more than `due_days` working days have come after it.
    """
    day, passed = until, 0
    for _ in range(int(LONGEST_REST.days) + 2 * due_days):
        passed += calendar.is_working_day(day)
        day -= _ONE_DAY
        if passed > due_days:
            break
    return day
