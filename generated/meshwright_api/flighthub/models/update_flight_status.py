from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire
from ..models.flight_switch import FlightSwitch


@define(kw_only=True, repr=False)
class UpdateFlightStatus(JsonObject):
    """Whether a planned flight is to take off."""

    status: FlightSwitch
    """Whether a planned flight is to take off."""

    wire: ClassVar[Wire] = {}
