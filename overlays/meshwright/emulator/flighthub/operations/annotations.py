"""Annotations on the map of a project."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..callers import project_of, workspace_of
from ..service import FlightHubService
from ..version2 import is_v2


def create(service: FlightHubService, call: Call) -> Json:
    """Add an annotation; V1 answers without its id (D60)."""
    id, now = service.new_uuid(), service.settings.clock.now()
    service.annotations.create(id, project_of(service, call), call.body, now)
    return {"id": id} if is_v2(call) else {}


def update(service: FlightHubService, call: Call) -> Json:
    """Give an annotation another name and shape."""
    service.annotations.update(call.path["element_id"], workspace_of(service, call), call.body)
    return {"id": call.path["element_id"]}


def delete(service: FlightHubService, call: Call) -> Json:
    """Remove an annotation, which is in no group here."""
    service.annotations.delete(call.path["element_id"], workspace_of(service, call))
    return {"affected_tri_states": []}
