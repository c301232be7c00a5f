"""Find thin walls: from points on the surface a ray goes inwards, and the wall ends where the ray leaves the solid.

The points are spread over the surface by a fixed sequence, so the same model gives the same result. Rays are only as
long as a thin wall, because manifold3d casts short rays some hundred times faster than long ones.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from ..json_object import Json
from ..mesh import Floats, Ints, Mesh
from .edges import crosses
from .print_size import PrintSize
from .sampling import between, spread
from .solids import Solid

SAMPLES: Final = 20_000
_START: Final = 1e-4  # of the least wall: a ray starts this far below the surface, or it would hit where it starts


@frozen(eq=False)
class Walls:
    """The wall below each sampled point: the face of the point, and the thickness, infinite if it is thick enough."""

    face: Ints
    thickness: Floats
    area: Floats
    """The area that each sample stands for."""

    @property
    def thin_share(self) -> float:
        """Return the share of the surface that is too thin, 0 to 1."""
        thin = np.isfinite(self.thickness)
        return float(self.area[thin].sum() / self.area.sum())

    @property
    def thinnest(self) -> float | None:
        """Return the least thickness of a wall that is too thin, or None if there is none."""
        least = float(self.thickness.min())
        return least if np.isfinite(least) else None


def measure_walls(mesh: Mesh, solid: Solid, least: float, *, each_face: bool = False) -> Walls:
    """Measure the walls that are thinner than ``least``; ``each_face`` samples the middle of every face too."""
    triangles = mesh.triangles()
    normal = crosses(mesh.vertices, triangles)
    area = np.linalg.norm(normal, axis=1) / 2
    normal /= np.maximum(2 * area, 1e-300)[:, None]
    face, weights = spread(area, SAMPLES)
    share = np.full(len(face), area.sum() / len(face))
    if each_face:
        proper = np.nonzero(area > 0)[0]
        face = np.concatenate([face, proper])
        weights = np.concatenate([weights, np.full((len(proper), 3), 1 / 3)])
        share = np.concatenate([share, np.zeros(len(proper))])
    points = between(mesh.vertices, triangles[face], weights)
    start, end = points - _START * least * normal[face], points - least * normal[face]
    thickness = np.array([_first_hit(solid, a, b, least) for a, b in zip(start, end, strict=True)])
    return Walls(face, thickness, share)


def report(walls: Walls, size: PrintSize) -> Json:
    """Return ``thin_walls`` of an answer. Its members are ours: the service does not publish its own."""
    thinnest = walls.thinnest
    return {
        "emulated": True,
        "printer_type": size.printer,
        "min_wall_mm": size.least_wall_mm,
        "mm_per_unit": size.mm_per_unit,
        "thin_surface_percent": round(100 * walls.thin_share, 2),
        "thinnest_wall_mm": None if thinnest is None else round(thinnest * size.mm_per_unit, 4),
        "samples": len(walls.face),
    }


def _first_hit(solid: Solid, start: Floats, end: Floats, least: float) -> float:
    hits = solid.ray_cast(start, end)
    return least * (_START + (1 - _START) * hits[0].distance) if hits else np.inf
