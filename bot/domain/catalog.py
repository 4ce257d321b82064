"""The catalog of tasks: the four groups, the lists, and who sees which.

Source: Công văn 7680-CV/VPTU of 3 April 2025: groups A, B and D are one list for the province; the leader of
each agency approves its own group C, of at most 50 tasks a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

COMMUNES = "cấp xã"
"""The owner of the C lists that every commune-level unit shares."""


class Group(StrEnum):
    """The four groups of tasks of Công văn 7680-CV/VPTU."""

    LEADERSHIP = "A"
    SHARED = "B"
    PROFESSIONAL = "C"
    OTHER = "D"

    @property
    def full_name(self) -> str:
        """The group's name as the regulation writes it."""
        return _TITLES[self]


_TITLES = {
    Group.LEADERSHIP: "Lãnh đạo, quản lý",
    Group.SHARED: "Chuyên môn dùng chung",
    Group.PROFESSIONAL: "Chuyên môn nghiệp vụ",
    Group.OTHER: "Công việc khác",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One task of a catalog.

    Attributes:
        code: its code, unique in the province, as `B.07`.
        name: its official name.
        group: A, B, C or D.
        list_id: the list it belongs to.
        product: the product it yields, as `Báo cáo`; may be empty.
        unit_of_measure: what its quantity counts, as `báo cáo`; may be empty.
        coefficient: conversion coefficient in thousandths (1000 is one).
        norm_minutes: norm of one product in minutes; None where no norm is set.
        keywords: other words people use for it.
        positions: the posts (vị trí việc làm) it is meant for; empty means everyone.
        source: where the item comes from.
    """

    code: str
    name: str
    group: Group
    list_id: str
    product: str = ""
    unit_of_measure: str = ""
    coefficient: int = 1000
    norm_minutes: int | None = None
    keywords: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    source: str = ""

    def is_meant_for(self, position: str) -> bool:
        """Whether the item names this post as one it is meant for."""
        return bool(position) and position.casefold() in (one.casefold() for one in self.positions)


def own_position_first(items: Sequence[Item], position: str) -> list[Item]:
    """The items in their order, those meant for one's own post first (CONTRACT, section 2)."""
    return sorted(items, key=lambda item: not item.is_meant_for(position))
