"""Convert a field to a closed mesh: surface nets (Gibson, 1998) on a lattice, repaired so that every edge has two
faces.

This is our own code because scikit-image has only marching cubes (triangles of uneven shape, a 13.7 MB wheel and
networkx), while surface nets give the even quads that ``topology = "quad"`` asks for, and good triangles besides.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from ..mesh import Floats, Ints, Mesh
from .field import Field

_REPAIR_ROUNDS: Final = 60
_CORNERS: Final = np.array([[(corner >> axis) & 1 for axis in range(3)] for corner in range(8)])


def sampled(field: Field, spacing: float) -> tuple[NDArray[np.float32], Floats]:
    """Return the values on a lattice around the field's box, outside on all its faces, and its corner's position."""
    counts = np.ceil((field.high - field.low) / spacing).astype(int) + 6
    origin = (field.low + field.high) / 2 - (counts - 1) / 2 * spacing
    x, y, z = (origin[axis] + spacing * np.arange(counts[axis]) for axis in range(3))
    values = field.sample(x, y, z)
    for axis in range(3):
        for side in (0, -1):
            face = values.swapaxes(0, axis)[side]
            np.minimum(face, np.float32(-1e-6), out=face)
    return values, origin


def count_crossings(values: NDArray[np.float32]) -> int:
    """Return how many lattice edges pierce the surface: the number of quads that it will have, before repairs."""
    inside = values > 0
    return sum(int(np.count_nonzero(np.diff(inside, axis=axis))) for axis in range(3))


def surface_mesh(values: NDArray[np.float32], origin: Floats, spacing: float) -> Mesh:
    """Return the smoothed quad mesh of the zero surface."""
    vertices, quads = _surface_nets(_without_ambiguity(values))
    return Mesh(_smoothed(vertices * spacing + origin, quads), quads)


def _ambiguity_table() -> NDArray[np.bool_]:
    """Return for each of the 256 sign patterns of a cell whether its inside or its outside corners are disconnected.

    In such a cell two sheets of the surface would share one vertex.
    """
    table = np.zeros(256, bool)
    for pattern in range(256):
        for sign in (0, 1):
            members = {corner for corner in range(8) if (pattern >> corner) & 1 == sign}
            reached = {min(members)} if members else set()
            frontier = list(reached)
            while frontier:
                corner = frontier.pop()
                fresh = {corner ^ 1, corner ^ 2, corner ^ 4} & members - reached
                reached |= fresh
                frontier += sorted(fresh)
            table[pattern] |= reached != members
    return table


_AMBIGUOUS: Final = _ambiguity_table()


def _without_ambiguity(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fill (and now and then carve) corners of ambiguous cells until none is left."""
    flat = values.ravel()
    strides = np.array([values.shape[1] * values.shape[2], values.shape[2], 1])
    corners = _CORNERS @ strides
    neighbours = np.array([[i, j, k] for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1)]) @ strides
    small = np.float32(1e-4 * float(np.abs(flat).max()))
    cells = _mixed_cells(values > 0) @ strides
    for attempt in range(_REPAIR_ROUNDS):
        pattern = ((flat[cells[:, None] + corners] > 0) << np.arange(8)).sum(1)
        bad = cells[_AMBIGUOUS[pattern]]
        if not len(bad):
            break
        touched = np.unique(bad[:, None] + corners)
        fill = attempt % 8 < 6
        if fill:
            touched = touched[_is_interior(touched, values.shape)]
            flat[touched] = np.where(flat[touched] > 0, flat[touched], small)
        else:
            flat[touched] = np.where(flat[touched] > 0, -small, flat[touched])
        around = np.unique(touched[:, None] + neighbours)
        cells = around[_is_cell(around, values.shape)]
    return flat.reshape(values.shape)


def _mixed_cells(inside: NDArray[np.bool_]) -> Ints:
    """Return the cells (n, 3) that have corners of both signs."""
    some = every = None
    for corner in _CORNERS:
        part = inside[tuple(slice(1, None) if bit else slice(None, -1) for bit in corner)]
        some = part.copy() if some is None else np.logical_or(some, part, out=some)
        every = part.copy() if every is None else np.logical_and(every, part, out=every)
    return np.argwhere(some & ~every) if some is not None and every is not None else np.zeros((0, 3), np.int64)


def _is_interior(index: Ints, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which lattice points are not on the lattice's outer faces."""
    place = np.stack(np.unravel_index(index, shape), 1)
    return np.asarray(((place > 0) & (place < np.array(shape) - 1)).all(1))


def _is_cell(index: Ints, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which lattice points are the lowest corner of a whole cell."""
    valid = (index >= 0) & (index < int(np.prod(shape)))
    place = np.stack(np.unravel_index(np.where(valid, index, 0), shape), 1)
    return np.asarray(valid & (place < np.array(shape) - 1).all(1))


def _surface_nets(values: NDArray[np.float32]) -> tuple[Floats, Ints]:
    """Return vertices in lattice units and quads, wound counter-clockwise seen from outside.

    Each cell with a sign change has one vertex, the mean of the crossings on its edges; each crossed lattice edge gives
    the quad of the four cells around it.
    """
    inside = values > 0
    shape = values.shape
    crossings, cells = [], []
    for axis in range(3):
        first, second = (axis + 1) % 3, (axis + 2) % 3
        lower = tuple(slice(None, -1) if k == axis else slice(None) for k in range(3))
        upper = tuple(slice(1, None) if k == axis else slice(None) for k in range(3))
        edges = np.argwhere(inside[lower] != inside[upper])
        start, end = values[lower][tuple(edges.T)], values[upper][tuple(edges.T)]
        points = edges.astype(np.float64)
        points[:, axis] += start / (start - end)

        around = np.repeat(edges[:, None], 4, axis=1)
        around[:, [0, 3], first] -= 1
        around[:, [0, 1], second] -= 1
        entering = start <= 0
        around[entering] = around[entering][:, ::-1]
        crossings.append(points)
        cells.append(np.ravel_multi_index(tuple(around.transpose(2, 0, 1)), shape))
    points = np.repeat(np.concatenate(crossings), 4, axis=0)
    _, corner = np.unique(np.concatenate(cells), return_inverse=True)
    corner = corner.ravel()
    per_cell = np.bincount(corner)
    vertices = np.stack([np.bincount(corner, points[:, axis]) / per_cell for axis in range(3)], 1)
    return vertices, corner.reshape(-1, 4).astype(np.int64)


def _smoothed(vertices: Floats, quads: Ints, rounds: int = 6) -> Floats:
    """Smooth the steps of the lattice away without shrinking (Taubin, 1995)."""
    following = np.roll(quads, -1, axis=1)
    rows, columns = (
        np.concatenate([quads.ravel(), following.ravel()]),
        np.concatenate([following.ravel(), quads.ravel()]),
    )
    neighbours = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(vertices),) * 2).tocsr()
    neighbours.data[:] = 1.0
    degree = np.asarray(neighbours.sum(1)).ravel()[:, None]
    for _ in range(rounds):
        for step in (0.5, -0.53):
            vertices = vertices + step * (neighbours @ vertices / degree - vertices)
    return vertices
