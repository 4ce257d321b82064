"""One turn of a conversation: what a handler is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from bot.domain.people import Official
from bot.handlers.actions import BadAction
from bot.handlers.screen import Screen
from bot.language.folding import clean
from bot.services.act import Act
from bot.storage.chats import Chat
from bot.storage.dialogs import Dialog
from bot.storage.inbox import Incoming

_cleaned = lru_cache(maxsize=256)(clean)
"""One message is looked at for many questions."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a handler is given.

    Attributes:
        act: the transaction and what is fixed while it runs.
        chat: the chat it happens in.
        person: the official the chat is bound to.
        incoming: what the person did.
        dialog: how the conversation stands.
    """

    act: Act
    chat: Chat
    person: Official
    incoming: Incoming
    dialog: Dialog

    @property
    def text(self) -> str:
        """The typed text as it is read, or the pressed action."""
        return _cleaned(self.incoming.text)

    @property
    def typed(self) -> str:
        """The typed text exactly as typed, for what is passed on word for word."""
        return self.incoming.text

    @property
    def next_version(self) -> int:
        """The version of the dialog once the answer to this turn is shown."""
        return self.dialog.version + 1

    def must_be_at(self, step: str, version: str) -> None:
        """Refuse a button of the dialog unless the very screen that showed it is still the last.

        Raises:
            BadAction: the conversation has gone on.
        """
        if self.dialog.step != step or version != str(self.dialog.version):
            raise BadAction(self.text)

    def with_text(self, text: str) -> Turn:
        """The same turn, had the person typed something else."""
        return replace(self, incoming=replace(self.incoming, text=text))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler gives back.

    Attributes:
        screen: what is shown; None for nothing but the answer to the press.
        toast: a few words that answer a press.
        step: what is awaited next; empty for nothing.
        state: what that step needs to know; JSON-able.
        new_message: whether a press is answered by a new message instead of in the place of the pressed one.
        keeps_dialog: whether the conversation stands as it stood, as after a press on a card.
        report: instead of a screen, a fact that is put into words after the commit, on the read-only connection: what
            takes longer than a step may, or ends in a picture.
        closes: what takes the place of an earlier message of its subject, where that is shown, beside the answer.
        ends: the entry about which nothing is asked any more (`bot.handlers.waits`); `waits.ALL` for every one.
        after: what comes as a message of its own behind everything else.
    """

    screen: Screen | None = None
    toast: str = ""
    step: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    new_message: bool = False
    keeps_dialog: bool = False
    report: Mapping[str, Any] | None = None
    closes: Screen | None = None
    ends: str = ""
    after: Screen | None = None


def toast(words: str) -> Reply:
    """Answer a press with a few words and leave everything else as it stands."""
    return Reply(toast=words, keeps_dialog=True)
