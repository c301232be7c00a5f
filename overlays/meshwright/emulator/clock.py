"""The emulator's clock: real time, faster than real time, or stopped until it is advanced."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from attrs import define, field

TICK = 0.05
"""Seconds of real time between reads of a clock that other threads may advance."""
BREATH = 0.005
"""Seconds of real time to yield to other tasks between reads of a fast clock."""


@define
class Clock:
    """Seconds since the epoch at ``rate`` times real speed; at rate 0 the clock is stopped. Safe to advance from any
    thread.
    """

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
        """Whether the clock moves only when it is advanced."""
        return self.rate == 0

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._epoch + (self.real() - self._started) * self.rate + self._skipped

    def milliseconds(self) -> int:
        """Milliseconds since the epoch, as the service writes times."""
        return int(self.now() * 1000)

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Advance the clock."""
        with self._advancing:
            self._skipped += ((days * 24 + hours) * 60 + minutes) * 60 + seconds

    def not_before(self, moment: float) -> None:
        """Advance the clock to a moment, unless that has passed: time must not run backwards across a restart."""
        self.advance(seconds=max(0.0, moment - self.now()))

    async def pause(self, seconds: float) -> None:
        """Wait for this many seconds of the emulator's time, but at most one tick of real time."""
        await asyncio.sleep(min(max(seconds / self.rate, BREATH), TICK) if self.rate else TICK)
