"""The service's clock, read from the Date of its answers. Knows no clock itself."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from functools import lru_cache

from attrs import define

from .wire import Reply

STRAY = 60.0
"""Seconds by which our clocks may run apart since an answer. More means that one was set, or that the machine slept."""


@lru_cache(maxsize=1)  # a busy client reads the same Date many times
def _seconds_of(date: str) -> float:
    return parsedate_to_datetime(date).timestamp()


@define(eq=False)
class ServiceClock:
    """What the last answer with a Date told. Times are in seconds."""

    _service: float | None = None
    _steady: float = 0.0
    _wall: float = 0.0

    def note(self, reply: Reply, steady: float, wall: float) -> None:
        """Read the Date of an answer that came now, by a clock that never runs backwards and by the time of day.

        An answer from a cache, which has an Age, tells the time at which it was stored.
        """
        try:
            moment = _seconds_of(reply.headers["date"])
        except (KeyError, TypeError, ValueError, OverflowError):
            return
        if "age" not in reply.headers:
            self._service, self._steady, self._wall = moment, steady, wall

    def time(self, steady: float, wall: float) -> float | None:
        """Return the service's time now; None if no answer has told it since our clock was set or the machine slept."""
        passed = wall - self._wall
        if self._service is None or abs(passed - (steady - self._steady)) > STRAY:
            return None
        return self._service + passed
