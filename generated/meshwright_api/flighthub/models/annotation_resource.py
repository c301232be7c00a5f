from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire
from ..models.annotation_feature import AnnotationFeature
from ..models.annotation_type import AnnotationType


@define(kw_only=True, repr=False)
class AnnotationResource(JsonObject):
    """A point, a line or a polygon."""

    type_: AnnotationType
    """0 is a point, 1 a line, 2 a polygon."""
    content: AnnotationFeature
    """A feature of GeoJSON."""

    wire: ClassVar[Wire] = {
        "type": ("type_", AnnotationType),
        "content": ("content", AnnotationFeature.from_dict),
    }
