"""The service's list as evidence of purchases: validate each row, and determine whether the list is complete.

A row is odd if its id, its time or a text in it does not match the spec. It may be any task then, so it proves
nothing, and prevents conclusions about others.
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
"""Greatest plausible age in seconds; the time of an older task is in another unit."""
MOST_PAGES = 1000
"""Maximum number of pages to read; a longer list proves nothing."""


@frozen
class Row:
    """One task of a list."""

    id: str | None
    """None if it cannot be the id of a task."""
    created: float | None
    """Seconds since the epoch by the service's clock; None if missing or implausible."""
    members: Mapping[str, Any]
    odd: bool
    """Whether any relevant member is malformed."""


def read_row(value: Any, dialect: Dialect, texts: Collection[str], latest: float) -> Row:
    """Return a row. ``texts`` are the members that must be text, ``latest`` is the latest plausible time."""
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
    return seconds if isfinite(seconds) and latest - OLDEST <= seconds <= latest else None


def plain_text(value: Any) -> str | None:
    """Return a text in comparable form: with single spaces, "" for a missing one; None for any other type."""
    if value is None:
        return ""
    return " ".join(value.split()) if isinstance(value, str) else None


@define
class Listing:
    """The part of a list that was read so far."""

    dialect: Dialect
    texts: Collection[str]
    latest: Callable[[], float]
    """Returns the latest time at which a task can have been created, by the service's clock."""
    rows: list[Row] = field(factory=list[Row])
    complete: bool = False
    """Whether an empty page ended it. Only then, in any order of rows, does it prove that a task is not on it."""
    _orderly: bool = True
    """Whether every row so far was well-formed and none was newer than the one before."""
    _ids: set[str] = field(factory=set[str])
    _pages: int = 0

    async def read(self, pages: AsyncIterator[list[Any]], since: Callable[[], float] | None = None) -> None:
        """Read to the end or, if the list is in order, until all tasks after ``since()`` were read."""
        while since is None or not self.reaches(since()):
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
            if row.id in self._ids:  # a task that was created during the reading shifted it to this page
                return
            self._ids.add(row.id)
        before = self.rows[-1].created if self.rows else None
        later = row.created is None or (before is not None and row.created > before)
        self._orderly &= not (row.odd or later)
        self.rows.append(row)

    def reaches(self, since: float) -> bool:
        """Return whether the list is in order so far, and its last row is older than a time."""
        last = self.rows[-1].created if self.rows else None
        return self._orderly and last is not None and last < since
