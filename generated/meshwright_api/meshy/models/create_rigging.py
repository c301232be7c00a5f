from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.animation_type import AnimationType


@define(kw_only=True, repr=False)
class CreateRigging(JsonObject):
    """Which figure gets a skeleton, and how tall it is."""

    input_task_id: str | Unset = UNSET
    """A SUCCEEDED task with a textured standing figure. Wins over model_url."""
    model_url: File | Unset = UNSET
    """The model, .glb, which faces +Z; a public URL, or a data URI of type application/octet-stream."""
    height_meters: float | Unset = UNSET
    """Height of the figure in metres."""
    texture_image_url: File | Unset = UNSET
    """A picture that replaces the base colour, .png."""
    animation_type: AnimationType | Unset = UNSET
    """The kind of figure."""

    wire: ClassVar[Wire] = {}
