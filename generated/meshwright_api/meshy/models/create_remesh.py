from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.converted_format import ConvertedFormat
from ..models.origin_at import OriginAt
from ..models.topology import Topology


@define(kw_only=True, repr=False)
class CreateRemesh(JsonObject):
    """Which model gets new faces, and of what kind."""

    input_task_id: str | Unset = UNSET
    """A SUCCEEDED Meshy task whose model is remeshed. Wins over model_url."""
    target_formats: list[ConvertedFormat] | Unset = UNSET
    """Which files to make. Left out, a GLB."""
    topology: Topology | Unset = UNSET
    """`quad` asks for mostly four-sided faces, `triangle` for a decimated triangle mesh."""
    target_polycount: int | Unset = UNSET
    """Wanted number of faces; the result may deviate with the complexity of the geometry."""
    decimation_mode: int | Unset = UNSET
    """1 ultra, 2 high, 3 medium, 4 low; overrides target_polycount."""
    alpha_thumbnail: bool | Unset = UNSET
    """Also make a thumbnail with a transparent background."""
    resize_height: float | Unset = UNSET
    """Deprecated, see resize. Height in metres; 0 leaves it."""
    resize_longest_side: float | Unset = UNSET
    """Deprecated, see resize. Length in metres of the longest side; 0 leaves it."""
    auto_size: bool | Unset = UNSET
    """Deprecated, see resize. Scale to the height that a vision model estimates."""
    origin_at: OriginAt | Unset = UNSET
    """Where the origin lies afterwards, under the middle of the model or in its centre."""
    convert_format_only: bool | Unset = UNSET
    """Deprecated, see convert. Keep the faces and write the target_formats only, which have to be given."""
    model_url: File | Unset = UNSET
    """The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type application/octet-stream."""

    wire: ClassVar[Wire] = {}
