"""So many requests a second: counts those of the last second of real time."""

from __future__ import annotations

import time
from collections import deque

from attrs import define, field


@define
class Limiter:
    """Lets ``rate`` requests a second in; any number when that is None."""

    rate: float | None
    _recent: deque[float] = field(init=False, factory=deque[float])

    def admits(self) -> bool:
        """Whether one more may come in now; if so, it counts."""
        if self.rate is None:
            return True
        now = time.monotonic()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.rate:
            return False
        self._recent.append(now)
        return True
