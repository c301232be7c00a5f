from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.origin_at import OriginAt


@define(kw_only=True, repr=False)
class CreateResize(JsonObject):
    """Which model is scaled, and to what size."""

    input_task_id: str | Unset = UNSET
    """A SUCCEEDED Meshy task whose model is scaled; the result is a GLB. Wins over model_url."""
    model_url: File | Unset = UNSET
    """The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type application/octet-stream. The
    result keeps the format."""
    resize_height: float | Unset = UNSET
    """Height in metres."""
    resize_longest_side: float | Unset = UNSET
    """Length in metres of the longest side; the proportions stay."""
    auto_size: bool | Unset = UNSET
    """true scales to the height that a vision model estimates. false counts as not given."""
    origin_at: OriginAt | Unset = UNSET
    """Where the origin lies afterwards, under the middle of the model or in its centre."""

    wire: ClassVar[Wire] = {}
