"""Make a textured mesh of a surface over a grid: two triangles per cell, none where the map is empty."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..errors import EngineError
from ..mesh import Atlas, Floats, Ints, Mesh
from .terrain import Terrain

MOST_CELLS: Final = 60_000
FLAT_CELLS: Final = 2_500
"""The most cells of a flat map, which only have to follow its outline."""


def relief_of(terrain: Terrain) -> tuple[Mesh, Atlas]:
    """Return the mesh, Y up (east, up, south) in metres, and its atlas: the map itself."""
    most = MOST_CELLS if terrain.method == "photogrammetry" else FLAT_CELLS
    rows, columns = terrain.covered.shape
    stride = max(1, int(np.ceil(np.sqrt(rows * columns / most))))
    # Corners are cell centres; the last row and column are kept, so that no border is lost.
    down, along = (np.unique(np.r_[0:size:stride, size - 1]) for size in (rows, columns))
    if len(down) < 2 or len(along) < 2:
        raise EngineError(f"The map has {columns} x {rows} cells: too few for a surface.")
    at = np.ix_(down, along)
    east, north = np.meshgrid(terrain.grid.east[along], terrain.grid.northing[down])
    vertices = np.stack([east, terrain.heights[at], -north], -1).reshape(-1, 3)
    triangles = _triangles(terrain.covered[at])
    if not len(triangles):
        raise EngineError("The map shows no connected ground large enough for a surface.")
    used, corners = np.unique(triangles, return_inverse=True)
    u, v = np.meshgrid((along + 0.5) / columns, 1 - (down + 0.5) / rows)
    uv = np.stack([u, v], -1).reshape(-1, 2)
    corners = corners.reshape(-1, 3).astype(np.int64)
    return Mesh(vertices[used], corners), Atlas(uv[used], corners, terrain.colours)


def _triangles(covered: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Ints:
    """Return triangles over the corners of a grid (h, w): two for each cell whose four corners are covered."""
    index = np.arange(covered.size).reshape(covered.shape)
    whole = covered[:-1, :-1] & covered[1:, :-1] & covered[:-1, 1:] & covered[1:, 1:]
    a, b, c, d = (part[whole] for part in (index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]))
    return np.stack([a, b, c, a, c, d], 1).reshape(-1, 3).astype(np.int64)


def colours_at(terrain: Terrain, uv: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return the colours (n, 3) of the map at texture coordinates in the centres of cells."""
    rows, columns = terrain.covered.shape
    column = np.floor(uv[:, 0] * columns).astype(int).clip(0, columns - 1)
    row = np.floor((1 - uv[:, 1]) * rows).astype(int).clip(0, rows - 1)
    return np.asarray(terrain.colours[row, column])
