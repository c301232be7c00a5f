"""Move a model to the origin and to a common size, where areas and lengths are neither huge nor tiny, and back."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ..mesh import Floats, Mesh

_SIZE: Final = 100.0
"""The longest side of a model at its common size; manifold3d cuts solids in the plane with fixed precision."""


@frozen(eq=False)
class Frame:
    """The middle of a model, and the factor to the common size."""

    middle: Floats
    scale: float

    def of(self, mesh: Mesh) -> Mesh:
        """Return a mesh of the model at the common size."""
        return Mesh((mesh.vertices - self.middle) * self.scale, mesh.polygons)

    def back(self, mesh: Mesh, *, in_place: bool) -> Mesh:
        """Return a mesh at the model's own size, and on request at its place."""
        return Mesh(mesh.vertices / self.scale + (self.middle if in_place else 0.0), mesh.polygons)


def frame_of(mesh: Mesh) -> Frame:
    """Return the frame of a model that has an extent."""
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    return Frame((low + high) / 2, _SIZE / float((high - low).max()))
