"""What an open transaction does the same way on both engines."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.storage.database import Row, Tx, Value

T = TypeVar("T")

CLOSED = "Cơ sở dữ liệu đã đóng; thao tác này chưa được thực hiện."


class Transaction(ABC):
    """A transaction that stays failed once a statement of it has failed.

    A step that swallowed the error would otherwise end in half of itself: PostgreSQL turns that COMMIT into a
    silent ROLLBACK, and SQLite may already have rolled back and be committing statement by statement.
    """

    engine: str

    def __init__(self) -> None:
        self._failure: Exception | None = None

    def execute(self, sql: str, /, **values: Value) -> list[Row]:
        """Run one statement with `:named` parameters and fetch all its rows."""
        self.refuse_if_failed()
        try:
            return self._fetch(sql, values)
        except Exception as error:
            self._failure = error
            raise

    def refuse_if_failed(self) -> None:
        """Raise the error of the statement that failed, if one did."""
        if self._failure is not None:
            raise self._failure

    def refuse_if_at_fault(self) -> None:
        """Raise the error of the statement that failed, if the database was at fault, and not the statement."""
        if self._failure is not None and self._is_fault(self._failure):
            raise self._failure from None

    @abstractmethod
    def _fetch(self, sql: str, values: Mapping[str, Value]) -> list[Row]: ...

    def _is_fault(self, error: Exception) -> bool:  # noqa: ARG002
        """Whether this is a fault of the database's: it is locked, full, gone, or chose this step in a deadlock."""
        return False


def run_step(step: Callable[[Tx], T], tx: Transaction) -> T:
    """Run a step to its end, and raise what it raised or swallowed.

    A fault of the database's is raised as such, whatever the step made of it: it is to be waited out or retried, and
    says nothing against the step.
    """
    try:
        result = step(tx)
    except StopIteration as error:  # a Future cannot carry one: its waiter would wait for ever
        raise RuntimeError("a step let a StopIteration out") from error
    except Exception:
        tx.refuse_if_at_fault()
        raise
    tx.refuse_if_failed()
    return result
