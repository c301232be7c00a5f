from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class CreateKeychainPrototype(JsonObject):
    """Which picture becomes the design of a keychain."""

    image_url: File
    """The picture, .jpg, .jpeg, .png or .webp, at least 32 px a side; a public URL or a data URI."""
    name_text: str | Unset = UNSET
    """A text on the keychain."""
    name: str | Unset = UNSET
    """A name of the task, for you."""
    remove_background: bool | Unset = UNSET
    """Whether to remove the background first."""

    wire: ClassVar[Wire] = {}
