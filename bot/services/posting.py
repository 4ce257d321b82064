"""Telling people: facts, written with the act that makes them true and put into words when they are sent."""

from __future__ import annotations

import json
from typing import Any

from bot.domain.entry import Entry
from bot.services.act import Act
from bot.storage import outbox
from bot.storage.outbox import Kind, Lane, Outgoing
from bot.storage.times import to_text

SHEET = "sheet:"
"""How the subjects begin that tell an official's own entries."""


def post(act: Act, official: str, fact: str, *, subject: str, lane: Lane, not_before: str = "", **data: Any) -> int:
    """Tell an official a fact in every chat of theirs.

    Args:
        act: the act that makes it true.
        official: whom to tell.
        fact: its kind, as `card`.
        subject: what it is about; an unsent older fact of the same subject is enough.
        lane: how urgent it is.
        not_before: not before this instant (text); empty means at once.
        **data: what it needs to be put into words; ids, never typed text.

    Returns:
        In how many chats.
    """
    bound = act.chats_of(official)
    for chat in bound:
        post_to_chat(act, chat.id, fact, subject=subject, lane=lane, not_before=not_before, **data)
    return len(bound)


def post_to_chat(
    act: Act, chat: str, fact: str, *, subject: str, lane: Lane, not_before: str = "", **data: Any
) -> None:
    """Tell one chat a fact."""
    body = json.dumps({"fact": fact, **data}, ensure_ascii=False)
    outgoing = Outgoing(act.means.new_id(), chat, lane, Kind.FACT, body, subject)
    outbox.put_fact(act.tx, outgoing, act.at, not_before)


def post_card(act: Act, entry: Entry) -> None:
    """Show an entry's card to whoever decides on it.

    Each sending has a card of its own, so that an entry sent again comes as a new message.
    """
    _post_card(act, entry, Lane.NOTICE)


def post_card_to(act: Act, chat: str, entry: Entry) -> None:
    """Show an entry's card in one chat of whoever decides on it; where it stands already, it is brought up to date."""
    post_to_chat(act, chat, "card", lane=Lane.NOTICE, **_card_of(entry))


def shows_card(act: Act, chat: str, entry: Entry) -> bool:
    """Whether the card of an entry's last sending has come to that chat."""
    return bool(outbox.shown_message(act.tx, chat, _card_of(entry)["subject"]))


def mend_card(act: Act, entry: Entry, lane: Lane = Lane.EDIT, not_before: str = "") -> None:
    """Bring an entry's card up to date wherever it is shown; where it is not, nothing comes."""
    _post_card(act, entry, lane, not_before, mend=True)


def _post_card(act: Act, entry: Entry, lane: Lane, not_before: str = "", **data: Any) -> None:
    if entry.approver and entry.submitted_at:
        post(act, entry.approver, "card", lane=lane, not_before=not_before, **_card_of(entry), **data)


def _card_of(entry: Entry) -> dict[str, str]:
    """What tells the card of an entry that was sent from all others."""
    sent = to_text(entry.submitted_at) if entry.submitted_at else ""
    return {"subject": card_subject(entry.id, sent), "entry": entry.id, "sent": sent}


def sheet_subject(sheet: str) -> str:
    """What tells an official's own entries of one message from all other screens."""
    return f"{SHEET}{sheet}"


def card_subject(entry: str, sent: str) -> str:
    """What the message shows that is the card of that entry, sent at that instant (text)."""
    return f"card:{entry}:{sent}"


def mend_sheet(act: Act, official: str, sheet: str) -> None:
    """Bring the message of a sheet up to date wherever it is shown."""
    post(act, official, "sheet", subject=sheet_subject(sheet), lane=Lane.EDIT, sheet=sheet, mend=True)
