"""Who is calling: a chat, whose it is and where its conversation stands, read in one statement."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Official
from bot.storage import chats, dialogs, people
from bot.storage.chats import Chat
from bot.storage.database import Tx
from bot.storage.dialogs import Dialog


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody at the other end of a chat.

    Attributes:
        chat: the chat.
        official: whose chat it is, retired or not; None for a stranger.
        dialog: where the conversation stands.
    """

    chat: Chat
    official: Official | None
    dialog: Dialog


def find(tx: Tx, chat: str) -> Caller | None:
    """Who calls from that chat; None when there is no such chat. The three tables share no column's name."""
    rows = tx.execute(
        """
        SELECT * FROM chats LEFT JOIN officials ON officials.code = chats.official
            LEFT JOIN dialogs ON dialogs.chat = chats.id
        WHERE chats.id = :chat
        """,
        chat=chat,
    )
    if not rows:
        return None
    official = people.official_in(rows[0]) if rows[0]["code"] is not None else None
    dialog = dialogs.dialog_in(rows[0]) if rows[0]["step"] is not None else Dialog()
    return Caller(chats.chat_in(rows[0]), official, dialog)
