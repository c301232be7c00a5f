"""Task ids: the answer of a create, and the check that an id may be part of a path."""

from __future__ import annotations

from typing import Protocol

from meshwright_api._runtime import path_segment

from ..errors import InputError


class Created(Protocol):
    """The answer to a create."""

    @property
    def result(self) -> str:
        """Id of the new task."""
        ...


def shortened(id: str) -> str:
    """Return the beginning of an id for a repr; enough to tell tasks apart."""
    return id if len(id) <= 12 else f"{id[:8]}…"


def checked_id(id: str) -> str:
    """Return the id; raises InputError if it cannot be the id of a task."""
    if id.__class__ is not str:
        raise InputError("id", f"expected a string, got {type(id).__name__}")
    try:
        path_segment(id)
    except ValueError as error:
        raise InputError("id", str(error)) from None
    return id
