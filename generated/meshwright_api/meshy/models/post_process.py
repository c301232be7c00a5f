from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.pose_rate import PoseRate
from ..models.post_processing import PostProcessing


@define(kw_only=True, repr=False)
class PostProcess(JsonObject):
    """The processing of the animation afterwards."""

    operation_type: PostProcessing
    """`change_fps` writes another rate, `fbx2usdz` a USDZ, `extract_armature` the skeleton alone."""
    fps: PoseRate | Unset = UNSET
    """Poses a second, for change_fps only."""

    wire: ClassVar[Wire] = {
        "fps": ("fps", PoseRate),
    }
