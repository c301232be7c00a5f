from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.basic_animations import BasicAnimations


@define(kw_only=True, repr=False)
class RiggingResult(JsonObject):
    """Signed URLs of the rigged figure; empty for files that were not made."""

    rigged_character_fbx_url: str | Unset = UNSET
    rigged_character_glb_url: str | Unset = UNSET
    basic_animations: BasicAnimations | Unset = UNSET
    """Signed URLs of the walking and the running figure, and of its skeleton alone; empty for files that were not
    made."""

    wire: ClassVar[Wire] = {
        "basic_animations": ("basic_animations", BasicAnimations.from_dict),
    }
