"""Spread points over a surface evenly, the same ones each time."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..mesh import Floats, Ints

_PLASTIC: Final = (0.7548776662466927, 0.5698402909980532)
"""Steps of the additive sequence that fills a square most evenly (Roberts, 2018)."""


def spread(area: Floats, count: int) -> tuple[Ints, Floats]:
    """Return the triangles of ``count`` points, as many as the areas deserve, and the weights of their corners."""
    sums = np.cumsum(area)
    number = np.arange(count) + 0.5
    face = np.searchsorted(sums, number / count * sums[-1]).clip(0, len(area) - 1)
    first, second = (number * step % 1 for step in _PLASTIC)
    outside = first + second > 1
    first, second = np.where(outside, 1 - first, first), np.where(outside, 1 - second, second)
    return face, np.stack([1 - first - second, first, second], 1)


def between(vertices: Floats, triangles: Ints, weights: Floats) -> Floats:
    """Return points of triangles (n, 3) by the weights of their corners (n, 3)."""
    return np.asarray(np.einsum("nc,ncx->nx", weights, vertices[triangles]))


def along_edges(vertices: Floats, ends: Ints, spacing: float) -> Floats:
    """Return points on edges, at most ``spacing`` apart, both ends included."""
    start, step = vertices[ends[:, 0]], vertices[ends[:, 1]] - vertices[ends[:, 0]]
    count = np.ceil(np.linalg.norm(step, axis=1) / spacing).astype(np.int64) + 1
    edge = np.repeat(np.arange(len(ends)), count)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    return np.asarray(start[edge] + step[edge] * (number / np.maximum(count[edge] - 1, 1))[:, None])
