"""The clock of the service and of the store beside the one of this machine.

A credential ends by their clock, and a store refuses signatures of another time. Every answer bears a ``Date``, so a
wrong clock here is known, allowed for, and named when it is the reason of a refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime

from attrs import define, field

from ..core.session import Exchange
from ..core.wire import Reply

TOLERATED = 900.0
"""Seconds by which the time of a signature may differ; that is what S3 and OSS document."""
SKEWED_CODES = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired"})


@define
class Clock:
    """What time it is for the service, from the answers seen so far; this machine's time before the first."""

    wall: Callable[[], float]
    """This machine's clock, in seconds since the epoch."""
    ahead: float | None = field(init=False, default=None)
    """Seconds by which the service's clock is ahead; None as long as no answer had a date."""

    def now(self) -> float:
        """Return the service's time in seconds since the epoch."""
        return self.wall() + (self.ahead or 0.0)

    def look(self, exchange: Exchange) -> None:
        """Take the time from an exchange; a hook of a session."""
        if isinstance(exchange.outcome, Reply):
            self.take(exchange.outcome.headers.get("date"))

    def take(self, date: str | None) -> None:
        """Take the time from a ``Date``; one that cannot be read changes nothing."""
        try:
            self.ahead = parsedate_to_datetime(date or "").timestamp() - self.wall()
        except (TypeError, ValueError, OverflowError):
            return

    def wrong(self) -> str:
        """Say by how much this machine's clock is wrong; empty while that is tolerated or not known."""
        if self.ahead is None or abs(self.ahead) <= TOLERATED:
            return ""
        side = "behind" if self.ahead > 0 else "ahead of"
        return f"this machine's clock is {_duration(abs(self.ahead))} {side} the service's"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 2880 else f"{minutes // 1440} days"
