from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.track_point import TrackPoint


@define(kw_only=True, repr=False)
class Track(JsonObject):
    """The path of an aircraft."""

    track_id: str | Unset = UNSET
    """The track."""
    drone_sn: str | Unset = UNSET
    """Serial number of the aircraft."""
    flight_distance: float | Unset = UNSET
    """Metres flown."""
    flight_duration: int | Unset = UNSET
    """Seconds in the air."""
    points: list[TrackPoint] | None | Unset = UNSET
    """The points, in the order of time."""

    wire: ClassVar[Wire] = {
        "points": ("points", each(TrackPoint.from_dict)),
    }
