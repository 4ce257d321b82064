"""Reminding: officials of a day without a log, leaders of what waits for them, and what people choose about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.catalog import Item
from bot.domain.entry import Entry, Status
from bot.domain.people import Official
from bot.domain.schedule import DAILY_REMINDER, LONGEST_PAUSE, SETTLING, overdue_up_to, working_days_since
from bot.services.act import Act
from bot.services.refusal import Refused, Why, refuse_retired
from bot.services.telling import Round, post_unasked, untold
from bot.storage import catalogs, entries, reminders
from bot.storage.reminders import SKIPPED, Preference
from bot.storage.times import to_text

PAUSES = (1, 3, 7)
"""For how many days a pause is offered."""

_RECENT_ENTRIES = 60
_LAST_MINUTE = time(23, 59)
_YEAR = 366


# --- the jobs


def without_log(act: Act, round_: Round, after: str, limit: int) -> list[str]:
    """Who is to be reminded of the log of a day: a `Candidates` of `bot.jobs.jobs`."""
    asked = untold(act, round_, after, limit)
    return reminders.without_log(act.tx, asked, _hour(act, round_), act.rules.reminder_time)


def _hour(act: Act, round_: Round) -> time:
    """What the clock shows on the round's day: once the day is over, every hour of it has come."""
    local = act.rules.local(round_.at)
    return local.time() if local.date() == round_.day else _LAST_MINUTE


def with_a_queue(act: Act, round_: Round, after: str, limit: int) -> list[str]:
    """Which leaders are to be reminded of what waits for them: a `Candidates` of `bot.jobs.jobs`.

    What comes in later that day has just shown itself as a card.
    """
    return reminders.with_a_queue(act.tx, untold(act, round_, after, limit), to_text(round_.occasion.begins))


def remind(act: Act, official: str, round_: Round) -> bool:
    """Remind one person; what of, is looked up when it is sent: a `Tell` of `bot.jobs.jobs`.

    Whoever was enrolled less than an hour before the time of it, or after, starts with the next day; unless by hand.
    """
    if not round_.again and _is_settling(act, official, round_):
        return False
    return post_unasked(act, official, round_)


def _is_settling(act: Act, official: str, round_: Round) -> bool:
    since = min((chat.bound_at for chat in act.chats_of(official)), default="")
    if since <= to_text(round_.occasion.begins - SETTLING):  # nearly everybody, with no further question
        return False
    return since > to_text(_comes_up(act, official, round_) - SETTLING)


def _comes_up(act: Act, official: str, round_: Round) -> datetime:
    """When a round is for this person: the log at the own hour, the queue when it does for everybody."""
    if round_.job != DAILY_REMINDER:
        return round_.occasion.begins
    hour = reminders.preference(act.tx, official).remind_at or act.rules.reminder_time
    return datetime.combine(round_.day, hour, act.rules.timezone).astimezone(UTC)


# --- what a reminder of the log says


@dataclass(frozen=True, slots=True)
class UnloggedDay:
    """A day for which somebody has sent nothing.

    Attributes:
        day: the day.
        drafts: what was drafted for it and not sent.
        returned: what was sent for it and returned to be completed.
        tasks: what the person most likely did.
    """

    day: date
    drafts: list[Entry]
    returned: list[Entry]
    tasks: list[Item]


def unlogged_day(act: Act, official: Official, day: date, most_tasks: int) -> UnloggedDay | None:
    """What to remind somebody of; None when there is nothing (any more)."""
    if _is_excused(act, official, day):
        return None
    written = entries.of_official(act.tx, official.code, day, day)
    if any(entry.status in {Status.SUBMITTED, Status.APPROVED} for entry in written):
        return None
    drafts = [entry for entry in written if entry.status is Status.DRAFT]
    returned = [entry for entry in written if entry.status is Status.RETURNED]
    begun = {entry.item for entry in (*drafts, *returned)}
    return UnloggedDay(day, drafts, returned, _likely_tasks(act, official, most_tasks, begun))


def _is_excused(act: Act, official: Official, day: date) -> bool:
    paused = reminders.preference(act.tx, official.code).paused_until
    return (paused is not None and day <= paused) or reminders.is_day_off(act.tx, official.code, day)


def _likely_tasks(act: Act, official: Official, most: int, begun: set[str]) -> list[Item]:
    """The tasks the person logged most often of late, the latest first among equals; without those begun already."""
    used = entries.item_use(act.tx, official.code, _RECENT_ENTRIES)
    by_use = sorted((code for code in used if code not in begun), key=lambda code: -used[code])
    found = [catalogs.find_item(act.tx, code) for code in by_use[: 2 * most]]
    return [item for item in found if item is not None][:most]


def skip_day(act: Act, official: Official, day: date) -> bool:
    """The official says there is nothing to log on a day: nobody reminds them of it any more.

    Returns:
        False when something was sent for that day already, and so nothing was written.

    Raises:
        Refused: NOT_YOURS for one who has left; NOT_FOUND for a day more than a year away.
    """
    refuse_retired(official)
    if abs((act.today - day).days) > _YEAR:
        raise Refused(Why.NOT_FOUND)
    if entries.minutes_of_period(act.tx, official.code, day, day):
        return False
    if reminders.add_day_off(act.tx, official.code, day, SKIPPED, act.at):
        act.record(official.unit, official.code, "skip_day", f"official:{official.code}", day=day.isoformat())
    return True


# --- what a reminder of the queue says


@dataclass(frozen=True, slots=True)
class QueueState:
    """What waits for a leader.

    Attributes:
        entries: how many entries.
        people: of how many people.
        overdue: how many wait longer than they should.
        oldest: the one that waits longest.
        days: how many working days that one has waited.
    """

    entries: int
    people: int
    overdue: int
    oldest: Entry
    days: int


def queue_state(act: Act, leader: Official, day: date) -> QueueState | None:
    """What waits for a leader on a day; None when nothing does (any more)."""
    oldest = entries.queue(act.tx, leader.code, 1)
    if not oldest or oldest[0].submitted_at is None:
        return None
    waiting = reminders.waiting_for(act.tx, leader.code, _overdue_before(act, day))
    days = working_days_since(act.rules.today(oldest[0].submitted_at), day, act.rules.calendar)
    return QueueState(waiting.entries, waiting.people, waiting.overdue, oldest[0], days)


def _overdue_before(act: Act, day: date) -> str:
    """Before which instant (text) what is overdue on that day had come in."""
    last = overdue_up_to(day, act.rules.approval_due_days, act.rules.calendar)
    return to_text(datetime.combine(last + timedelta(days=1), time.min, act.rules.timezone))


# --- what people choose


def preference(act: Act, official: Official) -> Preference:
    """What the official chose about the daily reminder."""
    return reminders.preference(act.tx, official.code)


def is_quiet_hour(act: Act, hour: time) -> bool:
    """Whether nobody is written to at that hour."""
    return act.rules.quiet_hours.holds(hour)


def choose_hour(act: Act, official: Official, hour: time) -> None:
    """Remind the official at that hour; the province's own hour means whatever that will be.

    Raises:
        Refused: NOT_YOURS for one who has left; QUIET_HOUR.
    """
    refuse_retired(official)
    if is_quiet_hour(act, hour):
        raise Refused(Why.QUIET_HOUR)
    reminders.set_hour(act.tx, official.code, None if hour == act.rules.reminder_time else hour)


def pause(act: Act, official: Official, days: int) -> date:
    """Do not remind the official for some days: from today where today's hour is still to come, else from tomorrow.

    Returns:
        The last day without a reminder.

    Raises:
        Refused: NOT_YOURS for one who has left; NOT_FOUND for no day or more than the longest pause.
    """
    refuse_retired(official)
    if not 1 <= days <= LONGEST_PAUSE:
        raise Refused(Why.NOT_FOUND)
    until = pause_ends(act, official, days)
    reminders.set_pause(act.tx, official.code, until)
    return until


def pause_ends(act: Act, official: Official, days: int) -> date:
    """The last day without a reminder, were the official to pause for so many days now."""
    return act.today + timedelta(days=days if _hour_has_come(act, official) else days - 1)


def _hour_has_come(act: Act, official: Official) -> bool:
    own = preference(act, official).remind_at or act.rules.reminder_time
    return act.rules.local(act.now).time() >= own


def resume(act: Act, official: Official) -> None:
    """Remind the official from today on again.

    Raises:
        Refused: NOT_YOURS for one who has left.
    """
    refuse_retired(official)
    reminders.set_pause(act.tx, official.code, None)
