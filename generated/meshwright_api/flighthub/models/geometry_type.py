from __future__ import annotations

from typing import Literal, TypeAlias

GeometryType: TypeAlias = Literal["LineString", "Point", "Polygon"] | str
"""A geometry of GeoJSON.

A value that the service adds tomorrow passes too.
"""
