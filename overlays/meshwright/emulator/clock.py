"""The emulator's time: real, faster than real, or standing still until it is advanced."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from attrs import define, field

TICK = 0.05
"""Seconds of real time between looks at a clock that others may advance."""
BREATH = 0.005
"""Seconds of real time that a look at a fast clock leaves to others."""


@define
class Clock:
    """Seconds since the epoch at ``rate`` times real speed; rate 0 stands still. Safe to advance from any thread."""

    rate: float = 1.0
    real: Callable[[], float] = time.monotonic
    _epoch: float = field(alias="epoch", factory=time.time)
    _started: float = field(init=False)
    _skipped: float = field(init=False, default=0.0)
    _advancing: threading.Lock = field(init=False, factory=threading.Lock)

    def __attrs_post_init__(self) -> None:
        self._started = self.real()

    @property
    def manual(self) -> bool:
        """Whether it moves only when advanced."""
        return self.rate == 0

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._epoch + (self.real() - self._started) * self.rate + self._skipped

    def milliseconds(self) -> int:
        """Milliseconds since the epoch, as the service writes times."""
        return int(self.now() * 1000)

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Jump forward."""
        with self._advancing:
            self._skipped += ((days * 24 + hours) * 60 + minutes) * 60 + seconds

    def not_before(self, moment: float) -> None:
        """Jump to a moment unless it has passed; time must not run backwards over a restart."""
        self.advance(seconds=max(0.0, moment - self.now()))

    async def pause(self, seconds: float) -> None:
        """Wait for this much of the emulator's time or a tick of real time, whichever is shorter."""
        await asyncio.sleep(min(max(seconds / self.rate, BREATH), TICK) if self.rate else TICK)
