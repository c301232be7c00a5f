"""Project photos onto flat ground: each cell shows the photo of the nearest camera above it, with soft seams.

Objects above the ground lean in such a map and do not match across seams; nothing is reconstructed. One photo is in
memory at a time, and the number of drawn cells is bounded, with a coarser map if needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from PIL import Image

from ..errors import EngineError
from ..mesh import Floats, Pixels
from .flight import Flight, Shot
from .grid import Grid
from .photos import load
from .terrain import Terrain

MOST_PHOTOS: Final = 500
MOST_DRAWN: Final = 60_000_000
"""The most cells drawn for all photos together: about half a minute."""
FEATHER: Final = 0.04
"""Width of a seam, relative to the reach of a photo."""
_Planes = NDArray[np.float32]


def flat_mosaic(flight: Flight, most_cells: int, progress: Callable[[float], None]) -> Terrain:
    """Return the map of a flight; raise EngineError where no photo can be decoded. Progress runs from 0 to 1."""
    down = flight.nadir
    shots = _even_choice(down.shots)
    canvas = _Canvas.over(_grid(shots, flight, most_cells), FEATHER * float(np.median([s.reach for s in shots])))
    damaged = 0
    for number, shot in enumerate(shots):
        damaged += not canvas.draw(shot)
        progress((number + 1) / len(shots))
    notes = [*down.notes]
    if len(shots) < len(down.shots):
        notes.append(f"{len(shots)} of {len(down.shots)} photos were drawn, evenly chosen.")
    if damaged == len(shots):
        raise EngineError(f"None of the {len(shots)} photos can be decoded.")
    if damaged:
        notes.append(f"{damaged} photos are damaged and were left out.")
    return canvas.terrain(notes, len(shots) - damaged).cropped()


def _even_choice(shots: tuple[Shot, ...]) -> list[Shot]:
    step = max(1.0, len(shots) / MOST_PHOTOS)
    return [shots[int(number * step)] for number in range(min(len(shots), MOST_PHOTOS))]


def _grid(shots: list[Shot], flight: Flight, most_cells: int) -> Grid:
    places = np.array([(shot.east, shot.north, shot.reach) for shot in shots])
    low, high = (places[:, :2] - places[:, 2:]).min(0), (places[:, :2] + places[:, 2:]).max(0)
    drawn = float((4 * places[:, 2] ** 2).sum())
    step = max(float(np.median([shot.resolution for shot in shots])), math.sqrt(drawn / MOST_DRAWN))
    return Grid.over(low, high, step, most_cells, flight.place)


@frozen(eq=False)
class _Canvas:
    """Hold weighted colours (h, w, 3), weights (h, w), and how far below the nearest camera each cell lies (h, w).

    Weights fall off with the distance beyond the nearest one. When a nearer photo is added, the previous weights are
    scaled down, so that one pass is enough and nothing underflows.
    """

    grid: Grid
    feather: float
    colours: _Planes
    weights: _Planes
    nearest: _Planes

    @classmethod
    def over(cls, grid: Grid, feather: float) -> _Canvas:
        shape = grid.rows, grid.columns
        return cls(
            grid,
            max(feather, grid.step),
            np.zeros((*shape, 3), np.float32),
            np.zeros(shape, np.float32),
            np.full(shape, np.inf, np.float32),
        )

    def draw(self, shot: Shot) -> bool:
        """Draw one photo onto the map; return False if it cannot be decoded."""
        scale = min(1.0, shot.resolution / self.grid.step)
        pixels = load(shot.photo, scale)
        if pixels is None:
            return False
        column, row = self.grid.cell(np.array(shot.east), np.array(shot.north))
        reach = shot.reach / self.grid.step
        top, bottom = _span(float(row), reach, self.grid.rows)
        left, right = _span(float(column), reach, self.grid.columns)
        if top >= bottom or left >= right:
            return True
        corner, size = (left - float(column), top - float(row)), (right - left, bottom - top)
        along, down = corner[0] + np.arange(size[0]), corner[1] + np.arange(size[1])
        distance = np.hypot(along, down[:, None]) * self.grid.step
        self._blend(
            (slice(top, bottom), slice(left, right)), _laid(pixels, shot, self.grid.step, corner, size), distance
        )
        return True

    def _blend(self, window: tuple[slice, slice], laid: Pixels, distance: Floats) -> None:
        seen = laid[..., 3] == 255
        before = self.nearest[window][seen]
        here = distance[seen].astype(np.float32)
        now = np.minimum(before, here)
        kept, weight = np.exp((now - before) / self.feather), np.exp((now - here) / self.feather)
        self.nearest[window][seen] = now
        self.weights[window][seen] = self.weights[window][seen] * kept + weight
        colours = self.colours[window]
        colours[seen] = colours[seen] * kept[:, None] + laid[..., :3][seen] * weight[:, None]

    def terrain(self, notes: list[str], photos: int) -> Terrain:
        covered = self.weights > 0
        colours = self.colours / np.maximum(self.weights, 1e-9)[..., None]
        return Terrain(
            grid=self.grid,
            colours=(colours + 0.5).clip(0, 255).astype(np.uint8),
            covered=covered,
            heights=np.zeros(covered.shape),
            method="flat mosaic",
            photos=photos,
            notes=tuple(notes),
        )


def _span(middle: float, reach: float, most: int) -> tuple[int, int]:
    return max(0, math.floor(middle - reach)), min(most, math.ceil(middle + reach) + 1)


def _laid(pixels: Pixels, shot: Shot, step: float, corner: tuple[float, float], size: tuple[int, int]) -> Pixels:
    """Return a window of cells (h, w, 4), opaque inside the photo; ``corner`` is relative to the shot."""
    height, width = pixels.shape[:2]
    across = step / shot.resolution * width / shot.photo.width
    down = step / shot.resolution * height / shot.photo.height
    sine, cosine = math.sin(shot.heading), math.cos(shot.heading)
    # Cells run east and south; the photo's right is (cos, -sin), its top (sin, cos) in (east, north).
    column = (across * cosine, across * sine)
    row = (-down * sine, down * cosine)
    x, y = corner[0] - 0.5, corner[1] - 0.5  # Pillow counts from pixel corners, cells from their centres
    affine = (
        *column,
        column[0] * x + column[1] * y + width / 2,
        *row,
        row[0] * x + row[1] * y + height / 2,
    )
    opaque = Image.fromarray(pixels).convert("RGBA")
    return np.asarray(opaque.transform(size, Image.Transform.AFFINE, affine, Image.Resampling.BILINEAR))
