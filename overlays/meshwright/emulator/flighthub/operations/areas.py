"""Zones on the map of a project: the fence of each dock, which no flight may leave. In V2 only."""

from __future__ import annotations

from math import cos, radians, sin

from ....spec.reading import Json
from ...handlers import Call
from ..callers import project_of, workspace_of
from ..organization.flights import FENCE
from ..organization.geo import Spot
from ..organization.state import Dock, Project
from ..service import FlightHubService
from ..version2 import paged

CORNERS = 36
"""Corners of the outline of a fence."""


def list(service: FlightHubService, call: Call) -> Json:
    """List the fences of the docks of a project."""
    return _listed(service, call, project_of(service, call))


def of_workspace(service: FlightHubService, call: Call) -> Json:
    """List the same by the uuid of the project."""
    return _listed(service, call, workspace_of(service, call))


def _listed(service: FlightHubService, call: Call, project: Project) -> Json:
    wanted = {name: call.query.get(name) for name in ("status", "type")}
    part = (call.query.get("name") or "").casefold()
    found = [
        fence
        for fence in map(_fence, service.organization.docks_of(project))
        if part in fence["name"].casefold() and all(value in (None, fence[name]) for name, value in wanted.items())
    ]
    return paged(found, call)


def _fence(dock: Dock) -> Json:
    """Describe the fence of a dock as a zone."""
    home, angles = Spot(dock.latitude, dock.longitude), [radians(360 / CORNERS * n) for n in range(CORNERS)]
    corners = [home.moved(FENCE * sin(angle), FENCE * cos(angle)) for angle in (*angles, angles[0])]
    ring = [[round(corner.longitude, 7), round(corner.latitude, 7)] for corner in corners]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {
        "id": f"fence-{dock.sn}",
        "name": f"Fence of {dock.callsign}",
        "status": "enable",
        "type": "dfence",
        "content": {"type": "Feature", "properties": {}, "geometry": geometry},
    }
