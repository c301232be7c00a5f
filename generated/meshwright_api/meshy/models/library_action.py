from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class LibraryAction(JsonObject):
    """One action of the library."""

    action_id: int
    """Its number, for animations. Numbers have gaps, and some are negative."""
    name: str
    """For a person."""
    key: str | Unset = UNSET
    """For programs."""
    category: str | Unset = UNSET
    """One of the categories."""
    sub_category: str | Unset = UNSET
    """A part of the category."""
    preview_url: str | Unset = UNSET
    """URL of an animated GIF; the emulator has none and gives an empty text."""

    wire: ClassVar[Wire] = {}
