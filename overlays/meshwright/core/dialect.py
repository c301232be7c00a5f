"""Service-specific names and values that the client's algorithms need: one record per service."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from attrs import field, frozen

from ..texts import one_line
from .wire import Reply


def _newest_first() -> dict[str, Any]:
    return {"sort_by": "-created_at"}


@frozen(kw_only=True)
class Paging:
    """The query parameters of a paged list."""

    number: str = "page_num"
    """Query parameter of the page number, which counts from 1."""
    size: str = "page_size"
    """Query parameter of the page size."""
    largest: int = 50
    """Largest page size that every edition of the service allows."""
    newest_first: Mapping[str, Any] = field(factory=_newest_first)
    """Query that sorts the newest tasks first."""


@frozen(kw_only=True)
class Statuses:
    """The status values of a task."""

    succeeded: str = "SUCCEEDED"
    failed: str = "FAILED"
    canceled: str = "CANCELED"
    running: Collection[str] = ("PENDING", "IN_PROGRESS")

    def ended(self, status: str) -> bool:
        """Return whether a task in this state has ended."""
        return status in (self.succeeded, self.failed, self.canceled)

    def verdict(self, status: str) -> str:
        """Return this package's own name of a terminal status, as stored in ledgers."""
        return {self.succeeded: OWN.succeeded, self.failed: OWN.failed, self.canceled: OWN.canceled}[status]

    def known(self, status: str) -> bool:
        """Return whether this is a known status of the service."""
        return self.ended(status) or status in self.running


OWN = Statuses()
"""The status values of this package."""


@frozen(kw_only=True)
class Dialect:
    """Names and values of a service; the defaults are those of this package.

    The record of a service is defined once, in its folder, and every session refers to it.
    """

    name: str
    """The name of its spec."""
    key_hint: str
    """What to check when the service does not accept the key."""
    key_header: str = "authorization"
    """Header that holds the key; requests with the same value belong to the same account."""
    message: str = "message"
    """Member of an error answer that holds the reason."""
    queue_full: Collection[str] = ()
    """Texts of a 429 answer that mean that too many tasks are unfinished."""
    rate: float | None = None
    """Request rate, per second, that every plan of the service allows."""
    paging: Paging = Paging()
    statuses: Statuses = OWN
    created_at: str = "created_at"
    """Member of a task that holds its creation time."""
    ticks: float = 1000.0
    """Units of ``created_at`` per second."""
    retention: float = 3 * 24 * 3600.0
    """Seconds after which the service deletes a task."""

    def message_of(self, reply: Reply) -> str:
        """Return the message of an error answer, else the first 200 characters of its body."""
        try:
            message = reply.json()[self.message]
        except (ValueError, KeyError, TypeError, RecursionError):
            return one_line(reply.content[:300].decode("utf-8", "replace"))[:200] or "no message"
        return one_line(message if isinstance(message, str) else json.dumps(message)) or "no message"
