"""The flight tasks of an organization: create them, refuse them, and follow them on the clock.

Nothing moves by itself: every answer is computed from the tasks, their events and the moment that is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Final
from uuid import UUID, uuid5

from attrs import define, field

from ....spec.reading import Json
from ...archive import Archive, Kept, together
from ..codes import NOT_FOUND, ROUTE_INVALID, ROUTE_NOT_VERIFIED, WRONG
from ..troubles import Failure
from .course import POSSIBLE, Course, Event, Plan, longest
from .dock_schedule import FlightFault, FlightTask, Flown, Run, Schedule, Status, schedule
from .geo import Spot
from .recurrence import occurrences
from .routes import Route, Routes
from .state import Dock, Project
from .wpml import Path

FENCE: Final = 2500.0
"""Metres around a dock that its aircraft may not leave (D74)."""
CEILING: Final = 500.0
"""Metres above the dock."""
HIGHEST_RETURN: Final = 1500
FIRST_FOLDER: Final = 1001
FOLLOWING: Final = UUID("00000000-0000-4000-8000-0000000000f1")
"""The name space of the further flights of a repeated task."""


@define(eq=False)
class Flights:
    """All flight tasks by uuid, oldest first."""

    docks: Mapping[str, Dock]
    routes: Routes
    archive: Archive | None
    fault_rate: float
    """The share of flights that an injected fault hits."""
    tasks: Kept[FlightTask] = field(init=False)
    armed: list[FlightFault] = field(init=False, factory=list[FlightFault])
    """The faults of the next flights."""
    _schedules: dict[str, Schedule] = field(init=False, factory=dict[str, Schedule])
    _flown: Flown = field(init=False, factory=dict[str, tuple[tuple[object, ...], Course]])

    def __attrs_post_init__(self) -> None:
        self.tasks = Kept(self.archive, "flight", FlightTask)

    # ------------------------------------------------------------------------------------------------ asking
    def create(self, uuid: str, project: Project, dock: Dock, body: Json, now: float, operator: str = "") -> FlightTask:
        """Plan a flight, or the flights of a repeated task, of which the first has this uuid; raises Failure and then
        plans none.
        """
        route = self.check(project, dock, body, now)
        moments = occurrences(body, now)
        with together(self.archive):
            for number, (begin, deadline) in enumerate(moments):
                task = FlightTask(
                    uuid=str(uuid5(FOLLOWING, f"{uuid} {number}")) if number else uuid,
                    project_uuid=project.uuid,
                    sn=dock.sn,
                    wayline_uuid=route.uuid,
                    folder_id=FIRST_FOLDER + len(self.tasks),
                    created=now,
                    begin=begin,
                    deadline=deadline,
                    body=body,
                    operator=operator,
                )
                task.fault = self._fault(task.uuid)
                self.tasks[task.uuid] = task
        self._schedules.pop(dock.sn, None)
        return self.tasks[uuid]

    def check(self, project: Project, dock: Dock, body: Json, now: float) -> Route:
        """Return the route of a flight that could be created; raises Failure for one that could not."""
        route = self.routes.for_flight(body["wayline_uuid"], project)
        self._check(dock, route, body)
        if body["task_type"] == "immediate":
            self._check_aircraft(dock, body, now)
        return route

    def _check(self, dock: Dock, route: Route, body: Json) -> None:
        dock.require_online()
        if body.get("landing_dock_sn") not in (None, "", dock.sn):
            raise Failure(WRONG, "landing_dock_sn: the emulated aircraft land in their own docks only")
        if not (body.get("rth_altitude") or 1) <= HIGHEST_RETURN:
            raise Failure(WRONG, f"rth_altitude is {body['rth_altitude']} m, more than {HIGHEST_RETURN} m")
        path = self.routes.path(route.uuid)
        if len(path.waypoints) < 2:
            raise Failure(ROUTE_INVALID, f"the route {route.name!r} has one waypoint; a flight needs two")
        plan = _plan(dock, path, body)
        away, high = longest(plan), max(spot.height for spot in path.spots(dock.height)) - dock.height
        if away > FENCE or high > CEILING:
            raise Failure(
                ROUTE_NOT_VERIFIED,
                f"the route {route.name!r} leaves the fence: it goes {away:.0f} m away from the dock and {high:.0f} m"
                f" up, and {FENCE:.0f} m and {CEILING:.0f} m are allowed",
            )

    def _check_aircraft(self, dock: Dock, body: Json, now: float) -> None:
        """Refuse a flight that is to begin now but cannot."""
        planned = self.schedule(dock.sn)
        if (busy := planned.under_way(now)) is not None:
            raise Failure(WRONG, f"the dock {dock.sn} is busy with the task {busy.task.uuid}")
        least, battery = int(body.get("min_battery_capacity") or 0), planned.battery(now)
        if battery < least:
            raise Failure(WRONG, f"the battery holds {battery:.0f} %, less than the {least} % of min_battery_capacity")

    def _fault(self, uuid: str) -> FlightFault:
        if self.armed:
            return self.armed.pop(0)
        random = Random(f"fault {uuid}")
        if random.random() >= self.fault_rate:
            return FlightFault.NONE
        return random.choice([FlightFault.FAILS_TO_START, FlightFault.ABORTS])

    def update_status(self, uuid: str, project: Project, status: str, now: float) -> None:
        """Suspend or restore a planned task that has not begun; raises Failure."""
        run = self.run(uuid, project)
        task, is_suspended = run.task, status == Status.SUSPENDED
        if task.body["task_type"] == "immediate":
            raise Failure(WRONG, "an immediate task cannot be suspended or restored")
        if run.status(now) not in (Status.WAITING, Status.SUSPENDED):
            raise Failure(WRONG, f"the task is {run.status(now)}; only one that has not begun can be {status}")
        if task.is_suspended(now) != is_suspended:
            task.suspensions.append((now, is_suspended))
            self.tasks.save(task.uuid)
            self._schedules.pop(task.sn, None)

    def command(self, dock: Dock, command: str, now: float) -> None:
        """Send a command to the aircraft of a dock; raises Failure if it has no effect in the phase of the flight."""
        run = self.schedule(dock.sn).under_way(now)
        if run is None or run.course is None:
            raise Failure(WRONG, f"{command}: the aircraft {dock.aircraft.sn} is in its dock")
        event = Event(command.replace("return_specific_home", "return_home"))
        phase = run.course.leg(now).phase
        if phase not in POSSIBLE[event]:
            raise Failure(WRONG, f"{command} is not possible now: the phase of the flight is {phase}")
        run.task.events.append((now, event))
        self.tasks.save(run.task.uuid)
        self._schedules.pop(dock.sn, None)

    def clear(self) -> None:
        """Forget all tasks and armed faults."""
        for memory in (self.tasks, self.armed, self._schedules, self._flown):
            memory.clear()

    # ------------------------------------------------------------------------------------------------ knowing
    def schedule(self, dock_sn: str) -> Schedule:
        """Return the outcomes of the tasks of a dock."""
        if (found := self._schedules.get(dock_sn)) is None:
            dock = self.docks[dock_sn]
            tasks = [task for task in self.tasks.values() if task.sn == dock_sn]
            planned = [(task, _plan(dock, self.routes.path(task.wayline_uuid), task.body)) for task in tasks]
            found = self._schedules[dock_sn] = schedule(planned, self._flown)
        return found

    def under_way(self, dock_sn: str, now: float) -> Course | None:
        """Return the flight of a dock's aircraft at a moment, or None while it is in its dock."""
        run = self.schedule(dock_sn).under_way(now)
        return None if run is None else run.course

    def battery(self, dock_sn: str, now: float) -> float:
        """Return the percent of the battery of a dock's aircraft."""
        flight = self.under_way(dock_sn, now)
        return self.schedule(dock_sn).battery(now) if flight is None else float(flight.at(now).battery)

    def run(self, uuid: str, project: Project) -> Run:
        """Return the outcome of a task of a project; raises Failure."""
        task = self.tasks.get(uuid.lower())
        if task is None or task.project_uuid != project.uuid:
            raise Failure(NOT_FOUND, f"the project {project.name} has no flight task {uuid[:100]}")
        return self.run_of(task.uuid)

    def run_of(self, uuid: str) -> Run:
        """Return the outcome of a task that is known to exist."""
        return self.schedule(self.tasks[uuid].sn).runs[uuid]

    def runs(self, project: Project) -> list[Run]:
        """Return the outcomes of all tasks of a project, in the order of their creation."""
        tasks = [task for task in self.tasks.values() if task.project_uuid == project.uuid]
        return [self.run_of(task.uuid) for task in tasks]


def _plan(dock: Dock, path: Path, body: Json) -> Plan:
    return Plan(
        path=path,
        home=Spot(dock.latitude, dock.longitude, dock.height),
        rth_altitude=float(body.get("rth_altitude") or 100),
        climbs_first=body.get("rth_mode") != "optimal",
    )
