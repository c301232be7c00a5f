from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.annotation_resource import AnnotationResource


@define(kw_only=True, repr=False)
class CreateAnnotation(JsonObject):
    """Points, lines and polygons on the map of a project."""

    name: str
    """Its name."""
    resource: AnnotationResource
    """A point, a line or a polygon."""
    desc: str | Unset = UNSET
    """A description."""
    element_source: int | Unset = UNSET
    """Where it comes from; clients send 0."""

    wire: ClassVar[Wire] = {
        "resource": ("resource", AnnotationResource.from_dict),
    }
