from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class BasicAnimations(JsonObject):
    """Signed URLs of the walking and the running figure, and of its skeleton alone; empty for files that were not
    made."""

    walking_glb_url: str | Unset = UNSET
    walking_fbx_url: str | Unset = UNSET
    walking_armature_glb_url: str | Unset = UNSET
    running_glb_url: str | Unset = UNSET
    running_fbx_url: str | Unset = UNSET
    running_armature_glb_url: str | Unset = UNSET

    wire: ClassVar[Wire] = {}
