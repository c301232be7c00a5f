"""Judge whether a model can be printed: is it closed, does it have a volume, is each edge shared by two faces.

The service documents its errors and its warnings, but not its measurements. Here volume is in cubic units of the file,
and a hole is a border of the surface, of any length.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import asdict, frozen

from ..json_object import Json
from ..mesh import Mesh, are_proper
from .edges import areas, edges_of, volume

VERSION: Final = "v1"
_FLAT: Final = 1e-14
"""The area of a degenerate face at most, as a share of the square of the model's diagonal."""


@frozen(kw_only=True)
class Metrics:
    """The measurements, by the service's names."""

    is_watertight: bool
    volume: float
    non_manifold_edges: int
    degenerate_faces: int
    holes: int

    @property
    def errors(self) -> int:
        """Return how many of the three errors the model has."""
        return sum((not self.is_watertight, self.volume <= 0, self.non_manifold_edges > 0))

    @property
    def warnings(self) -> int:
        """Return how many of the two warnings the model has."""
        return sum((self.degenerate_faces > 0, self.holes > 0))


def measure(mesh: Mesh) -> Metrics:
    """Measure a mesh whose vertices at one position are one vertex."""
    triangles = mesh.triangles()
    proper = triangles[are_proper(triangles)]
    edges = edges_of(proper)
    diagonal = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0)))
    flat = areas(mesh.vertices, proper) <= _FLAT * diagonal**2
    middle = mesh.vertices.mean(0)  # far from the origin, the sum below would lose digits
    return Metrics(
        is_watertight=edges.is_closed,
        volume=volume(mesh.vertices - middle, proper),
        non_manifold_edges=edges.non_manifold,
        degenerate_faces=len(triangles) - len(proper) + int(flat.sum()),
        holes=edges.holes(),
    )


def report(metrics: Metrics, evaluated_at: int) -> Json:
    """Return the service's ``printability`` of a model."""
    errors, warnings = metrics.errors, metrics.warnings
    return {
        "_version": VERSION,
        "status": "error" if errors else "warning" if warnings else "healthy",
        "issue_count": errors + warnings,
        "error_count": errors,
        "warning_count": warnings,
        "metrics": asdict(metrics),
        "evaluated_at": evaluated_at,
    }
