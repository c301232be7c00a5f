"""Which triangle covers which pixel: a z-buffer on numpy; triangles seen from inside are left out.

Own code: renderers on GL need a driver that servers lack, and vtk weighs 566 MB installed. Work is split into blocks of
a fixed number of candidate pixels, so memory stays bounded for any mesh.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from meshwright.engine.mesh import Floats, Ints

_BLOCK: Final = 500_000  # candidate pixels at a time, about 60 MB
_NOTHING: Final = np.iinfo(np.uint64).max
_DEPTH_STEPS: Final = 2**31 - 1


@frozen(eq=False)
class Fragments:
    """Hold covered pixels (row * width + column), the triangle seen there, its corners' weights (n, 3), and depth."""

    pixel: Ints
    triangle: Ints
    weights: Floats
    depth: Floats


@frozen(eq=False)
class _Screen:
    """Hold the triangles' corners in pixels, (m, 3) each, and twice their signed area."""

    x: Floats
    y: Floats
    z: Floats
    area: Floats

    def weights(self, triangle: Ints, pixel_x: NDArray[Any], pixel_y: NDArray[Any]) -> Floats:
        """Return the barycentric coordinates of points in their triangles, (n, 3)."""
        x, y, area = self.x[triangle], self.y[triangle], self.area[triangle]
        to_x, to_y = x - pixel_x[:, None], y - pixel_y[:, None]
        first = (to_x[:, 1] * to_y[:, 2] - to_x[:, 2] * to_y[:, 1]) / area
        second = (to_x[:, 2] * to_y[:, 0] - to_x[:, 0] * to_y[:, 2]) / area
        return np.stack([first, second, 1 - first - second], 1)


def rasterize(points: Floats, triangles: Ints, width: int, height: int) -> Fragments:
    """Return what is seen of triangles (m, 3) of points in clip space (n, 4), -w to w; nearest is least z / w."""
    w = points[:, 3]
    x = (points[:, 0] / w + 1) / 2 * width
    y = (1 - points[:, 1] / w) / 2 * height
    z = points[:, 2] / w
    corner_x, corner_y, corner_z = x[triangles], y[triangles], z[triangles]
    area = (corner_x[:, 1] - corner_x[:, 0]) * (corner_y[:, 2] - corner_y[:, 0]) - (corner_x[:, 2] - corner_x[:, 0]) * (
        corner_y[:, 1] - corner_y[:, 0]
    )
    screen = _Screen(corner_x, corner_y, corner_z, area)

    buffer = _depth_buffer(screen, width, height)
    pixel = np.nonzero(buffer != _NOTHING)[0].astype(np.int64)
    triangle = (buffer[pixel] & np.uint64(0xFFFFFFFF)).astype(np.int64)
    weights = screen.weights(triangle, pixel % width + 0.5, pixel // width + 0.5)
    depth = (weights * corner_z[triangle]).sum(1)
    weights = weights / w[triangles][triangle]  # perspective: linear on the screen is not linear on the triangle
    return Fragments(pixel, triangle, weights / weights.sum(1, keepdims=True), depth)


def _depth_buffer(screen: _Screen, width: int, height: int) -> NDArray[np.uint64]:
    """Return per pixel the least (depth, triangle), packed into one number so that ties always fall alike."""
    buffer = np.full(width * height, _NOTHING, np.uint64)
    left = np.floor(screen.x.min(1)).clip(0, width).astype(np.int64)
    right = np.ceil(screen.x.max(1)).clip(0, width).astype(np.int64)
    top = np.floor(screen.y.min(1)).clip(0, height).astype(np.int64)
    bottom = np.ceil(screen.y.max(1)).clip(0, height).astype(np.int64)
    columns, candidates = right - left, (right - left) * (bottom - top)
    # Rows count downwards, so a triangle that turns its outside to the camera has a negative area.
    live = np.nonzero((candidates > 0) & (screen.area < -1e-12))[0]
    if not len(live):
        return buffer
    nearest, farthest = float(screen.z[live].min()), float(screen.z[live].max())
    step = _DEPTH_STEPS / max(farthest - nearest, 1e-12)

    total = np.cumsum(candidates[live])
    start = 0
    while start < len(live):
        done = int(total[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(total, done + _BLOCK)))
        block, count = live[start:end], candidates[live[start:end]]
        start = end
        triangle = np.repeat(block, count)
        within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        column = left[triangle] + within % columns[triangle]
        row = top[triangle] + within // columns[triangle]
        weights = screen.weights(triangle, column + 0.5, row + 0.5)
        covered = (weights >= 0).all(1)
        triangle, pixel, weights = triangle[covered], (row * width + column)[covered], weights[covered]
        depth = (weights * screen.z[triangle]).sum(1)
        packed = ((depth - nearest) * step).clip(0, _DEPTH_STEPS).astype(np.uint64) << np.uint64(32)
        np.minimum.at(buffer, pixel, packed | triangle.astype(np.uint64))
    return buffer
