from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire, plain
from ..models.pixel_subject import PixelSubject


@define(kw_only=True, repr=False)
class CreateFidgetPixelPrototype(JsonObject):
    """Which picture becomes pixel art."""

    image_url: File
    """The picture, .jpg, .jpeg, .png or .webp, at least 32 px a side; a public URL or a data URI."""
    type_: PixelSubject
    """Subject of the picture."""
    name: str | Unset = UNSET
    """A name of the task, for you."""

    wire: ClassVar[Wire] = {
        "type": ("type_", plain),
    }
