from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class AirTraffic(JsonObject):
    """Another aircraft nearby."""

    icao: str | Unset = UNSET
    """Its ICAO address."""
    warning_level: int | Unset = UNSET
    """How near it is."""
    latitude: float | Unset = UNSET
    """Latitude in degrees."""
    longitude: float | Unset = UNSET
    """Longitude in degrees."""
    altitude: float | Unset = UNSET
    """Its height in metres."""
    altitude_type: int | Unset = UNSET
    """Reference of the height."""
    heading: float | Unset = UNSET
    """Its course in degrees."""
    relative_altitude: float | Unset = UNSET
    """Its height above the aircraft in metres."""
    vert_trend: int | Unset = UNSET
    """Whether it climbs."""
    distance: float | Unset = UNSET
    """How far away it is, in metres."""

    wire: ClassVar[Wire] = {}
