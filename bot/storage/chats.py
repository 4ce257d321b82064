"""Chats: where a person talks to us, on which channel, and to whom the chat is bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.storage.database import Row, Tx, Value
from bot.storage.many import groups, numbered, rows_of


@dataclass(frozen=True, slots=True)
class Chat:
    """One private conversation.

    Attributes:
        id: channel and address, as `telegram:1001`.
        channel: `telegram`, `zalo` or `web`.
        address: the platform's own name of the chat.
        official: the code of whose chat it is; None for a stranger.
        wrong_codes: wrong enrolment codes in a row.
        barred_until: no code is tried before this instant (text); empty when free.
        unreachable_since: since when the person has blocked us (text); empty when reachable.
        bound_at: since when it is that official's (text); empty for a stranger's.
    """

    id: str
    channel: str
    address: str
    official: str | None
    wrong_codes: int
    barred_until: str
    unreachable_since: str
    bound_at: str = ""


def chat_in(row: Row) -> Chat:
    """The chat of a row with the columns of `chats`."""
    return Chat(
        id=row["id"],
        channel=row["channel"],
        address=row["address"],
        official=row["official"],
        wrong_codes=row["wrong_codes"],
        barred_until=row["barred_until"],
        unreachable_since=row["unreachable_since"],
        bound_at=row["bound_at"],
    )


def chat_id(channel: str, address: str) -> str:
    """Our name of a chat."""
    return f"{channel}:{address}"


def find(tx: Tx, chat: str) -> Chat | None:
    """The chat of that id."""
    rows = tx.execute("SELECT * FROM chats WHERE id = :id", id=chat)
    return chat_in(rows[0]) if rows else None


def next_seq(tx: Tx, channel: str, address: str) -> int:
    """The next number of an input in that chat; the chat is made when it is new."""
    return next_seqs(tx, {(channel, address): 1})[chat_id(channel, address)]


def next_seqs(tx: Tx, wanted: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """The last of the numbers that so many inputs of chats, named by channel and address, get; by chat.

    Chats that are new are made. They are taken in the order of their names, so that two processes that keep inputs
    of the same chats do not wait for each other in a ring.
    """
    rows: list[dict[str, Value]] = [
        {"id": chat_id(channel, address), "channel": channel, "address": address, "seq": count}
        for (channel, address), count in sorted(wanted.items())
    ]
    return {row["id"]: row["seq"] for group in groups(rows) for row in _take_seqs(tx, group)}


def _take_seqs(tx: Tx, rows: Sequence[Mapping[str, Value]]) -> list[Row]:
    return tx.execute(
        f"""
        INSERT INTO chats (id, channel, address, seq) VALUES {rows_of(("id", "channel", "address", "seq"), len(rows))}
        ON CONFLICT (id) DO UPDATE SET seq = chats.seq + excluded.seq RETURNING id, seq
        """,
        **numbered(rows),
    )


def of_official(tx: Tx, official: str) -> list[Chat]:
    """The chats bound to an official, at most one a channel."""
    rows = tx.execute("SELECT * FROM chats WHERE official = :official ORDER BY id", official=official)
    return [chat_in(row) for row in rows]


def officials_with_one(tx: Tx) -> set[str]:
    """The codes of everybody who has a chat."""
    return {row["official"] for row in tx.execute("SELECT DISTINCT official FROM chats WHERE official IS NOT NULL")}


def bind(tx: Tx, chat: str, official: str, at: str) -> None:
    """Give the chat to an official; wrong codes are forgotten."""
    tx.execute(
        """
        UPDATE chats SET official = :official, bound_at = :at, wrong_codes = 0, barred_until = '',
            unreachable_since = '' WHERE id = :id
        """,
        id=chat,
        official=official,
        at=at,
    )


def unbind(tx: Tx, chat: str) -> None:
    """Make the chat a stranger's again."""
    tx.execute("UPDATE chats SET official = NULL, bound_at = '' WHERE id = :id", id=chat)


def count_wrong_code(tx: Tx, chat: str) -> int:
    """Count one wrong code and return how many there were in a row."""
    sql = "UPDATE chats SET wrong_codes = wrong_codes + 1 WHERE id = :id RETURNING wrong_codes"
    return int(tx.execute(sql, id=chat)[0]["wrong_codes"])


def bar(tx: Tx, chat: str, until: str) -> None:
    """Try no code of this chat before that instant; the count starts anew."""
    tx.execute("UPDATE chats SET barred_until = :until, wrong_codes = 0 WHERE id = :id", id=chat, until=until)


def set_unreachable(tx: Tx, chat: str, since: str) -> None:
    """Note since when the person has blocked us; an empty text: reachable again."""
    tx.execute("UPDATE chats SET unreachable_since = :since WHERE id = :id", id=chat, since=since)


def hold_sending(tx: Tx, chat: str, until: str) -> None:
    """Send nothing to this chat before that instant, because the platform said so."""
    tx.execute("UPDATE chats SET send_after = :until WHERE id = :id", id=chat, until=until)
