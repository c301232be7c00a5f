"""Choose where to cut a solid in two: planes across the axes, by the necks of its shape or by its colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from attrs import frozen

from ..mesh import Floats, Ints
from .solids import Solid, box

PLANES: Final = 31
"""The planes that are tried across each axis."""
_LEAST_SIDE: Final = 0.04  # of the volume: smaller sides are not cut off
_BALANCE: Final = 0.3  # how much an uneven cut counts against its neck
_WIDTH: Final = 0.1  # how much a wide cut counts


@frozen(order=True)
class Cut:
    """A plane across an axis (0 to 2), and how good it is to cut there: the lower, the better."""

    score: float
    axis: int
    offset: float

    def sides(self, solid: Solid) -> tuple[Solid, Solid]:
        """Return the parts of a solid below and above the plane."""
        above, below = solid.split_by_plane(tuple(np.eye(3)[self.axis]), self.offset)
        return below, above


Chooser: TypeAlias = Callable[[Solid], Cut | None]
"""Returns the best cut of a solid, or None if there is none."""


def best_neck(solid: Solid) -> Cut | None:
    """Return the cut with the smallest face beside the larger faces on both of its sides."""
    profiles = [_areas(solid, axis) for axis in range(3)]
    widest = max(float(area.max()) for _, area in profiles)
    found = [cut for axis, profile in enumerate(profiles) for cut in _necks(axis, *profile, widest)]
    return min(found, default=None)


def turned(solid: Solid, axis: int) -> Solid:
    """Return a solid with an axis turned upwards, along z; the two axes after it become x and y."""
    matrix = np.zeros((3, 4))
    matrix[[0, 1, 2], [(axis + 1) % 3, (axis + 2) % 3, axis]] = 1
    return solid.transform(matrix)


def _areas(solid: Solid, axis: int) -> tuple[Floats, Floats]:
    """Return places along an axis, and the area of the cut there."""
    low, high = box(solid)[:, axis]
    places = low + (high - low) * (np.arange(PLANES) + 1) / (PLANES + 1)
    upright = turned(solid, axis)
    return places, np.array([upright.slice(place).area() for place in places.tolist()])


def _necks(axis: int, places: Floats, area: Floats, widest: float) -> list[Cut]:
    below, above = np.maximum.accumulate(area), np.maximum.accumulate(area[::-1])[::-1]
    share = np.cumsum(area) / max(float(area.sum()), 1e-300)
    side = np.minimum(share, 1 - share)
    neck = area / np.maximum(np.minimum(below, above), 1e-300)
    score = neck + _BALANCE * (1 - 2 * side) + _WIDTH * area / max(widest, 1e-300)
    usable = np.nonzero((side >= _LEAST_SIDE) & (area > 0))[0]
    return [Cut(float(score[place]), axis, float(places[place])) for place in usable]


def colour_chooser(points: Floats, weights: Floats, labels: Ints) -> Chooser:
    """Return a chooser of the cut that separates labelled points of the surface best, by their weights."""
    marks = np.eye(int(labels.max()) + 1)[labels] * weights[:, None]

    def best(solid: Solid) -> Cut | None:
        corners = box(solid)
        own = ((points >= corners[0]) & (points <= corners[1])).all(1)
        found = [cut for axis in range(3) for cut in _borders(points[own, axis], marks[own], corners[:, axis], axis)]
        return min(found, default=None)

    return best


def _borders(places: Floats, marks: Floats, ends: Floats, axis: int) -> list[Cut]:
    """Return cuts that leave each side as much of one colour as possible."""
    planes = ends[0] + (ends[1] - ends[0]) * (np.arange(PLANES) + 1) / (PLANES + 1)
    total = marks.sum(0)
    weight = float(total.sum())
    cuts: list[Cut] = []
    for plane in planes.tolist():
        below = marks[places < plane].sum(0)
        side = min(below.sum(), weight - below.sum()) / max(weight, 1e-300)
        if side >= _LEAST_SIDE:
            cuts.append(Cut(_impurity(below) + _impurity(total - below) - _impurity(total), axis, plane))
    return cuts


def _impurity(amounts: Floats) -> float:
    """Return the weight times the chance that two points of it differ in colour."""
    whole = float(amounts.sum())
    return whole - float((amounts**2).sum()) / whole if whole > 0 else 0.0
