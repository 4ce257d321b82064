"""The jobs there are."""

from __future__ import annotations

from bot.domain.schedule import APPROVAL_REMINDER, DAILY_REMINDER, WEEKLY_SUMMARY
from bot.jobs.jobs import Job
from bot.services import reminders, summaries

TELLING = (
    Job(DAILY_REMINDER, reminders.without_log, reminders.remind),
    Job(APPROVAL_REMINDER, reminders.with_a_queue, reminders.remind),
    Job(WEEKLY_SUMMARY, summaries.candidates, summaries.tell),
)
"""What is told to people."""
