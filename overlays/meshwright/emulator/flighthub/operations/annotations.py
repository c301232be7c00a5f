"""Annotations on the map of a project."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..callers import project_of
from ..service import FlightHubService


def create(service: FlightHubService, call: Call) -> Json:
    """Add an annotation; answers without its id, as V1 does (D60)."""
    now = service.settings.clock.now()
    service.annotations.create(service.new_uuid(), project_of(service, call), call.body, now)
    return {}
