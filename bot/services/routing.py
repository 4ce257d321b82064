"""Keeping every waiting entry with somebody who may decide on it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.entry import Entry
from bot.domain.people import approver_of
from bot.services.act import Act
from bot.services.posting import mend_card, post_card
from bot.storage import entries

MOST_CARDS = 100
"""An import that moves more is told by the queue alone: nobody wants hundreds of cards at once."""


def reroute(act: Act) -> int:
    """Give waiting entries to whoever decides on them now, after units or officials have changed.

    The new approver gets their cards, and the old one's cards say where they went.

    Returns:
        How many entries changed hands; an entry with nobody above stays submitted ("tự ghi nhận").
    """
    moved = [pair for route in entries.waiting_routes(act.tx) for pair in _reroute(act, *route)]
    for old, new in moved[:MOST_CARDS]:
        mend_card(act, old)
        post_card(act, new)
    return len(moved)


def _reroute(act: Act, official: str, approver: str) -> list[tuple[Entry, Entry]]:
    """One person's entries that waited for one approver, as they were and as they are."""
    person = act.organisation.official(official)
    found = approver_of(person, act.organisation) if person else None
    rightful = found.code if found else ""
    if rightful == approver:
        return []
    return [(replace(new, approver=approver), new) for new in entries.reroute(act.tx, official, approver, rightful)]
