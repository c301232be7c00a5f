from __future__ import annotations

from typing import Literal, TypeAlias

MapFormat: TypeAlias = Literal["b3dm", "las", "normal_point_ply", "obj", "osgb", "ply", "pnts", "point_ply"] | str
"""Format of a file of a model.

A value that the service adds tomorrow passes too.
"""
