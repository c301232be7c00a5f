from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class FlightArea(JsonObject):
    """A zone on the map."""

    id: str | Unset = UNSET
    """Its id."""
    name: str | Unset = UNSET
    """Its name."""
    status: str | Unset = UNSET
    """enable or disable."""
    type_: str | Unset = UNSET
    """nfz for a no-fly zone, dfence for a fence."""
    content: OpenObject | Unset = UNSET
    """An object whose members are not known."""
    area_hash: str | Unset = UNSET
    """Hash of its outline."""
    created_time: Any | Unset = UNSET
    """When it was drawn."""
    created_by: str | Unset = UNSET
    """Who drew it."""
    created_nickname: str | Unset = UNSET
    """Their name."""

    wire: ClassVar[Wire] = {
        "type": ("type_", plain),
        "content": ("content", OpenObject.from_dict),
    }
