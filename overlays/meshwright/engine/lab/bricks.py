"""Brick figures: the subject of a picture built of blocks with studs, on a plate with studs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import manifold3d
import numpy as np

from ..filters import areas, regions
from ..json_object import Json
from ..mesh import Floats, Ints
from ..modelling.field import Field
from ..modelling.inflation import inflate
from ..modelling.silhouette import symmetrised
from ..pictures import load_picture
from ..printing.solids import Solid
from .depth import subject_of
from .figures import BACK_NOTE, BASE_COLOUR, HEIGHT_MM, sturdy
from .files import EMULATED, LabFiles
from .painting import block_colours, joined, swatches, upright, write_painted

_manifold: Final[Any] = manifold3d  # declares only a part of its types
_BLOCKS: Final = 22  # of the figure's height
_COLOURS: Final = 12
_SAMPLES: Final = (-0.3, 0.0, 0.3)  # of a block, from its middle: where it is looked whether the subject fills it
_FILLED: Final = 0.45  # of the samples
_STUD: Final = 0.3, 0.22, 16  # radius and height in blocks, and corners
_BORDER: Final = 1  # blocks of the plate around the figure
_LEAST_DEPTH: Final = 4  # blocks of the plate in front of the middle and behind it


def brick_figure(picture: Path, options: Json, folder: Path) -> LabFiles:  # noqa: ARG001
    """Write a coloured figure of blocks, 100 mm high without its base, as GLB in metres, with its thumbnail.

    Raises EngineError if the picture has no subject.
    """
    shot, outline = subject_of(load_picture(picture))
    field = inflate(sturdy(symmetrised(outline, "auto"), 1 / _BLOCKS))
    across = int(np.ceil(outline.width * _BLOCKS / 2))
    x, y = (np.arange(*ends) + np.float64(0.5) for ends in ((-across, across), (_BLOCKS,)))
    half = _connected(_half_depths(field, x, y))
    lowest = int(half.any(0).argmax())
    half, y = half[:, lowest:], y[lowest:]
    columns, rows = np.nonzero(half)
    middles = np.stack([x[columns], y[rows]], 1) / _BLOCKS
    palette, label = block_colours(shot, middles, 1 / _BLOCKS, _COLOURS)
    number = np.full(half.shape, -1)
    number[columns, rows] = label
    figure = _blocks(half, number) + _studs(half, number)
    base = len(palette)
    plate = [(solid, base) for solid in _plate(half)]
    mesh, part = joined([solid.translate((-across, 0, 0)) for solid, _ in [*figure, *plate]])
    atlas = swatches([*palette, BASE_COLOUR], np.array([colour for _, colour in [*figure, *plate]])[part])
    sized = mesh.placed(HEIGHT_MM / _BLOCKS, np.array([0, HEIGHT_MM / _BLOCKS, 0]))
    size = f"It is {HEIGHT_MM:g} mm high without its base: {_BLOCKS} blocks; blocks and base are the emulator's own."
    return write_painted(sized, atlas, folder, [EMULATED, BACK_NOTE, size], smooth=False)


def _half_depths(field: Field, x: Floats, y: Floats) -> Ints:
    """Return how many blocks are in front of the middle, (w, h), bottom row first, 0 where the subject is not."""
    fine_x, fine_y = ((middles[:, None] + _SAMPLES).ravel() / _BLOCKS for middles in (x, y))
    squared = field.sample(fine_x, fine_y, np.zeros(1)).reshape(len(x), len(_SAMPLES), len(y), len(_SAMPLES))
    is_filled = (squared > 0).mean((1, 3)) >= _FILLED
    depth = np.sqrt(squared.clip(0)).max((1, 3)) * _BLOCKS
    return np.where(is_filled, np.maximum(depth.round(), 1), 0).astype(np.int64)


def _connected(half: Ints) -> Ints:
    """Return the depths of the largest part, with blocks added where two would meet at an edge only."""
    half = half.copy()
    changed = True
    while changed:
        changed = False
        for mirrored in (half, half[::-1]):
            corner, across = mirrored[:-1, :-1], mirrored[1:, 1:]
            meeting = np.minimum(corner, across)
            alone = meeting > np.maximum(mirrored[1:, :-1], mirrored[:-1, 1:])
            mirrored[1:, :-1][alone] = meeting[alone]
            changed |= bool(alone.any())
    numbered, numbers = regions(half > 0)
    largest = numbers[areas(numbered, numbers).argmax()]
    return np.where(numbered == largest, half, 0)


def _blocks(half: Ints, number: Ints) -> list[tuple[Solid, int]]:
    """Return the blocks of a figure with their colours, as bars of equal depth and colour."""
    bars: list[tuple[Solid, int]] = []
    for row in range(half.shape[1]):
        key = half[:, row] * (_COLOURS + 1) + number[:, row]
        starts = np.flatnonzero(np.diff(key, prepend=key[0] - 1))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(key)], strict=True):
            if depth := int(half[start, row]):
                bar = _manifold.Manifold.cube((end - start, 1, 2 * depth)).translate((start, row, -depth))
                bars.append((bar, int(number[start, row])))
    return bars


def _studs(half: Ints, number: Ints) -> list[tuple[Solid, int]]:
    """Return the studs on all blocks without another above them, with their colours."""
    above = np.pad(half[:, 1:], ((0, 0), (0, 1)))
    return [
        (_stud(column, row + 1, place), int(number[column, row]))
        for column, row in np.argwhere(half > above).tolist()
        for place in range(-half[column, row], half[column, row])
        if not -above[column, row] <= place < above[column, row]
    ]


def _plate(half: Ints) -> list[Solid]:
    """Return the plate, and the studs on it that are not under the figure."""
    columns, depth = half.shape[0], max(int(half.max()), _LEAST_DEPTH)
    standing = half[:, 0]
    used = np.flatnonzero(half.any(1))
    first, last = int(used[0]) - _BORDER, int(used[-1]) + 1 + _BORDER
    plate = _manifold.Manifold.cube((last - first, 1, 2 * depth)).translate((first, -1, -depth))
    return [plate] + [
        _stud(column, 0, place)
        for column in range(first, last)
        for place in range(-depth, depth)
        if not (0 <= column < columns and -standing[column] <= place < standing[column])
    ]


def _stud(column: int, ground: int, place: int) -> Solid:
    radius, height, corners = _STUD
    stud = _manifold.Manifold.cylinder(2 * height, radius, radius, corners)
    return upright(stud).translate((column + 0.5, ground - height, place + 0.5))
