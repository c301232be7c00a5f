"""A map's grid: square cells of a local frame, rows from north to south, and its position on earth."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from attrs import evolve, frozen

from ..mesh import Floats
from .geodesy import Place

SMALLEST_STEP: Final = 1e-3


@frozen(kw_only=True)
class Grid:
    """The north-western corner in metres, the side of a cell, the number of cells, and the frame's position if it is
    known.
    """

    west: float
    north: float
    step: float
    rows: int
    columns: int
    place: Place | None = None

    @classmethod
    def over(cls, low: Floats, high: Floats, step: float, most_cells: int, place: Place | None) -> Grid:
        """Return the grid between two corners (east, north), coarser than requested if it would have too many cells."""
        width, height = (max(float(side), SMALLEST_STEP) for side in high[:2] - low[:2])
        step = max(step, math.sqrt(width * height / most_cells), max(width, height) / most_cells, SMALLEST_STEP)
        columns, rows = max(1, math.ceil(width / step)), max(1, math.ceil(height / step))
        return cls(west=float(low[0]), north=float(high[1]), step=step, rows=rows, columns=columns, place=place)

    @property
    def east(self) -> Floats:
        """Return the centres of the columns."""
        return np.asarray(self.west + (np.arange(self.columns) + 0.5) * self.step, np.float64)

    @property
    def northing(self) -> Floats:
        """Return the centres of the rows."""
        return np.asarray(self.north - (np.arange(self.rows) + 0.5) * self.step, np.float64)

    def centres(self) -> tuple[Floats, Floats]:
        """Return east and north of all cells, (rows, columns) each."""
        east, north = np.meshgrid(self.east, self.northing)
        return east, north

    def cell(self, east: Floats, north: Floats) -> tuple[Floats, Floats]:
        """Return the column and the row; whole numbers are cell centres."""
        return (east - self.west) / self.step - 0.5, (self.north - north) / self.step - 0.5

    def refined(self, factor: int) -> Grid:
        """Return the grid with each cell cut into ``factor`` by ``factor``."""
        return evolve(self, step=self.step / factor, rows=self.rows * factor, columns=self.columns * factor)

    def cropped(self, rows: slice, columns: slice) -> Grid:
        """Return the grid of a part."""
        top, bottom, _ = rows.indices(self.rows)
        left, right, _ = columns.indices(self.columns)
        west, north = self.west + left * self.step, self.north - top * self.step
        return evolve(self, west=west, north=north, rows=bottom - top, columns=right - left)
