"""Axis-aligned bounding boxes, grown point by point; vertices that are not finite are skipped and noted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Box:
    """Grow an axis-aligned box in float64; empty at first."""

    def __init__(self) -> None:
        self.lower: Floats = np.full(3, np.inf)
        self.upper: Floats = np.full(3, -np.inf)
        self.saw_non_finite = False

    @property
    def is_empty(self) -> bool:
        """Return whether no finite point was added yet."""
        return not bool((self.lower <= self.upper).all())

    @property
    def size(self) -> Floats:
        """Return the three side lengths."""
        return self.upper - self.lower

    def add(self, points: NDArray[np.floating]) -> None:
        """Grow by points of shape (n, 3); rows holding NaN or an infinity are skipped."""
        self._grow(points.T, np.zeros(3))

    def add_moved(self, matrix: Floats, points: Floats) -> None:
        """Grow by points (n, 3) moved by one 4x4 matrix."""
        self._grow(matrix[:3, :3] @ points.T, matrix[:3, 3])

    def _grow(self, columns: NDArray[np.floating], shift: Floats) -> None:
        # One axis at a time: numpy is twenty times slower along the short side of an (n, 3) array
        if not columns.shape[1]:
            return
        extremes = _extremes(columns)
        if not np.isfinite(extremes).all():
            finite = np.isfinite(columns).all(axis=0)
            self.saw_non_finite |= not bool(finite.all())
            if not finite.any():
                return
            extremes = _extremes(columns[:, finite])
        self.lower = np.minimum(self.lower, extremes[0] + shift)
        self.upper = np.maximum(self.upper, extremes[1] + shift)


def _extremes(columns: NDArray[np.floating]) -> Floats:
    """Return the lowest and the highest value of each of three rows, (2, 3)."""
    return np.array([[row.min() for row in columns], [row.max() for row in columns]], np.float64)


def transform_points(matrix: Floats, points: Floats) -> Floats:
    """Move points (n, 3) by one 4x4 matrix."""
    return points @ matrix[:3, :3].T + matrix[:3, 3]


def transformed_extents(matrices: Floats, box: Box) -> tuple[Floats, Floats]:
    """Return the lower and upper corners (k, 3) of the boxes around a box moved by each of (k, 4, 4) matrices."""
    linear = matrices[:, :3, :3]
    centre = linear @ ((box.lower + box.upper) / 2) + matrices[:, :3, 3]
    reach = np.abs(linear) @ (box.size / 2)
    return centre - reach, centre + reach


def keeps_boxes_tight(matrices: Floats) -> NDArray[np.bool_]:
    """Return for each of (k, 4, 4) matrices whether a moved box is the exact box of its moved content.

    True where every output axis depends on one input axis only: any mix of quarter turns, mirrors and scales.
    """
    linear = np.abs(matrices[:, :3, :3])
    largest = linear.max(axis=(1, 2), keepdims=True)
    verdict: NDArray[np.bool_] = ((linear > 1e-9 * largest).sum(axis=2) <= 1).all(axis=1)
    return verdict
