from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class OfflineMap(JsonObject):
    """A map for aircraft without a connection."""

    id: Any | Unset = UNSET
    """The map."""
    updated_time: Any | Unset = UNSET
    """When it was changed."""
    models: list[OpenObject] | None | Unset = UNSET
    """The models in it."""
    percent: Any | Unset = UNSET
    """How far it is."""
    status: str | Unset = UNSET
    """Its state, such as finish."""
    result: Any | Unset = UNSET
    """Its result."""

    wire: ClassVar[Wire] = {
        "models": ("models", each(OpenObject.from_dict)),
    }
