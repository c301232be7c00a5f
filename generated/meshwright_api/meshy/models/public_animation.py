from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain


@define(kw_only=True, repr=False)
class PublicAnimation(JsonObject):
    """One action of the public library."""

    id: int | Unset = UNSET
    """Its number."""
    key: str | Unset = UNSET
    """For programs."""
    name: str | Unset = UNSET
    """For a person."""
    category: str | Unset = UNSET
    """One of the categories."""
    sub_category: str | Unset = UNSET
    """A part of the category."""
    preview_url: str | Unset = UNSET
    """URL of an animated GIF; the emulator has none and gives an empty text."""
    rig_type: str | Unset = UNSET
    """The kind of skeleton."""
    is_default: bool | Unset = UNSET
    """Whether each rigged figure has it."""
    is_free: bool | Unset = UNSET
    """Whether it costs nothing on the web page."""

    wire: ClassVar[Wire] = {
        "subCategory": ("sub_category", plain),
        "previewUrl": ("preview_url", plain),
        "rigType": ("rig_type", plain),
        "isDefault": ("is_default", plain),
        "isFree": ("is_free", plain),
    }
