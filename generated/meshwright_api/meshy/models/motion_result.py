from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.motion_format import MotionFormat
from ..models.motion_mode import MotionMode


@define(kw_only=True, repr=False)
class MotionResult(JsonObject):
    """The motion of a skeleton."""

    motion_url: str | Unset = UNSET
    """Signed URL of the file."""
    motion_format: MotionFormat | Unset = UNSET
    """The format of the file."""
    duration_ms: int | Unset = UNSET
    """How long the motion takes in milliseconds."""
    mode: MotionMode | Unset = UNSET
    """`prime` makes an FBX, `swift` a BVH and costs less."""

    wire: ClassVar[Wire] = {}
