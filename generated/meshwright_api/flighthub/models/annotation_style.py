from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain


@define(kw_only=True, repr=False)
class AnnotationStyle(JsonObject):
    """How an annotation looks."""

    color: str | Unset = UNSET
    """A colour, such as `#2D8CF0`."""
    clamp_to_ground: bool | Unset = UNSET
    """Whether it lies on the ground."""

    wire: ClassVar[Wire] = {
        "clampToGround": ("clamp_to_ground", plain),
    }
