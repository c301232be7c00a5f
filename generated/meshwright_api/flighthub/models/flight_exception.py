from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class FlightException(JsonObject):
    """What went wrong in a flight."""

    code: int | Unset = UNSET
    """Number of the exception."""
    message: str | Unset = UNSET
    """The message, for people."""
    happen_at: Any | Unset = UNSET
    """When it happened."""
    sn: str | Unset = UNSET
    """Serial number of the device."""

    wire: ClassVar[Wire] = {}
