"""The life cycle of a task: a pure function of its creation time, its duration, the clock, and the result of the
engine.

PENDING, then IN_PROGRESS from 0 to 99 (where it stays until the engine is done), then SUCCEEDED or FAILED; or CANCELED
from the moment of a request to cancel it.
"""

from __future__ import annotations

import math

from attrs import define, field

from ...spec.reading import Json
from ..jobs import Outcome
from ..settings import Plan

RETENTION = 3 * 24 * 3600.0
"""Seconds from the end of a task until it and its files answer 404."""
PENDING, IN_PROGRESS, SUCCEEDED, FAILED = "PENDING", "IN_PROGRESS", "SUCCEEDED", "FAILED"
CANCELED = "CANCELED"


@define(kw_only=True)
class Task:
    """One task, as the emulator stores it. Times are seconds since the epoch."""

    id: str
    kind: str
    request: Json
    """The request with the service's defaults filled in."""
    price: int
    created: float
    plan: Plan
    name: str = ""
    """The name of its input, for people; empty if it has none."""
    inputs: list[str] = field(factory=list[str])
    """Names of its input files in its folder."""
    references: list[str] = field(factory=list[str])
    """Names of the pictures that came with the request and are shown in answers."""
    sources: list[Json] = field(factory=list["Json"])
    """Kind and request of the tasks that it is made of."""
    unused: list[str] = field(factory=list[str])
    """Parameters that were chosen and have no effect in the emulator."""
    fail_with: Json | None = None
    """A task_error with which it will end, regardless of the result of the engine."""
    stuck: bool = False
    """Whether it never ends."""
    variant: str = ""
    """A fault of its answers: nulls or empty_strings."""
    outcome: Outcome | None = None
    outcome_at: float = 0.0
    canceled: float | None = None
    """When it was canceled, or None."""
    refunded: bool = False

    @property
    def starts(self) -> float:
        """When it leaves the queue."""
        return self.created + self.plan.pending

    @property
    def due(self) -> float:
        """When it ends, if the engine is done by then."""
        return self.starts + self.plan.running

    def began(self, now: float) -> float | None:
        """When it left the queue, or None while it has not."""
        until = now if self.canceled is None else self.canceled
        return self.starts if until >= self.starts else None

    @property
    def end(self) -> float:
        """When it ends or has ended, as far as is known: infinity while the engine is not done."""
        if self.canceled is not None:
            return self.canceled
        return math.inf if self.outcome is None else max(self.due, self.outcome_at)

    def finished(self, now: float) -> float | None:
        """When it ended, or None while it has not."""
        end = self.end
        return end if now >= end else None

    def status(self, now: float) -> str:
        """Return its status at a given time."""
        if self.canceled is not None:
            return CANCELED
        if self.began(now) is None:
            return PENDING
        if self.finished(now) is None or self.outcome is None:
            return IN_PROGRESS
        return FAILED if self.outcome.error else SUCCEEDED

    def progress(self, now: float) -> int:
        """Return its percentage at a given time; one that failed or was canceled keeps what it had reached."""
        if self.began(now) is None:
            return 0
        if self.status(now) == SUCCEEDED:
            return 100
        now = now if self.canceled is None else self.canceled
        reached = 1.0 if self.plan.running <= 0 else (now - self.starts) / self.plan.running
        return min(99, int(100 * reached))

    def expires(self, now: float) -> float | None:
        """When it and its files expire, or None while it is unfinished."""
        end = self.finished(now)
        return None if end is None else end + RETENTION
