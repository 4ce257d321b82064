"""Conversations without a platform: people type and press, and their phones show what comes of it.

What is typed takes the whole way: kept by `receive`, handled by `router.work`, carried out of the outbox as the
sender does it. Every screen that reaches a phone is checked against what every platform demands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from bot.channels.courier import MENU, Showing, put_into_words
from bot.channels.results import Sent, mark
from bot.handlers import notices, router
from bot.handlers.actions import MOST_BYTES
from bot.handlers.router import HandlingFailed
from bot.handlers.screen import BOLD_OFF, BOLD_ON, Screen, from_dict
from bot.services.act import Act
from bot.services.receiving import receive
from bot.storage import claims
from bot.storage.chats import chat_id
from bot.storage.claims import Claim
from bot.storage.inbox import Incoming, Kind
from bot.storage.outbox import Kind as Form
from bot.storage.outbox import Outgoing
from bot.storage.times import to_text
from tests.support.offices import AnyOffice, perform
from tests.support.samples import bind_chat

CHANNELS = ("telegram", "web")
LONGEST_TEXT = 4096


@dataclass
class Message:
    """A message as a phone shows it now.

    Attributes:
        name: the platform's name of it.
        text: the words, without the marks of bold.
        buttons: label and action, in reading order.
        silent: whether it came without a sound.
        edits: how often it was edited.
    """

    name: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    silent: bool
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [label for label, _ in self.buttons]

    def action(self, label: str) -> str | None:
        """What the button with that label does; one that only begins so counts where none is equal."""
        equal = [action for own, action in self.buttons if own == label]
        alike = [action for own, action in self.buttons if own.startswith(label)]
        return next(iter(equal + alike), None)

    def button(self, label: str) -> str:
        """What the button with that label does; there must be one."""
        action = self.action(label)
        assert action is not None, f"no button {label!r} among {self.labels}"
        return action


@dataclass
class Phone:
    """One person's chat.

    Attributes:
        messages: what it shows, oldest first.
        toasts: answers to presses, oldest first.
        pressable: every button it ever showed, as (message, action).
        menu: the role whose commands it offers.
    """

    talk: Conversation
    channel: str
    address: str
    messages: list[Message] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    pressable: list[tuple[Message, str]] = field(default_factory=list)
    menu: str = ""

    @property
    def last(self) -> Message:
        """The newest message."""
        return self.messages[-1]

    @property
    def toast(self) -> str:
        """The newest answer to a press."""
        return self.toasts[-1]

    def say(self, text: str, update: str = "") -> Message:
        """Type a text; the newest message after it."""
        self.do(Kind.TEXT, text, update=update)
        return self.last

    def press(self, label: str, on: Message | None = None) -> str:
        """Press the newest button of that label; what the press is answered."""
        shown = [on] if on else reversed(self.messages)
        for message in shown:
            action = message.action(label)
            if action is not None:
                return self.forge(action, message)
        raise AssertionError(f"no button {label!r} among {[message.labels for message in self.messages]}")

    def forge(self, action: str, on: Message | None = None, update: str = "") -> str:
        """Press what need not be there; what the press is answered, exactly once."""
        before = len(self.toasts)
        self.do(Kind.PRESS, action, update=update, message=on.name if on else "0")
        assert len(self.toasts) == before + 1, f"{action!r} was answered {len(self.toasts) - before} times"
        return self.toast

    def do(self, kind: Kind, text: str = "", update: str = "", message: str = "0") -> None:
        """Do anything that a channel can tell of."""
        key = update or self.talk.next_key()
        callback = f"callback-{key}" if kind is Kind.PRESS else ""
        self.talk.happen(Incoming(self.channel, self.address, key, kind, text, message, callback))

    def log(self, text: str) -> Message:
        """Type a line and send what it drafts; the message that shows it."""
        self.say(text)
        self.press("Gửi duyệt")
        return self.last

    def shown(self, words: str) -> Message:
        """The newest message that holds these words."""
        for message in reversed(self.messages):
            if words in message.text:
                return message
        raise AssertionError(f"{words!r} is in none of {[message.text for message in self.messages]}")

    def knows(self, words: str) -> bool:
        """Whether any message holds these words."""
        return any(words in message.text for message in self.messages)

    def show(self, name: str, screen: Screen) -> str:
        """Show a screen: in the place of the message of that name, or as a new one."""
        text = screen.text.replace(BOLD_ON, "").replace(BOLD_OFF, "")
        message = next((one for one in self.messages if one.name == name), None)
        if message is None:
            message = Message(self.talk.next_key(), text, screen.choices, screen.silent)
            self.messages.append(message)
        else:
            message.text, message.buttons, message.edits = text, screen.choices, message.edits + 1
        self.pressable += [(message, action) for _, action in message.buttons]
        return message.name


class Conversation:
    """An office, and everybody's phones.

    Args:
        office: where it all is kept.

    Attributes:
        failures: what handlers raised; a test that expects none need not look, for then it is raised.
        tolerant: whether failures are only collected.
        online: whether what is to be sent is carried at once.
    """

    def __init__(self, office: AnyOffice) -> None:
        self.office = office
        self.failures: list[BaseException | None] = []
        self.tolerant = False
        self.online = True
        self._phones: dict[str, Phone] = {}
        self._keys = count(1)

    def next_key(self) -> str:
        """A name that was not used before."""
        return str(next(self._keys))

    def phone(self, address: str, channel: str = "telegram") -> Phone:
        """The phone of a chat; a stranger's unless it is bound."""
        return self._phones.setdefault(chat_id(channel, address), Phone(self, channel, address))

    def enrolled(self, official: str, channel: str = "telegram", address: str = "") -> Phone:
        """The phone of an official; the chat's address is the official's code unless told."""
        phone = self.phone(address or official, channel)
        self.office.perform(bind_chat, official, phone.address, channel)
        return phone

    def later(self, **units: float) -> None:
        """Let time pass, and what is due arrive."""
        self.office.now += timedelta(**units)
        self.deliver()

    def happen(self, *incomings: Incoming) -> None:
        """Keep what people did, handle it, and carry what comes of it to the phones."""
        self.office.perform(receive, incomings)
        self.handle()
        self.deliver()

    def handle(self) -> None:
        """Handle inputs until none waits."""
        while self._handle_one():
            pass

    def _handle_one(self) -> bool:
        try:
            return perform(self.office, router.work) is not None
        except HandlingFailed as failed:
            if not self.tolerant:
                raise
            self.failures.append(failed.__cause__)
            self.office.perform(router.count_failure, failed.received)
            return True

    def deliver(self) -> None:
        """Carry what is due to the phones."""
        while self.online and (due := self.office.perform(_claim)):
            for outgoing in due:
                self.office.perform(mark, self._carry(outgoing))

    def _carry(self, outgoing: Outgoing) -> Sent:
        channel, _, address = outgoing.chat.partition(":")
        phone, body = self.phone(address, channel), json.loads(outgoing.body)
        if outgoing.kind is Form.ANSWER:
            phone.toasts.append(body["text"])
            return Sent(outgoing)
        if body.get("fact") == MENU:
            phone.menu = body["role"]
            return Sent(outgoing)
        showing = self._showing(outgoing, body)
        if showing is None:
            return Sent(outgoing)
        check(showing.screen)
        return Sent(outgoing, phone.show(showing.message, showing.screen), showing.subject)

    def _showing(self, outgoing: Outgoing, body: dict[str, Any]) -> Showing | None:
        if outgoing.kind is Form.FACT:
            return self.office.perform(put_into_words, outgoing, body, notices.render)
        return Showing(from_dict(body["screen"]), str(body["edit"]), outgoing.subject)


def _claim(act: Act) -> list[Outgoing]:
    return claims.take(act.tx, Claim("phones", CHANNELS, act.at, to_text(act.now + timedelta(minutes=1)), 100))


def what_presses_change(office: AnyOffice) -> list[object]:
    """Everything in the database that a press may change, messages apart."""
    tables = ("entries", "audit", "chains", "dialogs", "invites")
    return [office.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]


def statuses(office: AnyOffice) -> list[str]:
    """The states of all entries, oldest first."""
    return [row["status"] for row in office.rows("SELECT status FROM entries ORDER BY id")]


def the_entry(office: AnyOffice) -> dict[str, Any]:
    """The one entry there is."""
    (row,) = office.rows("SELECT * FROM entries")
    return row


def check(screen: Screen) -> None:
    """Fail unless every platform can show the screen.

    Bold opens and closes in turn, every action fits into 64 bytes, every button says something.
    """
    marks = "".join(sign for sign in screen.text if sign in BOLD_ON + BOLD_OFF)
    assert marks == (BOLD_ON + BOLD_OFF) * (len(marks) // 2), screen.text
    assert 0 < len(screen.text) <= LONGEST_TEXT, f"{len(screen.text)}: {screen.text[:200]}"
    for label, action in screen.choices:
        assert label.strip(), screen.text
        assert 0 < len(action.encode()) <= MOST_BYTES, action
