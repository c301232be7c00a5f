"""Resources: the photos of a site."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..service import FlightHubService


async def get(service: FlightHubService, call: Call) -> Json:
    """Describe a resource."""
    await service.modeling.dispose()
    return service.modeling.resources.describe(call.path["resource_uuid"])


async def delete(service: FlightHubService, call: Call) -> Json:
    """Delete the files of a resource."""
    await service.modeling.dispose()
    return service.modeling.resources.delete(call.path["resource_uuid"])
