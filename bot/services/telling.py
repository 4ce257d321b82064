"""Telling people unasked: once for each period, never in quiet hours, and not what no longer serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.domain.schedule import Occasion
from bot.services.act import Act
from bot.services.posting import post
from bot.storage import ledger, outbox
from bot.storage.outbox import Lane
from bot.storage.reminders import Untold
from bot.storage.times import to_text

FOREVER = "9"
"""An instant (text) that comes after all others."""


@dataclass(frozen=True, slots=True)
class Round:
    """One going through the people of a job's period.

    Attributes:
        occasion: the job and its period.
        at: the instant by which the rules judge: now, or what `jobs run --at` names.
        again: whether it was asked for by hand: then only who was told already is left out, and everybody's own
            hour counts as come.
        not_before: nothing is sent before this instant (text); empty for at once.
        until: from this instant on nothing is said any more (text).
    """

    occasion: Occasion
    at: datetime
    again: bool = False
    not_before: str = ""
    until: str = FOREVER

    @property
    def job(self) -> str:
        """The job's name."""
        return self.occasion.job

    @property
    def period(self) -> str:
        """The period's name: a day, or the Monday of a week."""
        return self.occasion.period

    @property
    def day(self) -> date:
        """The day, or the Monday of the week."""
        return self.occasion.day


def untold(act: Act, round_: Round, after: str, limit: int) -> Untold:
    """Who of a round is asked for.

    Whoever was enrolled after the day on which a period came up starts with the next one, unless it is run by hand.
    """
    next_day = act.rules.today(round_.occasion.begins) + timedelta(days=1)
    bound_by = to_text(datetime.combine(next_day, time.min, act.rules.timezone))
    return Untold(round_.job, round_.period, round_.again, after, limit, bound_by)


def post_unasked(act: Act, official: str, round_: Round, fact: str = "", **data: Any) -> bool:
    """Tell an official of the period in every chat of theirs; False when there is none.

    Args:
        act: the act.
        official: whom.
        round_: which round.
        fact: what kind of fact; the job's name unless told.
        **data: what else it needs to be put into words.
    """
    fact = fact or round_.job
    subject = _subject(fact, round_.period)
    said = {"period": round_.period, "job": round_.job, "told": act.at, "until": round_.until, **data}
    return bool(post(act, official, fact, subject=subject, lane=Lane.BROADCAST, not_before=round_.not_before, **said))


def has_lapsed(act: Act, official: str, fact: Mapping[str, Any]) -> bool:
    """Whether a fact serves no more; then the person counts as not told, and a later look may tell them after all.

    Not where another chat of theirs was told, nor for what only goes with the job's own message, as a picture.
    """
    if act.at < fact.get("until", FOREVER):
        return False
    if fact["fact"] == fact["job"] and not _was_shown(act, official, fact):
        ledger.take_back(act.tx, fact["job"], fact["period"], official, fact["told"])
    return True


def _was_shown(act: Act, official: str, fact: Mapping[str, Any]) -> bool:
    subject = _subject(fact["fact"], fact["period"])
    return any(outbox.shown_message(act.tx, chat.id, subject) for chat in act.chats_of(official))


def _subject(fact: str, period: str) -> str:
    return f"{fact}:{period}"
