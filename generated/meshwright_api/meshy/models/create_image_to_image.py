from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.aspect_ratio import AspectRatio
from ..models.image_maker import ImageMaker


@define(kw_only=True, repr=False)
class CreateImageToImage(JsonObject):
    """The words of a picture, and the pictures that it is made of."""

    ai_model: ImageMaker
    """The model that draws; the gpt-image models cost more where they are given pictures."""
    prompt: str
    """The words of the change."""
    reference_image_urls: list[File] | Unset = UNSET
    """One to five pictures, .jpg, .jpeg or .png; public URLs or base64 data URIs."""
    input_task_id: str | Unset = UNSET
    """A SUCCEEDED task whose pictures, all of them, are used. Wins over reference_image_urls."""
    generate_multi_view: bool | Unset = UNSET
    """Draw three views of one object for one price; excludes aspect_ratio."""
    aspect_ratio: AspectRatio | Unset = UNSET
    """Width to height. 3:2 and 2:3 are offered by the gpt-image models only."""
    remove_background: bool | Unset = UNSET
    """Leave the backdrop out; the picture is a PNG with transparency. Has no effect on several views."""

    wire: ClassVar[Wire] = {}
