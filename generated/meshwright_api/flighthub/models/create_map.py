from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.map_area import MapArea
from ..models.map_file_type import MapFileType
from ..models.map_format import MapFormat
from ..models.map_mode import MapMode
from ..models.map_quality import MapQuality


@define(kw_only=True, repr=False)
class CreateMap(JsonObject):
    """A model of the photos of a flight."""

    name: str
    """A name for people."""
    task_folder_id: int
    """A number that the service chose."""
    reconstruction_type: list[MapFileType]
    """The kinds of model."""
    generate_model_formats: list[MapFormat]
    """The formats of the files."""
    wkt: str
    """The coordinate system as WKT."""
    quality_level: MapQuality | Unset = UNSET
    """How fine a model is."""
    reconstruction_mode: MapMode | Unset = UNSET
    """How the photos were taken."""
    simplified_factor: float | Unset = UNSET
    """How much of the mesh is kept."""
    predefine_area: MapArea | Unset = UNSET
    """The area that is reconstructed."""

    wire: ClassVar[Wire] = {
        "predefine_area": ("predefine_area", MapArea.from_dict),
    }
