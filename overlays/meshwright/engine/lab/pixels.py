"""Fidget pixels: a picture of coloured pieces that hook into each other like those of a jigsaw puzzle, printed in
place.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from attrs import frozen

from ..errors import EngineError
from ..json_object import Json
from ..mesh import Floats, Ints, Mesh, Model
from ..modelling.silhouette import Silhouette
from ..modelling.thumbnails import write_thumbnail
from ..pictures import load_picture
from ..printing.edges import connected
from ..writers.threemf import Filaments, write_package
from .depth import subject_of
from .figures import sturdy
from .files import EMULATED, LabFiles, filled_in, standing
from .painting import block_colours, faceted, swatches
from .pieces import PITCH, Piece, piece_mesh

DEFAULTS: Final[Json] = {"grid_size": 16, "piece_shape": "square"}
"""Our own names: the service does not publish its."""
_COLOURS: Final = 8
_FILLED: Final = 0.5  # of a piece: with less of the subject there is none
_LEAST: Final = 4  # pieces
_SAMPLES: Final = (-0.375, -0.125, 0.125, 0.375)  # of a piece, from its middle


@frozen(eq=False)
class _Grid:
    """The places of pieces: their middles in millimetres (n, 2), and which are neighbours."""

    middles: Floats
    pairs: Ints
    """(m, 4): a piece, its neighbour, the direction to it in degrees, and whether the piece has the knob."""


def fidget_pixel(picture: Path, options: Json, folder: Path) -> LabFiles:
    """Write the pieces of a picture's subject as one 3MF with a material for each colour, and its thumbnail.

    ``grid_size`` is 16 or 32 pieces, ``piece_shape`` square or hexagon. Raises EngineError if the picture has no
    subject, or one of too few pieces.
    """
    options = filled_in(options, DEFAULTS)
    shape, size = options["piece_shape"], options["grid_size"]
    shot, outline = subject_of(load_picture(picture))
    outline = sturdy(outline, 1 / size)
    grid = _grid(shape, size)
    low, high = grid.middles.min(0) - PITCH / 2, grid.middles.max(0) + PITCH / 2
    scale = float(min((high - low) / (outline.width, 1.0)))  # millimetres to the subject's height
    places = (grid.middles - (low + high) / 2) / scale + (0, 0.5)
    used, left_out = _largest(grid, _covered(outline, places, PITCH / scale))
    if len(used) < _LEAST:
        raise EngineError(f"The subject of the picture is too small or too thin for a grid of {size} pieces.")
    palette, label = block_colours(shot, places[used], PITCH / scale, _COLOURS)
    mesh, piece = _pieces(grid, used, shape)
    names = [f"Filament {number}" for number in range(1, len(palette) + 1)]
    filaments = Filaments(names, palette, label[piece])
    path = folder / "model.3mf"
    write_package(path, [("pixels", standing(mesh))], 1.0, filaments)
    thumbnail = write_thumbnail(Model(faceted(mesh), swatches(palette, label[piece])), folder / "preview.png")
    notes = [
        EMULATED,
        f"{len(used)} pieces of {PITCH:g} mm in {len(palette)} colors; they are the emulator's own, as are the names "
        "grid_size and piece_shape.",
    ]
    if left_out:
        notes.append(f"{left_out} pieces that touch no other were left out.")
    return LabFiles(models={"3mf": path.name}, thumbnail=thumbnail.name, notes=tuple(notes))


def _grid(shape: str, size: int) -> _Grid:
    """Return a square grid, or rows of hexagons of which every other is moved by half a piece."""
    row, column = (part.ravel() for part in np.mgrid[:size, :size])
    if shape == "square":
        middles, directions = np.stack([column, row], 1) * PITCH, range(0, 360, 90)
    else:
        middles = np.stack([column + row % 2 / 2, row * np.sqrt(0.75)], 1) * PITCH
        directions = range(0, 360, 60)
    pairs = []
    for degrees in directions:
        there = middles + PITCH * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
        first, second = np.nonzero(np.linalg.norm(there[:, None] - middles[None], axis=2) < 0.1 * PITCH)
        # two sockets of a piece must not be side by side
        has_knob = (row + column)[first] % 2 * 90 == degrees % 180 if shape == "square" else degrees % 120 != 0
        pairs.append(np.stack(np.broadcast_arrays(first, second, degrees, has_knob), 1))
    return _Grid(middles, np.concatenate(pairs).astype(np.int64))


def _covered(outline: Silhouette, places: Floats, pitch: float) -> Ints:
    """Return the numbers of the places (n, 2) that are mostly inside an outline."""
    offset = np.array(_SAMPLES) * pitch
    inside = [outline.at(outline.distance, x + offset, y + offset) > 0 for x, y in places]
    return np.flatnonzero(np.mean(inside, (1, 2)) >= _FILLED)


def _largest(grid: _Grid, covered: Ints) -> tuple[Ints, int]:
    """Return the largest group of pieces that hang together, and the number of the others."""
    pairs = grid.pairs[np.isin(grid.pairs[:, :2], covered).all(1), :2]
    group = connected(pairs, len(grid.middles))[1][covered]
    if not len(covered):
        return covered, 0
    used = covered[group == np.bincount(group).argmax()]
    return used, len(covered) - len(used)


def _pieces(grid: _Grid, used: Ints, shape: str) -> tuple[Mesh, Ints]:
    """Return the pieces as one mesh on the plate, and the number of the piece of each triangle."""
    made = cache(piece_mesh)
    pairs = grid.pairs[np.isin(grid.pairs[:, :2], used).all(1)]
    vertices, triangles, count, numbers = [], [], 0, []
    for number, place in enumerate(used.tolist()):
        own = pairs[pairs[:, 0] == place]
        knobs, sockets = (tuple(own[own[:, 3] == kind, 2].tolist()) for kind in (1, 0))
        piece = made(Piece(shape, knobs, sockets))
        vertices.append(piece.vertices + np.array([*grid.middles[place], 0.0]))
        triangles.append(piece.polygons + count)
        count += len(piece.vertices)
        numbers.append(np.full(len(piece.polygons), number))
    return Mesh(np.concatenate(vertices), np.concatenate(triangles)), np.concatenate(numbers)
