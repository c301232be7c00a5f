"""The outcome of each flight task of one dock: a pure function of the tasks and their events.

A task starts when its time has come, its dock is free, and it is not suspended. Later events never change
the past.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from random import Random
from typing import Final

from attrs import define, field, frozen

from ....spec.reading import Json
from ..codes import OFFLINE, WRONG
from .course import Course, Event, Phase, Plan
from .pilot import fly

CHARGE: Final = 1 / 36
"""Percent a second while the aircraft is in its dock (D71): a full charge takes an hour."""
LEAST_BATTERY: Final = 30
"""The min_battery_capacity of a task that states none (D76)."""


class Status(StrEnum):
    """The states of a flight task."""

    WAITING = "waiting"
    STARTING_FAILURE = "starting_failure"
    EXECUTING = "executing"
    PAUSED = "paused"
    TERMINATED = "terminated"
    SUCCESS = "success"
    SUSPENDED = "suspended"
    TIMEOUT = "timeout"


class FlightFault(StrEnum):
    """Failures of a flight on demand."""

    NONE = "none"
    FAILS_TO_START = "fails_to_start"
    ABORTS = "aborts"
    """The aircraft returns on the way, and the task ends as terminated."""


@define(kw_only=True, eq=False)
class FlightTask:
    """One flight that was asked for, as the emulator stores it. Times are seconds since the epoch."""

    uuid: str
    project_uuid: str
    sn: str
    wayline_uuid: str
    folder_id: int
    created: float
    begin: float
    deadline: float
    """When it times out if it could not start."""
    body: Json
    """The body of the create."""
    operator: str = ""
    fault: FlightFault = FlightFault.NONE
    events: list[tuple[float, Event]] = field(factory=list[tuple[float, Event]])
    suspensions: list[tuple[float, bool]] = field(factory=list[tuple[float, bool]])
    """When it was suspended (True) and restored."""

    @property
    def least_battery(self) -> int:
        """The percent that a start needs."""
        return int(self.body.get("min_battery_capacity") or LEAST_BATTERY)

    def is_suspended(self, now: float) -> bool:
        """Return whether it is suspended at a moment."""
        return next((state for moment, state in reversed(self.suspensions) if moment <= now), False)

    def start_after(self, free: float) -> float:
        """Return when it starts in a dock that is free from a moment on; infinity while it is suspended."""
        moment = max(self.begin, free)
        if not self.is_suspended(moment):
            return moment
        return next((at for at, is_suspended in self.suspensions if at > moment and not is_suspended), math.inf)


@frozen(kw_only=True, eq=False)
class Run:
    """The outcome of a task unless something else happens."""

    task: FlightTask
    start: float = math.inf
    course: Course | None = None
    failure: tuple[int, str] | None = None
    """Code and reason of a start that failed."""

    def status(self, now: float) -> Status:
        """Return the state of the task at a moment."""
        if now < self.start:
            if self.task.is_suspended(now):
                return Status.SUSPENDED
            return Status.WAITING if now < self.task.deadline else Status.TIMEOUT
        if self.course is None:
            return Status.STARTING_FAILURE
        if now < self.course.end:
            return Status.PAUSED if self.course.leg(now).phase is Phase.HOVER else Status.EXECUTING
        return Status.SUCCESS if self.course.finished else Status.TERMINATED

    def completed(self, now: float) -> float | None:
        """Return when it ended, or None before that."""
        end = self.start if self.course is None else self.course.end
        if self.status(now) is Status.TIMEOUT:
            return self.task.deadline
        return end if end <= now else None


@frozen
class Schedule:
    """The runs of a dock by task, and the battery in it."""

    runs: dict[str, Run]
    _charges: list[tuple[float, float]]
    """When the aircraft came into its dock, and with how much battery."""

    def battery(self, moment: float) -> float:
        """Return the percent of a charging battery at a moment."""
        since, percent = next((one for one in reversed(self._charges) if one[0] <= moment), (moment, 100.0))
        return min(100.0, percent + (moment - since) * CHARGE)

    def add_landing(self, moment: float, battery: float) -> None:
        """Record that the aircraft came into its dock."""
        self._charges.append((moment, battery))

    def under_way(self, now: float) -> Run | None:
        """Return the run that has the aircraft in the air, or its dock open."""
        flying = (run for run in self.runs.values() if run.course and run.start <= now < run.course.end)
        return next(flying, None)


Flown = dict[str, tuple[tuple[object, ...], Course]]
"""The latest course of each task, and what it was computed from."""


def schedule(tasks: Iterable[tuple[FlightTask, Plan]], flown: Flown) -> Schedule:
    """Return the outcomes of the tasks of one dock; courses that did not change are taken from ``flown``."""
    found = Schedule({}, [])
    waiting = sorted(tasks, key=lambda one: (one[0].begin, one[0].created))
    free = -math.inf
    while waiting:
        number, start = _next(waiting, free)
        task, plan = waiting.pop(number)
        if start >= task.deadline:
            found.runs[task.uuid] = Run(task=task)
        elif failure := _failure(task, found.battery(start)):
            found.runs[task.uuid] = Run(task=task, start=start, failure=failure)
        else:
            course = _course(task, plan, start, found.battery(start), flown)
            found.runs[task.uuid] = Run(task=task, start=start, course=course)
            free = course.end
            found.add_landing(free, course.legs[-1].battery_at(free))
    return found


def _next(waiting: Sequence[tuple[FlightTask, Plan]], free: float) -> tuple[int, float]:
    """Return the task that starts first in a dock that is free from a moment on, and when."""
    first, earliest = 0, math.inf
    for number, (task, _) in enumerate(waiting):
        if max(task.begin, free) >= earliest:
            break  # they are in the order of their beginnings
        start = task.start_after(free)
        if start < earliest:
            first, earliest = number, start
    return first, earliest


def _course(task: FlightTask, plan: Plan, start: float, battery: float, flown: Flown) -> Course:
    events = _events(task, plan, start, battery)
    key = (start, battery, *events)
    if (known := flown.get(task.uuid)) is None or known[0] != key:
        flown[task.uuid] = known = key, fly(plan, start, battery, events)
    return known[1]


def _failure(task: FlightTask, battery: float) -> tuple[int, str] | None:
    if task.fault is FlightFault.FAILS_TO_START:
        return OFFLINE, "the aircraft did not start, as an armed fault had it"
    if battery < task.least_battery:
        return WRONG, f"the battery holds {battery:.0f} %, less than the {task.least_battery} % that the task needs"
    return None


def _events(task: FlightTask, plan: Plan, start: float, battery: float) -> list[tuple[float, Event]]:
    """Return what happens to a flight; an aborting one aborts at its own moment of the route."""
    if task.fault is not FlightFault.ABORTS:
        return task.events
    legs = [leg for leg in fly(plan, start, battery).legs if leg.phase is Phase.ROUTE]
    if not legs:
        return task.events
    moment = legs[0].begin + Random(task.uuid).uniform(0.1, 0.9) * (legs[-1].end - legs[0].begin)
    return sorted([*task.events, (moment, Event.ABORT)], key=lambda one: one[0])
