from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.converted_format import ConvertedFormat


@define(kw_only=True, repr=False)
class CreateConvert(JsonObject):
    """Which model is written, and in which formats."""

    target_formats: list[ConvertedFormat]
    """Which files to make."""
    input_task_id: str | Unset = UNSET
    """A SUCCEEDED Meshy task whose model is written. Wins over model_url."""
    model_url: File | Unset = UNSET
    """The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type application/octet-stream."""

    wire: ClassVar[Wire] = {}
