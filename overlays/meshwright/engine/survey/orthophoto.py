"""Compute the colours of a surface as seen straight from above: each cell shows the nearest photo that sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ..filters import Mask, ndimage
from ..mesh import Floats, Ints, Pixels
from .cameras import Camera
from .grid import Grid
from .neighbours import nearest_places
from .photos import load

CHOICES: Final = 5
_STEPS: Final = 14
_ABOVE: Final = 3.0
"""Cells by which the surface may rise above a line of sight before it blocks it."""


def colours_of(grid: Grid, heights: Floats, cameras: Sequence[Camera]) -> tuple[Pixels, Mask]:
    """Return the colours (h, w, 3) and which cells a photo shows; one photo is in memory at a time."""
    down = [camera for camera in cameras if camera.looks_down] or list(cameras)
    owner = _owners(grid, heights, down)
    east, north = grid.centres()
    colours = np.zeros((*heights.shape, 3), np.uint8)
    shown = np.zeros(heights.shape, bool)
    for number, camera in enumerate(down):
        mine = owner == number
        if not mine.any():
            continue
        resolution = float((camera.centre[2] - np.median(heights)) / camera.focal)
        scale = min(1.0, max(resolution / grid.step, 1e-3))
        pixels = load(camera.photo, scale)
        if pixels is None:
            continue
        scale = pixels.shape[1] / camera.photo.width
        column, row, _ = camera.project(east[mine], north[mine], heights[mine], scale)
        at = np.stack([row, column])
        bands = [ndimage.map_coordinates(pixels[..., band], at, order=1, mode="nearest") for band in range(3)]
        colours[mine], shown[mine] = np.stack(bands, -1), True
    return colours, shown


def _owners(grid: Grid, heights: Floats, cameras: Sequence[Camera]) -> Ints:
    """Return the index of each cell's camera, -1 for none; a hidden cell gets the nearest camera that faces it."""
    east, north = grid.centres()
    places = np.stack([east.ravel(), north.ravel()], 1)
    centres = np.array([camera.centre for camera in cameras])
    _, nearest = nearest_places(places, centres[:, :2], min(CHOICES, len(cameras)))
    owner = np.full(len(places), -1, np.int64)
    second_best = owner.copy()
    up = heights.ravel()
    for rank in nearest.T:
        for number in np.unique(rank[owner < 0]).tolist():
            cells = np.nonzero((rank == number) & (owner < 0))[0]
            inside = cameras[number].project(places[cells, 0], places[cells, 1], up[cells])[2]
            cells = cells[inside]
            second_best[cells] = np.where(second_best[cells] < 0, number, second_best[cells])
            points = np.c_[places[cells], up[cells]]
            owner[cells[_is_free(grid, heights, points, centres[number])]] = number
    return np.where(owner < 0, second_best, owner).reshape(heights.shape)


def _is_free(grid: Grid, heights: Floats, points: Floats, centre: Floats) -> Mask:
    """Return which points (n, 3) of the surface the camera sees, by steps along the lines of sight."""
    sight = centre - points
    # Above the highest cell nothing blocks the view.
    part = ((heights.max() - points[:, 2]) / np.maximum(sight[:, 2], 1e-6)).clip(0, 1)
    free = np.ones(len(points), bool)
    for step in range(1, _STEPS + 1):
        along = points + sight * (part * (step / _STEPS) ** 1.5)[:, None]
        column, row = grid.cell(along[:, 0], along[:, 1])
        ground = ndimage.map_coordinates(heights, np.stack([row, column]), order=1, mode="nearest")
        free &= ground < along[:, 2] + _ABOVE * grid.step
    return free
