"""A Screen as the browser gets it: plain values, of which the page builds elements; no markup crosses the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.domain.rules import Rules
from bot.handlers.screen import Screen, from_dict, to_dict
from bot.storage.times import from_text
from bot.storage.web import Message, Side

Plain = dict[str, Any]


def body_of_screen(screen: Screen) -> str:
    """What is kept of a screen that is shown."""
    return json.dumps(to_dict(screen), ensure_ascii=False)


def body_of_words(text: str, key: str, *, withheld: bool = False) -> str:
    """What is kept of something a person typed, or of a toast.

    Args:
        text: the words; empty where they may not be kept.
        key: the browser's own name of the act, so that it knows its answer.
        withheld: whether the words may not be kept.
    """
    kept: Plain = {"text": text, "key": key}
    return json.dumps(kept | {"withheld": True} if withheld else kept, ensure_ascii=False)


def screen_of(message: Message) -> Screen | None:
    """The screen that a bubble of ours shows; None for anything else."""
    return from_dict(json.loads(message.body)) if message.side is Side.OUT else None


def as_event(message: Message, rules: Rules, *, pictures: bool) -> Plain:
    """A bubble or a toast for the browser, its time as clocks in the province show it."""
    body = json.loads(message.body)
    if message.side is not Side.OUT:
        return {**_common(message, rules), **body}
    return {**_common(message, rules), **_said(body, pictures=pictures), "edited": bool(message.edited_at)}


def _common(message: Message, rules: Rules) -> Plain:
    at = rules.local(from_text(message.at)).isoformat(timespec="seconds")
    return {"place": message.place, "changed": message.changed, "side": message.side, "at": at}


def _said(body: Mapping[str, Any], *, pictures: bool) -> Plain:
    rows = [[choice for choice in row if not choice["search"]] for row in body["rows"]]
    chart = body.get("chart")
    said = {"text": body["text"], "rows": [row for row in rows if row], "silent": body["silent"]}
    return said | {"picture": chart["title"]} if chart and pictures else said
