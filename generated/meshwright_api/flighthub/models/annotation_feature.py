from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain
from ..models.annotation_geometry import AnnotationGeometry
from ..models.annotation_style import AnnotationStyle
from ..models.feature_type import FeatureType


@define(kw_only=True, repr=False)
class AnnotationFeature(JsonObject):
    """A feature of GeoJSON."""

    type_: FeatureType
    """A feature of GeoJSON."""
    geometry: AnnotationGeometry
    """Where an annotation is."""
    properties: AnnotationStyle | Unset = UNSET
    """How an annotation looks."""

    wire: ClassVar[Wire] = {
        "type": ("type_", plain),
        "geometry": ("geometry", AnnotationGeometry.from_dict),
        "properties": ("properties", AnnotationStyle.from_dict),
    }
