"""Units, officials, and who decides on whose entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Protocol


class Bloc(StrEnum):
    """The blocs (khối) of the political system."""

    PARTY = "Đảng"
    GOVERNMENT = "Chính quyền"
    FRONT = "MTTQ"
    MASS = "Đoàn thể"
    SERVICE = "Sự nghiệp"


class Regime(StrEnum):
    """How a unit works (chế độ làm việc): office hours or shifts."""

    OFFICE = "hành chính"
    SHIFTS = "theo ca"


class Level(StrEnum):
    """Whether a unit is of the province or of a commune (cấp)."""

    PROVINCE = "tỉnh"
    COMMUNE = "xã"


class Admin(StrEnum):
    """What an official administers (quản trị)."""

    NOTHING = ""
    UNIT = "đơn vị"
    PROVINCE = "tỉnh"


class Kind(StrEnum):
    """In what capacity an official serves (đối tượng)."""

    CADRE = "cán bộ"
    CIVIL_SERVANT = "công chức"
    PUBLIC_EMPLOYEE = "viên chức"
    CONTRACT = "hợp đồng"


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency, unit or locality.

    Attributes:
        code: its code, as `STC`.
        name: its full name.
        parent: the code of the unit above; None at the top.
        bloc: its bloc (khối).
        regime: office hours or shifts.
        level: province or commune.
        head: the code of its head; empty where none is set.
        retired: whether it no longer exists.
    """

    code: str
    name: str
    parent: str | None
    bloc: Bloc
    regime: Regime = Regime.OFFICE
    level: Level = Level.PROVINCE
    head: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Official:
    """A person who logs work.

    Attributes:
        code: the person's code, as `CB001`.
        name: full name.
        unit: the code of the unit.
        title: post held (chức vụ).
        position: job position (vị trí việc làm).
        leader: whether it is a leading post, which sees Group A.
        approver: the code of whoever decides on this person's entries; empty means the rule decides.
        admin: what the person administers.
        kind: in what capacity the person serves.
        retired: whether the person has left.
    """

    code: str
    name: str
    unit: str
    title: str = ""
    position: str = ""
    leader: bool = False
    approver: str = ""
    admin: Admin = Admin.NOTHING
    kind: Kind = Kind.CIVIL_SERVANT
    retired: bool = False


class Organisation(Protocol):
    """Whoever can look up units and officials."""

    def unit(self, code: str) -> Unit | None:
        """The unit of that code."""
        ...

    def official(self, code: str) -> Official | None:
        """The official of that code."""
        ...


def line_of_units(code: str, organisation: Organisation) -> Iterator[Unit]:
    """A unit and the units above it, nearest first; ends at the top, at a gap, or where a cycle closes."""
    seen: set[str] = set()
    unit = organisation.unit(code)
    while unit is not None and unit.code not in seen:
        seen.add(unit.code)
        yield unit
        unit = organisation.unit(unit.parent) if unit.parent else None


def approver_of(official: Official, organisation: Organisation) -> Official | None:
    """Who decides on this person's entries: the named approver, else the head of the unit, else of a unit above.

    Never the person; never one who has left. None when nobody stands above ("tự ghi nhận").
    """
    heads = (unit.head for unit in line_of_units(official.unit, organisation))
    for code in chain([official.approver], heads):
        found = organisation.official(code) if code and code != official.code else None
        if found is not None and not found.retired:
            return found
    return None
