"""Credentials for uploads, and reports of what was uploaded."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..service import FlightHubService


def obtain_token(service: FlightHubService, call: Call) -> Json:
    """Issue a credential for a new resource."""
    return service.modeling.resources.obtain_token(call.base)


async def upload_callback(service: FlightHubService, call: Call) -> Json:
    """Add files of the store to a resource."""
    await service.modeling.dispose()
    return service.modeling.resources.upload_callback(call.body)
