"""Merge the points of parts that are the same, and distinguish hard edges from soft ones.

Points at one place stay apart where their normals differ, so that edges stay hard. Where a file has no normals, edges
sharper than ``_HARD`` are hard.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ..mesh import Floats, Ints, Mesh, distinct
from .parts import Part

_HARD: Final = np.cos(np.radians(40.0))


def merged(parts: Sequence[Part]) -> Mesh:
    """Return one mesh of all parts, in their order."""
    points = np.concatenate([part.points[part.triangles.ravel()] for part in parts])
    place = Mesh(points, np.arange(len(points)).reshape(-1, 3)).welded().polygons
    normals = np.concatenate(
        [np.zeros((part.triangles.size, 3)) if part.normals is None else _given(part) for part in parts]
    )
    missing = np.repeat([part.normals is None for part in parts], [len(part.triangles) for part in parts])
    if missing.any():
        normals.reshape(-1, 3, 3)[missing] = _guessed(points.reshape(-1, 3, 3)[missing], place[missing])
    first, index = distinct(np.column_stack([place.ravel(), np.round(normals * 500).astype(np.int64)]))
    return Mesh(points[first], index.reshape(-1, 3))


def _given(part: Part) -> Floats:
    assert part.normals is not None  # the caller asked
    return part.normals[part.triangles.ravel()]


def _guessed(corners: Floats, place: Ints) -> Floats:
    """Return a normal (m, 3, 3) for each corner of triangles: that of its place, or of its face at a hard edge."""
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    count = int(place.max()) + 1
    sums = [np.bincount(place.ravel(), face[:, axis].repeat(3), minlength=count) for axis in range(3)]
    smooth = np.stack(sums, 1).astype(np.float64)
    smooth /= np.linalg.norm(smooth, axis=1, keepdims=True) + 1e-30
    flat = (face / (np.linalg.norm(face, axis=1, keepdims=True) + 1e-30))[:, None]
    soft = smooth[place]
    return np.where((soft * flat).sum(2, keepdims=True) < _HARD, flat, soft)
