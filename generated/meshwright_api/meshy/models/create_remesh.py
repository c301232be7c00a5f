from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.converted_format import ConvertedFormat
from ..models.topology import Topology


@define(kw_only=True, repr=False)
class CreateRemesh(JsonObject):
    """Which model gets new faces, and of what kind."""

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
    input_task_id: str | Unset = UNSET
    """A SUCCEEDED Meshy task whose model is remeshed. Wins over model_url."""
    model_url: File | Unset = UNSET
    """The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type application/octet-stream."""

    wire: ClassVar[Wire] = {}
