"""A rate limiter that counts the requests of the last second of real time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from attrs import define, field


@define
class Limiter:
    """Admits ``rate`` requests a second; None means no limit."""

    rate: float | None
    real: Callable[[], float] = time.monotonic
    """Returns seconds of real time, as Retry-After counts them."""
    _recent: deque[float] = field(init=False, factory=deque[float])

    def admits(self) -> bool:
        """Return whether one more request is admitted now, and count it if so."""
        if self.rate is None:
            return True
        now = self.real()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.rate:
            return False
        self._recent.append(now)
        return True
