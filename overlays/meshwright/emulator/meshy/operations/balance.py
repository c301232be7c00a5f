"""The credits of the account."""

from __future__ import annotations

from ...handlers import Call, Json
from ..service import MeshyService


async def get(service: MeshyService, call: Call) -> Json:  # noqa: ARG001
    """Return the balance."""
    return {"balance": await service.balance()}
