"""Why something was not done: facts; the words are the handlers'."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from bot.domain.people import Official


class Why(StrEnum):
    """The reasons for which a service refuses."""

    NOT_FOUND = "not_found"
    NOT_YOURS = "not_yours"
    OWN_ENTRY = "own_entry"
    CHANGED = "changed"
    NOT_WAITING = "not_waiting"
    ALREADY_SENT = "already_sent"
    NOT_READY = "not_ready"
    BAD_MINUTES = "bad_minutes"
    DAY_FULL = "day_full"
    TOO_LATE_TO_UNDO = "too_late_to_undo"
    WRONG_CODE = "wrong_code"
    BARRED = "barred"
    NO_REASON = "no_reason"
    NO_OPINION = "no_opinion"
    TOO_LONG = "too_long"
    NO_TASK = "no_task"
    QUIET_HOUR = "quiet_hour"
    NO_TEAM = "no_team"
    NOT_YOUR_UNIT = "not_your_unit"


class Refused(Exception):
    """A service did nothing, and says why.

    Raised before anything is written, so the transaction may still commit what is around it.

    Attributes:
        why: the reason.
        facts: what the words need: figures, names, the entry as it stands.
    """

    def __init__(self, why: Why, **facts: Any) -> None:
        super().__init__(why)
        self.why = why
        self.facts = facts


def refuse_retired(official: Official) -> None:
    """Nobody who has left does anything any more, whatever chat or button is left over.

    Raises:
        Refused: NOT_YOURS.
    """
    if official.retired:
        raise Refused(Why.NOT_YOURS)
