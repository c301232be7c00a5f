from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class HmsArguments(JsonObject):
    """Values of a message, by name."""

    wire: ClassVar[Wire] = {}
