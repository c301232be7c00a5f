"""Places on the globe: distances, directions and points in between, accurate within a few kilometres."""

from __future__ import annotations

import math
from typing import Final

from attrs import frozen

METRES_PER_DEGREE: Final = 111_195.0
"""Along a meridian of a sphere with the mean radius of the earth."""


@frozen
class Spot:
    """A place: degrees, and metres above the ellipsoid, as an aircraft reports its ``height``."""

    latitude: float
    longitude: float
    height: float = 0.0

    def metres_to(self, other: Spot) -> tuple[float, float]:
        """Return how far east and north another place lies."""
        around = (other.longitude - self.longitude + 180) % 360 - 180
        shrink = math.cos(math.radians((self.latitude + other.latitude) / 2))
        return around * METRES_PER_DEGREE * shrink, (other.latitude - self.latitude) * METRES_PER_DEGREE

    def aside(self, other: Spot) -> float:
        """Return the horizontal distance in metres."""
        return math.hypot(*self.metres_to(other))

    def distance(self, other: Spot) -> float:
        """Return the distance in metres, heights included."""
        return math.hypot(self.aside(other), other.height - self.height)

    def heading(self, other: Spot) -> float:
        """Return the direction to another place in degrees clockwise from north, -180 to 180."""
        east, north = self.metres_to(other)
        return math.degrees(math.atan2(east, north))

    def towards(self, other: Spot, share: float) -> Spot:
        """Return the point at a share, 0 to 1, of the way to another place."""
        around = (other.longitude - self.longitude + 180) % 360 - 180
        return Spot(
            self.latitude + (other.latitude - self.latitude) * share,
            self.longitude + around * share,
            self.height + (other.height - self.height) * share,
        )

    def moved(self, east: float, north: float, up: float = 0.0) -> Spot:
        """Return the place so many metres east, north and up."""
        latitude = self.latitude + north / METRES_PER_DEGREE
        shrink = math.cos(math.radians((self.latitude + latitude) / 2))
        return Spot(latitude, self.longitude + east / METRES_PER_DEGREE / shrink, self.height + up)
