"""What services say in words of their own, as far as the client's algorithms have to know it: one record a service."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from attrs import field, frozen

from .wire import Reply


def _newest_first() -> dict[str, Any]:
    return {"sort_by": "-created_at"}


@frozen(kw_only=True)
class Paging:
    """How a list is asked for page by page."""

    number: str = "page_num"
    """Query parameter of the page, which counts from 1."""
    size: str = "page_size"
    """Query parameter of the tasks on a page."""
    largest: int = 50
    """Tasks on a page that every edition of the service allows."""
    newest_first: Mapping[str, Any] = field(factory=_newest_first)
    """Query that sorts the newest tasks first."""


@frozen(kw_only=True)
class Statuses:
    """The words for the states of a task."""

    succeeded: str = "SUCCEEDED"
    failed: str = "FAILED"
    canceled: str = "CANCELED"
    running: Collection[str] = ("PENDING", "IN_PROGRESS")

    def ended(self, status: str) -> bool:
        """Return whether a task in this state has ended."""
        return status in (self.succeeded, self.failed, self.canceled)

    def verdict(self, status: str) -> str:
        """Return this package's own word for an end, as ledgers keep it."""
        return {self.succeeded: OWN.succeeded, self.failed: OWN.failed, self.canceled: OWN.canceled}[status]

    def known(self, status: str) -> bool:
        """Return whether the service is known to use this word."""
        return self.ended(status) or status in self.running


OWN = Statuses()
"""The words of this package."""


@frozen(kw_only=True)
class Dialect:
    """The words of a service; the defaults are those that this package uses itself.

    A service's record stands once, in its folder, and goes with each session.
    """

    name: str
    """The name of its spec."""
    key_hint: str
    """What to check when the service does not accept the key."""
    key_header: str = "authorization"
    """Header that holds the key; requests with the same one are of the same account."""
    message: str = "message"
    """Member of an error answer that says why."""
    queue_full: Collection[str] = ()
    """Texts of a 429 that says that too many tasks are unfinished."""
    rate: float | None = None
    """Requests a second that every plan of the service allows."""
    paging: Paging = Paging()
    statuses: Statuses = OWN
    created_at: str = "created_at"
    """Member of a task that says when it was created."""
    ticks: float = 1000.0
    """Units of ``created_at`` in a second."""
    retention: float = 3 * 24 * 3600.0
    """Seconds for which the service keeps a task."""

    def message_of(self, reply: Reply) -> str:
        """Return what an error answer says: its message, or the beginning of whatever it is."""
        try:
            message = reply.json()[self.message]
        except (ValueError, KeyError, TypeError, RecursionError):
            text = " ".join(reply.content[:300].decode("utf-8", "replace").split())
            return text[:200] or "no message"
        return message if isinstance(message, str) else json.dumps(message)
