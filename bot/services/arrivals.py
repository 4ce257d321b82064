"""Bringing a leader who has just come, or come back, what has waited meanwhile."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.people import Official
from bot.services.act import Act
from bot.services.approvals import queue
from bot.services.posting import post_card_to, post_to_chat, shows_card
from bot.storage import chats, outbox
from bot.storage.chats import Chat
from bot.storage.outbox import Lane
from bot.storage.times import to_text

ARRIVED = "arrived"
"""The kind of fact that tells how many entries wait."""

WELCOME = "welcome"
"""The subject of the message that greets a person, and tells how many entries wait."""

MOST_CARDS = 5
"""As many come as cards of their own; more are told by the queue alone."""

_GREETED_WITHIN = timedelta(seconds=5)
"""Whoever unblocks us on Telegram mostly sends `/start` with the same press."""


def show_cards(act: Act, chat: str, leader: Official) -> bool:
    """Show the cards that this chat has not shown, where they are few; False where they are many."""
    unseen = [entry for entry in queue(act, leader) if not shows_card(act, chat, entry)]
    if len(unseen) > MOST_CARDS:
        return False
    for entry in unseen:
        post_card_to(act, chat, entry)
    return True


def come_back(act: Act, chat: Chat, person: Official | None) -> None:
    """Note that a chat is reachable again; what its leader has missed comes as cards, or is told once."""
    chats.set_unreachable(act.tx, chat.id, "")
    if person is None or person.retired or show_cards(act, chat.id, person):
        return
    later = to_text(act.now + _GREETED_WITHIN)
    post_to_chat(act, chat.id, ARRIVED, subject=f"{ARRIVED}:{act.at}", lane=Lane.NOTICE, not_before=later, since=act.at)


def is_greeted(act: Act, chat: str, since: str) -> bool:
    """Whether the chat has shown a greeting since that instant (text)."""
    return outbox.is_shown_since(act.tx, chat, WELCOME, since)
