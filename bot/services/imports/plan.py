"""What an import would change, and whether it may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from operator import attrgetter
from typing import Any, Generic, TypeVar

from bot.services.act import Act
from bot.services.imports.rows import Column
from bot.services.imports.sheets import Coded

V = TypeVar("V", bound=Coded)

SAFE_PERCENT = 5
SAFE_COUNT = 3
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be taken.

    Attributes:
        dry_run: only tell what would change.
        complete: the file names every unit, or every official; those it leaves out are retired.
        draft: C lists wait for their leader's approval.
        yes: retiring many is meant.
    """

    dry_run: bool = False
    complete: bool = False
    draft: bool = False
    yes: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """One unit, official or item, with a few words: its name, or the columns that change."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Changes(Generic[V]):
    """How a file differs from what is stored.

    Attributes:
        new: what is not stored yet.
        changed: what is stored otherwise, with the columns that differ.
        retired: what the file leaves out.
        unchanged: how many are stored just so.
    """

    new: tuple[V, ...]
    changed: tuple[tuple[V, str], ...]
    retired: tuple[V, ...]
    unchanged: int

    @property
    def to_write(self) -> list[V]:
        """What is stored anew or otherwise."""
        return [*self.new, *(value for value, _ in self.changed)]


def compare(
    stored: Mapping[str, V], wanted: Mapping[str, V], retired: Iterable[V], columns: Mapping[str, Column]
) -> Changes[V]:
    """Tell new, changed and unchanged apart.

    Args:
        stored: what is there, retired or not, by code.
        wanted: what the file says, by code.
        retired: what the file leaves out of what it names.
        columns: which column holds which attribute (dotted, as `attrgetter` takes it).
    """
    new = tuple(value for code, value in wanted.items() if code not in stored)
    both = [(stored[code], value) for code, value in wanted.items() if code in stored]
    changed = tuple((value, _difference(old, value, columns)) for old, value in both if old != value)
    return Changes(new, changed, tuple(retired), len(both) - len(changed))


def _difference(old: Any, new: Any, columns: Mapping[str, Column]) -> str:
    differing = [column.name for name, column in columns.items() if attrgetter(name)(old) != attrgetter(name)(new)]
    return ", ".join(differing) or "hoạt động trở lại"


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of what is stored, which the file names whole.

    Attributes:
        name: in words, as `đơn vị STC`.
        active: how many are active in it now.
        retired: the codes of those the file leaves out.
    """

    name: str
    active: int
    retired: Sequence[str]

    @property
    def question(self) -> str:
        """What to ask before so many are retired; empty when they are few."""
        count = len(self.retired)
        if count <= SAFE_COUNT or count * 100 <= self.active * SAFE_PERCENT:
            return ""
        share = _percent(count, self.active)
        return (
            f"{self.name}: {count} trong {self.active} ({share} %) không có trong tệp, sẽ ngừng hoạt động: "
            f"{some(self.retired)}; nếu đúng, hãy chạy lại với --yes; nếu không, hãy bổ sung vào tệp"
        )


def _percent(count: int, of: int) -> str:
    """As a whole number, unless that would hide that it is too many."""
    exact = count * 100 / of
    return f"{exact:.0f}" if round(exact) > SAFE_PERCENT else f"{ceil(exact * 10) / 10:.1f}".replace(".", ",")


def questions(scopes: Sequence[Scope]) -> list[str]:
    """What to ask before retiring: of each scope, and of all together when each of several is harmless."""
    asked = [scope.question for scope in scopes if scope.question]
    if asked or len(scopes) < 2:
        return asked
    together = [code for scope in scopes for code in scope.retired]
    whole = Scope("tất cả phạm vi có trong tệp", sum(scope.active for scope in scopes), together)
    return [whole.question] if whole.question else []


def some(codes: Sequence[str]) -> str:
    """The first few codes, and how many more there are."""
    more = len(codes) - _MOST_NAMED
    return ", ".join(codes[:_MOST_NAMED]) + (f" và {more} mã khác" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    Attributes:
        new: what it adds.
        changed: what it changes, with the columns.
        retired: what it retires.
        unchanged: how many stay as they are.
        scopes: within what it retires.
        notes: what the person should know.
        writes: whether there is anything to write.
        write: writes it; returns figures for the audit record.
    """

    new: tuple[Named, ...]
    changed: tuple[Named, ...]
    retired: tuple[Named, ...]
    unchanged: int
    scopes: tuple[Scope, ...]
    notes: tuple[str, ...]
    writes: bool
    write: Callable[[Act], Mapping[str, int]]
