"""Stay below the service's request rate: compute how long a request has to wait, without sleeping.

A leaky bucket (GCRA): a burst of one second's requests, at least one, is allowed; after that they are spaced evenly.
All threads of a client share it.
"""

from __future__ import annotations

import threading
from typing import Any

from attrs import define, field

from ..errors import ConfigurationError


def _positive(_: Any, __: Any, rate: float) -> None:
    if not rate > 0:
        raise ConfigurationError(f"rate must be more than 0 requests a second, or None for no limit, not {rate}")


@define
class Pacer:
    """Schedules requests at ``rate`` requests a second."""

    rate: float = field(validator=_positive)
    _due: float = field(init=False, default=0.0)
    _lock: threading.Lock = field(init=False, factory=threading.Lock)

    def delay(self, now: float) -> float:
        """Reserve the next slot and return the seconds until it."""
        with self._lock:
            self._due = max(self._due, now) + 1 / self.rate
            return max(0.0, self._due - now - max(1.0, 1 / self.rate))
