from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire, plain
from ..models.geometry_type import GeometryType


@define(kw_only=True, repr=False)
class AnnotationGeometry(JsonObject):
    """Where an annotation is."""

    type_: GeometryType
    """A geometry of GeoJSON."""
    coordinates: list[Any]
    """Longitude before latitude, with a height or without one; a line is a list of points, a polygon a list of
    rings."""

    wire: ClassVar[Wire] = {
        "type": ("type_", plain),
    }
