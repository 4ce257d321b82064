"""Whose a chat is now: decides what is written for whom, and what is shown."""

from __future__ import annotations

from bot.domain.people import Official
from bot.services.act import Act
from bot.storage import callers


def person_of(act: Act, chat: str) -> Official | None:
    """The official whose chat it is; None for a stranger, for one who has left, and where there is no such chat."""
    caller = callers.find(act.tx, chat)
    official = caller.official if caller else None
    return None if official is None or official.retired else official


def owner_of(act: Act, chat: str) -> str:
    """The code of that official; empty for a stranger."""
    person = person_of(act, chat)
    return person.code if person else ""
