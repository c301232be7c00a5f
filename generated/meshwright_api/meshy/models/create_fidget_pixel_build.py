from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.fidget_pixel_choices import FidgetPixelChoices


@define(kw_only=True, repr=False)
class CreateFidgetPixelBuild(JsonObject):
    """Which prototype becomes a fidget toy of pixels."""

    input_task_id: str
    """The SUCCEEDED prototype of a fidget toy of pixels, by the same key; any other task is not found."""
    options: FidgetPixelChoices | Unset = UNSET
    """Choices for a fidget toy of pixels; the names of its members are not known."""
    output: FidgetPixelChoices | Unset = UNSET
    """Choices for a fidget toy of pixels; the names of its members are not known."""
    name: str | Unset = UNSET
    """A name of the task, for you."""

    wire: ClassVar[Wire] = {
        "options": ("options", FidgetPixelChoices.from_dict),
        "output": ("output", FidgetPixelChoices.from_dict),
    }
