"""Search indexes over catalogs: immutable, built outside any transaction, kept by catalog version."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from bot.language.search import Index

MOST_KEPT = 128
"""A province has about two hundred units, each with a leader's and an official's view; an index is some 150 kB."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the catalog somebody sees; people of one unit share it.

    Attributes:
        unit: the person's unit; it decides which C lists are seen.
        leader: whether Group A is seen.
    """

    unit: str
    leader: bool


@dataclass(frozen=True, slots=True)
class IndexKey:
    """A scope at one version of the catalog."""

    scope: Scope
    version: int


class IndexMissing(Exception):
    """The step needs an index that is not built yet: build it outside the transaction, then run the step again."""

    def __init__(self, key: IndexKey) -> None:
        super().__init__(str(key))
        self.key = key


class Indexes:
    """The indexes built so far, the least recently used dropped first.

    Attributes:
        under_way: those that are being built.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.under_way: dict[IndexKey, asyncio.Task[None]] = {}
        self._most = most
        self._kept: OrderedDict[IndexKey, Index] = OrderedDict()
        self._lock = Lock()

    def holds(self, key: IndexKey) -> bool:
        """Whether that index is built."""
        with self._lock:
            return key in self._kept

    def get(self, key: IndexKey) -> Index:
        """The index of that scope and version.

        Raises:
            IndexMissing: it is not built yet.
        """
        with self._lock:
            if key not in self._kept:
                raise IndexMissing(key)
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: IndexKey, index: Index) -> None:
        """Keep a built index."""
        with self._lock:
            self._kept[key] = index
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
