"""The models of a project, made of the photos of its flights."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..callers import project_of, user_of
from ..codes import NOT_FOUND
from ..project_maps import ProjectMap, path_of
from ..service import FlightHubService
from ..troubles import Failure


def create(service: FlightHubService, call: Call) -> Json:
    """Start a model of the photos in a flight's folder; it takes them off the picture quota."""
    project, user, now = project_of(service, call), user_of(service, call), service.settings.clock.now()
    return {"id": service.maps.create(project, user, call.body, now, service.modeling.spend)}


async def list(service: FlightHubService, call: Call) -> Json:
    """List the models of a project, newest first."""
    now = service.settings.clock.now()
    return {"list": [one.described(now) for one in await service.maps.of(project_of(service, call))] or None}


async def get(service: FlightHubService, call: Call) -> Json:
    """Describe a model; its addresses are empty until it is made."""
    found = await service.maps.get(str(call.path["model_id"]), project_of(service, call))
    now = service.settings.clock.now()
    preview = service.maps.preview(found) if found.is_made(now) else ""
    return {
        **found.described(now),
        "user_name": found.user_name,
        "url": _url(service, call, found),
        "preview_url": service.urls.url(call.base, preview, now) if preview else "",
    }


async def download_url(service: FlightHubService, call: Call) -> Json:
    """Return the address of the zip of a model."""
    found = await service.maps.get(str(call.path["file_id"]), project_of(service, call))
    url = _url(service, call, found)
    if not url:
        raise Failure(NOT_FOUND, f"the model {found.id} has no file yet")
    return {"id": found.id, "url": url}


def _url(service: FlightHubService, call: Call, found: ProjectMap) -> str:
    now = service.settings.clock.now()
    return service.urls.url(call.base, path_of(found.model.zip_key), now) if found.is_made(now) else ""
