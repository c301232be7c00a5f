"""The service's list as evidence of what was bought: each row read with distrust, and whether the list is whole.

A row counts as odd if its id, its time or a text in it is not what the spec says. It may be any task then: it proves
nothing, and keeps others from being taken for certain.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from math import isfinite
from typing import Any

from attrs import define, field, frozen

from ..core.dialect import Dialect
from ..errors import InputError
from ..tasks.ids import checked_id

OLDEST = 10 * 365 * 24 * 3600.0
"""Seconds; a task that says that it is older gives its time in another unit."""
MOST_PAGES = 1000
"""Pages that are read at most; a list that is longer proves nothing."""


@frozen
class Row:
    """One task of a list."""

    id: str | None
    """None if it cannot name a task."""
    created: float | None
    """Seconds since the epoch by the service's clock; None if it does not tell, or cannot be."""
    members: Mapping[str, Any]
    odd: bool
    """Whether any of what counts here cannot be read."""


def read_row(value: Any, dialect: Dialect, texts: Collection[str], latest: float) -> Row:
    """Read a row. ``texts`` are the members that have to be text, ``latest`` is the last time that it can have."""
    members: dict[str, Any] = value if value.__class__ is dict else {}
    try:
        id = checked_id(members.get("id", ""))
    except InputError:
        id = None
    created = _seconds(members.get(dialect.created_at), dialect.ticks, latest)
    odd = id is None or created is None or any(plain_text(members.get(name)) is None for name in texts)
    return Row(id, created, members, odd)


def _seconds(value: Any, ticks: float, latest: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        seconds = value / ticks
    except OverflowError:  # an integer of 400 digits
        return None
    return seconds if isfinite(seconds) and latest - OLDEST <= seconds <= latest and seconds > 0 else None


def plain_text(value: Any) -> str | None:
    """Return a text as it is compared: spaces run together, "" if it is not given; None for anything else."""
    if value is None:
        return ""
    return " ".join(value.split()) if isinstance(value, str) else None


@define
class Listing:
    """What was read of a list so far."""

    dialect: Dialect
    texts: Collection[str]
    latest: Callable[[], float]
    """Returns the last time that a task can have been created at, by the service's clock."""
    rows: list[Row] = field(factory=list[Row])
    complete: bool = False
    """Whether an empty page ended it. Only then does it prove that a task is not on it, in whatever order it came."""
    _orderly: bool = True
    """Whether every row so far could be read and none was younger than the one before."""
    _ids: set[str] = field(factory=set[str])
    _pages: int = 0

    async def read(self, pages: AsyncIterator[list[Any]], since: Callable[[], float] | None = None) -> None:
        """Read on, to the end, or until all tasks since a moment are there if the list comes in order."""
        while since is None or not self._reaches(since()):
            if self.complete or self._pages >= MOST_PAGES:
                return
            try:
                page = await anext(pages)
            except StopAsyncIteration:
                return
            self._pages += 1
            self.complete = not page
            for value in page:
                self._add(read_row(value, self.dialect, self.texts, self.latest()))

    def _add(self, row: Row) -> None:
        if row.id is not None:
            if row.id in self._ids:  # pushed to this page by a task that was created meanwhile
                return
            self._ids.add(row.id)
        before = self.rows[-1].created if self.rows else None
        later = row.created is None or (before is not None and row.created > before)
        self._orderly &= not (row.odd or later)
        self.rows.append(row)

    def _reaches(self, since: float) -> bool:
        last = self.rows[-1].created if self.rows else None
        return self._orderly and last is not None and last < since
