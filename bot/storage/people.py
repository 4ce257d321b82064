"""Units and officials."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.people import Admin, Bloc, Kind, Level, Official, Regime, Unit
from bot.storage.database import Row, Tx


def _unit(row: Row) -> Unit:
    return Unit(
        code=row["code"],
        name=row["name"],
        parent=row["parent"],
        bloc=Bloc(row["bloc"]),
        regime=Regime(row["regime"]),
        level=Level(row["level"]),
        head=row["head"],
        retired=bool(row["retired_at"]),
    )


def official_in(row: Row) -> Official:
    """The official of a row with the columns of `officials`."""
    return Official(
        code=row["code"],
        name=row["name"],
        unit=row["unit"],
        title=row["title"],
        position=row["position"],
        leader=bool(row["leader"]),
        approver=row["approver"],
        admin=Admin(row["admin"]),
        kind=Kind(row["kind"]),
        retired=bool(row["retired_at"]),
    )


def find_unit(tx: Tx, code: str) -> Unit | None:
    """The unit of that code, retired or not."""
    rows = tx.execute("SELECT * FROM units WHERE code = :code", code=code)
    return _unit(rows[0]) if rows else None


def find_official(tx: Tx, code: str) -> Official | None:
    """The official of that code, retired or not."""
    rows = tx.execute("SELECT * FROM officials WHERE code = :code", code=code)
    return official_in(rows[0]) if rows else None


def all_units(tx: Tx) -> list[Unit]:
    """Every unit, retired ones too, by code."""
    return [_unit(row) for row in tx.execute("SELECT * FROM units ORDER BY code")]


def all_officials(tx: Tx) -> list[Official]:
    """Every official, retired ones too, by code."""
    return [official_in(row) for row in tx.execute("SELECT * FROM officials ORDER BY code")]


def province_administrators(tx: Tx) -> list[str]:
    """The codes of those who administer the province and serve."""
    sql = "SELECT code FROM officials WHERE admin = :admin AND retired_at = '' ORDER BY code"
    return [row["code"] for row in tx.execute(sql, admin=Admin.PROVINCE)]


def officials_of_unit(tx: Tx, unit: str) -> list[Official]:
    """The officials who serve in that very unit, by code."""
    sql = "SELECT * FROM officials WHERE unit = :unit AND retired_at = '' ORDER BY code"
    return [official_in(row) for row in tx.execute(sql, unit=unit)]


def units_below(tx: Tx, code: str) -> list[str]:
    """The codes of a unit and of all units below it; a cycle ends the walk."""
    sql = """
        WITH RECURSIVE below (code) AS (
            SELECT code FROM units WHERE code = :code
            UNION
            SELECT units.code FROM units JOIN below ON units.parent = below.code
        )
        SELECT code FROM below ORDER BY code
    """
    return [row["code"] for row in tx.execute(sql, code=code)]


def has_people_to_decide_on(tx: Tx, official: str) -> bool:
    """Whether someone names this official as approver, or a unit as its head, or an entry waits for them."""
    sql = """
        SELECT 1 AS found FROM officials WHERE approver = :official AND retired_at = ''
        UNION SELECT 1 FROM units WHERE head = :official AND retired_at = ''
        UNION SELECT 1 FROM entries WHERE approver = :official AND status = 'submitted'
    """
    return bool(tx.execute(sql, official=official))


def put_unit(tx: Tx, unit: Unit) -> None:
    """Add a unit or change the one of its code; it is active afterwards."""
    tx.execute(
        """
        INSERT INTO units (code, name, parent, bloc, regime, level, head)
        VALUES (:code, :name, :parent, :bloc, :regime, :level, :head)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent = excluded.parent, bloc = excluded.bloc,
            regime = excluded.regime, level = excluded.level, head = excluded.head, retired_at = ''
        """,
        code=unit.code,
        name=unit.name,
        parent=unit.parent,
        bloc=unit.bloc,
        regime=unit.regime,
        level=unit.level,
        head=unit.head,
    )


def put_official(tx: Tx, official: Official) -> None:
    """Add an official or change the one of that code; the person is active afterwards."""
    tx.execute(
        """
        INSERT INTO officials (code, name, unit, title, position, leader, approver, admin, kind)
        VALUES (:code, :name, :unit, :title, :position, :leader, :approver, :admin, :kind)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, unit = excluded.unit, title = excluded.title,
            position = excluded.position, leader = excluded.leader, approver = excluded.approver,
            admin = excluded.admin, kind = excluded.kind, retired_at = ''
        """,
        code=official.code,
        name=official.name,
        unit=official.unit,
        title=official.title,
        position=official.position,
        leader=int(official.leader),
        approver=official.approver,
        admin=official.admin,
        kind=official.kind,
    )


def retire_unit(tx: Tx, code: str, at: str) -> None:
    """Close a unit; what was logged in it stays."""
    tx.execute("UPDATE units SET retired_at = :at WHERE code = :code AND retired_at = ''", code=code, at=at)


def retire_official(tx: Tx, code: str, at: str) -> None:
    """Close an official's account; what the person logged stays."""
    tx.execute("UPDATE officials SET retired_at = :at WHERE code = :code AND retired_at = ''", code=code, at=at)


def hold_official(tx: Tx, code: str) -> None:
    """Make every other transaction that sums this person's day wait for this one.

    Two chats of one person stored 16 hours under a limit of 12 before their sums were taken in turn.
    """
    tx.execute("UPDATE officials SET writes = writes + 1 WHERE code = :code", code=code)


@dataclass(slots=True)
class StoredOrganisation:
    """Units and officials, each looked up once: it lives for one act, which changes them first or not at all.

    Attributes:
        tx: the transaction.
    """

    tx: Tx
    _units: dict[str, Unit | None] = field(default_factory=dict)
    _officials: dict[str, Official | None] = field(default_factory=dict)

    def unit(self, code: str) -> Unit | None:
        """The unit of that code."""
        if code not in self._units:
            self._units[code] = find_unit(self.tx, code)
        return self._units[code]

    def official(self, code: str) -> Official | None:
        """The official of that code."""
        if code not in self._officials:
            self._officials[code] = find_official(self.tx, code)
        return self._officials[code]
