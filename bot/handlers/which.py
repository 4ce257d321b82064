"""A text that reads as an entry while an answer is awaited: ask which was meant."""

from __future__ import annotations

from bot.handlers import approve, history
from bot.handlers.actions import BadAction
from bot.handlers.log import typed_entry
from bot.handlers.turn import Reply, Turn

_ANSWERS = {
    "return.reason.which": approve.return_with,
    "approve.hours.which": approve.approve_typed_minutes,
    "opinion.which": history.pass_on,
}


def meant_entry(turn: Turn, version: str) -> Reply:
    """Pressed `Ghi nhật ký`: the words were an entry."""
    _must_be_asked(turn, version)
    return typed_entry(turn.with_text(turn.dialog.state["words"]))


def meant_answer(turn: Turn, version: str) -> Reply:
    """Pressed that the words were the answer to what was asked."""
    _must_be_asked(turn, version)
    return _ANSWERS[turn.dialog.step](turn.with_text(turn.dialog.state["words"]))


def _must_be_asked(turn: Turn, version: str) -> None:
    if turn.dialog.step not in _ANSWERS:
        raise BadAction(turn.text)
    turn.must_be_at(turn.dialog.step, version)
