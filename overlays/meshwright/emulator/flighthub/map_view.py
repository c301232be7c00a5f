"""The emulated organization for the map of the emulator's page: docks, routes, aircraft in flight, annotations."""

from __future__ import annotations

from ...spec.reading import Json
from .organization.dock_schedule import Run
from .organization.geo import Spot
from .organization.state import Dock, Position, Project
from .organization.wpml import Waypoint
from .service import FlightHubService

MOST_POINTS = 200
"""The most points of a track; a longer one is thinned out."""
MOST_FLIGHTS = 20


def organization_view(service: FlightHubService, now: float) -> Json:
    """Return the projects with what a map shows of them, and their newest flights."""
    return {"projects": [_project(service, project, now) for project in service.organization.projects.values()]}


def _project(service: FlightHubService, project: Project, now: float) -> Json:
    marks = [one for one in service.annotations.known.values() if one.project_uuid == project.uuid]
    runs = service.flights.runs(project)
    newest = sorted(runs, key=lambda run: run.task.begin, reverse=True)[:MOST_FLIGHTS]
    return {
        "uuid": project.uuid,
        "name": project.name,
        "docks": [_dock(service, dock, now) for dock in service.organization.docks_of(project)],
        "flights": [_flight(service, run, now) for run in newest],
        "total": len(runs),
        "annotations": [{"name": one.name, "geometry": one.content["geometry"]} for one in marks],
    }


def _dock(service: FlightHubService, dock: Dock, now: float) -> Json:
    position = service.organization.position(dock, now)
    run = service.flights.schedule(dock.sn).under_way(now)
    return {
        "sn": dock.sn,
        "callsign": dock.callsign,
        "online": dock.online,
        "place": [dock.longitude, dock.latitude],
        "aircraft": dock.aircraft.callsign,
        "battery": round(service.organization.battery(dock, now)),
        "position": None if position is None else _position(position, dock),
        "route": [] if run is None else [_place(point.spot) for point in _waypoints(service, run)],
        "track": [] if run is None else _track(run, now),
    }


def _position(position: Position, dock: Dock) -> Json:
    return {
        "place": [position.longitude, position.latitude],
        "above": round(position.height - dock.height, 1),
        "heading": position.heading,
        "mode": position.mode,
    }


def _waypoints(service: FlightHubService, run: Run) -> list[Waypoint]:
    return list(service.routes.path(run.task.wayline_uuid).waypoints)


def _track(run: Run, now: float) -> list[list[float]]:
    if run.course is None:
        return []
    places = [_place(spot) for _, spot in run.course.track(now)]
    return places[:: 1 + len(places) // MOST_POINTS]


def _place(spot: Spot) -> list[float]:
    return [round(spot.longitude, 7), round(spot.latitude, 7)]


def _flight(service: FlightHubService, run: Run, now: float) -> Json:
    dock = service.organization.docks[run.task.sn]
    return {
        "uuid": run.task.uuid,
        "name": run.task.body["name"],
        "dock": dock.callsign,
        "status": run.status(now).value,
        "begin": int(run.task.begin * 1000),
    }
