"""The field of a closed mesh: the signed distance to its surface on a grid, interpolated between.

A column of the grid counts the faces that it passes: in at +1, out at -1, so shells may overlap. A mesh with holes has
columns that do not come out again; it has no field.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..filters import Mask, distance_to_outside
from ..mesh import Floats, Ints, Mesh
from .nearest import Surface

_CELLS: Final = 4_000_000
_MARGIN: Final = 3  # cells around the mesh
_BAND: Final = 2.5  # cells from the surface within which distances are exact
_OPEN: Final = 0.001  # the share of columns that may fail
_BLOCK: Final = 2_000_000
_OFF: Final = np.array([0.4143, 0.2719])  # of a cell: columns that meet edges of boxes would count twice


@frozen(eq=False)
class Solid:
    """Distances (x, y, z) on a grid, positive inside."""

    values: NDArray[np.float32]
    origin: Floats
    spacing: float
    low: Floats
    high: Floats

    def sample(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.float32]:
        """Return the values on a lattice, linear between the grid's."""
        values = self.values
        for axis, places in enumerate((x, y, z)):
            values = _between(values, (places - self.origin[axis]) / self.spacing, axis)
        return values


def solid(mesh: Mesh) -> Solid | None:
    """Return the field of a closed mesh, None for an open one."""
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    extent = np.maximum(high - low, 1e-3 * float((high - low).max()))
    spacing = float(np.prod(extent) / _CELLS) ** (1 / 3)
    spacing = max(spacing, float(extent.max()) / 400)
    counts = np.ceil(extent / spacing).astype(int) + 2 * _MARGIN
    origin = (low + high) / 2 - (counts - 1) / 2 * spacing
    inside = _filled(mesh, origin, spacing, counts)
    if inside is None or not inside.any():
        return None
    distance = distance_to_outside(inside) - distance_to_outside(~inside)
    distance -= np.where(inside, 0.5, -0.5)
    values = (distance * spacing).astype(np.float32)
    band = np.argwhere(np.abs(distance) < _BAND)
    points = origin + band * spacing
    exact = np.linalg.norm(Surface.of(mesh).nearest(points).points - points, axis=1)
    index = tuple(band.T)
    values[index] = np.where(inside[index], exact, -exact)
    return Solid(values, origin, spacing, low, high)


def _filled(mesh: Mesh, origin: Floats, spacing: float, counts: NDArray[np.int_]) -> Mask | None:
    """Return which points of the grid are inside; None if too many columns are not closed."""
    corners = (mesh.vertices[mesh.triangles()] - origin) / spacing
    flat = corners[..., :2] - _OFF * 1e-3
    low = np.ceil(flat.min(1)).astype(np.int64)
    spans = np.floor(flat.max(1)).astype(np.int64) - low + 1
    candidates = np.prod(spans.clip(0), axis=1)
    passed = np.zeros(tuple(counts), np.int16)
    live = np.nonzero(candidates > 0)[0]
    total = np.cumsum(candidates[live])
    start = 0
    while start < len(live):
        done = int(total[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(total, done + _BLOCK)))
        part = live[start:end]
        owner = np.repeat(part, candidates[part])
        number = np.arange(len(owner)) - np.repeat(np.cumsum(candidates[part]) - candidates[part], candidates[part])
        x = low[owner, 0] + number // spans[owner, 1]
        y = low[owner, 1] + number % spans[owner, 1]
        _pass(passed, flat, corners[..., 2], owner, x, y)
        start = end
    inside = np.cumsum(passed, axis=2, dtype=np.int16)
    if (inside[..., -1] != 0).sum() > _OPEN * max((passed != 0).any(2).sum(), 1):
        return None
    inside[inside[..., -1] != 0] = 0
    return np.asarray(inside != 0)


def _pass(passed: NDArray[np.int16], flat: Floats, height: Floats, owner: NDArray[np.int64], x: Ints, y: Ints) -> None:
    """Count where columns pass triangles: +1 where they enter, -1 where they leave."""
    (x0, y0), (x1, y1), (x2, y2) = (flat[owner, corner].T for corner in range(3))
    area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = ((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y)) / area
        second = ((x2 - x) * (y0 - y) - (x0 - x) * (y2 - y)) / area
        hit = (first >= 0) & (second >= 0) & (first + second <= 1)
    owner, first, second = owner[hit], first[hit], second[hit]
    at = first * height[owner, 0] + second * height[owner, 1] + (1 - first - second) * height[owner, 2]
    level = np.ceil(at).astype(np.int64).clip(0, passed.shape[2] - 1)
    np.add.at(passed, (x[hit], y[hit], level), np.where(area[hit] < 0, 1, -1).astype(np.int16))


def _between(values: NDArray[np.float32], places: Floats, axis: int) -> NDArray[np.float32]:
    """Interpolate along one axis; beyond the grid its border continues."""
    last = values.shape[axis] - 1
    places = places.clip(0, last)
    low = np.minimum(places.astype(np.int64), last - 1)
    shape = [1, 1, 1]
    shape[axis] = -1
    part = (places - low).astype(np.float32).reshape(shape)
    below, above = values.take(low, axis), values.take(low + 1, axis)
    return np.asarray(below + (above - below) * part, np.float32)
