"""Whose a chat is now: decides what is written for whom, and what is shown."""

from __future__ import annotations

import hashlib

from bot.channels.web.posts import BadPost
from bot.domain.people import Official
from bot.services.act import Act
from bot.storage import callers

_ANOTHERS = "Trang này vừa chuyển sang người dùng khác nên tin chưa được nhận. Đồng chí xem lại rồi gửi lại."


class AnothersPage(BadPost):
    """The page was made for somebody else than whose the chat is now."""

    def __init__(self) -> None:
        super().__init__(_ANOTHERS, 409)


def person_of(act: Act, chat: str) -> Official | None:
    """The official whose chat it is; None for a stranger, for one who has left, and where there is no such chat."""
    caller = callers.find(act.tx, chat)
    official = caller.official if caller else None
    return None if official is None or official.retired else official


def owner_of(act: Act, chat: str) -> str:
    """The code of that official; empty for a stranger."""
    person = person_of(act, chat)
    return person.code if person else ""


def name_for(chat: str, owner: str) -> str:
    """What a page calls the chat while it is that person's: tells whose words are whose, and nothing else."""
    return f"{_short(chat)}-{_short(owner)}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def owner_meant(act: Act, chat: str, name: str) -> str:
    """The owner of the chat, whom a page that was told `name` means; a stranger may have enrolled in it meanwhile.

    Args:
        act: the act.
        chat: the chat's id.
        name: how the page calls the chat; empty where it was told nothing yet.

    Raises:
        AnothersPage: the page shows what is somebody else's.
    """
    owner = owner_of(act, chat)
    if name not in {"", name_for(chat, owner), name_for(chat, "")}:
        raise AnothersPage
    return owner
