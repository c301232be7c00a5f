"""Thicken walls that are too thin: faces move outwards by half of what is missing, and vertices follow their faces."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from ..mesh import Floats, Ints, Mesh
from .edges import crosses
from .solids import solid_of
from .walls import Walls, measure_walls

ALLOWED: Final = 0.05
"""The share of the surface that may be too thin."""
_ROUNDS: Final = 3
_STIFF: Final = 1e-3  # keeps a vertex of nearly parallel faces from moving far along them
_MARGIN: Final = 1.05  # of the least wall, so that rounding does not undo it


@frozen(eq=False)
class Thickened:
    """A mesh with thicker walls, and the shares of its surface that were and are too thin."""

    mesh: Mesh
    before: float
    after: float


def thickened(mesh: Mesh, least: float) -> Thickened:
    """Return the best of a few rounds: the closed mesh with the least surface whose walls are thinner than ``least``.

    A mesh with at most ``ALLOWED`` of its surface too thin is returned as it is. Where thickened walls run into each
    other, the surface crosses itself and may even count as thinner; then the mesh stays as it is, too.
    """
    best = Thickened(mesh, 0.0, np.inf)
    before: float | None = None
    for _ in range(_ROUNDS + 1):
        if (solid := solid_of(mesh)) is None:
            break
        walls = measure_walls(mesh, solid, least, each_face=True)
        before = walls.thin_share if before is None else before
        if walls.thin_share < best.after:
            best = Thickened(mesh, before, walls.thin_share)
        if before <= ALLOWED or not walls.thin_share:
            break
        mesh = _grown(mesh, walls, _MARGIN * least)
    return best


def _grown(mesh: Mesh, walls: Walls, least: float) -> Mesh:
    triangles = mesh.triangles()
    thickness = np.full(len(triangles), np.inf)
    np.minimum.at(thickness, walls.face, walls.thickness)
    offset = np.where(np.isfinite(thickness), (least - np.minimum(thickness, least)) / 2, 0.0)
    return Mesh(mesh.vertices + _moves(mesh.vertices, triangles, offset), triangles)


def _moves(vertices: Floats, triangles: Ints, offset: Floats) -> Floats:
    """Return the move of each vertex that moves the faces around it by their offsets, by least squares."""
    normal = crosses(vertices, triangles)
    area = np.linalg.norm(normal, axis=1)
    normal /= np.maximum(area, 1e-300)[:, None]
    weight = area / area.max()
    squares = np.zeros((len(vertices), 3, 3))
    sums = np.zeros((len(vertices), 3))
    for corner in range(3):
        at = triangles[:, corner]
        np.add.at(squares, at, weight[:, None, None] * normal[:, :, None] * normal[:, None, :])
        np.add.at(sums, at, (weight * offset)[:, None] * normal)
    size = np.trace(squares, axis1=1, axis2=2)
    squares += (_STIFF * np.where(size > 0, size, 1.0))[:, None, None] * np.eye(3)
    moves = np.linalg.solve(squares, sums[:, :, None])[:, :, 0]
    length = np.linalg.norm(moves, axis=1, keepdims=True)
    most = 2 * float(offset.max())  # a sharp edge would become a spike
    return np.asarray(moves * np.minimum(1, most / np.maximum(length, 1e-300)))
