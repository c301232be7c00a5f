"""Keep below the service's request rate: decides how long a request has to wait, sleeps nowhere.

A leaky bucket (GCRA): a second's worth of requests may go at once, after that they are spread evenly. Shared by all
threads of a client.
"""

from __future__ import annotations

import threading

from attrs import define, field

RATE = 20.0
"""Requests a second that every plan of Meshy allows (doc rate-limits, 2026-08)."""


@define
class Pacer:
    """Hands out turns; ``rate`` is in requests a second."""

    rate: float = RATE
    _due: float = field(init=False, default=0.0)
    _lock: threading.Lock = field(init=False, factory=threading.Lock)

    def delay(self, now: float) -> float:
        """Take the next turn and return the seconds until it comes."""
        with self._lock:
            self._due = max(self._due, now) + 1 / self.rate
            return max(0.0, self._due - now - 1.0)
