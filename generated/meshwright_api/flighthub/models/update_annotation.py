from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.annotation_feature import AnnotationFeature


@define(kw_only=True, repr=False)
class UpdateAnnotation(JsonObject):
    """Changes an annotation."""

    name: str
    """Its name."""
    content: AnnotationFeature
    """A feature of GeoJSON."""
    display: int | Unset = UNSET
    """1 shows it on the map."""

    wire: ClassVar[Wire] = {
        "content": ("content", AnnotationFeature.from_dict),
    }
