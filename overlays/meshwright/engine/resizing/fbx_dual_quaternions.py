"""Blend rigid motions by dual quaternions, point by point, with the scale of each motion blended linearly.

Kavan et al., "Geometric skinning with approximate dual quaternion blending" (2008). A quaternion and its negative are
one rotation: those of a point take the sign nearest to the one with the largest weight.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from .box import Floats
from .fbx_numbers import Rows

_NO_VOLUME = 1e-9


class DualQuaternions:
    """Sums of weighted dual quaternions, one for each point; quaternions are x, y, z, w."""

    def __init__(self, count: int) -> None:
        self._reference = np.zeros((count, 4))
        self._largest = np.full(count, -np.inf)
        self._real = np.zeros((count, 4))
        self._dual = np.zeros((count, 4))
        self._scale = np.zeros((count, 3))

    def look_at(self, rows: Rows, weights: Floats, matrix: Floats) -> None:
        """Take the rotation of a matrix as the reference of the points that it moves most; before any ``add``."""
        rotation, _ = _rotation_and_scale(matrix)
        more = weights > self._largest[rows]
        self._largest[rows[more]] = weights[more]
        self._reference[rows[more]] = rotation

    def add(self, rows: Rows, weights: Floats, matrix: Floats) -> None:
        """Add a 4x4 matrix with a weight for each of its points."""
        rotation, scale = _rotation_and_scale(matrix)
        dual = _product(np.append(0.5 * matrix[:3, 3], 0.0), rotation)
        signs = np.where(self._reference[rows] @ rotation < 0, -1.0, 1.0)
        np.add.at(self._real, rows, (weights * signs)[:, None] * rotation)
        np.add.at(self._dual, rows, (weights * signs)[:, None] * dual)
        np.add.at(self._scale, rows, weights[:, None] * scale)

    def apply(self, points: Floats, total: Floats) -> Floats:
        """Return points (n, 3) moved by their sums; ``total`` holds their weights."""
        length = np.linalg.norm(self._real, axis=1, keepdims=True)
        real, dual = self._real / length, self._dual / length
        scaled = points * (self._scale / total[:, None])
        axis, angle = real[:, :3], real[:, 3:]
        turned = scaled + 2 * np.cross(axis, np.cross(axis, scaled) + angle * scaled)
        shift = 2 * (angle * dual[:, :3] - dual[:, 3:] * axis + np.cross(axis, dual[:, :3]))
        return np.asarray(turned + shift)


def _rotation_and_scale(matrix: Floats) -> tuple[Floats, Floats]:
    """Return the rotation of a matrix as a quaternion, and its scale along the axes; a mirrored one mirrors x.

    One axis that is flat follows from the other two; with more of them there is no rotation to find.
    """
    linear = matrix[:3, :3]
    scale = np.linalg.norm(linear, axis=0)
    if np.linalg.det(linear) < 0:
        scale[0] = -scale[0]
    axes = linear / np.where(scale == 0, 1.0, scale)
    for flat in np.flatnonzero(scale == 0):
        axes[:, flat] = np.cross(axes[:, (flat + 1) % 3], axes[:, (flat + 2) % 3])
    if not (np.isfinite(axes).all() and np.linalg.det(axes) > _NO_VOLUME):
        return np.array([0.0, 0, 0, 1]), scale
    return Rotation.from_matrix(axes).as_quat(), scale


def _product(first: Floats, second: Floats) -> Floats:
    """Multiply two quaternions."""
    vector = first[3] * second[:3] + second[3] * first[:3] + np.cross(first[:3], second[:3])
    return np.append(vector, first[3] * second[3] - first[:3] @ second[:3])
