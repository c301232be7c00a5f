"""Find the nearest point of a surface: the triangle of the nearest of many samples, and the nearest point on it.

Samples are spread evenly, at least one for each triangle, so the point may be off by part of their distance where two
triangles meet. This is our own code because trimesh's search needs rtree and takes a hundred times as long.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from scipy import spatial as _untyped

from ..mesh import Floats, Ints, Mesh

_spatial: Any = _untyped
_SAMPLES: Final = 200_000
_MOST_OF_ONE: Final = 20_000
_BLOCK: Final = 250_000
# Multiples of these, modulo 1, fill a square evenly (Roberts, "The R2 sequence", 2018).
_STEPS: Final = (0.7548776662466927, 0.5698402909980532)


@frozen(eq=False)
class Found:
    """The nearest points: their places (n, 3), triangles (n,) and the weights of the triangles' corners (n, 3)."""

    points: Floats
    triangle: Ints
    weights: Floats


@frozen(eq=False)
class Surface:
    """A mesh's triangles as corners (m, 3, 3), and the samples by which they are found."""

    corners: Floats
    owner: Ints
    tree: Any

    @classmethod
    def of(cls, mesh: Mesh) -> Surface:
        """Prepare the search on a mesh."""
        corners = mesh.vertices[mesh.triangles()]
        area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
        share = _SAMPLES / max(float(area.sum()), 1e-300)
        counts = np.ceil(area * share).clip(1, _MOST_OF_ONE).astype(np.int64)
        owner = np.repeat(np.arange(len(corners)), counts)
        number = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        first, second = ((number * step + 0.5) % 1 for step in _STEPS)
        root = np.sqrt(first)[:, None]
        samples = corners[owner, 0] * (1 - root) + corners[owner, 1] * root * (1 - second[:, None])
        samples += corners[owner, 2] * root * second[:, None]
        return cls(corners, owner, _spatial.cKDTree(samples))

    def nearest(self, points: Floats) -> Found:
        """Return the nearest points of the surface."""
        places, owners, weights = [], [], []
        for start in range(0, len(points), _BLOCK):
            block = points[start : start + _BLOCK]
            owner = self.owner[self.tree.query(block, workers=-1)[1]]
            corners = self.corners[owner]
            weight = _weights(corners, block)
            places.append(np.einsum("ncv,nc->nv", corners, weight))
            owners.append(owner)
            weights.append(weight)
        if not places:
            return Found(np.zeros((0, 3)), np.zeros(0, np.int64), np.zeros((0, 3)))
        return Found(np.concatenate(places), np.concatenate(owners), np.concatenate(weights))


def _weights(corners: Floats, points: Floats) -> Floats:
    """Return the weights of a point of each triangle that is next to a given point: its foot, or near that its rim."""
    first, second, offset = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0], points - corners[:, 0]
    a, b, c, d, e = (
        np.einsum("nv,nv->n", one, other)
        for one, other in ((first, first), (first, second), (second, second), (offset, first), (offset, second))
    )
    determinant = np.maximum(a * c - b * b, 1e-300)
    along, across = (c * d - b * e) / determinant, (a * e - b * d) / determinant
    weights = np.stack([1 - along - across, along, across], 1).clip(0, 1)
    return np.asarray(weights / weights.sum(1, keepdims=True))
