from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.lamp_subject import LampSubject


@define(kw_only=True, repr=False)
class CreateLampPrototype(JsonObject):
    """Which picture becomes a lampshade."""

    image_url: File
    """The picture, .jpg, .jpeg, .png or .webp, at least 32 px a side; a public URL or a data URI."""
    image_subject: LampSubject | Unset = UNSET
    """Subject of the picture of a lamp."""
    name: str | Unset = UNSET
    """A name of the task, for you."""
    remove_background: bool | Unset = UNSET
    """Whether to remove the background first."""

    wire: ClassVar[Wire] = {}
