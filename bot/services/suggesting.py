"""What is offered while a person types a search."""

from __future__ import annotations

from datetime import datetime

from bot.domain.catalog import Group
from bot.services import catalogs
from bot.services.act import Act, Office
from bot.services.indexing import perform_indexed
from bot.storage import chats, people

MOST = 20

Suggestion = tuple[str, str, str]


async def suggest(office: Office, now: datetime, channel: str, address: str, words: str) -> list[Suggestion]:
    """Code, name and group of likely tasks; none for strangers.

    Raises:
        DatabaseError: the database cannot serve.
    """
    return await perform_indexed(office, now, _suggest, channel, address, words)


def _suggest(act: Act, channel: str, address: str, words: str) -> list[Suggestion]:
    chat = chats.find(act.tx, chats.chat_id(channel, address))
    official = people.find_official(act.tx, chat.official) if chat and chat.official else None
    if official is None or official.retired:
        return []
    if not words.strip():
        recent = catalogs.recent_items(act, official, MOST)
        return [(item.code, item.name, item.group.full_name) for item in recent]
    hits = catalogs.suggest(act, official, words, MOST)
    return [(hit.code, hit.name, Group(hit.group).full_name) for hit in hits]
