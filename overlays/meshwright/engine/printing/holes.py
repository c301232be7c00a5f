"""Close the holes of a mesh: each border becomes a polygon that is cut into triangles, without new vertices."""

from __future__ import annotations

from typing import Any, Final

import manifold3d
import numpy as np

from ..mesh import Floats, Ints
from .edges import edges_of

_manifold: Final[Any] = manifold3d  # declares only a part of its types


def filled(vertices: Floats, triangles: Ints) -> tuple[Ints, int]:
    """Return consistently wound triangles with those that close their borders, and how many borders there were."""
    edges = edges_of(triangles)
    open_side = edges.uses[edges.of_face] == 1
    # A border is passed against the direction of the faces next to it.
    borders = _loops(np.roll(triangles, -1, axis=1)[open_side], triangles[open_side])
    patches = [np.array(border)[_triangulated(vertices[border])] for border in borders]
    return np.concatenate([triangles, *patches]), len(borders)


def _loops(starts: Ints, ends: Ints) -> list[list[int]]:
    """Join directed edges to closed loops."""
    following: dict[int, list[int]] = {}
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        following.setdefault(start, []).append(end)
    loops: list[list[int]] = []
    for first in sorted(following):
        while following[first]:
            loop, here = [first], following[first].pop()
            while here != first and following.get(here):
                loop.append(here)
                here = following[here].pop()
            if here == first and len(loop) > 2:
                loops.append(loop)
    return loops


def _triangulated(points: Floats) -> Ints:
    """Cut a polygon in space into triangles: flat on its plane, from where it covers most."""
    if len(points) == 3:
        return np.array([[0, 1, 2]])
    following = np.roll(points, -1, axis=0)
    normal = np.cross(points, following).sum(0)
    length = float(np.linalg.norm(normal))
    if length < 1e-300:
        normal, length = np.array([0.0, 0.0, 1.0]), 1.0
    normal = normal / length
    right = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    right /= np.linalg.norm(right)
    flat = np.stack([points @ right, points @ np.cross(normal, right)], 1)
    return np.asarray(_manifold.triangulate([flat - flat.mean(0)]), np.int64)
