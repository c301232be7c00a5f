"""Models: what is made of a resource."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..service import FlightHubService


async def start(service: FlightHubService, call: Call) -> Json:
    """Begin a model for each parameter."""
    return await service.start(call.body)


async def stop(service: FlightHubService, call: Call) -> Json:
    """Stop a model that is under way."""
    return await service.stop(call.path["model_uuid"])


async def get(service: FlightHubService, call: Call) -> Json:
    """Describe a model."""
    return await service.get_model(call.path["model_uuid"])


async def delete(service: FlightHubService, call: Call) -> None:
    """Forget a model and its zip; answers without data, unlike the others that have nothing to say (D14)."""
    await service.delete_model(call.path["model_uuid"])


async def running(service: FlightHubService, call: Call) -> Json:  # noqa: ARG001
    """List the models that wait or are being made."""
    return await service.running()
