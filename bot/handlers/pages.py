"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from bot.handlers.actions import action
from bot.handlers.screen import Choice

T = TypeVar("T")


class Pages(Generic[T]):
    """A list in pages, one of which is shown.

    Args:
        everything: the list.
        size: how long a page is.
        page: which page is asked for, from 0; the last one where the list has become shorter.
    """

    def __init__(self, everything: Sequence[T], size: int, page: int) -> None:
        last = max(0, (len(everything) - 1) // size)
        self._everything = everything
        self._size = size
        self.page = min(page, last)
        self.is_last = self.page == last

    @property
    def shown(self) -> Sequence[T]:
        """What stands on the page."""
        start = self.page * self._size
        return self._everything[start : start + self._size]

    def choices(self, verb: str, *arguments: str) -> tuple[Choice, ...]:
        """The ways to the pages beside it: actions of that verb, the page's number last."""
        before = (Choice("Trang trước", action(verb, *arguments, self.page - 1)),) if self.page else ()
        after = () if self.is_last else (Choice("Trang sau", action(verb, *arguments, self.page + 1)),)
        return (*before, *after)
