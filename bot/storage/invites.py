"""One-time enrolment codes, kept as hashes."""

from __future__ import annotations

from hashlib import sha256

from bot.storage.database import Tx


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def add(tx: Tx, code: str, official: str, created_at: str, expires_at: str) -> bool:
    """Keep a new code; False when the very same digits are in use."""
    rows = tx.execute(
        """
        INSERT INTO invites (code_hash, official, created_at, expires_at)
        VALUES (:code_hash, :official, :created_at, :expires_at)
        ON CONFLICT (code_hash) DO NOTHING RETURNING code_hash
        """,
        code_hash=_hash(code),
        official=official,
        created_at=created_at,
        expires_at=expires_at,
    )
    return bool(rows)


def spend(tx: Tx, code: str, chat: str, at: str) -> str | None:
    """Use a code up and return whose it is; None when it is unknown, used or too old."""
    rows = tx.execute(
        """
        UPDATE invites SET used_at = :at, used_by = :chat
        WHERE code_hash = :code_hash AND used_at = '' AND expires_at > :at RETURNING official
        """,
        code_hash=_hash(code),
        chat=chat,
        at=at,
    )
    return rows[0]["official"] if rows else None
