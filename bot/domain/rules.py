"""The province's own rules, which it may change without code (CONTRACT, section 1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.calendar import Calendar
from bot.domain.people import Regime

PROVINCE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SHIFT_DAY_LIMIT_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of every day, across midnight where it ends before it begins.

    Attributes:
        begin: its first minute.
        end: the first minute after it.
    """

    begin: time
    end: time

    def holds(self, moment: time) -> bool:
        """Whether the moment lies in it."""
        if self.begin <= self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits of the province.

    Attributes:
        timezone: the zone in which a day begins and ends.
        calendar: working days and rest days.
        day_limit_minutes: the most hours of one day, in minutes (Bộ luật Lao động 2019, Điều 107: 12 hours).
        backdate_days: how many days back an entry may reach.
        group_c_limit: the most items of one C list (Công văn 7680-CV/VPTU: 50).
        group_c_scope: whether that limit counts one list or all C lists of a unit.
        invite_days: how long an enrolment code lasts.
        kpi_month_start: the day on which a KPI month starts.
        approval_due_days: within how many working days a leader is to decide.
        reminder_time: when people are reminded of their log, unless they chose an hour of their own.
        summary_time: when the week is summed up, on its last working day.
        digest_times: when what waits for leaders is gathered.
        quiet_hours: when nothing is sent unasked.
        backup_time: when the nightly copy of the database is made.
    """

    timezone: ZoneInfo = PROVINCE_ZONE
    calendar: Calendar = field(default_factory=Calendar)
    day_limit_minutes: int = 12 * 60
    backdate_days: int = 7
    group_c_limit: int = 50
    group_c_scope: Literal["list", "unit"] = "list"
    invite_days: int = 7
    kpi_month_start: int = 1
    approval_due_days: int = 3
    reminder_time: time = time(16, 30)
    summary_time: time = time(16, 30)
    digest_times: tuple[time, ...] = (time(11, 15), time(16, 45))
    quiet_hours: Stretch = Stretch(time(19), time(6, 30))
    backup_time: time = time(2)

    def local(self, instant: datetime) -> datetime:
        """The instant as clocks in the province show it."""
        return instant.astimezone(self.timezone)

    def today(self, now: datetime) -> date:
        """The calendar date of `now` in the province."""
        return self.local(now).date()

    def day_limit(self, regime: Regime) -> int:
        """The most minutes of one day in a unit of that regime: 24 hours where people work shifts."""
        return SHIFT_DAY_LIMIT_MINUTES if regime is Regime.SHIFTS else self.day_limit_minutes
