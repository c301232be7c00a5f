"""Compute one uniform scale and one shift from a measured box and the requested size; refuse flat and unstorable
results.
"""

from __future__ import annotations

import math

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import EngineError
from .box import Box, Floats
from .options import ResizeOptions

# Below this share of the longest side a height is rounding noise of a flat model; dividing by it gives scales of 1e8.
FLAT = 1e-6
# Vertices, nodes and facets are single precision in most of the five formats.
LARGEST_STORABLE = 1e30
SMALLEST_STORABLE = 1e-30


@frozen(kw_only=True)
class Axes:
    """The up axis of a file (0, 1, 2 and the direction along it) and the length of its unit."""

    up: int
    up_sign: int = 1
    metres_per_unit: float = 1.0


@frozen(kw_only=True)
class Placement:
    """Map a file's coordinates p to ``scale * p + shift`` (file units)."""

    scale: float
    shift: tuple[float, float, float]

    def apply(self, points: NDArray[np.floating]) -> Floats:
        """Place points of shape (..., 3)."""
        placed = np.empty(points.shape)
        for axis, shift in enumerate(self.shift):  # many times faster than broadcasting along the short side
            placed[..., axis] = points[..., axis] * self.scale + shift
        return placed

    def matrix(self) -> Floats:
        """Return the same mapping as a 4x4 matrix for column vectors."""
        matrix = np.diag([self.scale, self.scale, self.scale, 1.0])
        matrix[:3, 3] = self.shift
        return matrix


def place(box: Box, axes: Axes, options: ResizeOptions) -> Placement:
    """Choose scale and shift so that the box gets the requested size with the origin at its bottom or centre."""
    if box.is_empty:
        raise EngineError("The model has no geometry that could be measured.")
    longest = float(box.size.max())
    side = float(box.size[axes.up]) if options.height is not None else longest
    if not (math.isfinite(longest) and side > FLAT * longest):
        name = "height" if options.height is not None else "extent"
        raise EngineError(f"The model has no {name}: {side:g} units along the side to be resized, {longest:g} at most.")
    target = options.height if options.height is not None else options.resize_longest_side
    assert target is not None  # ResizeOptions holds exactly one mode
    scale = target / (side * axes.metres_per_unit)
    origin = (box.lower + box.upper) / 2
    if options.origin_at == "bottom":
        origin[axes.up] = (box.lower if axes.up_sign > 0 else box.upper)[axes.up]
    shift = -scale * origin
    reach = max(scale, float(np.abs(shift).max()), scale * longest)
    if not (reach < LARGEST_STORABLE and scale > SMALLEST_STORABLE):
        raise EngineError(f"A scale of {scale:g} from {side:g} units leaves the range of single-precision numbers.")
    return Placement(scale=scale, shift=(float(shift[0]), float(shift[1]), float(shift[2])))
