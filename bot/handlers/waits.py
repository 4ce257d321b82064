"""Questions about entries that stay open until they are answered, given up, or there is nothing to ask any more.

A press asked each of them, and what is typed next answers the latest. What a person does in between loses none: while
something else awaits words they are put aside, and as soon as nothing does, the latest is taken up again, named. They
are kept in the dialog.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from bot.domain.entry import Entry, Status
from bot.handlers.actions import action, unpack_id
from bot.handlers.refusals import refusal_words
from bot.handlers.screen import GIVE_UP, MOST_UNITS, Choice, Screen, units
from bot.handlers.turn import Reply, Turn
from bot.handlers.words import QUOTE_LENGTH, comrade, hours, joined, shorten
from bot.services import approvals, worklog
from bot.services.refusal import Refused, Why
from bot.storage import entries, people
from bot.storage.dialogs import Dialog

ALL = "all"
"""Stands for every entry, where one leaves whatever was begun."""

WHICH = ".which"
"""Behind a step: what was typed reads as an entry, and it was asked which is meant."""

OPINION = "opinion"
STEPS = {"return.reason": "lý do trả lại", "approve.hours": "số giờ duyệt", OPINION: "ý kiến về"}
_ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Wait:
    """A question about an entry.

    Attributes:
        step: what is awaited, one of `STEPS`.
        entry: the entry's id.
        revision: the revision that was seen; 0 where it does not matter.
    """

    step: str
    entry: str
    revision: int = 0

    @property
    def state(self) -> dict[str, Any]:
        """What the step needs to know."""
        return {"entry": self.entry, "revision": self.revision}


def current(dialog: Dialog) -> Wait | None:
    """The question that the next typed words answer."""
    return _asked(dialog.step, dialog.state)


def asks_about(dialog: Dialog, entry: str) -> bool:
    """Whether something is asked about an entry, now or later."""
    return entry in {wait.entry for wait in _open(dialog)}


def give_up_choice(entry: str) -> Choice:
    """Under a question about an entry: leave it, whichever other is open."""
    return replace(GIVE_UP, action=action("thoihoi", entry))


def give_up(_turn: Turn, entry: str) -> Reply:
    """Pressed `Thôi` under a question about an entry."""
    return Reply(Screen("Đã thôi. Không có gì thay đổi."), "Đã thôi", ends=unpack_id(entry))


def carry_on(turn: Turn, reply: Reply) -> Reply:
    """The reply, with every open question kept: the latest taken up where nothing else is awaited."""
    if reply.keeps_dialog or reply.ends == ALL:
        return reply
    asked = _asked(reply.step, reply.state)
    settled = {reply.ends, asked.entry if asked else ""}
    left, notes = _still_open(turn, [wait for wait in _open(turn.dialog) if wait.entry not in settled])
    own = {name: value for name, value in reply.state.items() if name != _ASIDE}
    if not left:
        return _noted(replace(reply, state=own), notes)
    if not reply.step:
        *aside, latest = left
        taken_up = replace(reply, step=latest.step, state=latest.state | _put(aside))
        return _noted(taken_up, [*notes, _awaits_again(turn, latest)])
    put_aside = current(turn.dialog)
    if put_aside in left:
        notes.append(_asks_later(turn, left[-1], meanwhile=asked is not None))
    return _noted(replace(reply, state=own | _put(left)), notes)


def _asked(step: str, state: Any) -> Wait | None:
    plain = step.removesuffix(WHICH)
    return Wait(plain, state["entry"], state.get("revision", 0)) if plain in STEPS else None


def _open(dialog: Dialog) -> list[Wait]:
    """All open questions, the latest last."""
    latest = current(dialog)
    return [*(Wait(*one) for one in dialog.state.get(_ASIDE, ())), *([latest] if latest else [])]


def _put(aside: Sequence[Wait]) -> dict[str, Any]:
    return {_ASIDE: [astuple(wait) for wait in aside]} if aside else {}


def _still_open(turn: Turn, waits: Sequence[Wait]) -> tuple[list[Wait], list[str]]:
    """The questions that can still be answered, and what is to be told of those that cannot."""
    left, notes = [], []
    for wait in waits:
        try:
            _must_be_open(turn, wait)
        except Refused as refused:
            notes.append(_ended(turn, wait, refused))
        else:
            left.append(wait)
    return left, [note for note in notes if note]


def _must_be_open(turn: Turn, wait: Wait) -> None:
    if wait.step != OPINION:
        approvals.waiting_entry_for(turn.act, turn.person, wait.entry, wait.revision)
        return
    entry = worklog.own_entry(turn.act, turn.person, wait.entry)
    if entry.status is not Status.RETURNED:
        raise Refused(Why.NOT_WAITING, entry=entry)


def _ended(turn: Turn, wait: Wait, refused: Refused) -> str:
    """Why a question is asked no more; empty where the person's own act ended it."""
    entry = entries.find(turn.act.tx, wait.entry)
    if entry is None or turn.person.code in {entry.decided_by, entry.official}:
        return ""
    return f"Không chờ {_what(turn, wait)} nữa. {refusal_words(turn.act, refused)}"


def _awaits_again(turn: Turn, wait: Wait) -> str:
    return f"Vẫn chờ {_what(turn, wait)}: đồng chí gõ tiếp, hoặc gõ /huy để thôi."


def _asks_later(turn: Turn, wait: Wait, *, meanwhile: bool) -> str:
    first = "Chữ gõ tiếp theo dành cho mục này; sau đó" if meanwhile else "Xong việc này,"
    return f"{first} hệ thống hỏi lại {_what(turn, wait)}."


def _what(turn: Turn, wait: Wait) -> str:
    entry = entries.find(turn.act.tx, wait.entry)
    return f"{STEPS[wait.step]} {_named(turn, entry)}" if entry else STEPS[wait.step]


def _named(turn: Turn, entry: Entry) -> str:
    task = shorten(f"{entry.item} · {entry.item_name}", QUOTE_LENGTH)
    figures = f"{entry.worked_on:%d/%m}, {hours(entry.minutes_declared or 0)}"
    if entry.official == turn.person.code:
        return f"mục {task}, {figures}"
    owner = shorten(comrade(people.find_official(turn.act.tx, entry.official)), QUOTE_LENGTH)
    return f"mục {task}, {figures}, của {owner}"


def _noted(reply: Reply, notes: Sequence[str]) -> Reply:
    """The reply with notes at its end; in a message of their own where there is no other, or it is full."""
    if not notes:
        return reply
    screen, note = reply.screen, joined(notes)
    if screen is None or units(screen.text) + units(note) + 2 > MOST_UNITS:
        return replace(reply, after=Screen(note))
    return replace(reply, screen=replace(screen, text=f"{screen.text}\n\n{note}"))
