from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class FlightName(JsonObject):
    """A name for a new flight."""

    name: str | Unset = UNSET
    """The name."""
    index_name: str | Unset = UNSET
    """The name with a number that makes it unique."""

    wire: ClassVar[Wire] = {}
