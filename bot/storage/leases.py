"""What only one holder may have at a time: rows that run out unless their holder renews them.

Instants are those of the clock that every process of a database shares, so that no machine whose clock is wrong takes
a lease from one that renews it, or keeps one that it no longer has.
"""

from __future__ import annotations

from bot.storage.database import Tx

PROCESS = "process:"
"""How the leases begin by which processes say that they live; the holder's name follows."""

_SERVERS_CLOCK = """
    SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS instant
"""


def shared_now(tx: Tx, now: str) -> str:
    """This instant (text) by the clock that all processes share: the server's; on SQLite the only process's own."""
    return now if tx.engine == "sqlite" else str(tx.execute(_SERVERS_CLOCK)[0]["instant"])


def take(tx: Tx, name: str, holder: str, now: str, until: str) -> int:
    """Take a lease that nobody has, or that has run out, or renew one's own.

    Args:
        tx: the transaction.
        name: which lease.
        holder: who asks; a name that no other process has or had.
        now: this instant by the shared clock (text).
        until: when the lease runs out, by the same clock (text).

    Returns:
        The fence: a number that grows with every new holder; 0 when another has the lease.
    """
    rows = tx.execute(
        """
        INSERT INTO leases (name, holder, until, fence) VALUES (:name, :holder, :until, 1)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
            fence = leases.fence + CASE WHEN leases.holder = excluded.holder THEN 0 ELSE 1 END
            WHERE leases.holder = excluded.holder OR leases.until <= :now
        RETURNING fence
        """,
        name=name,
        holder=holder,
        until=until,
        now=now,
    )
    return int(rows[0]["fence"]) if rows else 0


def stands(tx: Tx, name: str, holder: str, fence: int, now: str) -> bool:
    """Whether the lease is still that holder's, and stays so until this transaction ends.

    The row is locked against whoever would take it: a transaction that asked in time also commits before the next
    holder's first one begins.
    """
    lock = "FOR SHARE" if tx.engine == "postgresql" else ""  # SQLite has one writer anyway
    rows = tx.execute(
        f"""
        SELECT 1 AS stands FROM leases
        WHERE name = :name AND holder = :holder AND fence = :fence AND until > :now {lock}
        """,
        name=name,
        holder=holder,
        fence=fence,
        now=now,
    )
    return bool(rows)


def release(tx: Tx, name: str, holder: str) -> None:
    """Give a lease back, for the next to take it at once; another's stays as it is."""
    tx.execute(
        "UPDATE leases SET holder = '', until = '' WHERE name = :name AND holder = :holder", name=name, holder=holder
    )


def run_out(tx: Tx, prefix: str, now: str) -> list[str]:
    """The holders of leases that begin with a prefix and were not renewed in time, by name."""
    rows = tx.execute(
        "SELECT holder FROM leases WHERE name >= :prefix AND name < :beyond AND until <= :now ORDER BY name",
        prefix=prefix,
        beyond=f"{prefix}\U0010ffff",
        now=now,
    )
    return [row["holder"] for row in rows]


def drop(tx: Tx, name: str) -> None:
    """Forget a lease."""
    tx.execute("DELETE FROM leases WHERE name = :name", name=name)
