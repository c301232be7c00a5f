"""The protocol of a database that holds a ledger. The statements are the same for every kind: ``?`` stands for a value.

A lock dies with the process that holds it, however it ends: nothing has to be cleaned up after a crash.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from ..errors import LedgerError

Release = Callable[[], None]
"""Gives a lock back; called once."""


class Duplicate(LedgerError):
    """A unique index refused a row: the item is bought already, or the task is another create's. Nothing is written."""


class Cursor(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """Number of changed rows."""
        ...

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Return the remaining rows."""
        ...


class Statements(Protocol):
    """An open transaction."""

    def execute(self, statement: str, values: tuple[Any, ...] = ..., /) -> Cursor:
        """Execute a statement with its values."""
        ...


class Holder(Protocol):
    """The name under which this process holds entries, which ends with the process."""

    under_way: set[int]
    """Numbers of the creates that are in flight here, in any thread."""

    @property
    def name(self) -> str:
        """The name; empty until the first entry is held, and on systems without locks."""
        ...

    def enter(self) -> str | None:
        """Return the name of this process, and take its lock the first time; None where the system has no locks."""
        ...

    def is_another(self, name: str | None) -> bool:
        """Return whether a name is that of another living process."""
        ...


class Store(Protocol):
    """A database. Every method raises LedgerError if it cannot be used, and Duplicate for a row that an index refuses.

    Safe to use from several threads; a connection must not be used after a fork.
    """

    @property
    def place(self) -> str:
        """The file or address for messages, without a password."""
        ...

    @property
    def holder(self) -> Holder:
        """The holder that stands for this process."""
        ...

    def now(self) -> float:
        """Return the database's time in seconds since the epoch: one clock for all that share it."""
        ...

    def rows(self, question: str, *values: Any) -> list[Any]:
        """Return the rows of a query."""
        ...

    def transaction(self) -> AbstractContextManager[Statements]:
        """Begin a transaction that is written whole or not at all."""
        ...

    def try_lock(self, name: str) -> Release | None:
        """Take an exclusive lock; None if another holds it, in this process too. Without locks, nothing is excluded."""
        ...

    def close(self) -> None:
        """Close the connection and give all locks back."""
        ...
