"""What a browser is shown: whose chat it is, and what has changed since it last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.menus import EVERYBODY, Offer, offers_for
from bot.channels.results import ANSWER_LIFE
from bot.channels.web.bubbles import Plain, as_event
from bot.channels.web.owners import AnothersPage, name_for, owner_of, person_of
from bot.channels.web.posts import MOST
from bot.channels.web.sessions import has_ended, must_be_open
from bot.domain.people import Official
from bot.domain.rules import Rules
from bot.handlers.enrol import STRANGER
from bot.services.act import Act
from bot.services.enrolment import is_leader
from bot.storage import people, web
from bot.storage.times import to_text

MOST_AT_FIRST = 200
"""Bubbles a page begins with."""

MOST_OLDER = 100
"""Bubbles it gets at once of those before."""

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a browser has seen, and whose chat it was then.

    Attributes:
        after: the chat's counter.
        owner: how the page calls the chat while it is that person's; empty when the browser has seen nothing yet.
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
        can_leave: whether a person can sign out.
    """

    pictures: bool = False
    notice: str = ""
    can_leave: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What there is to show.

    Attributes:
        cursor: how far the browser has seen then.
        hello: who is greeted, when the page begins anew; what it showed before is no longer this person's.
        events: bubbles and toasts, in the order of their changes.
        more: whether there is more at once.
        ended: whether the browser has signed out: there is nothing to show any more.
    """

    cursor: Cursor
    hello: Plain | None
    events: list[tuple[Cursor, Plain]]
    more: bool
    ended: bool = False


def look(act: Act, chat: str, cursor: Cursor, manner: Manner) -> View:
    """What has changed in a chat; all of it from the beginning when the chat has changed hands.

    Args:
        act: the act.
        chat: the chat's id; there need not be such a chat yet.
        cursor: how far the browser has seen.
        manner: how it is shown.
    """
    if has_ended(act, chat):
        return View(cursor, None, [], more=False, ended=True)
    person = person_of(act, chat)
    code = person.code if person else ""
    owner = name_for(chat, code)
    fresh = cursor.owner != owner
    found, older = _newest(act, chat, code, MOST_AT_FIRST) if fresh else _since(act, chat, code, cursor.after)
    events = [
        (Cursor(message.changed, owner), as_event(message, act.rules, pictures=manner.pictures)) for message in found
    ]
    hello = {**_hello(act, person, manner), "to": owner, "follows": len(events), "older": older} if fresh else None
    reached = events[-1][0] if events else Cursor(0 if fresh else cursor.after, owner)
    return View(reached, hello, events, more=not fresh and len(found) == _AT_ONCE)


def look_back(act: Act, chat: str, name: str, before: int, manner: Manner) -> Plain:
    """The newest of the bubbles before a place, and the place before which there is still more.

    Args:
        act: the act.
        chat: the chat's id.
        name: how the page calls the chat.
        before: the place.
        manner: how it is shown.

    Raises:
        BadPost: the browser has signed out, or the chat has changed hands.
    """
    must_be_open(act, chat)
    code = owner_of(act, chat)
    if name != name_for(chat, code):
        raise AnothersPage
    found, older = _newest(act, chat, code, MOST_OLDER, before)
    shown = [as_event(message, act.rules, pictures=manner.pictures) for message in found]
    return {"messages": shown, "older": older}


def _newest(act: Act, chat: str, code: str, most: int, before: int = MOST) -> tuple[list[web.Message], int]:
    """So many bubbles before a place, and the place before which there is more; 0 where there is none."""
    found = web.latest(act.tx, chat, code, most + 1, before)
    if len(found) <= most:
        return found, 0
    *shown, _ = sorted(found, key=lambda message: -message.place)
    return sorted(shown, key=lambda message: message.changed), shown[-1].place


def _since(act: Act, chat: str, code: str, after: int) -> tuple[list[web.Message], int]:
    toasts_since = to_text(act.now - ANSWER_LIFE)
    return web.changed_after(act.tx, chat, code, after, toasts_since, _AT_ONCE), 0


def _hello(act: Act, person: Official | None, manner: Manner) -> Plain:
    common = {"notice": manner.notice, "leaves": manner.can_leave and person is not None}
    common |= local_time(act.now, act.rules)
    if person is None:
        return {"name": "", "post": "", "greeting": STRANGER, "commands": _commands(EVERYBODY), **common}
    unit = people.find_unit(act.tx, person.unit)
    offers = offers_for("leader" if is_leader(act, person) else "official")
    post = _post(person.title, unit.name if unit else "")
    return {"name": person.name, "post": post, "greeting": "", "commands": _commands(offers), **common}


def _post(title: str, unit: str) -> str:
    """The unit is not said twice, as it would be after `Trưởng phòng Quản lý ngân sách`."""
    return title if title.casefold().endswith(unit.casefold()) else ", ".join(filter(None, [title, unit]))


def _commands(offers: tuple[Offer, ...]) -> list[dict[str, Any]]:
    return [{"command": f"/{offer.command}", "words": offer.words} for offer in offers]


def local_time(now: datetime, rules: Rules) -> Plain:
    """The time as clocks in the province show it."""
    return {"now": rules.local(now).isoformat(timespec="seconds")}
