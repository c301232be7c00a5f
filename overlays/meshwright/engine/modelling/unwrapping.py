"""Unfold a mesh of triangles with xatlas: few charts, little stretched.

xatlas ends the process at some 80,000 faces, so meshes above ``MOST_FACES`` and quads get plain charts. Its time grows
with the size of its charts, so that is limited.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import numpy as np

from ..mesh import Mesh
from .baking import Layout
from .charts import charted

MOST_FACES: Final = 40_000
_CHARTS: Final = 60  # a chart covers at most this part of the surface
_PADDING: Final = 3


def unwrapped(mesh: Mesh, side: int) -> Layout:
    """Return texture coordinates for an atlas of ``side`` pixels, which nothing shares."""
    if mesh.polygons.shape[1] != 3 or len(mesh.polygons) > MOST_FACES:
        return charted(mesh, side)
    xatlas: Any = import_module("xatlas")
    low, longest = mesh.vertices.min(0), float(np.ptp(mesh.vertices, axis=0).max())
    unit = (mesh.vertices - low) / max(longest, 1e-30)  # its thresholds are absolute
    corners = unit[mesh.polygons]
    area = (
        float(np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum()) / 2
    )
    atlas = xatlas.Atlas()
    atlas.add_mesh(unit.astype(np.float32), mesh.polygons.astype(np.uint32))
    charts, pack = xatlas.ChartOptions(), xatlas.PackOptions()
    charts.max_chart_area = area / _CHARTS
    pack.resolution, pack.padding = side, _PADDING
    atlas.generate(charts, pack)
    _, polygons, uv = atlas[0]
    return Layout(np.asarray(uv, np.float64), np.asarray(polygons, np.int64))
