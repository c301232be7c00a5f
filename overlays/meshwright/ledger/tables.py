"""The base of the tables of a ledger: the database that holds them, and its clock."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Self

from ..tasks.session import Clock
from .store import Holder, Statements, Store


class Tables:
    """Tables in a database. Safe to use from several threads and processes at once."""

    store: Store
    now: Clock
    """The database's clock, in seconds since the epoch."""

    @property
    def place(self) -> str:
        """The file or address of the database, without a password."""
        return self.store.place

    def close(self) -> None:
        """Close the database. Once no object of this process has it open, others may take over its entries."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def _holder(self) -> Holder:
        return self.store.holder

    def _rows(self, question: str, *values: Any) -> list[Any]:
        return self.store.rows(question, *values)

    def _transaction(self) -> AbstractContextManager[Statements]:
        return self.store.transaction()
