"""What waits for a leader who has just come, or come back, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.people import Official
from bot.handlers.actions import action
from bot.handlers.screen import Choice, Rows, Screen
from bot.services import arrivals
from bot.services.act import Act
from bot.storage import entries
from bot.storage.chats import Chat

OPEN_QUEUE = Choice("Mở hàng chờ", action("hangcho"), "primary")


def waiting_words(act: Act, person: Official) -> str:
    """How many entries wait for this person, and where they are; empty when none does."""
    waiting = entries.queue_length(act.tx, person.code)
    return f"Có {waiting} mục đang chờ đồng chí duyệt; xem ở /duyet." if waiting else ""


def waiting_rows(words: str) -> Rows:
    """The way to the queue, below words that tell of it."""
    return ((OPEN_QUEUE,),) if words else ()


def arrived(act: Act, chat: Chat, person: Official, fact: Mapping[str, Any]) -> Screen | None:
    """What waits for one who is back; None when nothing does by now, or a greeting has said it already."""
    words = waiting_words(act, person)
    if not words or arrivals.is_greeted(act, chat.id, fact["since"]):
        return None
    return Screen(words, waiting_rows(words), silent=True)
