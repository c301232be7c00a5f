"""The position of a survey: a flat frame in metres around one place, and its conversion to degrees, UTM and the globe
(WGS 84).

The frame is east, north, up; degrees are linear in it, so a map in the frame is a map in EPSG:4326 as well. That is
accurate within a few kilometres, the range of a drone. Positions closer than a tenth of a degree to a pole are
rejected, because all longitudes meet there.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from attrs import frozen

from ..mesh import Floats

EQUATOR: Final = 6378137.0
FLATTENING: Final = 1 / 298.257223563
ECCENTRICITY_SQUARED: Final = FLATTENING * (2 - FLATTENING)
NORTHERNMOST: Final = 89.9
_UTM_SCALE: Final = 0.9996
_THIRD: Final = FLATTENING / (2 - FLATTENING)
# Krüger's series to the third order: less than a millimetre within a zone (Karney 2011, equations 12 and 35).
_MERIDIAN: Final = EQUATOR / (1 + _THIRD) * (1 + _THIRD**2 / 4 + _THIRD**4 / 64)
_SERIES: Final = (
    _THIRD / 2 - 2 / 3 * _THIRD**2 + 5 / 16 * _THIRD**3,
    13 / 48 * _THIRD**2 - 3 / 5 * _THIRD**3,
    61 / 240 * _THIRD**3,
)


@frozen
class Place:
    """The origin of a local frame: degrees, and metres above the reference of the photos' altitudes."""

    latitude: float
    longitude: float
    height: float = 0.0

    @property
    def metres_per_degree(self) -> tuple[float, float]:
        """Return the lengths of a degree eastwards and northwards."""
        sine, cosine = math.sin(math.radians(self.latitude)), math.cos(math.radians(self.latitude))
        bend = 1 - ECCENTRICITY_SQUARED * sine * sine
        east = EQUATOR / math.sqrt(bend) * cosine
        north = EQUATOR * (1 - ECCENTRICITY_SQUARED) / bend**1.5
        return math.radians(east), math.radians(north)

    def metres(self, latitude: Floats, longitude: Floats) -> Floats:
        """Return east and north (n, 2) of places in degrees, the short way around the globe."""
        east, north = self.metres_per_degree
        around = (longitude - self.longitude + 180) % 360 - 180
        return np.stack([around * east, (latitude - self.latitude) * north], -1)

    def degrees(self, east: Floats, north: Floats) -> tuple[Floats, Floats]:
        """Return latitude and longitude of points of the frame."""
        metres_east, metres_north = self.metres_per_degree
        return self.latitude + north / metres_north, self.longitude + east / metres_east

    def on_globe(self) -> Floats:
        """Return the matrix (4, 4) from the frame to earth-centred, earth-fixed metres (EPSG:4978)."""
        latitude, longitude = math.radians(self.latitude), math.radians(self.longitude)
        sine, cosine = math.sin(latitude), math.cos(latitude)
        east = np.array([-math.sin(longitude), math.cos(longitude), 0.0])
        up = np.array([cosine * math.cos(longitude), cosine * math.sin(longitude), sine])
        across = EQUATOR / math.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine)
        matrix = np.eye(4)
        matrix[:3, :3] = np.stack([east, np.cross(up, east), up], 1)
        matrix[:3, 3] = up * (across + self.height)
        matrix[2, 3] -= ECCENTRICITY_SQUARED * across * sine
        return matrix

    @property
    def utm_code(self) -> int:
        """Return the EPSG code of the UTM zone of the origin."""
        zone = int((self.longitude + 180) % 360 // 6) + 1
        return (32600 if self.latitude >= 0 else 32700) + zone

    def utm(self, points: Floats) -> Floats:
        """Return points (n, 3) of the frame as easting, northing and height in the zone of the origin."""
        latitude, longitude = self.degrees(points[:, 0], points[:, 1])
        middle = self.utm_code % 100 * 6 - 183
        phi, away = np.radians(latitude), np.radians((longitude - middle + 180) % 360 - 180)
        root = 2 * math.sqrt(_THIRD) / (1 + _THIRD)
        tangent = np.sinh(np.arctanh(np.sin(phi)) - root * np.arctanh(root * np.sin(phi)))
        north, east = np.arctan2(tangent, np.cos(away)), np.arctanh(np.sin(away) / np.hypot(1, tangent))
        northing, easting = north.copy(), east.copy()
        for order, factor in enumerate(_SERIES, 1):
            northing += factor * np.sin(2 * order * north) * np.cosh(2 * order * east)
            easting += factor * np.cos(2 * order * north) * np.sinh(2 * order * east)
        false_northing = 0.0 if self.latitude >= 0 else 10_000_000.0
        return np.stack(
            [
                500_000.0 + _UTM_SCALE * _MERIDIAN * easting,
                false_northing + _UTM_SCALE * _MERIDIAN * northing,
                points[:, 2] + self.height,
            ],
            1,
        )
