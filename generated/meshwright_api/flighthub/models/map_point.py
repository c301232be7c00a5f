from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class MapPoint(JsonObject):
    """A corner of an area."""

    longitude: float | Unset = UNSET
    """Degrees."""
    latitude: float | Unset = UNSET
    """Degrees."""

    wire: ClassVar[Wire] = {}
