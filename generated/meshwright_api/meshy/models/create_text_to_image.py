from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.aspect_ratio import AspectRatio
from ..models.character_pose import CharacterPose
from ..models.image_maker import ImageMaker


@define(kw_only=True, repr=False)
class CreateTextToImage(JsonObject):
    """The words of a picture."""

    ai_model: ImageMaker
    """The model that draws; the gpt-image models cost more where they are given pictures."""
    prompt: str
    """The words of the picture."""
    generate_multi_view: bool | Unset = UNSET
    """Draw three views of one object for one price; excludes aspect_ratio."""
    aspect_ratio: AspectRatio | Unset = UNSET
    """Width to height. 3:2 and 2:3 are offered by the gpt-image models only."""
    pose_mode: CharacterPose | Unset = UNSET
    """The pose of a character."""
    remove_background: bool | Unset = UNSET
    """Leave the backdrop out; the picture is a PNG with transparency. Has no effect on several views."""

    wire: ClassVar[Wire] = {}
