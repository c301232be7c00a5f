from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ControlRequest(JsonObject):
    """What of an aircraft is to be controlled."""

    drone_sn: str
    """Serial number of the aircraft."""
    payload_index: list[str] | Unset = UNSET
    """The payloads, such as `52-0-0`."""
    flight: bool | Unset = UNSET
    """Whether the flight itself is controlled."""

    wire: ClassVar[Wire] = {}
