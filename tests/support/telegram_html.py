"""Telegram's HTML as strictly as Telegram reads it, as far as a bot of ours uses it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

_TAG = re.compile(r"<(/?)([a-z]+)>")
_KNOWN = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "code": "code", "pre": "pre"}
_MARKUP = re.compile(r"<[^>]*>?|&(?:lt|gt|amp|quot|#\d+);|[^<&]+|&")


class BadHtmlError(Exception):
    """What Telegram refuses to parse."""


def entities_of(html: str) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and its entities, with offsets in UTF-16 units.

    Raises:
        BadHtmlError: an unknown, unbalanced or open tag.
    """
    text = ""
    entities: list[dict[str, Any]] = []
    stack: list[tuple[str, int]] = []
    for piece in _MARKUP.findall(html):
        if not piece.startswith("<"):
            text += unescape(piece) if piece.startswith("&") and len(piece) > 1 else piece
            continue
        tag = _TAG.fullmatch(piece)
        if tag is None or tag[2] not in _KNOWN:
            raise BadHtmlError(f'Unsupported start tag "{piece[1:20]}"')
        if not tag[1]:
            stack.append((tag[2], _units(text)))
            continue
        if not stack or stack[-1][0] != tag[2]:
            raise BadHtmlError("Unexpected end tag")
        name, start = stack.pop()
        entities.append({"type": _KNOWN[name], "offset": start, "length": _units(text) - start})
    if stack:
        raise BadHtmlError(f'Can\'t find end tag corresponding to start tag "{stack[-1][0]}"')
    return text, entities


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
