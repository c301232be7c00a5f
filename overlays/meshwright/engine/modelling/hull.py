"""Make a shape from two to four pictures: a hull that is carved row by row.

Cutting every outline out of the block (the visual hull) leaves boxy edges wherever two outlines meet. Here each row of
pixels becomes a superellipse instead, |p|^3 + |q|^3 = 1, whose half axes are the row's runs in the front and in the
side outline: both outlines are kept, and the unseen parts are round. Front and back, or left and right, are combined to
one outline each: the mean of both, or the nearer one if they contradict each other. If only front and back (or one
side) are known, their outline is inflated. Outlines without a common height are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import EngineError
from ..filters import blurred, distance_to_outside
from ..mesh import Floats
from .field import Field
from .inflation import inflate
from .silhouette import Silhouette, agreement, merged, mirrored, on_grid_of, symmetrised

_ROUNDNESS: Final = np.float32(
    3.0
)  # the exponent: 2 is an ellipse, which looks thin on the diagonal; a large one is a box
_FARTHEST: Final = 2.0  # profiles stop growing here, far enough outside
_ONE_OBJECT: Final = 0.85  # the overlap below which two outlines do not show one object from two sides
AXES: Final = ("front", "back"), ("right", "left")


@frozen(eq=False)
class RowHull:
    """Describe the hull of a front and a side outline: positive where the superellipse of the row holds the point."""

    front: Silhouette
    side: Silhouette
    front_profile: Floats
    side_profile: Floats
    low: Floats
    high: Floats

    def sample(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.float32]:
        """Return 1 minus the superellipse's radius on the lattice."""
        across = self.front.at(self.front_profile, x, y).astype(np.float32) ** _ROUNDNESS
        along = self.side.at(self.side_profile, -z, y).astype(np.float32) ** _ROUNDNESS
        radius = across[:, :, None] + along.T[None, :, :]
        np.power(radius, 1 / _ROUNDNESS, out=radius)
        return np.subtract(np.float32(1), radius, out=radius)


def row_hull(outlines: Mapping[str, Silhouette], symmetry_mode: Literal["off", "auto", "on"]) -> Field:
    """Return the hull of the outlines by view (front, right, back, left); symmetry concerns the front."""
    front, side = (_axis(outlines, near, far) for near, far in AXES)
    if front is None:
        raise ValueError("a hull needs a front or a back")
    front = symmetrised(front, symmetry_mode)
    if side is None:
        return inflate(front)
    (left, front_bottom), (right, front_top) = front.box()
    (far, side_bottom), (near, side_top) = side.box()
    if min(front_top, side_top) <= max(front_bottom, side_bottom):
        raise EngineError("The outlines of the pictures have no height in common.")
    return RowHull(
        front,
        side,
        _profile(front),
        _profile(side),
        np.array([left, max(front_bottom, side_bottom), -near]),
        np.array([right, min(front_top, side_top), -far]),
    )


def contradictions(outlines: Mapping[str, Silhouette]) -> list[tuple[str, str]]:
    """Return the pairs of opposite views whose outlines are not each other's mirror image."""
    pairs = [(near, far) for near, far in AXES if near in outlines and far in outlines]
    return [(near, far) for near, far in pairs if _contradict(outlines[near], outlines[far])]


def _contradict(near: Silhouette, far: Silhouette) -> bool:
    return agreement(near, on_grid_of(near, mirrored(far))) < _ONE_OBJECT


def _axis(outlines: Mapping[str, Silhouette], near: str, far: str) -> Silhouette | None:
    """Return the outline along one axis in the orientation of the near view, from the available views."""
    if near in outlines and far in outlines:
        if _contradict(outlines[near], outlines[far]):
            return outlines[near]
        return merged(outlines[near], mirrored(outlines[far]))
    if near in outlines:
        return outlines[near]
    return mirrored(outlines[far]) if far in outlines else None


def _profile(silhouette: Silhouette) -> Floats:
    """Return each pixel's position in its row's nearest run: 0 in the centre of the run, 1 at both ends,
    more outside.
    """
    distance = silhouette.distance / silhouette.pixel
    profile = np.stack([_row_profile(row) for row in distance])
    empty = ~(distance > 0).any(1)
    # Rows above and below the object: outside by their distance, so the surface closes between the rows.
    away = distance_to_outside(np.pad(empty, 1, constant_values=False)[:, None].repeat(3, 1))[1:-1, 1]
    profile[empty] = (1 + 0.15 * away[empty, None]).clip(max=_FARTHEST)
    return blurred(profile, 1.0)


def _row_profile(distance: Floats) -> Floats:
    columns = np.arange(len(distance))
    steps = np.diff(np.pad(distance > 0, 1).astype(np.int8))
    starts, ends = np.nonzero(steps == 1)[0], np.nonzero(steps == -1)[0] - 1
    if not len(starts):
        return np.full(len(distance), _FARTHEST)
    # The signed distance gives the exact end of the run beyond the centre of the last pixel.
    left = starts - distance[starts].clip(0, 1)
    right = ends + distance[ends].clip(0, 1)
    middle, half = (left + right) / 2, np.maximum((right - left) / 2, 0.75)
    places = np.abs(columns[:, None] - middle) / half
    # Outside a run its width must not count, or a wide run would fill the gap to a narrow neighbour.
    places = np.where(places <= 1, places, 1 + (places - 1) * half / 6)
    return np.asarray(places.min(1).clip(max=_FARTHEST))
