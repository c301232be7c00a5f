"""Reconstruct a surface from photos: cameras and points by COLMAP, heights by a sweep, colours as seen from above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from ..filters import ndimage
from .flight import Flight
from .grid import Grid
from .orthophoto import colours_of
from .sparse import NotPossible, Sparse, is_installed, sparse_of
from .sweep import heights_of
from .terrain import Terrain

__all__ = ["NotPossible", "is_installed", "reconstruct"]

FEWEST_POINTS: Final = 100
CELLS_PER_HEIGHT: Final = 16
"""Cells of the map per cell of the heights, which the windows blur anyway."""
_RESOLUTIONS: Final = 3.0
"""Pixels of a photo per measured height, along a side."""
_SPARSE: Final = 0.75
_DENSE: Final = 0.95


def reconstruct(flight: Flight, most_cells: int, progress: Callable[[float], None]) -> Terrain:
    """Return the measured surface of a flight; raise NotPossible otherwise. Progress runs from 0 to 1."""
    sparse = sparse_of(flight, lambda part: progress(_SPARSE * part))
    if len(sparse.points) < FEWEST_POINTS:
        raise NotPossible(f"only {len(sparse.points)} points were found.")
    coarse = _grid(sparse, flight, most_cells // CELLS_PER_HEIGHT)
    heights, seen = heights_of(
        coarse, sparse.points, sparse.cameras, lambda part: progress(_SPARSE + (_DENSE - _SPARSE) * part)
    )
    factor = max(1, int(min(_RESOLUTIONS, np.sqrt(most_cells / heights.size))))
    fine = coarse.refined(factor)
    finer = ndimage.zoom(heights, factor, order=1, mode="nearest", grid_mode=True)
    colours, shown = colours_of(fine, finer, sparse.cameras)
    covered = shown & np.kron(seen, np.ones((factor, factor), bool))
    if not covered.any():
        raise NotPossible("no ground is seen by three photos.")
    progress(1.0)
    return Terrain(
        grid=fine,
        colours=colours,
        covered=covered,
        heights=finer,
        method="photogrammetry",
        photos=len(sparse.cameras),
        notes=(*flight.notes, *_notes(sparse, flight)),
    ).cropped()


def _grid(sparse: Sparse, flight: Flight, most_cells: int) -> Grid:
    low, high = np.percentile(sparse.points, (0.5, 99.5), axis=0)
    resolutions = [(camera.centre[2] - np.median(sparse.points[:, 2])) / camera.focal for camera in sparse.cameras]
    step = _RESOLUTIONS * float(np.median(np.abs(resolutions)))
    return Grid.over(low, high, step, most_cells, flight.place)


def _notes(sparse: Sparse, flight: Flight) -> list[str]:
    notes = [
        f"Cameras and {len(sparse.points):,} points were found by COLMAP and aligned to GPS; heights were measured "
        "between them by a simple method on the processor."
    ]
    lost = len(flight.shots) - len(sparse.cameras)
    if lost:
        notes.append(
            f"{lost} of {len(flight.shots)} photos could not be placed or do not match GPS; they were left out."
        )
    return notes
