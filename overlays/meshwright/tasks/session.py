"""Sessions for task clients: the settings of any session, and those that protect purchases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from attrs import field, frozen

from ..core.session import Session
from ..spec.calendar import TODAY, day_of

DEADLINE = 3600.0
"""Default timeout of a wait in seconds: the service allows a task up to 60 minutes."""


class Clock(Protocol):
    """A clock in seconds since the epoch."""

    def __call__(self) -> float:
        """Return the time."""
        ...


class Journal(Protocol):
    """The protocol of a ledger, as far as tasks use it: it records purchases and downloads."""

    @property
    def now(self) -> Clock:
        """Its clock."""
        ...

    def intend(self, account: str, kind: str, parameters: dict[str, Any], digest: str, ahead: float | None) -> int:
        """Record that a create is to be sent; return its number."""
        ...

    def sending(self, number: int, ahead: float | None = None) -> None:
        """Record that a create is being sent."""
        ...

    def not_sent(self, number: int) -> None:
        """Record that the service refused a create, which waits to be sent again."""
        ...

    def take_turn(self, account: str) -> Callable[[], None] | None:
        """Take the account's turn to buy, and return what gives it back; None while another create has it."""
        ...

    def let_go(self, number: int) -> None:
        """Stop tracking a create as in flight."""
        ...

    def ended(self, task_id: str, status: str, credits: int | None = None) -> None:
        """Record the end of a task, and what it cost."""
        ...

    def gone(self, task_id: str) -> None:
        """Record that the service no longer has a task."""
        ...

    def download_wanted(self, task_id: str, folder: Path, formats: frozenset[str] | None) -> None:
        """Record that files are to be fetched."""
        ...

    def download_done(self, task_id: str, folder: Path) -> None:
        """Record that all files have arrived."""
        ...


@frozen(kw_only=True)
class TaskSession(Session):
    """A session that buys and follows tasks."""

    ledger: Journal | None = field(default=None, repr=False)
    """Records creates and downloads."""
    as_of: str | None = None
    """The day of the contract, ``today`` or ``seed``; None: see ``contract_day``."""
    max_credits: int | None = None
    """Highest estimated price of one create."""
    queue_timeout: float = 0.0
    """Seconds to wait for a slot when the queue is full."""
    on_queue_full: Callable[[float], object] | None = None
    """Called with the seconds until the next attempt each time the queue is full and the create waits."""

    def contract_day(self) -> str | None:
        """Return the day of the contract, or ``seed``: ``as_of``, else that of an emulator on this machine, else today.

        None if something on this machine answers and has announced nothing yet.
        """
        named = self.as_of or (self.announcements.contract or None if self.is_local else TODAY)
        try:
            return None if named is None else day_of(named, self.transport.wall())
        except ValueError:  # an announcement that cannot be read
            return None

    @property
    def is_local(self) -> bool:
        """Whether requests stay on this machine: no other address may be without TLS."""
        return self.base_url.startswith("http:")
