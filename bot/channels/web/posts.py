"""What a browser may post: from our own page only, small, and of the form we expect."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from bot.handlers.actions import MOST_BYTES
from bot.services.receiving import LONGEST_TEXT

Posted = Mapping[str, Any]
"""What was posted."""

MOST = 2**53
"""The largest number that a browser can name a message by."""

MOST_BODY_BYTES = 64 * 1024

_KEY = re.compile(r"[0-9A-Za-z-]{8,64}")
_ELSEWHERE = "Yêu cầu không đến từ trang này nên không được nhận. Đồng chí tải lại trang."
_NOT_JSON = "Yêu cầu không đúng dạng nên không được nhận. Đồng chí tải lại trang."
_TOO_LONG = "Tin dài {length} ký tự, quá giới hạn {limit}; chưa gửi gì. Đồng chí tách thành nhiều tin."
_EMPTY = "Tin chưa có chữ nào; chưa gửi gì."


class BadPost(Exception):
    """A post that is not taken; the message is for the person, the status for the browser."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.words = words
        self.status = status


async def read_post(request: Request, public_url: str) -> Posted:
    """The JSON object that our own page posted.

    Args:
        request: the request.
        public_url: where people reach us, if that is told.

    Raises:
        BadPost: it comes from elsewhere, is too large, or is no JSON object.
    """
    if not _is_from_here(request, public_url):
        raise BadPost(_ELSEWHERE, 403)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadPost(_NOT_JSON, 415)
    try:
        posted = json.loads(await _read_body(request))
    except ValueError:
        raise BadPost(_NOT_JSON) from None
    if not isinstance(posted, dict):
        raise BadPost(_NOT_JSON)
    return posted


def _is_from_here(request: Request, public_url: str) -> bool:
    """What the browser itself says: no page can write these two headers."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    ours = {request.headers.get("host", ""), urlsplit(public_url).netloc} - {""}
    return origin.scheme in {"http", "https"} and origin.netloc in ours


async def _read_body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY_BYTES:
            raise BadPost(_TOO_LONG.format(length=f"hơn {LONGEST_TEXT}", limit=LONGEST_TEXT), 413)
    return body


def key_in(posted: Posted) -> str:
    """The browser's own name of the act: the same one again changes nothing.

    Raises:
        BadPost: there is none.
    """
    key = posted.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise BadPost(_NOT_JSON)
    return key


def name_in(posted: Mapping[str, Any]) -> str:
    """How the page calls the chat it was told of; empty where it was told nothing yet."""
    return str(posted.get("to") or "")


def place_in(asked: Mapping[str, str]) -> int:
    """The place before which the page wants more.

    Raises:
        BadPost: there is none.
    """
    before = asked.get("before", "")
    if not before.isdecimal() or not before.isascii() or int(before[:20]) > MOST:
        raise BadPost(_NOT_JSON)
    return int(before[:20])


def text_in(posted: Posted) -> str:
    """The typed text.

    Raises:
        BadPost: there is none, or it is longer than what is kept of a text.
    """
    text = posted.get("text")
    if not isinstance(text, str):
        raise BadPost(_NOT_JSON)
    if len(text) > LONGEST_TEXT:
        raise BadPost(_TOO_LONG.format(length=len(text), limit=LONGEST_TEXT), 413)
    if not text.strip():
        raise BadPost(_EMPTY)
    return text


def press_in(posted: Posted) -> tuple[str, str]:
    """The message and the action that were pressed; a forged action is answered as such, whatever it says.

    Raises:
        BadPost: they are no text, or longer than any we made.
    """
    message, action = posted.get("message"), posted.get("action")
    if not isinstance(message, int) or not isinstance(action, str):
        raise BadPost(_NOT_JSON)
    if not action or len(action.encode("utf-8", "replace")) > MOST_BYTES or abs(message) > MOST:
        raise BadPost(_NOT_JSON)
    return str(message), action
