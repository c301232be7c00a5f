from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.flight_status import FlightStatus
from ..models.track import Track


@define(kw_only=True, repr=False)
class FlightTrack(JsonObject):
    """A flight and its path."""

    name: str | Unset = UNSET
    """Name of the flight."""
    status: FlightStatus | Unset = UNSET
    """Status of a flight."""
    wayline_uuid: str | Unset = UNSET
    """The route."""
    track: None | Track | Unset = UNSET
    """The path."""

    wire: ClassVar[Wire] = {
        "track": ("track", Track.from_dict),
    }
