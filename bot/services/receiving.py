"""Keeping what people did, before their platform is told "received"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.secrecy import classification_mark
from bot.language.folding import clean, keep
from bot.services.act import Act
from bot.storage import inbox
from bot.storage.inbox import Incoming, Kind

LONGEST_TEXT = 4096
_READ = frozenset({Kind.TEXT, Kind.PRESS, Kind.OTHER})
"""A caption too may be an entry."""


def receive(act: Act, incomings: Sequence[Incoming]) -> int:
    """Keep inputs in their order; one that is kept already changes nothing.

    Returns:
        How many were new.
    """
    return inbox.keep_all(act.tx, [fit_to_keep(incoming) for incoming in incomings], act.at)


def fit_to_keep(incoming: Incoming) -> Incoming:
    """The input as it may be stored: as typed, cut at the 4,096 characters of the longest message there is.

    Without text where it is marked secret; a mark is looked for in what a person sees, whatever hides in it.
    Words that nothing will ever read, as those of an edited message, are not kept either.
    Luật Bảo vệ bí mật nhà nước 117/2025/QH15 keeps state secrets off every system joined to the Internet.
    """
    text = keep(incoming.text)[:LONGEST_TEXT]
    if incoming.kind is not Kind.PRESS and classification_mark(clean(text)):
        return replace(incoming, kind=Kind.WITHHELD, text="")
    return replace(incoming, text=text if incoming.kind in _READ else "")
