"""Drafts that were left: throwing all of a period away at once, after one question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.domain.entry import Entry, Status
from bot.domain.period import Period
from bot.handlers.actions import BadAction, action
from bot.handlers.screen import GIVE_UP, Choice, Rows, Screen
from bot.handlers.turn import Reply, Turn
from bot.services import drafting
from bot.storage import entries

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_DIGITS = 16
"""Of a number of microseconds: the year 2286."""


def discard_rows(found: Sequence[Entry], period: Period) -> Rows:
    """The way to throw all drafts of a period away, where more than one message of drafts was left."""
    drafts = [entry for entry in found if entry.status is Status.DRAFT]
    if len({entry.sheet for entry in drafts}) < 2:
        return ()
    stretch = (period.first.isoformat(), period.last.isoformat())
    return ((Choice(f"Hủy cả {len(drafts)} bản nháp", action("nhapcu", *stretch)),),)


def ask(turn: Turn, first: str, last: str) -> Reply:
    """Pressed `Hủy cả … bản nháp`: asks once, for what is drafted by now."""
    written = entries.of_official(turn.act.tx, turn.person.code, _day(first), _day(last))
    drafts = [entry for entry in written if entry.status is Status.DRAFT]
    if not drafts:
        return Reply(Screen("Không còn bản nháp nào. Nhật ký đã gửi giữ nguyên."), "Không còn bản nháp")
    newest = _microseconds(max(entry.created_at for entry in drafts))
    sure = Choice(f"Hủy {len(drafts)} bản nháp", action("huynhap", first, last, newest), "danger")
    words = f"Hủy {len(drafts)} bản nháp? Nhật ký đã gửi giữ nguyên."
    return Reply(Screen(words, ((sure,), (GIVE_UP,))), "Hủy bản nháp?", new_message=True)


def discard(turn: Turn, first: str, last: str, until: str) -> Reply:
    """Pressed that yes: what was drafted after the question stays."""
    gone = drafting.discard_all(turn.act, turn.person, _day(first), _day(last), _instant(until))
    words = f"Đã hủy {gone} bản nháp. Nhật ký đã gửi giữ nguyên." if gone else "Không còn bản nháp nào để hủy."
    return Reply(Screen(words), toast=words)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadAction(text) from error


def _microseconds(instant: datetime) -> int:
    return (instant - _BEGINNING) // timedelta(microseconds=1)


def _instant(text: str) -> datetime:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise BadAction(text)
    return _BEGINNING + timedelta(microseconds=int(text))
