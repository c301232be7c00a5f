"""Cut the triangles of a textured surface finer where its colours vary; neighbours share their new vertices."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..colour import to_lab
from ..mesh import Floats, Ints, Pixels
from ..modelling.baking import texture_at
from .edges import edges_of

MOST_FACES: Final = 400_000
"""Refining stops before there are more triangles."""
_ROUNDS: Final = 12
_VARIED: Final = 10.0  # a difference in L*a*b* within a triangle that is worth cutting it
_PLACES: Final = np.array([[8, 1, 1], [1, 8, 1], [1, 1, 8], [4, 4, 2], [4, 2, 4], [2, 4, 4]]) / 10


@frozen(eq=False)
class Painted:
    """A surface: vertices, triangles of them, and the texture coordinates of their corners, (m, 3, 2)."""

    vertices: Floats
    triangles: Ints
    corners: Floats


def refined(surface: Painted, pixels: Pixels, length: float) -> Painted:
    """Halve edges longer than ``length`` next to triangles of several colours, until none or too many are left."""
    for _ in range(_ROUNDS):
        edges = edges_of(surface.triangles)
        ends = surface.vertices[edges.ends]
        long = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1) > length
        wanted = np.zeros(len(long), bool)
        wanted[edges.of_face[_is_varied(surface.corners, pixels)]] = True
        halved = (long & wanted)[edges.of_face]
        if not halved.any() or len(halved) + int(halved.sum()) > MOST_FACES:
            break
        middle = len(surface.vertices) + np.cumsum(long & wanted) - 1
        added = ends[long & wanted].mean(1)
        surface = _cut(surface, halved, middle[edges.of_face], added)
    return surface


def _is_varied(corners: Floats, pixels: Pixels) -> NDArray[np.bool_]:
    """Return which triangles show colours that differ."""
    colours = [texture_at(pixels, np.einsum("ncx,c->nx", corners, place)).astype(np.uint8) for place in _PLACES]
    lab = to_lab(np.stack(colours, 1))
    return np.asarray(np.linalg.norm(np.ptp(lab, axis=1), axis=1) > _VARIED)


def _cut(surface: Painted, halved: NDArray[np.bool_], middle: Ints, added: Floats) -> Painted:
    """Cut each triangle at the middles of its halved sides into one to four."""
    triangles, corners = [surface.triangles[~halved.any(1)]], [surface.corners[~halved.any(1)]]
    for pattern, pieces in _PIECES.items():
        own = (halved == pattern).all(1)
        points = np.concatenate([surface.triangles[own], middle[own]], 1)
        uv = surface.corners[own]
        places = np.concatenate([uv, (uv + np.roll(uv, -1, axis=1)) / 2], 1)
        for piece in pieces:
            triangles.append(points[:, piece])
            corners.append(places[:, piece])
    vertices = np.concatenate([surface.vertices, added])
    return Painted(vertices, np.concatenate(triangles), np.concatenate(corners))


def _patterns() -> dict[tuple[bool, bool, bool], list[list[int]]]:
    """Return the pieces of a triangle by its halved sides: 0 to 2 are its corners, 3 to 5 the middles of its sides."""
    one, two = [[0, 3, 2], [3, 1, 2]], [[3, 1, 4], [0, 3, 4], [0, 4, 2]]
    found = {(True, True, True): [[0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5]]}
    for turn in range(3):
        moved = [(turn + corner) % 3 for corner in range(3)]
        names = [*moved, *(3 + corner for corner in moved)]
        found[(turn == 0, turn == 1, turn == 2)] = [[names[corner] for corner in piece] for piece in one]
        sides = {turn, (turn + 1) % 3}
        found[(0 in sides, 1 in sides, 2 in sides)] = [[names[corner] for corner in piece] for piece in two]
    return found


_PIECES: Final = _patterns()
