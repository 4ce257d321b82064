"""Keeping what a person did in a browser: the input, and the bubble that shows it, in one transaction."""

from __future__ import annotations

from bot.channels.web import sessions
from bot.channels.web.bubbles import body_of_words
from bot.channels.web.owners import owner_of
from bot.services.act import Act
from bot.services.receiving import fit_to_keep
from bot.storage import inbox, web
from bot.storage.inbox import Incoming, Kind
from bot.storage.web import CHANNEL, Side


def typed(address: str, key: str, text: str) -> Incoming:
    """A text that was typed."""
    return Incoming(CHANNEL, address, _update_key(address, key), Kind.TEXT, text)


def pressed(address: str, key: str, message: str, action: str) -> Incoming:
    """A button that was pressed; the browser knows the answer by its own key."""
    return Incoming(CHANNEL, address, _update_key(address, key), Kind.PRESS, action, message, callback=key)


def _update_key(address: str, key: str) -> str:
    """The chat's own: no browser can use up the keys of another."""
    return f"{address}:{key}"


def keep(act: Act, incoming: Incoming) -> bool:
    """Keep an input; False when this very one is kept already, which changes nothing.

    What may not be kept leaves a bubble without words, so that the person sees what became of it.

    Raises:
        NoSession: the browser has signed out; nothing is kept.
    """
    fitting = fit_to_keep(incoming)
    new = inbox.keep(act.tx, fitting, act.at)
    sessions.must_be_open(act, fitting.chat)  # asked once the chat's row is locked: a sign-out waits, or is seen
    if new and fitting.kind is not Kind.PRESS:
        key = fitting.update_key.rpartition(":")[2]
        body = body_of_words(fitting.text, key, withheld=fitting.kind is Kind.WITHHELD)
        web.add(act.tx, fitting.chat, owner_of(act, fitting.chat), Side.IN, body, act.at)
    return new
