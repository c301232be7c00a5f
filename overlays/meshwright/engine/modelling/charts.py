"""Unfold a mesh of any size into charts: connected faces that look in one of six directions, laid flat along it.

The charts are packed in rows. It is quick and even for hundreds of thousands of polygons, and quads stay whole; the
turns of a surface that winds like a screw may overlap.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy import sparse

from ..mesh import Floats, Ints, Mesh
from .adjacency import agreed, neighbours
from .baking import Layout

_graphs: Final[Any] = sparse.csgraph
_DIRECTIONS: Final = np.array([[1.0, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]])
_ACROSS: Final = np.array([[0.0, 0, -1], [0, 0, 1], [1, 0, 0], [1, 0, 0], [1, 0, 0], [-1, 0, 0]])
_SMALL: Final = 12  # polygons: a smaller chart joins a neighbour that sees it
_SEEN: Final = 0.15  # the least cosine at which a direction sees a polygon
_SPACING: Final = 4.0  # texels between charts


def charted(mesh: Mesh, side: int) -> Layout:
    """Return texture coordinates for an atlas of ``side`` pixels: one texel is about the same size everywhere."""
    direction, chart = _charts(mesh)
    corners = mesh.vertices[mesh.polygons]
    across, up = _ACROSS[direction], np.cross(_DIRECTIONS[direction], _ACROSS[direction])
    flat = np.stack([np.einsum("pcv,pv->pc", corners, across), np.einsum("pcv,pv->pc", corners, up)], -1)
    low, high = np.full((chart.max() + 1, 2), np.inf), np.full((chart.max() + 1, 2), -np.inf)
    np.minimum.at(low, chart, flat.min(1))
    np.maximum.at(high, chart, flat.max(1))
    sizes = high - low
    scale, places = _packed(sizes, side)
    uv = ((flat - low[chart][:, None]) * scale + places[chart][:, None] + _SPACING / 2) / side
    # Corners of one chart at one point of the mesh share their coordinates.
    keys = chart[:, None] * len(mesh.vertices) + mesh.polygons
    _, first, index = np.unique(keys, return_index=True, return_inverse=True)
    return Layout(uv.reshape(-1, 2)[first], index.reshape(mesh.polygons.shape).astype(np.int64))


def _charts(mesh: Mesh) -> tuple[Ints, Ints]:
    """Return the direction and the chart of each polygon."""
    corners = mesh.vertices[mesh.polygons]
    normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, -1] - corners[:, 1])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-30
    facing = normal @ _DIRECTIONS.T
    first, second = neighbours(mesh)
    direction = agreed(mesh, np.where(facing > _SEEN, facing, facing - 9.0), rounds=3)
    for _ in range(3):
        chart = _connected(direction, first, second)
        small = np.bincount(chart)[chart] < _SMALL
        for one, other in ((first, second), (second, first)):
            joins = small[one] & ~small[other] & (facing[one, direction[other]] > _SEEN)
            direction[one[joins]] = direction[other[joins]]
    return direction, _connected(direction, first, second)


def _connected(direction: Ints, first: Ints, second: Ints) -> Ints:
    same = direction[first] == direction[second]
    links = sparse.coo_matrix((np.ones(int(same.sum())), (first[same], second[same])), shape=(len(direction),) * 2)
    return np.asarray(_graphs.connected_components(links, directed=False)[1], np.int64)


def _packed(sizes: Floats, side: int) -> tuple[float, Floats]:
    """Return the largest scale in texels at which all charts fit, within a few percent, and their places."""
    area = float(np.prod(sizes, axis=1).sum())
    scale = side / max(np.sqrt(area), float(sizes.max()), 1e-30)
    while True:
        places = _shelves(sizes * scale + _SPACING, side)
        if places is not None:
            return scale, places
        scale *= 0.95


def _shelves(sizes: Floats, side: int) -> Floats | None:
    """Return the places of rectangles packed in rows, the highest first; None if they do not fit."""
    places = np.zeros_like(sizes)
    left = top = shelf = 0.0
    for index in np.argsort(-sizes[:, 1], kind="stable").tolist():
        width, height = float(sizes[index, 0]), float(sizes[index, 1])
        if left + width > side:
            left, top, shelf = 0.0, top + shelf, 0.0
        if left + width > side or top + height > side:
            return None
        places[index] = (left, top)
        left, shelf = left + width, max(shelf, height)
    return places
