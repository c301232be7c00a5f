"""Make a shape from one picture by inflating its outline.

The thickness solves Poisson's equation on the outline (-laplace h = 4, h = 0 on the edge) and its half is sqrt(h): a
disc becomes a sphere, a strip a tube, and the rim is round everywhere. Nothing behind the outline is known, so the back
equals the front.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import spsolve

from ..filters import Mask, blurred
from ..mesh import Floats
from .silhouette import Silhouette

_ROUNDNESS: Final = 0.8  # 1 would make true spheres of discs, which look swollen on anything that is not a ball
_RIM: Final = 2.0  # pixels
_THICKEST: Final = 0.30  # half the thickness at most, as a share of the mean of width and height


@frozen(eq=False)
class InflatedField:
    """Describe the inflated outline: positive where the squared height exceeds z squared."""

    silhouette: Silhouette
    squared_height: Floats
    low: Floats
    high: Floats

    def sample(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.float32]:
        """Return squared height minus z squared on the lattice."""
        height = self.silhouette.at(self.squared_height, x, y)
        return height.astype(np.float32)[:, :, None] - (z * z).astype(np.float32)


def inflate(silhouette: Silhouette, fullness: float = 1.0) -> InflatedField:
    """Inflate an outline; ``fullness`` below 1 makes it flatter."""
    half_thickness = np.sqrt(_solve_poisson(silhouette.distance > 0)) * silhouette.pixel
    limit = _THICKEST * fullness * (silhouette.width + 1) / 2
    half_thickness = limit * np.tanh(_ROUNDNESS * half_thickness / limit)
    squared = _continued_outwards(half_thickness**2, silhouette)
    depth = float(half_thickness.max())
    (left, bottom), (right, top) = silhouette.box()
    return InflatedField(silhouette, squared, np.array([left, bottom, -depth]), np.array([right, top, depth]))


def _continued_outwards(squared: Floats, silhouette: Silhouette) -> Floats:
    """Extend the squared height through zero at the outline, with its slope just inside. The solution has the outline
    in whole pixels only, which would show as ridges on the rim; the signed distance is more precise.
    """
    distance = blurred(silhouette.distance, 1.0)
    known = (distance > 1.5 * silhouette.pixel).astype(np.float64)
    if not known.any():
        known = (silhouette.distance > 0).astype(np.float64)
    slope = squared / np.maximum(distance, 0.5 * silhouette.pixel)
    weight = blurred(known, _RIM)
    least = 0.05 * float(squared.max())
    slope = np.where(weight > 1e-6, blurred(slope * known, _RIM) / np.maximum(weight, 1e-6), least)
    inner = (distance / (2 * _RIM * silhouette.pixel)).clip(0, 1)
    return np.asarray(inner * squared + (1 - inner) * np.maximum(slope, least) * distance)


def _solve_poisson(inside: Mask) -> Floats:
    """Solve -laplace h = 4 in pixels with h = 0 outside, by a sparse factorisation (0.4 s for 100,000 pixels)."""
    count = int(inside.sum())
    index = np.full(inside.shape, -1, np.int64)
    index[inside] = np.arange(count)
    here, there = [], []
    for first, second in ((index[:, :-1], index[:, 1:]), (index[:-1], index[1:])):
        linked = (first >= 0) & (second >= 0)
        here += [first[linked], second[linked]]
        there += [second[linked], first[linked]]
    rows = np.concatenate([*here, np.arange(count)])
    columns = np.concatenate([*there, np.arange(count)])
    values = np.concatenate([np.full(len(rows) - count, -1.0), np.full(count, 4.0)])
    matrix = csc_matrix((values, (rows, columns)), shape=(count, count))
    height = np.zeros(inside.shape)
    height[inside] = np.asarray(spsolve(matrix, np.full(count, 4.0))).clip(0)
    return height
