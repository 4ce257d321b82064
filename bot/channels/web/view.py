"""What a browser is shown: whose chat it is, and what has changed since it last looked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.menus import EVERYBODY, Offer, offers_for
from bot.channels.results import ANSWER_LIFE
from bot.channels.web.bubbles import Plain, as_event
from bot.channels.web.owners import person_of
from bot.domain.people import Official
from bot.domain.rules import Rules
from bot.handlers.enrol import STRANGER
from bot.services.act import Act
from bot.services.enrolment import is_leader
from bot.storage import people, web
from bot.storage.times import to_text

MOST_AT_FIRST = 200
"""Bubbles a page begins with."""

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a browser has seen, and whose chat it was then.

    Attributes:
        after: the chat's counter.
        owner: stands for the official; empty when the browser has seen nothing yet.
    """

    after: int = 0
    owner: str = ""

    @classmethod
    def read(cls, text: str) -> Cursor:
        """The cursor that `str` wrote; the beginning for anything else."""
        after, _, owner = text.partition(".")
        fits = after.isdecimal() and after.isascii() and len(after) < 16
        return cls(int(after), owner) if fits and owner else cls()

    def __str__(self) -> str:
        return f"{self.after}.{self.owner}"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a chat is shown.

    Attributes:
        pictures: whether charts can be drawn.
        notice: what stands above everything, as in the demo; usually nothing.
    """

    pictures: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What there is to show.

    Attributes:
        cursor: how far the browser has seen then.
        hello: who is greeted, when the page begins anew; what it showed before is no longer this person's.
        events: bubbles and toasts, in the order of their changes.
        more: whether there is more at once.
    """

    cursor: Cursor
    hello: Plain | None
    events: list[tuple[Cursor, Plain]]
    more: bool


def look(act: Act, chat: str, cursor: Cursor, manner: Manner) -> View:
    """What has changed in a chat; all of it from the beginning when the chat has changed hands.

    Args:
        act: the act.
        chat: the chat's id; there need not be such a chat yet.
        cursor: how far the browser has seen.
        manner: how it is shown.
    """
    person = person_of(act, chat)
    code = person.code if person else ""
    owner = _stands_for(code)
    fresh = cursor.owner != owner
    found = web.latest(act.tx, chat, code, MOST_AT_FIRST) if fresh else _since(act, chat, code, cursor.after)
    events = [
        (Cursor(message.changed, owner), as_event(message, act.rules, pictures=manner.pictures)) for message in found
    ]
    hello = {**_hello(act, person), "notice": manner.notice, "follows": len(events)} if fresh else None
    reached = events[-1][0] if events else Cursor(0 if fresh else cursor.after, owner)
    return View(reached, hello, events, more=not fresh and len(found) == _AT_ONCE)


def _stands_for(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:8]


def _since(act: Act, chat: str, code: str, after: int) -> list[web.Message]:
    toasts_since = to_text(act.now - ANSWER_LIFE)
    return web.changed_after(act.tx, chat, code, after, toasts_since, _AT_ONCE)


def _hello(act: Act, person: Official | None) -> Plain:
    time = local_time(act.now, act.rules)
    if person is None:
        return {"name": "", "post": "", "greeting": STRANGER, "commands": _commands(EVERYBODY), **time}
    unit = people.find_unit(act.tx, person.unit)
    offers = offers_for("leader" if is_leader(act, person) else "official")
    post = _post(person.title, unit.name if unit else "")
    return {"name": person.name, "post": post, "greeting": "", "commands": _commands(offers), **time}


def _post(title: str, unit: str) -> str:
    """The unit is not said twice, as it would be after `Trưởng phòng Quản lý ngân sách`."""
    return title if title.casefold().endswith(unit.casefold()) else ", ".join(filter(None, [title, unit]))


def _commands(offers: tuple[Offer, ...]) -> list[dict[str, Any]]:
    return [{"command": f"/{offer.command}", "words": offer.words} for offer in offers]


def local_time(now: datetime, rules: Rules) -> Plain:
    """The time as clocks in the province show it."""
    return {"now": rules.local(now).isoformat(timespec="seconds")}
