from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.map_point import MapPoint


@define(kw_only=True, repr=False)
class MapArea(JsonObject):
    """The area that is reconstructed."""

    polygon_points: list[MapPoint] | Unset = UNSET
    """Its corners."""

    wire: ClassVar[Wire] = {
        "polygon_points": ("polygon_points", each(MapPoint.from_dict)),
    }
