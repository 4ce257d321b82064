"""How a browser's session ends: the sign-out is an input like the others, kept once, and handled after those before it.

From the instant it is kept the cookie opens nothing, whoever holds a copy of it; what was typed and pressed until then
is still handled as the person's own.
"""

from __future__ import annotations

from bot.channels.web.posts import BadPost
from bot.services.act import Act
from bot.storage import inbox, web
from bot.storage.inbox import Incoming, Kind
from bot.storage.web import CHANNEL

_KEY = "sign_out"
"""No act of a browser has this key: theirs know no underscore."""

_UNKNOWN = "Trình duyệt này chưa được nhận ra. Đồng chí tải lại trang; nếu vẫn vậy, cho phép trang dùng cookie."


class NoSession(BadPost):
    """The browser was never here, or has signed out."""

    def __init__(self) -> None:
        super().__init__(_UNKNOWN, 401)


def sign_out(address: str) -> Incoming:
    """The person leaves the browser of that address."""
    return Incoming(CHANNEL, address, f"{address}:{_KEY}", Kind.LEFT)


def end(act: Act, leaving: Incoming) -> bool:
    """End a session; False when it has ended already, which changes nothing."""
    if not inbox.keep(act.tx, leaving, act.at):
        return False
    web.count_change(act.tx, leaving.chat)
    return True


def has_ended(act: Act, chat: str) -> bool:
    """Whether the browser of that chat has signed out."""
    address = chat.partition(":")[2]
    return inbox.is_kept(act.tx, CHANNEL, sign_out(address).update_key)


def must_be_open(act: Act, chat: str) -> None:
    """Go on only while the browser of that chat has not signed out.

    Raises:
        NoSession: it has.
    """
    if has_ended(act, chat):
        raise NoSession
