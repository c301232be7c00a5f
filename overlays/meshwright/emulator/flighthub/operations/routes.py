"""Flight routes: KMZ files that were uploaded with the credentials of their project."""

from __future__ import annotations

import asyncio

from ....spec.reading import Json
from ...handlers import Call
from ..callers import project_of
from ..codes import WRONG
from ..naming import project_prefix
from ..organization.routes import LARGEST
from ..project_maps import path_of
from ..service import FlightHubService
from ..troubles import Failure


async def finish_upload(service: FlightHubService, call: Call) -> Json:
    """Add the route in an object of the store; refuses one that is not a KMZ of DJI's (D73)."""
    project, key = project_of(service, call), call.body["object_key"]
    found = service.store.objects.get(key)
    if found is None or not key.startswith(project_prefix(project.uuid)):
        raise Failure(WRONG, f"object_key: the project has no uploaded object {key[:200]!r}")
    if found.size > LARGEST:
        raise Failure(WRONG, f"the KMZ has {found.size} bytes, more than {LARGEST}")
    content, now = await asyncio.to_thread(found.path.read_bytes), service.settings.clock.now()
    route = service.routes.add(service.uuids.new(), project, call.body["name"], content, now)
    return {"uuid": route.uuid, "name": route.name}


def list(service: FlightHubService, call: Call) -> Json:
    """List the routes of a project, newest first."""
    return {"list": [service.routes.described(route) for route in service.routes.of(project_of(service, call))] or None}


def get(service: FlightHubService, call: Call) -> Json:
    """Describe a route, with an address of its file."""
    route = service.routes.route(call.path["wayline_id"], project_of(service, call))
    path = service.routes.path(route.uuid)
    return {
        **service.routes.described(route),
        "download_url": service.urls.url(call.base, path_of(service.routes.file(route)), service.settings.clock.now()),
        "distance": round(path.length, 3),
        "wayline_point_nums": len(path.waypoints),
    }
