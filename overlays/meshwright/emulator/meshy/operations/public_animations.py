"""The same actions as the public page lists them."""

from __future__ import annotations

from ....engine.motion.catalogue import BASIC
from ....spec.reading import Json
from ...handlers import Call
from ..service import MeshyService
from .animation_library import found


def search(service: MeshyService, call: Call) -> Json:  # noqa: ARG001
    """Return the actions of a category."""
    listed = [
        {
            "id": action.number,
            "key": action.key,
            "name": action.name,
            "category": action.category,
            "subCategory": action.sub_category,
            "previewUrl": "",
            "rigType": "biped",
            "isDefault": action in BASIC,
            "isFree": action in BASIC,
        }
        for action in found(call.query)
    ]
    return {"result": {"total": len(listed), "list": listed}}
