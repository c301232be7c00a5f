"""The result of a survey before files are written: colours and heights over a grid, from either method."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import evolve, frozen

from ..errors import EngineError
from ..filters import Mask
from ..mesh import Floats, Pixels
from .grid import Grid

Method = Literal["contact sheet", "flat mosaic", "photogrammetry"]


@frozen(eq=False, kw_only=True)
class Terrain:
    """A map (h, w, 3), its mask (h, w), its heights (h, w) in metres, and its notes."""

    grid: Grid
    colours: Pixels
    covered: Mask
    heights: Floats
    method: Method
    photos: int
    notes: tuple[str, ...] = ()

    def cropped(self) -> Terrain:
        """Return the part that is not empty; raise EngineError if all is empty."""
        rows, columns = (np.nonzero(self.covered.any(axis))[0] for axis in (1, 0))
        if not len(rows):
            raise EngineError("The photos show no common ground: the map is empty.")
        window = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
        return evolve(
            self,
            grid=self.grid.cropped(*window),
            colours=self.colours[window],
            covered=self.covered[window],
            heights=self.heights[window],
        )

    def thinned(self, most: int) -> tuple[Floats, Pixels, float]:
        """Return at most about ``most`` points (n, 3) east, north, up, their colours (n, 3), and their distance."""
        stride = max(1, int(np.ceil(np.sqrt(self.covered.sum() / most))))
        take = slice(stride // 2, None, stride), slice(stride // 2, None, stride)
        if not self.covered[take].any():
            stride, take = 1, (slice(None), slice(None))
        shown = self.covered[take]
        east, north = (part[take][shown] for part in self.grid.centres())
        points = np.stack([east, north, self.heights[take][shown]], 1)
        return points, self.colours[take][shown], stride * self.grid.step
