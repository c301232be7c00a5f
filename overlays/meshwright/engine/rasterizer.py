"""Find the triangle that each pixel shows: a z-buffer on numpy. Triangles seen from inside are left out, and hidden
ones.

This is our own code because GL renderers need a driver that servers lack, and vtk takes 566 MB installed. Work is split
into blocks of a fixed number of candidate pixels, so memory stays bounded for any mesh.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .mesh import Floats, Ints
from .modelling.clipping import in_front

_BLOCK: Final = 500_000  # candidate pixels at a time, about 60 MB
_NOTHING: Final = np.iinfo(np.uint64).max
_FLAT: Final = 1e-12  # square pixels: seen from the side
_DEPTH_STEPS: Final = 2**31 - 1


@frozen(eq=False)
class Fragments:
    """Covered pixels (row * width + column), the visible triangle, the weights of its corners (n, 3), and the depth."""

    pixel: Ints
    triangle: Ints
    weights: Floats
    depth: Floats

    def between(self, corners: Floats) -> Floats:
        """Return the values (n, 3, k) of the triangles' corners interpolated at each pixel, (n, k)."""
        return np.asarray(np.einsum("ncv,nc->nv", corners, self.weights))


def rasterize(points: Floats, triangles: Ints, width: int, height: int) -> Fragments:
    """Return the visible fragments of triangles (m, 3) of points in clip space (n, 4), -w to w; the nearest has the
    least z / w.
    """
    cut = in_front(points, triangles)
    w = cut.corners[..., 3]
    x = (cut.corners[..., 0] / w + 1) / 2 * width
    y = (1 - cut.corners[..., 1] / w) / 2 * height
    corners = np.stack([x, y, cut.corners[..., 2] / w], -1)
    planes, area = _planes(corners)
    buffer = _depth_buffer(corners, planes, area, width, height)
    pixel = np.nonzero(buffer != _NOTHING)[0].astype(np.int64)
    triangle = (buffer[pixel] & np.uint64(0xFFFFFFFF)).astype(np.int64)
    first, second, depth = _at(planes[triangle], pixel % width + 0.5, pixel // width + 0.5)
    # Perspective correction: values that are linear on the screen are not linear on the triangle.
    weights = np.stack([first, second, 1 - first - second], 1) / w[triangle]
    weights /= weights.sum(1, keepdims=True)
    return Fragments(pixel, cut.source[triangle], cut.of_source(triangle, weights), depth)


def _planes(corners: Floats) -> tuple[Floats, Floats]:
    """Return, per triangle, three linear functions of the pixel (m, 9) and twice its signed area.

    The functions are the weights of the first and of the second corner and the depth, each as a * x + b * y + c.
    """
    (x0, y0, z0), (x1, y1, z1), (x2, y2, z2) = corners.transpose(1, 2, 0)
    area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    safe = np.where(np.abs(area) < _FLAT, 1.0, area)
    first = np.stack([y1 - y2, x2 - x1, x1 * y2 - x2 * y1], 1) / safe[:, None]
    second = np.stack([y2 - y0, x0 - x2, x2 * y0 - x0 * y2], 1) / safe[:, None]
    depth = (z0 - z2)[:, None] * first + (z1 - z2)[:, None] * second
    depth[:, 2] += z2
    return np.concatenate([first, second, depth], 1), area


def _at(planes: Floats, x: NDArray[Any], y: NDArray[Any]) -> tuple[Floats, Floats, Floats]:
    """Return the three linear functions (n, 9) at n points."""
    return (
        planes[:, 0] * x + planes[:, 1] * y + planes[:, 2],
        planes[:, 3] * x + planes[:, 4] * y + planes[:, 5],
        planes[:, 6] * x + planes[:, 7] * y + planes[:, 8],
    )


def _depth_buffer(corners: Floats, planes: Floats, area: Floats, width: int, height: int) -> NDArray[np.uint64]:
    """Return per pixel the least (depth, triangle), packed into one number so that ties are always broken alike."""
    buffer = np.full(width * height, _NOTHING, np.uint64)
    low, high = corners.min(1), corners.max(1)
    # Only pixels whose centre may be covered.
    left, top = (np.ceil(low[:, axis] - 0.5).clip(0, (width, height)[axis]).astype(np.int64) for axis in (0, 1))
    right, bottom = (np.floor(high[:, axis] + 0.5).clip(0, (width, height)[axis]).astype(np.int64) for axis in (0, 1))
    columns = right - left
    candidates = columns * (bottom - top)
    # Rows count downwards, so a triangle that turns its outside to the camera has a negative area.
    live = np.nonzero((columns > 0) & (candidates > 0) & (area < -_FLAT))[0]
    if not len(live):
        return buffer
    nearest, farthest = float(low[live, 2].min()), float(high[live, 2].max())
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
        down, along = np.divmod(within, columns[triangle])
        column, row = left[triangle] + along, top[triangle] + down
        first, second, depth = _at(planes[triangle], column + 0.5, row + 0.5)
        covered = (first >= 0) & (second >= 0) & (first + second <= 1)
        far = ((depth[covered] - nearest) * step).clip(0, _DEPTH_STEPS).astype(np.uint64)
        packed = (far << np.uint64(32)) | triangle[covered].astype(np.uint64)
        np.minimum.at(buffer, (row * width + column)[covered], packed)
    return buffer
