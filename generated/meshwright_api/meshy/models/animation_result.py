from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class AnimationResult(JsonObject):
    """Signed URLs of the moving figure; of the processed ones, only those that were asked for."""

    animation_glb_url: str | Unset = UNSET
    animation_fbx_url: str | Unset = UNSET
    processed_usdz_url: str | Unset = UNSET
    processed_armature_fbx_url: str | Unset = UNSET
    processed_animation_fps_fbx_url: str | Unset = UNSET

    wire: ClassVar[Wire] = {}
