"""Models, which are made from resources."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..service import FlightHubService


async def start(service: FlightHubService, call: Call) -> Json:
    """Start a model for each parameter."""
    return await service.modeling.start(call.body)


async def stop(service: FlightHubService, call: Call) -> Json:
    """Stop an unfinished model."""
    return await service.modeling.stop(call.path["model_uuid"])


async def get(service: FlightHubService, call: Call) -> Json:
    """Describe a model."""
    return await service.modeling.get(call.path["model_uuid"])


async def delete(service: FlightHubService, call: Call) -> None:
    """Delete a model and its zip; answers without data, unlike the other operations without a result (D14)."""
    await service.modeling.delete(call.path["model_uuid"])


async def running(service: FlightHubService, call: Call) -> Json:  # noqa: ARG001
    """List the models that wait or are being made."""
    return await service.modeling.running()
