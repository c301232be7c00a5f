"""Join cut parts by connectors: a peg on the part below the cut, a hole in the part above it."""

from __future__ import annotations

from itertools import permutations
from typing import Any, Final, Literal

import manifold3d
import numpy as np
from attrs import frozen
from scipy import spatial as _untyped

from ..mesh import Floats
from .cuts import Cut, turned
from .solids import Solid, box

_manifold: Final[Any] = manifold3d  # declares only a part of its types
_spatial: Final[Any] = _untyped
CLEARANCE: Final = 0.03
"""A hole is wider and deeper than its peg by this share of the peg."""
_GRID: Final = 25  # points along a cut face at which the middle of a connector is looked for
_SMALL: Final = 0.02  # of the whole cut: smaller pieces of a face get no connector
_NEAR: Final = 1e-4  # of the longest part: how far from the plane faces are looked at
_MOST_DEPTH: Final = 0.6  # of the material above the cut
_SEGMENTS: Final = 48


@frozen(kw_only=True)
class Connector:
    """The shape of connectors; size and height are shares of the widest circle in the cut face."""

    kind: Literal["cube", "cylinder"]
    size: float
    height: float

    def body(self, width: float, height: float) -> Solid:
        """Return a peg from z = 0 upwards."""
        if self.kind == "cylinder":
            return _manifold.Manifold.cylinder(height, width / 2, width / 2, _SEGMENTS)
        return _manifold.Manifold.cube((width, width, height)).translate((-width / 2, -width / 2, 0))


def connected_parts(parts: list[Solid], cuts: list[Cut], connector: Connector) -> tuple[list[Solid], int]:
    """Return the parts with connectors at the cuts, and the number of connectors."""
    made, count = list(parts), 0
    for axis, offset in sorted({(cut.axis, cut.offset) for cut in cuts}):
        near = _NEAR * max(float(np.ptp(box(part)[:, axis])) for part in parts)
        upright = [turned(part, axis) for part in parts]
        below, above = ([part.slice(offset + side * near) for part in upright] for side in (-1, 1))
        for lower, upper in permutations(range(len(parts)), 2):
            for middle, radius in _places(below[lower], above[upper]):
                depth = _depth(upright[upper], offset + near, middle)
                pair = _pair(connector, (*middle.tolist(), offset), radius, depth)
                peg, hole = (_turned_back(solid, axis) for solid in pair)
                made[lower] = made[lower] + peg
                made[upper] = made[upper] - hole
                count += 1
    return made, count


def _places(below: Any, above: Any) -> list[tuple[Floats, float]]:
    """Return the middle and the radius of the widest circle in each piece of the face that two parts share."""
    least = _SMALL * max(below.area(), above.area())
    if not least:
        return []
    pieces = [piece for piece in (below ^ above).decompose() if piece.area() > least]
    return [_widest_circle([np.asarray(line) for line in piece.to_polygons()]) for piece in pieces]


def _widest_circle(outlines: list[Floats]) -> tuple[Floats, float]:
    """Return the middle and the radius of about the widest circle inside closed outlines."""
    low, high = (reduce(np.concatenate(outlines), axis=0) for reduce in (np.min, np.max))
    steps = (np.arange(_GRID) + 0.5) / _GRID
    grid = np.stack(np.meshgrid(*(low[axis] + (high[axis] - low[axis]) * steps for axis in (0, 1))), -1).reshape(-1, 2)
    inside = np.zeros(len(grid), bool)
    border = []
    for line in outlines:
        following = np.roll(line, -1, axis=0)
        for start, end in zip(line, following, strict=True):
            crosses = (start[1] > grid[:, 1]) != (end[1] > grid[:, 1])
            rise = end[1] - start[1]
            at = start[0] + (grid[:, 1] - start[1]) * (end[0] - start[0]) / (rise or 1.0)
            inside ^= crosses & (grid[:, 0] < at)
        count = np.ceil(np.linalg.norm(following - line, axis=1) / (np.linalg.norm(high - low) / 200)).astype(int) + 1
        part = np.concatenate([np.linspace(0, 1, n) for n in count])
        border.append(np.repeat(line, count, axis=0) + part[:, None] * np.repeat(following - line, count, axis=0))
    distance = np.where(inside, _spatial.cKDTree(np.concatenate(border)).query(grid)[0], 0.0)
    best = int(distance.argmax())
    return grid[best], float(distance[best])


def _pair(connector: Connector, place: tuple[float, float, float], radius: float, depth: float) -> tuple[Solid, Solid]:
    """Return a peg at a place of an upright cut face, and its hole."""
    side = radius * (2**0.5 if connector.kind == "cube" else 2.0)  # of the largest peg that fits into the circle
    width, height = connector.size * side, min(connector.height * 2 * radius, _MOST_DEPTH * depth)
    sunk = 0.1 * height  # both begin a little below the face, so that no sheet is left between
    at = (place[0], place[1], place[2] - sunk)
    wide = connector.body(width * (1 + CLEARANCE), height * (1 + CLEARANCE) + sunk)
    return connector.body(width, height + sunk).translate(at), wide.translate(at)


def _depth(upright: Solid, start: float, middle: Floats) -> float:
    """Return how far the material reaches above a point of the cut face."""
    top = float(box(upright)[1, 2]) + 1e-9
    hits = upright.ray_cast(np.array([*middle.tolist(), start]), np.array([*middle.tolist(), top]))
    return float(hits[0].position[2]) - start if hits else top - start


def _turned_back(solid: Solid, axis: int) -> Solid:
    """Undo ``turned``."""
    return turned(solid, (1 - axis) % 3)
