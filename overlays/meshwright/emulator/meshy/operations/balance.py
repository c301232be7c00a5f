"""The credits of the account."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..service import MeshyService


async def get(service: MeshyService, call: Call) -> Json:  # noqa: ARG001
    """Return the balance."""
    return {"balance": await service.balance()}
