from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class MapCreated(JsonObject):
    """A new model."""

    id: int | Unset = UNSET
    """A number that the service chose."""

    wire: ClassVar[Wire] = {}
