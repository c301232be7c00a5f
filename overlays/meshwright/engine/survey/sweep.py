"""Measure heights by a sweep: try many heights for each cell, and choose the one at which the nearby photos agree.

This is our own code because COLMAP's dense step needs a GPU. Agreement is the normalised correlation of small windows
of the nearest photos; ``smoothing`` makes the choice smooth. The memory is that of one stack of costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from PIL import Image
from scipy import interpolate as _untyped
from scipy import spatial as _also_untyped

from ..filters import Mask, areas, blurred, ndimage, regions
from ..mesh import Floats, Pixels
from .cameras import Camera
from .grid import Grid
from .neighbours import nearest_places
from .photos import load
from .smoothing import smooth_choice
from .sparse import NotPossible

VIEWS: Final = 4
MOST_LEVELS: Final = 96
LEAST_VIEWS: Final = 3
LONGEST_SIDE: Final = 1600
_STEP: Final = 1.25
"""The step between heights relative to the size of a cell."""
_WINDOW: Final = 7
_NOISE: Final = 1.5
_BEST_PAIRS: Final = 3
_PRIOR: Final = 0.003
"""Cost of a level's distance to the surface through the sparse points,"""
_FARTHEST: Final = 25
"""up to this many levels."""
_interpolate: Any = _untyped
_spatial: Any = _also_untyped
Plane = NDArray[np.float32]


@frozen(eq=False)
class _View:
    """A camera and its grey picture in bytes, as all views are in memory at once."""

    camera: Camera
    grey: Pixels
    scale: float


@frozen(eq=False)
class _Look:
    """The cells that use one view: flat indices, and their positions."""

    view: _View
    cells: NDArray[np.int64]
    east: Floats
    north: Floats


def heights_of(
    grid: Grid, points: Floats, cameras: Sequence[Camera], progress: Callable[[float], None]
) -> tuple[Floats, Mask]:
    """Return the heights (h, w) and which of them are valid; raise NotPossible for fewer than three photos from above.
    A height is valid if at least three photos see the cell and it is not at the border.
    """
    east, north = grid.centres()
    base = _surface_through(points, east, north)
    views = _views([camera for camera in cameras if camera.looks_down])
    ranks = _nearest_views(views, east, north)
    levels = _levels(points, grid.step)
    costs = np.empty((len(levels), *east.shape), np.float32)
    for number, level in enumerate(levels):
        costs[number] = _unlikeness(ranks, float(level), east.shape)
        progress(0.7 * (number + 1) / len(levels))
    step = float(levels[1] - levels[0])
    for level, cost in zip(levels, costs, strict=True):
        cost += _PRIOR * np.minimum(np.abs(level - base) / step, _FARTHEST)
    chosen = smooth_choice(costs, lambda part: progress(0.7 + 0.3 * part))
    heights = ndimage.median_filter(levels[0] + step * chosen, 3)
    return np.asarray(heights), _without_border(_seen(views, east, north, heights))


def _surface_through(points: Floats, east: Floats, north: Floats) -> Floats:
    try:
        flat = _interpolate.LinearNDInterpolator(points[:, :2], points[:, 2])(east, north)
    except _spatial.QhullError as error:
        raise NotPossible("the reconstructed points are in one line.") from error
    outside = _interpolate.NearestNDInterpolator(points[:, :2], points[:, 2])(east, north)
    return np.asarray(np.where(np.isfinite(flat), flat, outside), np.float64)


def _views(cameras: Sequence[Camera]) -> list[_View]:
    views = []
    for camera in cameras:
        scale = min(1.0, LONGEST_SIDE / max(camera.photo.width, camera.photo.height))
        pixels = load(camera.photo, scale)
        if pixels is not None:
            grey = np.asarray(Image.fromarray(pixels).convert("L"), np.float32)
            soft = (blurred(grey, 0.8) + 0.5).astype(np.uint8)
            views.append(_View(camera, soft, grey.shape[1] / camera.photo.width))
    if len(views) < LEAST_VIEWS:
        raise NotPossible(f"only {len(views)} photos look down; {LEAST_VIEWS} are needed.")
    return views


def _nearest_views(views: Sequence[_View], east: Floats, north: Floats) -> list[list[_Look]]:
    """Return which cells use which view, for the nearest camera of each cell, the second nearest, and so on."""
    places = np.stack([east.ravel(), north.ravel()], 1)
    centres = np.array([view.camera.centre[:2] for view in views])
    _, nearest = nearest_places(places, centres, min(VIEWS, len(views)))
    ranks = []
    for rank in nearest.T:
        looks = []
        for number, view in enumerate(views):
            cells = np.nonzero(rank == number)[0]
            if len(cells):
                looks.append(_Look(view, cells, places[cells, 0], places[cells, 1]))
        ranks.append(looks)
    return ranks


def _levels(points: Floats, step: float) -> Floats:
    low, high = np.percentile(points[:, 2], (0.2, 99.8))
    margin = max(0.05 * (high - low), 4 * step)
    low, high = low - margin, high + margin
    return np.linspace(low, high, int(min(MOST_LEVELS, max(8, np.ceil((high - low) / (_STEP * step))))))


def _unlikeness(ranks: Sequence[Sequence[_Look]], level: float, shape: tuple[int, ...]) -> Floats:
    """Return the disagreement of the views per cell at one height: 0 for equal, 2 for opposite."""
    shown = []
    for looks in ranks:
        plane, known = np.zeros((2, shape[0] * shape[1]), np.float32)
        for look in looks:
            column, row, inside = look.view.camera.project(
                look.east, look.north, np.full(len(look.cells), level), look.view.scale
            )
            at = np.stack([row[inside], column[inside]])
            plane[look.cells[inside]] = ndimage.map_coordinates(look.view.grey, at, np.float32, order=1, mode="nearest")
            known[look.cells[inside]] = 1
        shown.append(_standardised(plane.reshape(shape), known.reshape(shape)))
    pairs = np.stack([ndimage.uniform_filter(a * b, _WINDOW) for a, b in combinations(shown, 2)])
    best = np.partition(pairs, -min(_BEST_PAIRS, len(pairs)), axis=0)[-min(_BEST_PAIRS, len(pairs)) :]
    return 1 - np.asarray(best.mean(0))


def _standardised(plane: Plane, known: Plane) -> Plane:
    """Return the plane minus its mean, divided by its deviation, in windows; 0 where it is unknown. Unknown pixels are
    excluded from the windows: otherwise the borders of photos would be the strongest edges, equal at any height.
    """
    share = np.maximum(ndimage.uniform_filter(known, _WINDOW), 1e-3)
    rest = (plane - ndimage.uniform_filter(plane, _WINDOW) / share) * known
    variance = ndimage.uniform_filter(rest * rest, _WINDOW) / share
    deviation = np.sqrt(np.maximum(variance, 0))  # running sums may end slightly below zero
    return np.asarray(rest / (deviation + _NOISE))


def _seen(views: Sequence[_View], east: Floats, north: Floats, heights: Floats) -> Mask:
    count = np.zeros(east.shape, np.int64)
    for view in views:
        count += view.camera.project(east, north, heights)[2]
    return np.asarray(count >= min(LEAST_VIEWS, len(views)))


def _without_border(seen: Mask) -> Mask:
    """Return the largest region without its border, where windows reach into unknown pixels."""
    numbered, numbers = regions(ndimage.binary_opening(seen, iterations=_WINDOW // 2))
    if not len(numbers):
        return seen
    largest = numbered == numbers[areas(numbered, numbers).argmax()]
    inner = ndimage.binary_erosion(ndimage.binary_fill_holes(largest), iterations=_WINDOW // 2)
    return np.asarray(inner & seen if inner.any() else seen)
