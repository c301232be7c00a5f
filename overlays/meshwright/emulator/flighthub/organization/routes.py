"""The flight routes of the projects: real KMZ files, ours at the start and those that were uploaded."""

from __future__ import annotations

import math
from typing import Final
from uuid import UUID, uuid5

from attrs import define, field, frozen

from ....spec.reading import Json
from ...archive import Archive, Kept, together
from ..codes import NOT_FOUND, ROUTE_NOT_FOUND, WRONG
from ..naming import project_prefix
from ..objects import ObjectStore
from ..troubles import Failure
from .geo import Spot
from .kmz import BadRoute
from .state import Organization, Project
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
    """A flight route, whose file is in the store. ``updated`` is in seconds since the epoch."""

    uuid: str
    project_uuid: str
    name: str
    size: int
    updated: float

    @property
    def key(self) -> str:
        """The key of the file in the store."""
        return f"{project_prefix(self.project_uuid)}wayline/{self.uuid}/{self.uuid}.kmz"


@define(eq=False)
class Routes:
    """The routes of all projects."""

    store: ObjectStore
    archive: Archive | None
    known: Kept[Route] = field(init=False)
    """By uuid."""
    _ours: dict[str, bytes] = field(init=False, factory=dict[str, bytes])
    """The files of our own routes, which are in the store once they are asked for."""
    _paths: dict[str, Path] = field(init=False, factory=dict[str, Path])

    def __attrs_post_init__(self) -> None:
        self.known = Kept(self.archive, "route", Route)

    def of(self, project: Project) -> list[Route]:
        """Return the routes of a project, newest first."""
        routes = [route for route in self.known.values() if route.project_uuid == project.uuid]
        return sorted(routes, key=lambda route: route.updated)[::-1]

    def route(self, uuid: str, project: Project, code: int = NOT_FOUND) -> Route:
        """Return a route of a project; raises Failure with the code."""
        found = self.known.get(uuid.lower())
        if found is None or found.project_uuid != project.uuid:
            raise Failure(code, f"the project {project.name} has no flight route {uuid[:100]}")
        return found

    def for_flight(self, uuid: str, project: Project) -> Route:
        """Return the route that a flight names; raises Failure."""
        return self.route(uuid, project, ROUTE_NOT_FOUND)

    def path(self, uuid: str) -> Path:
        """Return the content of a route's file."""
        if uuid not in self._paths:
            content = self._ours.get(uuid) or self.store.objects[self.known[uuid].key].path.read_bytes()
            self._paths[uuid] = read_route(content)
        return self._paths[uuid]

    def file(self, route: Route) -> str:
        """Return the key of a route's file, which is in the store then."""
        if route.key not in self.store.objects:
            self.store.put(route.key, self._ours[route.uuid])
        return route.key

    def described(self, route: Route) -> Json:
        """Write a route as the service does, as an item of a list."""
        path = self.path(route.uuid)
        (drone, sub_type), (payload, _) = path.drone, path.payload
        return {
            "id": route.uuid,
            "name": route.name,
            "size": route.size,
            "template_types": list(path.templates),
            "update_time": int(route.updated * 1000),
            "device_model_key": f"0-{drone}-{sub_type}",
            "payload_information": [{"domain": "1", "type": str(payload), "lens_type": "wide"}],
        }

    def add(self, uuid: str, project: Project, name: str, content: bytes, now: float) -> Route:
        """Add the route in a KMZ; raises Failure with the reason if it is not one (D73)."""
        if len(content) > LARGEST:
            raise Failure(WRONG, f"the KMZ has {len(content)} bytes, more than {LARGEST}")
        try:
            path = read_route(content)
        except BadRoute as error:
            raise Failure(WRONG, str(error)) from None
        route = Route(uuid=uuid, project_uuid=project.uuid, name=name, size=len(content), updated=now)
        with together(self.archive):
            self.store.put(route.key, content)
            self.known[uuid] = route
        self._paths[uuid] = path
        return route

    def add_ours(self, project: Project, name: str, path: Path, now: float) -> None:
        """Add a route that a project starts with, unless it is known from an earlier run."""
        uuid, content = str(uuid5(NAMES, f"{project.uuid} {name}")), write_route(path)
        self._ours[uuid] = content
        if uuid not in self.known:
            route = Route(uuid=uuid, project_uuid=project.uuid, name=name, size=len(content), updated=now)
            self.known[uuid] = route

    def clear(self) -> None:
        """Forget all routes."""
        self.known.clear()
        self._ours.clear()
        self._paths.clear()


def add_our_routes(routes: Routes, organization: Organization, now: float) -> None:
    """Add the routes that each project starts with: a survey and a patrol around its first dock."""
    for project in organization.projects.values():
        for dock in organization.docks_of(project)[:1]:
            home = Spot(dock.latitude, dock.longitude)
            for name, path in (("Patrol", _patrol(home)), ("Survey of the meadow", survey(home))):
                routes.add_ours(project, name, path, now)


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
