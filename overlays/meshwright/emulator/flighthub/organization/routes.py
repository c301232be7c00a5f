"""The flight routes of the projects: real KMZ files, ours at the start and those that were uploaded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final
from uuid import UUID, uuid5

from attrs import define, field, frozen

from ....spec.reading import Json
from ..codes import NOT_FOUND, ROUTE_NOT_FOUND, WRONG
from ..troubles import Failure
from .geo import Spot
from .kmz import BadRoute
from .state import Dock, Project
from .wpml import Exposure, Path, Waypoint, read_route
from .wpml_writer import write_route

LARGEST: Final = 20 * 2**20
"""The most bytes of a KMZ (D73)."""
NAMES: Final = UUID("00000000-0000-4000-8000-0000000000b0")
"""The name space of the ids of our own routes."""
SURVEY_HEIGHT: Final = 60.0
SURVEY_SPEED: Final = 8.0
LANES, PHOTOS_A_LANE, LANE_METRES, PHOTO_METRES = 4, 4, 26.0, 20.0


@frozen(kw_only=True)
class Route:
    """A flight route: the file, and what it says. ``updated`` is in seconds since the epoch."""

    uuid: str
    project_uuid: str
    name: str
    content: bytes = field(repr=False)
    path: Path = field(repr=False)
    updated: float

    @property
    def key(self) -> str:
        """The key of the file in the store."""
        return f"fh/projects/{self.project_uuid}/wayline/{self.uuid}/{self.uuid}.kmz"

    def described(self) -> Json:
        """Write it as the service does, as an item of a list."""
        drone, sub_type = self.path.drone
        payload, _ = self.path.payload
        return {
            "id": self.uuid,
            "name": self.name,
            "size": len(self.content),
            "template_types": list(self.path.templates),
            "update_time": int(self.updated * 1000),
            "device_model_key": f"0-{drone}-{sub_type}",
            "payload_information": [{"domain": "1", "type": str(payload), "lens_type": "wide"}],
        }


@define(eq=False)
class Routes:
    """All routes by uuid."""

    by_uuid: dict[str, Route] = field(factory=dict[str, Route])

    def of(self, project: Project) -> list[Route]:
        """Return the routes of a project, newest first."""
        return sorted(
            (route for route in self.by_uuid.values() if route.project_uuid == project.uuid),
            key=lambda route: route.updated,
            reverse=True,
        )

    def route(self, uuid: str, project: Project, code: int = NOT_FOUND) -> Route:
        """Return a route of a project; raises Failure with the code."""
        found = self.by_uuid.get(uuid.lower())
        if found is None or found.project_uuid != project.uuid:
            raise Failure(code, f"the project {project.name} has no flight route {uuid[:100]}")
        return found

    def for_flight(self, uuid: str, project: Project) -> Route:
        """Return the route that a flight names; raises Failure."""
        return self.route(uuid, project, ROUTE_NOT_FOUND)

    def add(self, uuid: str, project: Project, name: str, content: bytes, now: float) -> Route:
        """Add the route in a KMZ; raises Failure with the reason if it is not one (D73)."""
        if len(content) > LARGEST:
            raise Failure(WRONG, f"the KMZ has {len(content)} bytes, more than {LARGEST}")
        try:
            path = read_route(content)
        except BadRoute as error:
            raise Failure(WRONG, str(error)) from None
        route = Route(uuid=uuid, project_uuid=project.uuid, name=name, content=content, path=path, updated=now)
        self.by_uuid[uuid] = route
        return route


def our_routes(project: Project, docks: Iterable[Dock], now: float) -> Routes:
    """Return the routes that a project starts with: a survey and a patrol around its first dock."""
    routes = Routes()
    for dock in list(docks)[:1]:
        home = Spot(dock.latitude, dock.longitude)
        for name, path in (("Survey of the meadow", survey(home)), ("Patrol", _patrol(home))):
            content = write_route(path, created=int(now * 1000))
            routes.add(str(uuid5(NAMES, f"{project.uuid} {name}")), project, name, content, now)
    return routes


def survey(home: Spot) -> Path:
    """Return lanes with photos straight down, which overlap enough for a map."""
    spots: list[Spot] = []
    for lane in range(LANES):
        places = range(PHOTOS_A_LANE) if lane % 2 == 0 else reversed(range(PHOTOS_A_LANE))
        spots += (home.moved(40 + lane * LANE_METRES, 20 + place * PHOTO_METRES, SURVEY_HEIGHT) for place in places)
    return Path(
        waypoints=tuple(Waypoint(spot, SURVEY_SPEED) for spot in spots),
        exposures=tuple(Exposure(float(number)) for number in range(len(spots))),
        templates=("mapping_2d",),
    )


def _patrol(home: Spot) -> Path:
    """Return a round of six waypoints at 150 m, with an oblique photo at every second one."""
    turns = [2 * math.pi * number / 6 for number in range(7)]
    spots = [home.moved(150 * math.sin(turn), 150 * math.cos(turn), 50.0) for turn in turns]
    return Path(
        waypoints=tuple(Waypoint(spot, 10.0) for spot in spots),
        exposures=tuple(Exposure(float(number), -45.0) for number in (0, 2, 4)),
    )
