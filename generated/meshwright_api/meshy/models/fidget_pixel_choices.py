from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class FidgetPixelChoices(JsonObject):
    """Choices for a fidget toy of pixels; the names of its members are not known."""

    wire: ClassVar[Wire] = {}
