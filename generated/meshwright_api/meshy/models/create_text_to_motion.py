from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.motion_mode import MotionMode


@define(kw_only=True, repr=False)
class CreateTextToMotion(JsonObject):
    """The motion, and how long it takes."""

    prompt: str
    """The motion in words, at most 400 characters."""
    duration: float
    """Seconds, 2 to 10 in steps of 0.5."""
    mode: MotionMode | Unset = UNSET
    """`prime` makes an FBX, `swift` a BVH and costs less."""

    wire: ClassVar[Wire] = {}
