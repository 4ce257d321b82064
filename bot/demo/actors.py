"""Sample people at their phones: what they type and press takes the whole way, and what comes of it is on their phones.

Nothing is written past the product: an entry of the demo's history was typed, sent and decided like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from bot.channels.web import keeping
from bot.channels.web.postman import deliver_next
from bot.demo.clock import DemoClock
from bot.domain.entry import Entry
from bot.handlers import notices, router
from bot.handlers.words import hours
from bot.services.act import Act, Office
from bot.services.indexing import perform_indexed
from bot.services.posting import card_subject
from bot.storage import chats, entries, outbox, web
from bot.storage.chats import chat_id
from bot.storage.inbox import Incoming
from bot.storage.times import to_text
from bot.storage.web import CHANNEL

P = ParamSpec("P")
T = TypeVar("T")


class Actors:
    """Everybody in the sample organisation, each with a phone whose address is the person's code.

    Args:
        office: where it all is kept.
        clock: the time.
    """

    def __init__(self, office: Office, clock: DemoClock) -> None:
        self._office = office
        self._clock = clock

    async def act(self, step: Callable[Concatenate[Act, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Perform one act now; an index that is missing is built first."""
        return await perform_indexed(self._office, self._clock.now(), step, *args, **kwargs)


def type_line(act: Act, person: str, words: str) -> None:
    """Somebody types something, and reads the answer."""
    _happen(act, keeping.typed(person, act.means.new_id(), words))


def press(act: Act, person: str, place: int, label: str) -> None:
    """Somebody presses what stands under a message.

    Raises:
        LookupError: there is no such button.
    """
    _happen(act, keeping.pressed(person, act.means.new_id(), str(place), _action(act, person, place, label)))


def log_line(act: Act, person: str, words: str) -> None:
    """Somebody types a line and sends the draft that comes of it."""
    type_line(act, person, words)
    press(act, person, _newest(act, person), "Gửi duyệt")


def approve_card(act: Act, leader: str, entry: Entry) -> None:
    """A leader presses `Duyệt` on an entry's card."""
    press(act, leader, _card(act, leader, entry), "Duyệt")


def return_card(act: Act, leader: str, entry: Entry, reason: str) -> None:
    """A leader presses `Trả lại` on an entry's card, and types why."""
    press(act, leader, _card(act, leader, entry), "Trả lại")
    type_line(act, leader, reason)


def approve_fewer(act: Act, leader: str, entry: Entry, minutes: int) -> None:
    """A leader approves fewer hours than declared."""
    press(act, leader, _card(act, leader, entry), "Duyệt số giờ khác")
    press(act, leader, _newest(act, leader), hours(minutes))


def queue_of(act: Act, leader: str) -> list[Entry]:
    """What waits for a leader and whose card has arrived, oldest first."""
    return [entry for entry in entries.queue(act.tx, leader, 100) if _card(act, leader, entry)]


def deliver(act: Act) -> None:
    """Have everything that is due arrive."""
    while deliver_next(act, notices.render):
        pass


def _happen(act: Act, incoming: Incoming) -> None:
    if chats.find(act.tx, incoming.chat) is None:
        raise LookupError(incoming.chat)
    keeping.keep(act, incoming)
    while router.work(act):
        pass
    deliver(act)


def _newest(act: Act, person: str) -> int:
    return web.latest(act.tx, chat_id(CHANNEL, person), person, 1)[0].place


def _card(act: Act, leader: str, entry: Entry) -> int:
    sent = to_text(entry.submitted_at) if entry.submitted_at else ""
    return int(outbox.shown_message(act.tx, chat_id(CHANNEL, leader), card_subject(entry.id, sent)) or 0)


def _action(act: Act, person: str, place: int, label: str) -> str:
    message = web.find(act.tx, chat_id(CHANNEL, person), person, place)
    rows = json.loads(message.body)["rows"] if message else []
    for choice in (choice for row in rows for choice in row):
        if choice["label"] == label:
            return str(choice["action"])
    raise LookupError(f"{person}: no button {label!r} at {place}")
