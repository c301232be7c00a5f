from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class MediaFile(JsonObject):
    """A photo, a video or another file of a flight."""

    uuid: str | Unset = UNSET
    """The file."""
    name: str | Unset = UNSET
    """Its name."""
    file_type: str | Unset = UNSET
    """Kind of file."""
    suffix: str | Unset = UNSET
    """Ending of the name."""
    size: int | Unset = UNSET
    """Bytes."""
    preview_url: str | Unset = UNSET
    """A small picture; the URL is signed and expires."""
    original_url: str | Unset = UNSET
    """The file; the URL is signed and expires."""
    create_at: str | Unset = UNSET
    """When it was made."""
    update_at: str | Unset = UNSET
    """When it was changed."""

    wire: ClassVar[Wire] = {}
