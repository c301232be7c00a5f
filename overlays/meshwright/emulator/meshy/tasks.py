"""The life cycle of a task: a pure function of its creation time, its duration, the clock, and the result of the
engine.

PENDING, then IN_PROGRESS from 0 to 99 (where it stays until the engine is done), then SUCCEEDED or FAILED, never
CANCELED.
"""

from __future__ import annotations

from attrs import define, field

from ...spec.reading import Json
from ..jobs import Outcome
from ..settings import Plan

RETENTION = 3 * 24 * 3600.0
"""Seconds from the end of a task until it and its files answer 404."""
PENDING, IN_PROGRESS, SUCCEEDED, FAILED = "PENDING", "IN_PROGRESS", "SUCCEEDED", "FAILED"


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
    inputs: list[str] = field(factory=list[str])
    """Names of its input files in its folder."""
    references: list[str] = field(factory=list[str])
    """Names of the pictures that came with the request and are shown in answers."""
    fail_with: Json | None = None
    """A task_error with which it will end, regardless of the result of the engine."""
    stuck: bool = False
    """Whether it never ends."""
    variant: str = ""
    """A fault of its answers: nulls or empty_strings."""
    outcome: Outcome | None = None
    outcome_at: float = 0.0
    refunded: bool = False

    @property
    def starts(self) -> float:
        """When it leaves the queue."""
        return self.created + self.plan.pending

    @property
    def due(self) -> float:
        """When it ends, if the engine is done by then."""
        return self.starts + self.plan.running

    def finished(self, now: float) -> float | None:
        """When it ended, or None while it has not."""
        if self.outcome is None:
            return None
        end = max(self.due, self.outcome_at)
        return end if now >= end else None

    def status(self, now: float) -> str:
        """Return its status at a given time."""
        if now < self.starts:
            return PENDING
        if self.finished(now) is None or self.outcome is None:
            return IN_PROGRESS
        return FAILED if self.outcome.error else SUCCEEDED

    def progress(self, now: float) -> int:
        """Return its percentage at a given time; a failed task keeps the percentage that it had reached."""
        status = self.status(now)
        if status == PENDING:
            return 0
        if status == SUCCEEDED:
            return 100
        reached = 1.0 if self.plan.running <= 0 else (now - self.starts) / self.plan.running
        return min(99, int(100 * reached))

    def expires(self, now: float) -> float | None:
        """When it and its files expire, or None while it is unfinished."""
        end = self.finished(now)
        return None if end is None else end + RETENTION
