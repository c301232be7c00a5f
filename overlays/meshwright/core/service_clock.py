"""The service's time, read from the Date header of its answers and continued with the clocks of this machine."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Protocol

from attrs import define, field

STRAY = 60.0
"""Seconds by which this machine's two clocks may diverge after an answer; beyond, one was set or the machine slept."""


@lru_cache(maxsize=1)  # a busy client parses the same Date many times
def _seconds_of(date: str) -> float:
    return parsedate_to_datetime(date).timestamp()


class Clocks(Protocol):
    """The clocks of this machine, such as those of a transport, in seconds."""

    def now(self) -> float:
        """Return a time that never runs backwards."""
        ...

    def wall(self) -> float:
        """Return the time of day, since the epoch."""
        ...


@define(eq=False)
class ServiceClock:
    """The service's time according to the last answer with a Date. Times are in seconds since the epoch."""

    clocks: Clocks
    _noted: tuple[float, float, float] | None = field(init=False, default=None)
    """The last Date, and both clocks when it arrived; one value, since threads read it while others replace it."""

    def note(self, headers: Mapping[str, str]) -> None:
        """Store the Date of an answer that has just arrived; a malformed one is ignored.

        An answer with an Age is ignored too: it comes from a cache, and its Date is the time at which it was stored.
        """
        try:
            moment = _seconds_of(headers["date"])
        except (KeyError, TypeError, ValueError, OverflowError):
            return
        if "age" not in headers:
            self._noted = moment, self.clocks.now(), self.clocks.wall()

    def time(self) -> float | None:
        """Return the service's time now; None if no answer has arrived since a clock was set or the machine slept."""
        if self._noted is None:
            return None
        service, steady, wall = self._noted
        passed = self.clocks.wall() - wall
        return None if abs(passed - (self.clocks.now() - steady)) > STRAY else service + passed

    def ahead(self) -> float | None:
        """Return the seconds by which the service's clock is ahead of this machine's; None if that is not known."""
        service = self.time()
        return None if service is None else service - self.clocks.wall()

    def now(self) -> float:
        """Return the service's time now, or this machine's while the service's is unknown."""
        return self.clocks.wall() + (self.ahead() or 0.0)
